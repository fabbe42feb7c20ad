"""``/tim-kiem/``: asks the engine, shows what is public now, whatever the index says."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.library import public
from cms.portal import respond
from cms.portal.contexts import Card
from cms.portal.finding import asking, cards_of_hits, presenting
from search.results import Results


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Query, filters, order and page come from the address alone; every answer can be linked to."""
    asked = asking.read(request.GET)
    results = asking.ask(asked)
    content = presenting.search_page(asked, results, cards(results))
    return respond.page(request, content, section="/tim-kiem/")


def cards(results: Results) -> tuple[Card, ...]:
    """Cards of the hits in their order; what is no longer public is left out, though the index may lag behind."""
    wanted = Q(pk__in=[])
    for hit in results.hits:
        wanted |= Q(variant__material__public_id=hit.public_id, variant__language__code=hit.language)
    found = {
        (each.variant.material.public_id, each.variant.language.code): each
        for each in public.card_editions().filter(wanted)
    }
    return cards_of_hits.cards(results.hits, found)
