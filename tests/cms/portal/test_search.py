"""The search page: what is found, filtered, counted and linked, and that the database has the last word."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from lxml import html as lxml_html

from cms.library import actions
from cms.portal.contexts import Run
from cms.portal.finding import asking, cards_of_hits

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def library(put, index):
    """Four materials, one of them in two languages."""
    sms = put("sms", title="Đăng ký khai sinh trực tuyến", text="Mở VNeID để làm khai sinh.", provinces=("15",))
    put("sms", title="Khai sinh (Khmer)", language="km", material=sms.material, text="khmer")
    put("audio", title="Bản tin khai sinh", summary="Ba điều cần biết về khai sinh.")
    put("handbook", title="Sổ tay hòa giải ở cơ sở")
    put("infographic", title="Căn cước công dân")
    index()
    return sms


def found(client, query: str) -> lxml_html.HtmlElement:
    response = client.get(f"/tim-kiem/{query}")
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode())


def titles(tree) -> list[str]:
    return [each.text_content().strip() for each in tree.find_class("result__title")]


def test_unmarked_words_find_marked_titles_and_are_marked(client, library):
    tree = found(client, "?q=khai+sinh")
    assert len(titles(tree)) == 2
    assert "Bản tin khai sinh" in titles(tree)
    assert {mark.text_content().lower() for mark in tree.xpath("//h2//mark")} == {"khai sinh"}
    assert tree.findtext(".//h1") == "2 tài liệu về “khai sinh”"
    assert titles(found(client, "?q=hoà+giải")) == titles(found(client, "?q=hoa+giai")) == ["Sổ tay hòa giải ở cơ sở"]


def test_browsing_shows_everything_newest_first(client, library):
    tree = found(client, "")
    assert len(titles(tree)) == 4
    assert titles(tree)[0] == "Căn cước công dân"
    assert tree.findtext(".//h1") == "4 tài liệu"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?kind=audio", 1), ("?kind=audio&kind=handbook", 2), ("?lang=km", 1), ("?lang=km&kind=audio", 0),
        ("?province=15", 1), ("?agency=G06", 4), ("?agency=H38", 0), ("?kind=gi-do", 0), ("?topic=III.1", 0),
    ],
)  # fmt: skip
def test_filters_narrow(client, library, query, count):
    assert len(titles(found(client, query))) == count


def test_a_language_filter_shows_that_language(client, library):
    tree = found(client, "?lang=km")
    assert titles(tree) == ["Khai sinh (Khmer)"]
    assert "/km/" in tree.find_class("result__title")[0].find("a").get("href")
    languages = tree.find_class("result")[0].find_class("langs")[0].text_content()
    assert "Tiếng Việt" in languages and "ខ្មែរ" in languages


def test_filters_are_counted_and_ticked(client, library):
    tree = found(client, "?q=khai+sinh&kind=audio")
    kinds = {
        each.get("value"): (each.getparent().find_class("count")[0].text, each.get("checked") is not None)
        for each in tree.xpath("//form[@id='loc']//input[@name='kind']")
    }
    assert kinds == {"audio": ("1", True), "sms": ("1", False)}
    assert tree.xpath("//form[@id='loc']//input[@name='q']/@value") == ["khai sinh"]
    remove = tree.xpath("//ul[@aria-label='Đang lọc theo']//a/@href")[0]
    assert parse_qs(urlsplit(remove).query) == {"q": ["khai sinh"]}


def test_nothing_found_offers_ways_out_with_their_numbers(client, library):
    tree = found(client, "?q=khai+sinh&kind=handbook&lang=km")
    links = {each.text_content(): each.get("href") for each in tree.xpath("//*[@class='empty']//a[@class='chip']")}
    assert "Bỏ “Sổ tay”: 1 tài liệu" in links
    assert "Bỏ mọi bộ lọc: 2 tài liệu" in links
    assert links["Bỏ mọi bộ lọc: 2 tài liệu"] == "/tim-kiem/?q=khai+sinh"
    assert tree.findtext(".//h1") == "Chưa có tài liệu nào về “khai sinh”"


def test_pages_of_results(client, put, index, monkeypatch):
    monkeypatch.setattr(asking, "PER_PAGE", 2)
    monkeypatch.setattr("cms.portal.finding.presenting.PER_PAGE", 2)
    for number in range(5):
        put("sms", title=f"Tin số {number}")
    index()
    seen = [title for page in (1, 2, 3) for title in titles(found(client, f"?page={page}"))]
    assert sorted(seen) == [f"Tin số {number}" for number in range(5)]
    pager = found(client, "?q=tin&page=2").find_class("pager")[0]
    assert pager.xpath(".//a[@rel='prev']/@href") == ["/tim-kiem/?q=tin"]
    assert pager.xpath(".//a[@rel='next']/@href") == ["/tim-kiem/?q=tin&page=3"]
    assert titles(found(client, "?page=77")) == []


def test_what_was_withdrawn_a_moment_ago_is_not_shown_though_the_index_lags(client, library, reviewer):
    actions.withdraw(library.material, reason="Sai.", actor=reviewer)
    assert "Đăng ký khai sinh trực tuyến" not in titles(found(client, "?q=khai+sinh"))
    assert "Mở VNeID" not in client.get("/tim-kiem/?q=khai+sinh").content.decode()


def test_without_an_engine_the_page_says_so(client, library, settings):
    settings.KHO_SEARCH_ENGINE = "null"
    assert "đang tắt" in found(client, "?q=khai+sinh").find_class("degraded")[0].text_content()
    settings.KHO_SEARCH_DIR = None
    tree = found(client, "?q=khai+sinh")
    assert "chưa tìm kiếm được" in tree.find_class("degraded")[0].text_content()
    assert tree.find_class("empty") == []


def test_searches_are_kept_out_of_other_search_engines(client, library):
    assert client.get("/tim-kiem/?q=x")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/tim-kiem/")


def test_feeds_are_offered_for_what_has_one(client, library):
    assert "/feeds/audio/vi/atom.xml" in client.get("/tim-kiem/?kind=audio&lang=vi").content.decode()
    assert "/feeds/all/all/feed.json" in client.get("/tim-kiem/").content.decode()
    assert "/feed.json" not in client.get("/tim-kiem/?agency=G06").content.decode()


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", asking.Asked()),
        ("q=++khai%20%20sinh+", asking.Asked("khai sinh")),
        ("q=a%00b%0d%0ac", asking.Asked("a b c")),
        ("q=%ff%fe", asking.Asked("��")),
        ("kind=&kind=video&kind=video", asking.Asked(filters={"kind": ("video",)})),
        ("sort=DROP&page=-1", asking.Asked()),
        ("sort=newest&page=3", asking.Asked(sort="newest", page=3)),
        ("page=99999999999", asking.Asked()),
        ("page=5000000", asking.Asked(page=asking.MOST_PAGES)),
        ("page=٣", asking.Asked()),
        ("lang=" + "x" * 200, asking.Asked()),
        ("campaign=1&q=a", asking.Asked("a")),
    ],
)
def test_the_address_is_read_within_bounds(query, asked):
    assert asking.read(QueryDict(query)) == asked


def test_long_questions_and_many_values_are_cut():
    asked = asking.read(QueryDict("q=" + "a" * 10_000 + "".join(f"&kind=k{n}" for n in range(500))))
    assert len(asked.text) == 256 and len(asked.filters["kind"]) == asking.MOST_VALUES


def test_a_search_without_a_filter_starts_on_the_first_page():
    asked = asking.Asked("a", {"kind": ("video", "audio"), "lang": ("km",)}, page=4)
    assert asked.without("kind", "video") == asking.Asked("a", {"lang": ("km",), "kind": ("audio",)})
    assert asked.without("lang").parameters() == {"q": "a", "kind": ["video", "audio"]}
    assert asked.parameters()["page"] == "4"


def test_marked_html_becomes_runs():
    assert cards_of_hits.runs("a &lt;b&gt; <mark>c &amp; d</mark> …") == (
        Run("a <b> "), Run("c & d", hit=True), Run(" …"),
    )  # fmt: skip
    assert cards_of_hits.runs("") == ()
