"""What a feed says, apart from any format: items of a channel, with absolute addresses only."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

# Fixed for ever: the identifiers of entries must outlive a change of the site's address.
NAMESPACE: Final = uuid.UUID("6b0c7f0e-8f0b-5d0a-9c1e-1588c0de2022")
NO_END: Final = "9999-12-31T23:59:59Z"  # a shell that splits at tabs loses empty fields, so "no end" is a date
GENERATOR: Final = "Kho"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold (control characters) and UTF-8 cannot write (lone surrogates)."""
    return _FORBIDDEN.sub("", text)


@dataclass(frozen=True)
class Enclosure:
    """A file of the edition. ``url`` is pinned to the edition, so that a resumed fetch never mixes two.

    ``seconds`` is a duration; ``profile`` is the public name of the quality, such as ``mp3-64``.
    """

    url: str
    bytes: int
    media_type: str
    sha256: str
    role: str
    profile: str
    seconds: float | None = None
    width: int | None = None
    height: int | None = None

    @property
    def medium(self) -> str:
        """``video``, ``audio``, ``image`` or ``document``."""
        family = self.media_type.partition("/")[0]
        return family if family in ("video", "audio", "image") else "document"

    @property
    def bitrate(self) -> int | None:
        """Bits per second of a constant-rate MP3, from its profile."""
        rate = self.profile.removeprefix("mp3-")
        return int(rate) * 1000 if self.profile.startswith("mp3-") and rate.isdigit() else None


@dataclass(frozen=True)
class Item:
    """One public edition of a language of a material. ``terms``: vocabulary → (code, name) of each value."""

    public_id: str
    language: str
    language_name: str
    kind: str
    kind_name: str
    title: str
    summary: str
    text: str
    url: str
    edition: int
    published: datetime
    updated: datetime
    agency: str
    credit: str
    source: str
    licence: str
    licence_url: str
    valid_from: datetime
    valid_until: datetime | None
    terms: Mapping[str, tuple[tuple[str, str], ...]]
    enclosures: tuple[Enclosure, ...] = ()
    image: Enclosure | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, clean(value))

    @property
    def guid(self) -> str:
        """The same for every edition, title and address."""
        return f"{self.public_id}/{self.language}"

    @property
    def urn(self) -> str:
        """The same as an IRI, for formats that ask for one."""
        return uuid.uuid5(NAMESPACE, self.guid).urn

    @property
    def main(self) -> Enclosure | None:
        """The file that most readers want."""
        return self.enclosures[0] if self.enclosures else None

    def audio(self, *profiles: str) -> Enclosure | None:
        """The first of these MP3 profiles that the item has."""
        found = {each.profile: each for each in self.enclosures if each.medium == "audio"}
        return next((found[profile] for profile in profiles if profile in found), None)


@dataclass(frozen=True)
class Channel:
    """What surrounds the items. ``folder`` is the feed's place below ``/feeds/``; ``home`` a page for people."""

    site: str
    folder: str
    title: str
    description: str
    language: str
    home: str

    def address(self, name: str) -> str:
        """The absolute address of one of the channel's files."""
        return f"{self.site}/feeds/{self.folder}/{name}"

    @property
    def urn(self) -> str:
        """An identifier that does not depend on the site's address."""
        return uuid.uuid5(NAMESPACE, f"feeds/{self.folder}").urn


def newest(items: tuple[Item, ...]) -> datetime:
    """When the newest item became current; the epoch for an empty channel, so that equal content has equal bytes."""
    return max((item.updated for item in items), default=datetime(1970, 1, 1, tzinfo=UTC))


def rfc3339(moment: datetime) -> str:
    """``2026-11-24T08:12:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc2822(moment: datetime) -> str:
    """``Tue, 24 Nov 2026 08:12:00 GMT``."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def seconds_of(enclosure: Enclosure) -> int:
    """A duration in whole seconds, never 0 for a file that has one."""
    return max(1, round(enclosure.seconds)) if enclosure.seconds else 0
