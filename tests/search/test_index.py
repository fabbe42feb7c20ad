"""Feeding in batches, documents and results."""

import pytest

from search.documents import FACETS, Document
from search.engines import EngineUnavailable
from search.index import batches, feed
from search.query import Query
from search.results import NOTICES, Results
from tests.contracts.search_contract import document


def test_batches_are_bounded():
    made = list(batches((document(str(n)) for n in range(7)), 3))
    assert [len(batch) for batch in made] == [3, 3, 1]
    assert list(batches([], 3)) == []


def test_feed_writes_the_position_with_the_last_batch(embedded):
    assert feed(embedded, (document(str(n), title="Tin") for n in range(7)), 99, size=3) == 7
    assert (embedded.count(), embedded.position()) == (7, 99)


def test_feed_of_nothing_moves_the_position(embedded):
    assert feed(embedded, [], 5) == 0
    assert embedded.position() == 5
    assert feed(embedded, []) == 0
    assert embedded.position() == 5


def test_feed_that_breaks_keeps_the_old_position(embedded):
    embedded.set_position(1)

    def source():
        yield from (document(str(n), title="Tin") for n in range(5))
        raise EngineUnavailable("the source is away")

    with pytest.raises(EngineUnavailable):
        feed(embedded, source(), 2, size=2)
    assert embedded.position() == 1
    assert feed(embedded, [document(str(n), title="Tin") for n in range(6)], 2, size=2) == 6
    assert (embedded.count(), embedded.position()) == (6, 2)
    assert embedded.search(Query("tin")).total == 6


def test_stale_documents_are_not_counted(embedded):
    embedded.index([document("a", title="Mới", version=5)])
    assert embedded.index([document("a", title="Cũ", version=4), document("b", title="Khác")]) == 1


def test_facet_values_of_every_shape():
    made = Document(
        "a/vi", 1, kind="video", topics=("III.1", "", "III.1"), year=2026, quality=("1080p",), agency="", language="vi"
    )
    assert {name: made.facet_values(name) for name in FACETS if made.facet_values(name)} == {
        "kind": ("video",), "language": ("vi",), "topic": ("III.1",), "year": ("2026",), "quality": ("1080p",),
    }  # fmt: skip


def test_tombstone_has_the_key_of_its_document():
    made = Document.tombstone("abc", "blt-tavt", 7)
    assert (made.key, made.version, made.live) == ("abc/blt-tavt", 7, False)


def test_notices_have_words():
    assert all(NOTICES[code] for code in NOTICES if code)
    assert Results(0, notice="search_off").notice_text == "Chức năng tìm kiếm đang tắt."
    assert Results(0).notice_text == ""
