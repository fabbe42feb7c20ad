"""Voices by espeak-ng, bells by arithmetic. PCM of 22,050 Hz, mono, 16 bits throughout."""

import math
import shutil
import sys
import wave
from array import array
from pathlib import Path

from .drawing import run_tool

RATE = 22_050
WORDS_PER_MINUTE = 150


def silence(seconds: float) -> array:
    """Samples of nothing."""
    return array("h", bytes(2 * int(seconds * RATE)))


def bell(seconds: float = 2.0, pitch: float = 587.0) -> array:
    """One stroke that fades."""
    partials = ((1.0, 0.5, 3.0), (2.0, 0.25, 4.5), (3.01, 0.12, 6.0))
    samples = array("h")
    for number in range(int(seconds * RATE)):
        t = number / RATE
        value = sum(
            part * math.exp(-fade * t) * math.sin(2 * math.pi * pitch * ratio * t) for ratio, part, fade in partials
        )
        samples.append(int(24_000 * value * min(1.0, t * 200)))
    return samples


def can_speak() -> bool:
    """Whether this machine has a voice; without one, bells stand in."""
    return shutil.which("espeak-ng") is not None


def speak(words: str, scratch: Path) -> array:
    """The words read in Vietnamese; bells of about the same length where the machine has no voice."""
    if not can_speak():
        return chime(max(2.0, len(words) / 14))
    target = scratch / "speech.wav"
    run_tool("espeak-ng", "espeak-ng", "-v", "vi", "-s", str(WORDS_PER_MINUTE), "-w", target, "--", words)
    with wave.open(str(target)) as file:
        samples = array("h", file.readframes(file.getnframes()))
    target.unlink()
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def chime(seconds: float) -> array:
    """Bells of two pitches, one every two seconds, for a language that the machine cannot speak."""
    high, low = bell(pitch=587.0), bell(pitch=440.0)
    samples = array("h")
    while len(samples) < seconds * RATE:
        samples += high if len(samples) // len(high) % 2 == 0 else low
    return samples[: int(seconds * RATE)]


def seconds_of(samples: array) -> float:
    """Their length."""
    return len(samples) / RATE


def write(samples: array, target: Path) -> None:
    """As a WAV file."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


def write_mp3(samples: array, target: Path) -> None:
    """As a small MP3 file without tags."""
    plain = target.with_suffix(".wav")
    write(samples, plain)
    run_tool(
        "ffmpeg", "ffmpeg", "-v", "error", "-y", "-i", plain, "-ar", "44100", "-c:a", "libmp3lame", "-b:a", "128k",
        "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", target,
    )  # fmt: skip
    plain.unlink()
