"""Synonyms: registry, expansion, the table that ships."""

import csv

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from search.query import Query
from search.sources import ABBREVIATIONS, Synonyms, abbreviations, synonyms
from search.text import tokens
from tests.contracts.search_contract import document


@pytest.fixture
def registered():
    """Register a provider with the real registry for one test."""
    providers = []

    def register(provider):
        providers.append(synonyms.register(provider))

    yield register
    for provider in providers:
        synonyms.unregister(provider)


def test_longest_phrase_wins():
    table = Synonyms()
    table.register(lambda: [("dịch vụ công", ["DVC"]), ("Dịch vụ công trực tuyến", ["DVCTT"])])
    assert table.expand(tokens("nộp dịch vụ công trực tuyến ngay")) == [(1, 6, (("dvctt",),))]
    assert table.expand(tokens("dich vu cong")) == [(0, 3, (("dvc",),))]
    assert table.expand(tokens("dịch vụ")) == []
    assert table.expand([]) == []


def test_pairs_are_one_way_and_merge():
    table = Synonyms()
    table.register(lambda: [("Hà Giang", ["Tuyên Quang", "hà giang", ""]), ("", ["x"])])
    table.register(lambda: [("ha giang", ["H08"])])
    assert table.table() == {("ha", "giang"): (("tuyen", "quang"), ("h08",))}
    assert table.expand(["tuyen", "quang"]) == []


def test_a_failing_provider_does_not_stop_the_others(caplog):
    table = Synonyms()

    def broken():
        raise ConnectionError("database is away")

    table.register(broken)
    table.register(lambda: [("a", ["b"])])
    assert table.table() == {("a",): (("b",),)}
    assert "synonym provider" in caplog.text


def test_registering_twice_changes_nothing():
    table = Synonyms()
    asked = []

    def provider():
        asked.append(1)
        return []

    table.register(provider)
    table.register(provider)
    table.table()
    table.table()
    assert len(asked) == 1
    table.forget()
    table.table()
    assert len(asked) == 2
    table.unregister(provider)
    table.table()
    assert len(asked) == 2


def test_edits_act_when_the_table_is_old(monkeypatch):
    table = Synonyms()
    pairs = [("a", ["b"])]
    table.register(lambda: pairs)
    assert table.expand(["a"])
    pairs[:] = [("c", ["d"])]
    assert table.expand(["a"])
    monkeypatch.setattr("search.sources.FRESH_SECONDS", -1.0)
    assert table.expand(["a"]) == []
    assert table.expand(["c"])


def test_old_province_name_finds_the_province_of_today(tmp_path, registered):
    registered(lambda: [("Hà Giang", ["Tuyên Quang"])])
    engine = EmbeddedEngine(tmp_path)
    engine.index([document("tq", title="Bản tin tỉnh Tuyên Quang"), document("nb", title="Bản tin tỉnh Ninh Bình")])
    for text in ("Hà Giang", "ha giang", "tỉnh Hà Giang"):
        hits = engine.search(Query(text)).hits
        assert hits[0].public_id == "tq", text
    assert "<mark>Tuyên Quang</mark>" in engine.search(Query("hà giang")).hits[0].highlight_title
    engine.close()


def test_shipped_table_is_sound():
    with ABBREVIATIONS.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    short = [tuple(tokens(row["abbreviation"])) for row in rows]
    assert len(short) == len(set(short))
    assert all(row["expansions"].strip() for row in rows)
    for wanted in ("dvc", "dvctt", "dvcqg", "tthc", "cccd", "vneid", "bhxh", "bhyt", "ubnd", "hdnd"):
        assert (wanted,) in short


@pytest.mark.parametrize(
    ("typed", "written"),
    [("TTHC", "thủ tục hành chính"), ("bhyt", "bảo hiểm y tế"), ("UBND xã", "Ủy ban nhân dân xã"),
     ("ubnd", "uỷ ban nhân dân"),
     ("HĐND", "hội đồng nhân dân"), ("hdnd", "hội đồng nhân dân"), ("căn cước công dân", "CCCD"), ("sổ đỏ", "GCNQSDĐ")],
)  # fmt: skip
def test_abbreviations_both_ways(embedded, typed, written):
    embedded.index([document("x", title=f"Hướng dẫn {written} năm nay"), document("y", title="Việc khác")])
    assert embedded.search(Query(typed)).hits[0].public_id == "x"


def test_abbreviations_are_pairs_both_ways():
    pairs = list(abbreviations())
    assert ("DVC", ("dịch vụ công",)) in pairs
    assert ("dịch vụ công", ("DVC",)) in pairs
