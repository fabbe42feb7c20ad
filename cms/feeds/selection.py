"""Which editions stand in which feed: the newest of each kind and language, and radio by language and province."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings

from cms.library import public
from cms.taxonomy.models import Agency, Audience, Campaign, Language, Licence, Province, Topic

from .formats import GENERAL, RADIO, Render

ALL = "all"
GENERAL_LIMIT = 50
RADIO_LIMIT = 100
FORMAT_VERSION = 1  # raise it when a format changes, so that every file is written anew
KINDS = (ALL, *public.Kind.values)
VOCABULARIES = (Agency, Audience, Campaign, Language, Licence, Province, Topic)


@dataclass(frozen=True, order=True)
class Feed:
    """A folder of files with the same items. ``kind`` is ``radio`` for the stations' feeds."""

    kind: str
    language: str
    province: str = ""

    @property
    def is_radio(self) -> bool:
        """Whether it is one of the stations' feeds."""
        return self.kind == "radio"

    @property
    def folder(self) -> str:
        """Its place below ``/feeds/``."""
        return "/".join(part for part in (self.kind, self.language, self.province) if part)

    @property
    def formats(self) -> dict[str, Render]:
        """File name → how to render it."""
        return RADIO if self.is_radio else GENERAL

    @property
    def names(self) -> list[str]:
        """Its files below ``/feeds/``."""
        return [f"{self.folder}/{name}" for name in self.formats]


@dataclass(frozen=True)
class Selection:
    """The editions of a feed, newest first; equal ``fingerprint``, equal files."""

    publications: tuple[int, ...]
    fingerprint: str


@dataclass(frozen=True)
class _Row:
    publication: int
    language: str
    kind: str
    material: int
    revision: int | None  # of the material: its agency, topics or validity may have changed


def select() -> dict[Feed, Selection]:
    """Every feed that has an item, from what is public now. A constant number of queries."""
    fields = ("pk", "variant__language__code", "variant__material__kind", "variant__material")
    rows = public.editions().order_by("-current_from", "-pk")
    found = [_Row(*row) for row in rows.values_list(*fields, "variant__material__latest_revision")]
    chosen = _general(found)
    chosen.update(_radio([row for row in found if row.kind == public.Kind.AUDIO]))
    stamp = _stamp()
    return {
        feed: Selection(tuple(row.publication for row in kept), _fingerprint(stamp, kept))
        for feed, kept in chosen.items()
    }


def _general(rows: list[_Row]) -> dict[Feed, list[_Row]]:
    chosen: dict[Feed, list[_Row]] = defaultdict(list)
    for row in rows:
        for kind in (row.kind, ALL):
            for language in (row.language, ALL):
                kept = chosen[Feed(kind, language)]
                if len(kept) < GENERAL_LIMIT:
                    kept.append(row)
    return dict(chosen)


def _radio(rows: list[_Row]) -> dict[Feed, list[_Row]]:
    """A material for no province in particular is for every station; a province also hears its own.

    A province without anything of its own has no feed: it would equal the national one.
    """
    regions: dict[int, set[str]] = defaultdict(set)
    pairs = (
        public.editions().filter(variant__material__kind=public.Kind.AUDIO).exclude(variant__material__provinces=None)
    )
    for material, code in pairs.values_list("variant__material", "variant__material__provinces__code"):
        regions[material].add(code)
    by_language: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_language[row.language].append(row)
    chosen = {}
    for language, spoken in by_language.items():
        if national := [row for row in spoken if row.material not in regions][:RADIO_LIMIT]:
            chosen[Feed("radio", language)] = national
        for code in sorted({code for row in spoken for code in regions.get(row.material, ())}):
            heard = [row for row in spoken if code in regions.get(row.material, {code})]
            chosen[Feed("radio", language, code)] = heard[:RADIO_LIMIT]
    return chosen


def _fingerprint(stamp: str, rows: list[_Row]) -> str:
    content = json.dumps([stamp, [(row.publication, row.revision) for row in rows]])
    return hashlib.sha256(content.encode()).hexdigest()


def _stamp() -> str:
    """Changes with the formats, the site's address and every name that feeds show."""
    names = [list(model.objects.order_by("pk").values_list()) for model in VOCABULARIES]
    return hashlib.sha256(repr([FORMAT_VERSION, settings.SITE_URL, names]).encode()).hexdigest()
