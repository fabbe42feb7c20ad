"""Texts as names: address parts, file names that the oldest player can store, and the Vietnamese order."""

import re
import unicodedata

from search.text.characters import APOSTROPHES, clean
from search.text.folding import fold

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_NOT_FILE = re.compile(r"[^a-z0-9._-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")  # names that Windows refuses, with any extension
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTERS = {
    "ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1", "ƀ": "b1",
}  # fmt: skip
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def _cut(text: str, length: int, separator: str = "-") -> str:
    """At most `length` characters, at a separator when one stands in the second half."""
    if len(text) <= length:
        return text
    head = text[: length + 1].rpartition(separator)[0]
    return head if len(head) >= length // 2 else text[:length].rstrip(separator)


def slug(text: str, *, length: int = 80, fallback: str = "tai-lieu") -> str:
    """An ASCII address part: "Đường dây nóng" → `duong-day-nong`. `fallback` when nothing of the text is ASCII."""
    return _cut(_NOT_PLAIN.sub("-", fold(text)).strip("-"), length) or fallback


def ascii_filename(name: str, *, length: int = 100, fallback: str = "tep") -> str:
    """A harmless ASCII file name of at most `length` characters that keeps its extension.

    No folder, no leading dot or dash, no control or direction character, no name that Windows reserves.
    """
    last = re.split(r"[/\\]", "".join(map(clean, name)))[-1]
    stem, dot, extension = last.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", extension) or not stem.strip("."):
        stem, extension = last, ""
    tail = f".{extension.lower()}" if extension else ""
    plain = re.sub(r"[-.]*-[-.]*|\.{2,}", "-", _NOT_FILE.sub("-", fold(stem))).strip("-._")
    plain = _cut(plain, length - len(tail)).rstrip("-._") or fallback
    if _RESERVED.match(plain):
        plain = f"{fallback}-{plain}"
    return plain[: length - len(tail)] + tail


def sort_key(text: str) -> str:
    """A string whose code-point order is the Vietnamese order: a ă â … d đ e ê … o ô ơ … u ư.

    Tones come second (ngang huyền hỏi ngã sắc nặng), other marks after them, upper case last.
    """
    letters: list[str] = []
    marks: list[str] = []
    source = unicodedata.normalize("NFC", "".join(map(clean, text)))
    for char in source.lower():
        if char in APOSTROPHES:
            continue
        base, shape, tone = "", "", "0"
        for part in unicodedata.normalize("NFD", char):
            if part in _SHAPES:
                shape += part
            elif unicodedata.combining(part):
                tone = _TONE_ORDER.get(part, "7")
            else:
                base += part
        if not base:
            if marks:
                marks[-1] = tone if shape == "" else "6"
            continue
        whole = unicodedata.normalize("NFC", base + shape)
        primary = _LETTERS.get(whole)
        letters.append(primary or f"{base}0")
        marks.append("6" if shape and not primary else tone)
    return "\x01".join(("".join(letters), "".join(marks), source.swapcase()))
