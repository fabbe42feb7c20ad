"""Khmer, Lao, Tai Viet and Hmong texts, and names of the Central Highlands, found by a word or two."""

import pytest

from search.documents import Document
from search.engines.embedded.engine import EmbeddedEngine
from search.query import Query
from search.text import fold
from tests.search.corpus import declaration, declaration_documents

PLACES = {
    "Čư M'gar": ("cu m'gar", "cu mgar", "Čư Mgar", "CƯ MGAR", "c\u030cu\u031b m\u2019gar"),
    "Ƀuôn Ama Thuột": ("buôn ama thuột", "buon ama thuot", "ƀuôn ama"),
    "Krông Păk": ("krong pak", "Krông Pắk", "KRÔNG PĂK"),
    "Êđê Kpă": ("ede kpa", "êđê kpă", "e\u0302đe\u0302 kpa"),
    "Ea H'leo": ("ea hleo", "Ea H\u2019Leo", "EA H'LEO"),
    "Jrai Čư Prông": ("jrai cu prong", "čư prông", "cu prong"),
    "Kơ\u0306ho Di Linh": ("koho di linh", "kơho di linh", "KƠ\u0306HO"),
    "Bơ\u0306hŏng Bahnar": ("bohong bahnar", "bơhŏng", "Bơ\u0306hong"),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = EmbeddedEngine(tmp_path_factory.mktemp("minority"))
    engine.index(declaration_documents())
    engine.index(
        Document(
            f"{place}/rad", 1, public_id=place, language="rad", title=f"Tin từ {place}", body="Chương trình tuần này."
        )
        for place in PLACES
    )
    yield engine
    engine.close()


def ids(engine, text, **options):
    return [hit.public_id for hit in engine.search(Query(text, **options)).hits]


def plain(text):
    """The folded words of a text without the punctuation around them."""
    return [bare for word in fold(text).split() if (bare := word.strip(".,:;-–។()"))]


def excerpts(language):
    """(public ids of the articles that hold it, excerpt): two neighbouring words, or one run without spaces."""
    spaced = language not in ("km", "lo")
    articles = [(article["number"], plain(article["text"])) for article in declaration()[language]]
    for _, words in articles:
        for place in range(0, len(words) - 1, max(1, len(words) // 9)):
            excerpt = " ".join(words[place : place + (2 if spaced else 1)])
            if 4 <= len(excerpt) <= 60:
                holders = {f"udhr-{language}-{n}" for n, other in articles if excerpt in " ".join(other)}
                yield holders, excerpt


@pytest.mark.parametrize("language", ["km", "lo", "blt-tavt", "hea", "vi"])
def test_an_excerpt_finds_an_article_that_holds_it(engine, language):
    asked = list(excerpts(language))
    assert len(asked) >= 25
    missed = [
        (excerpt, ids(engine, excerpt)[:3]) for holders, excerpt in asked if ids(engine, excerpt)[0] not in holders
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("សិទ្ធិ", "km"),  # right
        ("សេរីភាព", "km"),  # freedom
        ("ສິດ", "lo"),  # right
        ("ເສລີພາບ", "lo"),  # freedom
        ("ꪁꪫꪸꪙ", "blt-tavt"),
        ("ꪼꪒ", "blt-tavt"),
    ],
)
def test_a_word_finds_every_article_with_it_and_no_other_language(engine, word, language):
    holders = {
        f"udhr-{language}-{article['number']}"
        for article in declaration()[language]
        if word in f"{article['title']} {article['text']}"
    }
    assert holders
    found = set(ids(engine, word, limit=100))
    assert holders <= found
    assert all(public_id.startswith(f"udhr-{language}-") for public_id in found)


def test_zero_width_spaces_between_khmer_words_do_not_matter(engine):
    assert ids(engine, "សេរី\u200bភាព") == ids(engine, "សេរីភាព")


def test_khmer_vowels_are_not_folded_away(engine):
    assert ids(engine, "សទធ") == []


@pytest.mark.parametrize(
    ("place", "typed"), [(place, typed) for place, ways in PLACES.items() for typed in (place, *ways)]
)
def test_highland_names_with_and_without_marks(engine, place, typed):
    assert ids(engine, typed)[0] == place


def test_hits_are_highlighted_in_their_script(engine):
    hit = engine.search(Query("សេរីភាព", limit=1)).hits[0]
    assert "<mark>សេរីភាព</mark>" in hit.highlight
    hit = engine.search(Query("cu mgar", limit=1)).hits[0]
    assert hit.highlight_title == "Tin từ <mark>Čư M&#x27;gar</mark>"
