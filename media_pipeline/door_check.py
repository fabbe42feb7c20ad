"""What the header of a recognised file says, read in the jail: the second half of the door's verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from media_pipeline import captions, images, pdf
from media_pipeline.ffmpeg import probe as media
from media_pipeline.sniff import Sniffed


@dataclass(frozen=True)
class Probed:
    """The final verdict of the door: type, family and facts."""

    media_type: str
    family: str
    facts: Mapping = field(default_factory=dict)


def probe(path: Path, sniffed: Sniffed, *, stop: Callable[[], object] | None = None) -> Probed:
    """Read the facts, or raise `errors.Refused`. A container without a picture becomes audio, and the reverse.

    Facts are one shape for every family: what does not apply is absent, `seconds` is None where nothing plays."""
    path = path.absolute()
    if sniffed.family == "image":
        facts = {"seconds": None, **images.inspect(path, sniffed.media_type, stop=stop)}
        return Probed(sniffed.media_type, "image", facts)
    if sniffed.family == "document":
        return Probed(sniffed.media_type, "document", {"seconds": None, **pdf.inspect(path, stop=stop)})
    if sniffed.family == "captions":
        return Probed(sniffed.media_type, "captions", captions.inspect(path, stop=stop))
    facts = media.inspect(path, str(sniffed.demuxer), stop=stop)
    family = "video" if facts["video"] else "audio"
    return Probed(f"{family}/{sniffed.media_type.partition('/')[2]}", family, facts)
