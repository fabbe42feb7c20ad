"""The material page and its six kinds; the embedded form of it."""

from dataclasses import dataclass
from typing import ClassVar

from .frame import Head, LanguageName, Link
from .parts import KINDS, Card, Credit, DownloadRow, Fact, LanguageTab, Notice, Picture, PressBlock


@dataclass(frozen=True)
class CaptionTrack:
    """A WebVTT file; `default` is on from the start."""

    url: str
    language: LanguageName
    default: bool = False


@dataclass(frozen=True)
class VoiceChoice:
    """A voice inside the HLS stream; `track_name` is the NAME of the voice in the master playlist."""

    language: LanguageName
    track_name: str
    current: bool = False


@dataclass(frozen=True)
class Cue:
    """A line of the transcript; `time` as shown ("0:18"), `seconds` from the start."""

    time: str
    seconds: int
    text: str


@dataclass(frozen=True)
class VideoPart:
    """A film. Without script the MP4 plays; with it HLS, and the MP4 again when HLS fails.

    `mp4_size`: "14 MB". `script`: paragraphs of the spoken text when there are no cues. `width`, `height`: of the MP4.
    """

    title: str
    poster: Picture
    mp4_url: str
    mp4_size: str
    width: int
    height: int
    hls_url: str = ""
    captions: tuple[CaptionTrack, ...] = ()
    voices: tuple[VoiceChoice, ...] = ()
    cues: tuple[Cue, ...] = ()
    script: tuple[str, ...] = ()


@dataclass(frozen=True)
class AudioPart:
    """A bulletin. `url`: the MP3 that plays in the page. `script`: paragraphs, for reading live."""

    title: str
    url: str
    duration: str
    script: tuple[str, ...] = ()


@dataclass(frozen=True)
class PicturePart:
    """An infographic or a poster. `text`: paragraphs, word for word what the picture says (its text alternative)."""

    picture: Picture
    full_url: str
    text: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the handbook's own contents."""

    url: str
    title: str
    page: int
    current: bool = False


@dataclass(frozen=True)
class HandbookPart:
    """One page of a handbook: its picture and, beside it, its text in paragraphs (`?trang=n`, counted from 1)."""

    page: int
    pages: int
    picture: Picture
    text: tuple[str, ...]
    previous_url: str = ""
    next_url: str = ""
    contents: tuple[ContentsEntry, ...] = ()

    @property
    def ticks(self) -> tuple[str, ...]:
        """One mark a page ("done", "here", ""); empty for books too long for marks that can be told apart."""
        if self.pages > 60:
            return ()
        return tuple("done" if n < self.page else "here" if n == self.page else "" for n in range(1, self.pages + 1))


@dataclass(frozen=True)
class SmsText:
    """A text message ready to copy. `parts`: number of messages an operator counts. `note`: e.g. "có dấu"."""

    text: str
    characters: int
    parts: int
    note: str = ""


@dataclass(frozen=True)
class SmsPart:
    """The message with its marks first, then its twin without marks, if there is one."""

    texts: tuple[SmsText, ...]


@dataclass(frozen=True)
class MaterialPage:
    """A material in one language. Exactly one of the parts is set, the one that fits `kind`.

    `kind_label`, `byline`, as on a card. `code`: the printed code. `qr`: picture of the short link.
    `stamp`: a state in one or two words ("Bản cũ"), mostly empty.
    """

    template: ClassVar[str] = "kho/material.html"

    head: Head
    kind: str
    kind_label: str
    title: str
    language: LanguageName
    byline: str
    code: str
    languages: tuple[LanguageTab, ...]
    downloads: tuple[DownloadRow, ...]
    credit: Credit
    facts: tuple[Fact, ...]
    check_url: str
    press: PressBlock
    breadcrumbs: tuple[Link, ...] = ()
    summary: str = ""
    notice: Notice | None = None
    stamp: str = ""
    qr: Picture | None = None
    related: tuple[Card, ...] = ()
    video: VideoPart | None = None
    audio: AudioPart | None = None
    picture: PicturePart | None = None
    handbook: HandbookPart | None = None
    sms: SmsPart | None = None

    def __post_init__(self) -> None:
        check_part(self)


@dataclass(frozen=True)
class EmbedPage:
    """The material alone, for a frame in another site. `page_url`: the full page, opened outside the frame."""

    template: ClassVar[str] = "kho/embed.html"

    head: Head
    kind: str
    title: str
    language: LanguageName
    page_url: str
    credit: Credit
    notice: Notice | None = None
    video: VideoPart | None = None
    audio: AudioPart | None = None
    picture: PicturePart | None = None
    handbook: HandbookPart | None = None
    sms: SmsPart | None = None

    def __post_init__(self) -> None:
        check_part(self)


_PART_OF_KIND = {"infographic": "picture", "poster": "picture"}


def check_part(page: MaterialPage | EmbedPage) -> None:
    """Raise ValueError unless the page holds the one part that its kind needs."""
    if page.kind not in KINDS:
        raise ValueError(f"unknown kind of material: {page.kind!r}")
    wanted = _PART_OF_KIND.get(page.kind, page.kind)
    held = [name for name in ("video", "audio", "picture", "handbook", "sms") if getattr(page, name) is not None]
    if held != [wanted]:
        raise ValueError(f"a page of kind {page.kind!r} needs the part {wanted!r}, got {held}")
