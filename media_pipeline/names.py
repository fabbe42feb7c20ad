"""The name a file is shown by: from whatever the sender called it, safe to print anywhere."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200
MAX_SUFFIX = 20
UNNAMED = "tệp không tên"

# Format characters that scripts of this library need: zero-width space and (non-)joiners (Khmer, Tai Viet, Cham).
KEPT_FORMAT = {"\u200b", "\u200c", "\u200d"}
JOINER = "\u200d"
RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """NFC, the last path part only, no control, direction-changing or unpaired characters, at most 200 characters.

    Leading dots and dashes go; an over-long name keeps its ending and is never cut inside a syllable cluster.
    """
    text = re.split(r"[/\\]", name.replace("\0", ""))[-1]
    text = unicodedata.normalize("NFC", "".join(" " if char.isspace() else char for char in text))
    text = "".join(char for char in text if _is_kept(char))
    text = re.sub(r" {2,}", " ", text).strip().lstrip(".-\u200b\u200c\u200d ").strip()
    if RESERVED.match(text):
        text = f"_{text}"
    return _shorten(text) or UNNAMED


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return category not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or char in KEPT_FORMAT


def _shorten(text: str) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix) > MAX_SUFFIX or " " in suffix:
        stem, dot, suffix = text, "", ""
    room = MAX_LENGTH - len(dot + suffix)
    return stem[: _boundary(stem, room)].rstrip() + dot + suffix


def _boundary(text: str, at: int) -> int:
    """The last place at or before ``at`` where the text may be cut."""
    while 0 < at < len(text) and _is_inside(text, at):
        at -= 1
    return at


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` would part what a reader sees as one sign (UAX #29, as far as needed)."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or after in KEPT_FORMAT or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    # Class 9 is virama: the Khmer coeng and its kin bind the next consonant.
    if before == JOINER or unicodedata.combining(before) == 9:
        return True
    return _is_flag(after) and _flags_before(text, at) % 2 == 1


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(text[at - 1 - count]):
        count += 1
    return count
