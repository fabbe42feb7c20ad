"""Narrated films: drawn slides that melt into each other above a band that drifts, with subtitles."""

from array import array
from pathlib import Path
from typing import Any

from . import sound
from .drawing import CLOTH, COLOURS, DEEP, INK, MADDER, PAPER, SOFT, SUNK, TURMERIC, Sheet, run_tool, write_png

WIDTH, HEIGHT, RATE = 1280, 720, 25
MELT = 0.4
LEAD, TAIL = 0.5, 0.7
BAND_UNIT = 4
BAND_HEIGHT = 13 * BAND_UNIT + 16
DRIFT = 14 * BAND_UNIT * 12
STEP_COLOURS = (CLOTH, "#1f6a4c", MADDER, "#8a5a14")


def make(spec: dict[str, Any], art: Path, target: Path) -> str:
    """Write ``target`` (MP4) and, beside it, its subtitles (VTT). Returns what is said, as a text."""
    pictures, lengths, voice, cues = [], [], array("h"), []
    for number, slide in enumerate(spec["slides"]):
        picture = target.with_name(f"{target.stem}-{number}.png")
        _slide(slide, number, spec, art, picture)
        speech = sound.speak(slide["say"], target.parent)
        start = sound.seconds_of(voice) + LEAD
        voice += sound.silence(LEAD) + speech + sound.silence(TAIL)
        cues += _cues(slide["say"], start, sound.seconds_of(speech))
        pictures.append(picture)
        lengths.append(LEAD + sound.seconds_of(speech) + TAIL)
    track = target.with_suffix(".wav")
    sound.write(voice, track)
    band = target.with_name(f"{target.stem}-band.png")
    _band(spec.get("weave", "kho"), band)
    _encode(pictures, lengths, band, track, target)
    target.with_suffix(".vtt").write_text(_vtt(cues), encoding="utf-8")
    for scrap in (*pictures, *(each.with_suffix(".svg") for each in pictures), track, band, band.with_suffix(".svg")):
        scrap.unlink(missing_ok=True)
    return "\n\n".join(slide["say"] for slide in spec["slides"])


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


def _cues(words: str, start: float, seconds: float) -> list[tuple[float, float, str]]:
    """One cue a sentence, its time by its share of the letters."""
    sentences = [part.strip() for part in words.replace("? ", "?\n").replace(". ", ".\n").split("\n") if part.strip()]
    whole, cues = sum(map(len, sentences)), []
    for sentence in sentences:
        end = start + seconds * len(sentence) / whole
        cues.append((start, end, sentence))
        start = end
    return cues


def _vtt(cues: list[tuple[float, float, str]]) -> str:
    blocks = [f"{_clock(start)} --> {_clock(end)}\n{words}\n" for start, end, words in cues]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02}:{rest:06.3f}"
