"""The shape of a message and the way numbers are written in it."""

from __future__ import annotations

import string
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One message in both languages, and the HTTP status of an upload refused with it."""

    vi: str
    en: str
    status: int = 400

    @property
    def parameters(self) -> frozenset[str]:
        """The names that stand in braces in either text."""
        fields = [*string.Formatter().parse(self.vi), *string.Formatter().parse(self.en)]
        return frozenset(name for _, name, _, _ in fields if name)


def human_bytes(count: int, language: str) -> str:
    """``1536`` → ``1,5 kB`` (Vietnamese) or ``1.5 kB``; powers of 1024, three digits at most."""
    size = float(count)
    units = ["byte", "kB", "MB", "GB", "TB"]
    while abs(size) >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    unit = units[0]
    text = f"{size:.0f}" if unit == "byte" or size >= 100 else f"{size:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'vi' else text} {unit}"


def human_hours(hours: float, language: str) -> str:
    """``12`` → ``12 giờ`` or ``12 h``."""
    text = f"{hours:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',')} giờ" if language == "vi" else f"{text} h"
