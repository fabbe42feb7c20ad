"""Narrated films: drawn slides that melt into each other above a band that drifts, with subtitles."""

import re
from array import array
from pathlib import Path
from typing import Any

from . import sound
from .drawing import CLOTH, COLOURS, DEEP, INK, MADDER, PAPER, SOFT, SUNK, TURMERIC, Sheet, run_tool, write_png

WIDTH, HEIGHT, RATE = 1280, 720, 25
MELT = 0.4
LEAD, TAIL = 0.5, 0.7
# The poster of a film is taken at a fifth of its length; the title must still stand there.
TITLE_PART = 0.24
BAND_UNIT = 4
BAND_HEIGHT = 13 * BAND_UNIT + 16
DRIFT = 14 * BAND_UNIT * 12
Cue = tuple[float, float, str]  # from second, to second, words
STEP_COLOURS = (CLOTH, "#1f6a4c", MADDER, "#8a5a14")


def make(spec: dict[str, Any], art: Path, target: Path) -> str:
    """Write ``target`` (MP4) and, beside it, its subtitles (VTT). Returns what is said, as a text."""
    pictures = [target.with_name(f"{target.stem}-{number}.png") for number in range(len(spec["slides"]))]
    for number, (slide, picture) in enumerate(zip(spec["slides"], pictures, strict=True)):
        _slide(slide, number, spec, art, picture)
    lengths, voice, cues = _narrate([slide["say"] for slide in spec["slides"]], target.parent)
    track = target.with_suffix(".wav")
    sound.write(voice, track)
    band = target.with_name(f"{target.stem}-band.png")
    _band(spec.get("weave", "kho"), band)
    _encode(pictures, lengths, band, track, target)
    target.with_suffix(".vtt").write_text(_vtt(cues), encoding="utf-8")
    for scrap in (*pictures, *(each.with_suffix(".svg") for each in pictures), track, band, band.with_suffix(".svg")):
        scrap.unlink(missing_ok=True)
    return "\n\n".join(slide["say"] for slide in spec["slides"])


def _narrate(texts: list[str], scratch: Path) -> tuple[list[float], array, list[Cue]]:
    """How long each slide stands, the sound of them all, and the cues."""
    spoken = [sound.speak(words, scratch) for words in texts]
    lead, tail, opening = sound.silence(LEAD), sound.silence(TAIL), sound.bell(1.6)
    parts = [(opening if number == 0 else lead, speech) for number, speech in enumerate(spoken)]
    lengths = [sound.seconds_of(before + speech + tail) for before, speech in parts]
    wanted = TITLE_PART / (1 - TITLE_PART) * sum(lengths[1:])
    longer = sound.silence(max(0.0, wanted - lengths[0]))
    lengths[0] += sound.seconds_of(longer)
    voice, cues = array("h"), []
    for number, ((before, speech), words) in enumerate(zip(parts, texts, strict=True)):
        cues += cues_of(words, sound.seconds_of(voice + before), sound.seconds_of(speech))
        voice += before + speech + tail + (longer if number == 0 else array("h"))
    return lengths, voice, cues


def _slide(slide: dict[str, Any], number: int, spec: dict[str, Any], art: Path, target: Path) -> None:
    sheet = Sheet(WIDTH, HEIGHT)
    if slide.get("art"):
        sheet.add((art / f"{slide['art']}.svg").read_text(encoding="utf-8").replace("<svg ", '<svg width="100%" ', 1))
        sheet.text(64, 44, slide["title"], 62, fill=COLOURS[slide["colour"]], face="title", width=640, leading=1.25)
        write_png(sheet.svg(), target, WIDTH)
        return
    last = number == len(spec["slides"]) - 1
    if last:
        sheet.rect(0, 0, WIDTH, HEIGHT, CLOTH)
    colour = TURMERIC if last else STEP_COLOURS[(number - 1) % 4]
    sheet.diamond(216, 310, 12, 11, colour)
    if last:
        sheet.diamond(216, 310, 7, 11, MADDER)
        sheet.diamond(216, 310, 3, 11, PAPER)
    else:
        sheet.text(216, 240, str(number), 120, fill=PAPER, face="title", anchor="middle")
    y = sheet.text(440, 150, slide["title"], 62, fill=PAPER if last else INK, face="title", width=740, leading=1.3)
    sheet.text(440, y + 22, slide["words"], 36, fill=PAPER if last else SOFT, width=740, leading=1.5)
    if not last:
        count = len(spec["slides"]) - 2
        for dot in range(1, count + 1):
            sheet.rect(440 + (dot - 1) * 64, 584, 48, 8, colour if dot <= number else SUNK)
    write_png(sheet.svg(), target, WIDTH)


def _band(weave: str, target: Path) -> None:
    """Wider than the film by a few repeats, so that it can drift."""
    sheet = Sheet(WIDTH + DRIFT, BAND_HEIGHT, DEEP)
    sheet.band(8, weave, BAND_UNIT, (PAPER, TURMERIC))
    write_png(sheet.svg(), target, sheet.width)


def _encode(pictures: list[Path], lengths: list[float], band: Path, track: Path, target: Path) -> None:
    inputs: list[str | Path] = []
    graph = []
    for number, (picture, length) in enumerate(zip(pictures, lengths, strict=True)):
        inputs += ["-i", picture]
        graph.append(f"[{number}:v]{_held(length + MELT)}[s{number}]")
    before, at = "s0", 0.0
    for number in range(1, len(pictures)):
        at += lengths[number - 1]
        graph.append(f"[{before}][s{number}]xfade=transition=fade:duration={MELT}:offset={at:.3f}[m{number}]")
        before = f"m{number}"
    total = sum(lengths)
    graph.append(f"[{len(pictures)}:v]{_held(total + MELT)}[band]")
    graph.append(f"[{before}][band]overlay=x='-mod(t*28\\,{DRIFT})':y={HEIGHT - BAND_HEIGHT}[out]")
    run_tool(
        "ffmpeg", "ffmpeg", "-v", "error", "-y", *inputs, "-i", band, "-i", track,
        "-filter_complex", ";".join(graph), "-map", "[out]", "-map", f"{len(pictures) + 1}:a", "-t", f"{total:.3f}",
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "19", "-threads", "2", "-c:a", "aac", "-b:a", "128k",
        "-ar", "48000", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", target,
    )  # fmt: skip


def _held(seconds: float) -> str:
    """A picture decoded once and shown for so long."""
    frames = round(seconds * RATE)
    return f"format=yuv420p,loop=loop={frames}:size=1,setpts=N/{RATE}/TB,fps={RATE},trim=end_frame={frames}"


def cues_of(words: str, start: float, seconds: float) -> list[Cue]:
    """One cue a sentence, its time by its share of the letters; a word that stands alone goes with the next."""
    sentences = re.findall(r"(?:\S+[.:?!] )?[^.?!]+[.?!]+", words)
    whole, cues = sum(map(len, sentences)), []
    for sentence in sentences:
        end = start + seconds * len(sentence) / whole
        cues.append((start, end, sentence.strip()))
        start = end
    return cues


def _vtt(cues: list[Cue]) -> str:
    blocks = [f"{_clock(start)} --> {_clock(end)}\n{words}\n" for start, end, words in cues]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02}:{rest:06.3f}"
