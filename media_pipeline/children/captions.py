"""Strict WebVTT and SubRip reader, and a writer of WebVTT that holds text only. Runs in the jail.

What is refused is refused with the line and what stood there, so that the sender can find it. Formatting (bold, colour,
voices, positions) is dropped: only times and words go out.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from answer import Failure, main

MAX_BYTES = 5 * 1024 * 1024
_STAMP = re.compile(r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{1,3})$")
_ARROW = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)(?:\s+.*)?$")
_TAG = re.compile(r"</?([a-zA-Z][\w.:-]*)[^<>]*>|<[\d:.]+>")
_HARMLESS = frozenset(["b", "i", "u", "c", "v", "s", "em", "strong", "font", "lang", "ruby", "rt", "rp", "br", "span"])
_ACTIVE = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|img|svg|style|link|meta|form|input|base|video|audio|math|body|html)\b"
    r"|\bon[a-z]{3,20}\s*=|javascript:|data:text/html",
    re.IGNORECASE,
)
_LOADING = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")  # SubRip files made from SSA


@dataclass(frozen=True)
class Cue:
    """Seconds and plain text."""

    start: float
    end: float
    text: str


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 with its mark as NFC text. Raises Failure 'captions_encoding' with the first bad line."""
    encoding = "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Failure("captions_encoding", line=data[: error.start].count(b"\n") + 1) from error
    if "\x00" in text:
        raise Failure("captions_encoding", line=text[: text.index("\x00")].count("\n") + 1)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def parse(text: str) -> list[Cue]:
    """All cues in order of time. Raises Failure captions_markup, captions_time, captions_syntax, captions_empty."""
    lines = text.split("\n")
    _refuse_active(lines)
    vtt = lines[0].startswith("WEBVTT")
    cues: list[Cue] = []
    for first, block in _blocks(lines, 1 if vtt else 0):
        cue = _cue(first, block, vtt)
        if cue is not None:
            cues.append(cue)
    if not cues:
        raise Failure("captions_empty")
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def _refuse_active(lines: list[str]) -> None:
    style = False
    for number, line in enumerate(lines, 1):
        style = line.strip() == "STYLE" or (style and bool(line.strip()))
        found = _ACTIVE.search(line) or (_LOADING.search(line) if style else None)
        if found:
            raise Failure("captions_markup", line=number, found=found.group(0)[:40])


def _blocks(lines: list[str], skip: int) -> list[tuple[int, list[str]]]:
    """Paragraphs with the number of their first line; the header of a WebVTT file is none."""
    found: list[tuple[int, list[str]]] = []
    current: list[str] = []
    header = skip > 0
    for number, line in enumerate([*lines, ""], 1):
        if line.strip() and number > skip:
            current.append(line)
        elif not line.strip():
            if current and not (header and not any("-->" in each for each in current)):
                found.append((number - len(current), current))
            header, current = False, []
    return found


def _cue(first: int, block: list[str], vtt: bool) -> Cue | None:
    if vtt and re.match(r"(NOTE|STYLE|REGION)(\s|$)", block[0]):
        return None
    at = next((number for number, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        raise Failure("captions_syntax", line=first, found=block[0].strip()[:40])
    match = _ARROW.match(block[at])
    start, end = (_seconds(match.group(number)) for number in (1, 2)) if match else (None, None)
    if start is None or end is None:
        raise Failure("captions_syntax", line=first + at, found=block[at].strip()[:40])
    if end < start:
        raise Failure("captions_time", line=first + at, found=block[at].strip()[:40])
    text = "\n".join(filter(None, (_plain(line, first + at + 1 + n) for n, line in enumerate(block[at + 1 :]))))
    return Cue(start, end, text) if text and end > start else None


def _seconds(stamp: str) -> float | None:
    match = _STAMP.match(stamp)
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _plain(line: str, number: int) -> str:
    line = _OVERRIDE.sub("", line)
    for match in _TAG.finditer(line):
        name = (match.group(1) or "").split(".")[0].lower()
        if name and name not in _HARMLESS:
            raise Failure("captions_markup", line=number, found=match.group(0)[:40])
    text = html.unescape(_TAG.sub("", line))
    if _ACTIVE.search(text):  # written as character references
        raise Failure("captions_markup", line=number, found=text.strip()[:40])
    text = "".join(each for each in text if each == "\t" or unicodedata.category(each) not in ("Cc", "Cs"))
    return text.strip().replace("-->", "→")


def write(cues: list[Cue]) -> str:
    """WebVTT of these cues, escaped."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        parts.append(f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{text}\n")
    return "\n".join(parts)


def _stamp(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{thousandths // 1000:02d}.{thousandths % 1000:03d}"


def work(request: dict) -> dict:
    """{"path", "target" or ""} -> {"cues", "seconds"}; writes WebVTT to `target`."""
    path = Path(request["path"])
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Failure("captions_too_large", bytes=size, max_bytes=MAX_BYTES)
    cues = parse(decode(path.read_bytes()))
    if request["target"]:
        Path(request["target"]).write_text(write(cues), "utf-8", newline="\n")
    return {"cues": len(cues), "seconds": max(cue.end for cue in cues)}


if __name__ == "__main__":
    main(work)
