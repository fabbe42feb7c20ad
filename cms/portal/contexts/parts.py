"""Parts shared by several pages: cards, language tabs, downloads, notices, credit."""

from dataclasses import dataclass

from .frame import LanguageName, Link

#: Kinds of materials. The outline of a card (class ``art--…``) tells the kind.
KINDS = ("video", "audio", "infographic", "poster", "handbook", "sms")


@dataclass(frozen=True)
class Run:
    """A piece of text; `hit` marks the words of a search (shown as ``<mark>``)."""

    text: str
    hit: bool = False


def plain(text: str) -> tuple[Run, ...]:
    """Return `text` as runs without a hit; the empty text gives no run."""
    return (Run(text),) if text else ()


@dataclass(frozen=True)
class Picture:
    """A picture in several sizes. `width` and `height` are pixels of `url`; srcsets are ready attribute values.

    Its text alternative stands beside it in the page, so a picture carries none of its own.
    """

    url: str
    width: int
    height: int
    srcset: str = ""
    webp_srcset: str = ""


@dataclass(frozen=True)
class CardDownload:
    """The download a press officer wants most; `label` carries format and size ("Tải MP4, 48 MB")."""

    url: str
    label: str


@dataclass(frozen=True)
class Card:
    """A material on a shelf or in a list of results.

    `kind_label`: kind with its measure ("Video · 4 phút 12 giây"). `language`: of title and summary.
    `byline`: "Bộ Tư pháp · 20/11/2026". `duration`: "4:12" for video and audio. `sms_text`: for kind sms only.
    `stamp`: a state in one or two words ("Bản cũ"), mostly empty.
    """

    url: str
    kind: str
    kind_label: str
    title: tuple[Run, ...]
    language: LanguageName
    languages: tuple[LanguageName, ...]
    byline: str
    summary: tuple[Run, ...] = ()
    picture: Picture | None = None
    duration: str = ""
    sms_text: str = ""
    licence: str = ""
    download: CardDownload | None = None
    stamp: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of material: {self.kind!r}")

    @property
    def wide(self) -> bool:
        """True for the kinds whose outline lies down; a narrow screen gives them the full width."""
        return self.kind in ("video", "audio", "sms")


@dataclass(frozen=True)
class LanguageTab:
    """The same material in another language. `note`: its state ("bản gốc", "thuyết minh", "cần cập nhật")."""

    url: str
    language: LanguageName
    current: bool = False
    note: str = ""


@dataclass(frozen=True)
class DownloadRow:
    """One file to take away.

    `label`: what it is for ("Video MP4 360p"). `file_format`: "MP4". `size`: "14 MB", empty while not made yet.
    `detail`: "640 × 360", "64 kb/s", "12 trang" or empty. `language` None: the file carries no language.
    """

    url: str
    label: str
    file_format: str
    size: str
    licence: str
    credit: str
    language: LanguageName | None = None
    detail: str = ""


@dataclass(frozen=True)
class Notice:
    """A banner above the title. `kind`: ``superseded`` (old, stays readable) or ``outdated`` (translation lags behind).

    `change`: what changed, one sentence. `link`: to the new edition or to the original, if there is one.
    """

    kind: str
    change: str
    since: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Credit:
    """How to name the source, ready to copy, and what the licence allows."""

    line: str
    licence: str
    licence_url: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Fact:
    """One row of the fact list; `url` and `language` may be missing."""

    label: str
    value: str
    url: str = ""
    language: LanguageName | None = None


@dataclass(frozen=True)
class PressBlock:
    """What the press and other portals need: code to embed, short link, whole pack, feeds, contact.

    `embed_code` is HTML source, shown as text. `contact`: who answers questions, empty when not given.
    """

    embed_code: str
    short_url: str
    pack: CardDownload | None = None
    feeds: tuple[Link, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class Choice:
    """One option of a ``<select>``: `value` goes into the query, `label` is shown."""

    value: str
    label: str
    selected: bool = False
