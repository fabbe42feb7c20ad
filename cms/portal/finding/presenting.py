"""The answer of a search as the template wants it: filters with counts, pages, ways out of nothing."""

from dataclasses import replace

from cms.portal import addresses, wording
from cms.portal.contexts import (
    ActiveFilter,
    Card,
    Choice,
    FacetGroup,
    FacetOption,
    Head,
    HiddenField,
    Link,
    NoHits,
    Pager,
    PagerLink,
    SearchPage,
)
from search.results import Results

from .asking import FILTERS, MOST_PAGES, PER_PAGE, Asked, ask
from .labels import Labels

TITLES = {
    "lang": "Tiếng",
    "kind": "Loại tài liệu",
    "topic": "Chủ đề",
    "audience": "Dành cho",
    "province": "Tỉnh, thành phố",
    "agency": "Cơ quan",
}
FOLDED = ("audience", "province", "agency")
SORT_LABELS = {"relevance": "Sát từ tìm nhất", "newest": "Mới nhất"}
MOST_WAYS_OUT = 5
RELAXED = "Ít tài liệu có đủ mọi từ bạn gõ, nên Kho thêm cả những tài liệu chỉ có một phần."


def search_page(asked: Asked, results: Results, cards: tuple[Card, ...]) -> SearchPage:
    """The whole page. Queries for labels: one a vocabulary, however many values."""
    labels = Labels.of(asked, results)
    nothing = results.total == 0 and results.notice != "unavailable"
    heading = _heading(asked, results)
    return SearchPage(
        head=Head(
            title=heading,
            description="Tìm video, bản tin phát thanh, áp phích, sổ tay và tin nhắn về dịch vụ công trực tuyến.",
            canonical_url="" if asked.parameters() else addresses.absolute(addresses.SEARCH),
            noindex=bool(asked.parameters()),
        ),
        action_url=addresses.SEARCH,
        query=asked.text,
        heading=heading,
        cards=cards,
        facets=_facets(asked, results, labels),
        sort=_sort(asked),
        note=RELAXED if results.relaxed and cards else "",
        degraded=results.notice_text,
        active=_active(asked, labels),
        clear_url=addresses.search(Asked(asked.text, sort=asked.sort).parameters()),
        hidden=_hidden(replace(asked, text="", page=1)),
        facet_hidden=_hidden(Asked(asked.text, sort=asked.sort)),
        sort_hidden=_hidden(replace(asked, sort="", page=1)),
        pager=_pager(asked, results.total),
        feeds=_feeds(asked),
        no_hits=NoHits(_ways_out(asked, labels)) if nothing else None,
    )


def _heading(asked: Asked, results: Results) -> str:
    about = f" về “{asked.text}”" if asked.text else ""
    if results.notice == "unavailable":
        return "Tìm tài liệu"
    if results.total == 0:
        return f"Chưa có tài liệu nào{about}"
    return f"{wording.count(results.total)} tài liệu{about}"


def _facets(asked: Asked, results: Results, labels: Labels) -> tuple[FacetGroup, ...]:
    groups = []
    for name, facet in FILTERS.items():
        counts = {each.value: each.count for each in results.facets.get(facet, ())}
        ticked = asked.filters.get(name, ())
        values = [value for value in labels.in_order(name) if value in counts or value in ticked]
        options = tuple(
            FacetOption(
                value,
                labels.label(name, value),
                wording.count(counts.get(value, 0)),
                checked=value in ticked,
                language=labels.language(value) if name == "lang" else None,
            )
            for value in values
        )
        if options:
            groups.append(FacetGroup(name, TITLES[name], options, folded=name in FOLDED))
    return tuple(groups)


def _sort(asked: Asked) -> tuple[Choice, ...]:
    chosen = asked.sort or ("relevance" if asked.text else "newest")
    return tuple(Choice(value, label, selected=value == chosen) for value, label in SORT_LABELS.items())


def _active(asked: Asked, labels: Labels) -> tuple[ActiveFilter, ...]:
    return tuple(
        ActiveFilter(
            labels.label(name, value),
            addresses.search(asked.without(name, value).parameters()),
            labels.language(value) if name == "lang" else None,
        )
        for name in FILTERS
        for value in asked.filters.get(name, ())
    )


def _hidden(asked: Asked) -> tuple[HiddenField, ...]:
    return tuple(
        HiddenField(name, value)
        for name, values in asked.parameters().items()
        for value in ([values] if isinstance(values, str) else values)
    )


def _feeds(asked: Asked) -> tuple[Link, ...]:
    """The feed of what is filtered by, where there is one: at most one kind and one language."""
    kinds, languages = asked.filters.get("kind", ()), asked.filters.get("lang", ())
    if len(kinds) > 1 or len(languages) > 1 or asked.filters.keys() - {"kind", "lang"}:
        return ()
    given = "".join(kinds), "".join(languages)
    return (Link(addresses.feed(*given), "Atom"), Link(addresses.feed(*given, "feed.json"), "JSON Feed"))


def _pager(asked: Asked, total: int) -> Pager | None:
    last = min(-(-total // PER_PAGE), MOST_PAGES)
    if last < 2:
        return None
    shown = sorted({1, last, *range(max(1, asked.page - 2), min(last, asked.page + 2) + 1)})
    links = []
    before = 0
    for number in shown:
        url = "" if number == asked.page else _page_url(asked, number)
        links.append(PagerLink(wording.count(number), url, gap=number > before + 1))
        before = number
    return Pager(
        tuple(links),
        _page_url(asked, min(asked.page - 1, last)) if asked.page > 1 else "",
        _page_url(asked, asked.page + 1) if asked.page < last else "",
    )


def _page_url(asked: Asked, number: int) -> str:
    return addresses.search(replace(asked, page=number).parameters())


def _ways_out(asked: Asked, labels: Labels) -> tuple[Link, ...]:
    """Each filter taken away, and all of them, with what is found then."""
    ways = [
        (f"Bỏ “{labels.label(name, value)}”", asked.without(name, value))
        for name in FILTERS
        for value in asked.filters.get(name, ())
    ][:MOST_WAYS_OUT]
    if len(ways) > 1:
        ways.append(("Bỏ mọi bộ lọc", Asked(asked.text)))
    found = [(label, other, ask(other, count_only=True).total) for label, other in ways]
    links = [
        Link(addresses.search(other.parameters()), f"{label}: {wording.count(total)} tài liệu")
        for label, other, total in found
        if total
    ]
    return (*links, Link(addresses.SEARCH, "Xem tất cả tài liệu"))
