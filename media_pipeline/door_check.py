"""What the header of a recognised file says, read in the jail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from media_pipeline.sniff import Sniffed


@dataclass(frozen=True)
class Probed:
    """The final verdict of the door: type, family and facts."""

    media_type: str
    family: str
    facts: Mapping = field(default_factory=dict)


def probe(path: Path, sniffed: Sniffed) -> Probed:
    """Read the facts, or raise ``errors.Refused``."""
    return Probed(sniffed.media_type, sniffed.family)
