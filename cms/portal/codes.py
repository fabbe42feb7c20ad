"""Codes and addresses that people type, scan or paste, taken apart."""

import re
from dataclasses import dataclass

CODE = re.compile(r"^([0-9a-z]{4,12})(?:-([a-z]{2,8}(?:-[0-9a-z]{1,8})*?))?(?:-(\d{1,6}))?$", re.ASCII)
ADDRESS = re.compile(
    r"/(?:tai-lieu|nhung|q|tai-ve)/([0-9A-Za-z]{1,12})(?:/([a-z]{2,8}(?:-[0-9a-z]{1,8})*)/(?:a(\d{1,6})/)?)?", re.ASCII
)
MAX_LENGTH = 500


@dataclass(frozen=True)
class Code:
    """A material; where it was given, a language and an edition."""

    public_id: str
    language: str = ""
    edition: int = 0


def read(text: str) -> Code | None:
    """A printed code (``k3m9x2ab-vi-2``, in any case, spaces ignored) or an address of Kho; None for anything else."""
    text = text[:MAX_LENGTH].strip()
    found = ADDRESS.search(text) if "/" in text else CODE.match("".join(text.split()).lower())
    if not found:
        return None
    public_id, language, edition = found.groups()
    return Code(public_id.lower(), language or "", int(edition or 0))
