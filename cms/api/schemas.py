"""What the API says, as schemas. Addresses are absolute; times are RFC 3339."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema


class Term(Schema):
    """A code of a vocabulary with its Vietnamese name."""

    code: str
    name: str


class Language(Schema):
    """A language; the code is BCP-47, lower case, and is the whole key."""

    code: str
    name: str = Field(description="Vietnamese name")
    autonym: str = Field(description="The name in the language itself")
    script: str = Field(description="ISO 15924")


class Province(Term):
    """A province-level unit by its code of Decision 19/2025/QĐ-TTg."""

    former_names: list[str] = Field(alias="old_names")


class Licence(Term):
    """Terms of reuse."""

    url: str


class VariantSummary(Schema):
    """The current edition of a material in one language."""

    language: str
    title: str
    summary: str
    edition: int
    url: str = Field(description="The page for people")
    published_at: datetime = Field(description="When this edition became current")


class MaterialSummary(Schema):
    """A material with its languages."""

    public_id: str
    kind: Literal["infographic", "video", "audio", "handbook", "poster", "sms"]
    url: str = Field(description="The page for people; leads to the reader's language")
    api_url: str
    agency: Term
    topics: list[Term]
    audiences: list[Term]
    provinces: list[Term] = Field(description="Empty: for the whole country")
    procedures: list[Term] = Field(description="Administrative procedures by their national code")
    campaign: Term | None
    valid_from: date | None
    valid_to: date | None = Field(description="The last day")
    changed_at: datetime = Field(
        description="When the newest edition that the filters let through became current; pages are in this order"
    )
    languages: list[VariantSummary]


class MaterialPage(Schema):
    """A page of materials; ``next`` is the address of the next one, null on the last."""

    items: list[MaterialSummary]
    next: str | None


class Rendition(Schema):
    """One file to take away."""

    profile: str = Field(description="Quality, for example 360p, mp3-64, jpeg-1280, original")
    state: Literal["ready"] = Field(description="Take any other value for «not available now»")
    url: str = Field(description="Always the current edition's file")
    pinned_url: str = Field(description="This edition's file; answers 410 once the edition has ended")
    filename: str
    bytes: int
    sha256: str
    media_type: str
    seconds: float | None
    width: int | None
    height: int | None


class File(Schema):
    """A place of the edition, such as its voice or its second picture."""

    role: Literal["picture", "voice", "captions", "document", "image", "script", "cover", "print"]
    n: int
    renditions: list[Rendition]


class Variant(VariantSummary):
    """The current edition of a material in one language, with its text and files."""

    text: str
    credit: str
    source: str
    licence: Licence
    change_note: str
    hls_url: str | None = Field(description="HLS master playlist of a film")
    files: list[File]


class Material(MaterialSummary):
    """A material with everything that can be taken away."""

    status: Literal["public", "superseded"]
    successor: str | None = Field(description="The API address of the material that takes its place")
    variants: list[Variant]


class ProblemDocument(Schema):
    """RFC 9457. Problems of what is gone carry ``reason``, ``since`` and ``successor`` where there are any."""

    type: str
    title: str
    status: int
    detail: str | None = None
    reason: str | None = None
    since: datetime | None = None
    successor: str | None = None
    errors: list[dict[str, Any]] | None = None


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
