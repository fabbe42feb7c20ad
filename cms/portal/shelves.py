"""Choosing what stands on a shelf, and drawing it: a constant number of queries for any number of materials."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from cms.library import public
from cms.library.public import Publication

from .cards import card
from .contexts import Card

LOOKED_AT = 300


def of_materials(material_ids: Iterable[int]) -> tuple[Card, ...]:
    """Cards of these materials in this order, each in Vietnamese or its first language.

    What is not public is left out.
    """
    ids = list(dict.fromkeys(material_ids))
    languages = public.languages_of(ids)
    chosen = {pk: _preferred(languages[pk]).pk for pk in ids if pk in languages}
    editions = public.card_editions().filter(pk__in=chosen.values()).in_bulk()
    return tuple(card(editions[chosen[pk]], languages[pk]) for pk in ids if chosen.get(pk) in editions)


def newest(editions: QuerySet[Publication], limit: int, *, varied: bool = False) -> list[int]:
    """Ids of the materials that were published last. ``varied``: first the newest of each kind, then the others."""
    rows = editions.order_by("-public_from", "-pk").values_list("variant__material_id", "variant__material__kind")
    kinds: dict[int, str] = {}
    for pk, kind in rows[:LOOKED_AT]:
        kinds.setdefault(pk, kind)
    if not varied:
        return list(kinds)[:limit]
    first: dict[str, int] = {}
    for pk, kind in kinds.items():
        first.setdefault(kind, pk)
    return list(dict.fromkeys([*first.values(), *kinds]))[:limit]


def _preferred(editions: Sequence[Publication]) -> Publication:
    return next((each for each in editions if each.variant.language.code == "vi"), editions[0])
