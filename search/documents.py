"""What goes into an index: one document for each language of each material."""

from dataclasses import dataclass
from typing import Final

# Facet name (also the key in Query.filters) → attribute of Document.
FACETS: Final[dict[str, str]] = {
    "kind": "kind",
    "language": "language",
    "topic": "topics",
    "audience": "audiences",
    "province": "provinces",
    "agency": "agency",
    "campaign": "campaign",
    "licence": "licence",
    "year": "year",
    "quality": "quality",
}


@dataclass(frozen=True)
class Document:
    """One language variant of a material as the engines know it. Codes are opaque; texts are as shown.

    `key` is `<public_id>/<language>`. `version` only grows: an engine keeps the highest it has seen, also for
    `live=False`, the tombstone of what is not public (any more). `published_at` is in seconds since 1970 (UTC).
    `codes` are procedure codes and the material's own code; `extra_names` are further words it is to be found by.
    """

    key: str
    version: int
    live: bool = True
    public_id: str = ""
    language: str = ""
    kind: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    codes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    agency: str = ""
    campaign: str = ""
    licence: str = ""
    year: int | None = None
    published_at: int = 0
    extra_names: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()

    @classmethod
    def tombstone(cls, public_id: str, language: str, version: int) -> "Document":
        """What is left of a document that must not be found."""
        return cls(f"{public_id}/{language}", version, live=False, public_id=public_id, language=language)

    def facet_values(self, facet: str) -> tuple[str, ...]:
        """The values of one facet as strings, without blanks and repeats."""
        value = getattr(self, FACETS[facet])
        values = value if isinstance(value, (tuple, list, set, frozenset)) else (value,)
        return tuple(dict.fromkeys(str(item) for item in values if item not in ("", None)))
