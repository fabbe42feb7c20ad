"""Hits of the engine as cards, with the words that were searched marked."""

import html
import re
from collections.abc import Mapping, Sequence

from cms.library import public
from cms.library.public import Publication
from cms.portal import cards as making
from cms.portal.contexts import Card, Run
from search.results import Hit

MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def runs(markup: str) -> tuple[Run, ...]:
    """The engine's HTML (escaped text with ``<mark>`` only) as runs."""
    pieces = MARKED.split(markup)
    return tuple(Run(html.unescape(piece), hit=bool(number % 2)) for number, piece in enumerate(pieces) if piece)


def cards(hits: Sequence[Hit], found: Mapping[tuple[str, str], Publication]) -> tuple[Card, ...]:
    """Cards in the order of the hits; hits that are not in ``found`` are left out. One query for all languages."""
    shown = [(hit, found[hit.public_id, hit.language]) for hit in hits if (hit.public_id, hit.language) in found]
    languages = public.languages_of(publication.variant.material_id for _, publication in shown)
    return tuple(
        making.card(
            publication,
            languages.get(publication.variant.material_id, [publication]),
            # A title that was corrected a moment ago is shown as it is now, without marks.
            title=runs(hit.highlight_title) if hit.title == publication.title else (),
            summary=runs(hit.highlight),
        )
        for hit, publication in shown
    )
