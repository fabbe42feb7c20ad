"""What every search engine must do. Each engine's test module makes a subclass of `SearchContract` with an `engine`
fixture (a fresh, empty engine; remote ones call `settle()` after writing). What an engine does not list in `features`
is skipped by name."""

import pytest

from search.documents import Document
from search.engines.base import FEATURES, Engine
from search.query import Query

LACKS = {
    "search": "it finds nothing by design",
    "facets": "it does not count facet values",
    "codes": "it has no keyword field for codes",
    "exact_marks": "it cannot tell marks apart",
    "spaceless_scripts": "it cannot look inside runs without spaces",
    "synonyms": "it does not expand synonyms",
    "durable": "it keeps nothing outside the process",
}


def document(public_id, language="vi", title="", *, version=1, **fields):
    """A live document with the key that belongs to it."""
    return Document(f"{public_id}/{language}", version, public_id=public_id, language=language, title=title, **fields)


def needs(engine, *features):
    """Skip the test, with the reason, when the engine does not claim a feature."""
    for feature in features:
        if feature not in engine.features:
            pytest.skip(f"the {engine.name} engine has no {feature}: {LACKS[feature]}")


LIBRARY = (
    document(
        "nop", "vi", "Hướng dẫn nộp hồ sơ dịch vụ công trực tuyến", kind="video", topics=("III.2",), agency="G06",
        provinces=("08", "15"), codes=("2.000815.000.00.00.H55",), published_at=300, year=2026,
        summary="Xem và làm theo từng bước trên Cổng Dịch vụ công quốc gia.",
    ),
    document(
        "nop", "km", "ការណែនាំអំពីសេវាសាធារណៈ", kind="video", topics=("III.2",), agency="G06", provinces=("08", "15"),
        published_at=320, year=2026,
    ),
    document(
        "giai", "vi", "Hòa giải ở cơ sở", kind="audio", topics=("III.4",), agency="H08", provinces=("08",),
        body="Tổ hoà giải gặp riêng từng bên. Bản tin dành cho huyện Čư M’gar.", published_at=200, year=2025,
    ),
    document(
        "khai", "vi", "Đăng ký khai sinh tại xã", kind="poster", topics=("III.2", "III.3"), agency="H08",
        codes=("1.010708",), published_at=100, year=2025,
    ),
    document("ma-sac", "vi", "Ba má bán bánh", kind="sms", published_at=90),
    document("ma-nga", "vi", "Ba mã bán bánh", kind="sms", published_at=95),
)  # fmt: skip


class SearchContract:
    """Inherit and give an `engine` fixture."""

    def settle(self, engine):
        """Wait until what was written can be found; local engines need nothing."""

    def found(self, engine, text, **options):
        """Public ids of the hits, best first."""
        return [hit.public_id for hit in engine.search(Query(text, **options)).hits]

    @pytest.fixture
    def library(self, engine):
        engine.index(LIBRARY, 41)
        self.settle(engine)
        return engine

    def test_is_an_engine(self, engine):
        assert isinstance(engine, Engine)
        assert engine.features <= FEATURES
        assert LACKS.keys() == FEATURES

    def test_starts_empty_and_healthy(self, engine):
        assert engine.healthy()
        assert engine.count() == 0
        assert engine.position() == 0

    def test_position_is_kept_and_cleared(self, engine):
        engine.set_position(7)
        assert engine.position() == 7
        engine.index([document("a", title="Một")], 9)
        assert engine.position() == 9
        engine.index([document("b", title="Hai")])
        assert engine.position() == 9
        engine.clear()
        assert engine.position() == 0
        assert engine.count() == 0

    def test_results_name_the_engine(self, library):
        results = library.search(Query("dịch vụ công", facets=("kind",)))
        assert results.engine == library.name
        assert set(results.facets) == {"kind"}

    @pytest.mark.parametrize(
        "text",
        ['"', '"" -""', "-", "--", "a" * 10_000, "NOT", "AND OR", "a* NEAR(b)", "{title}: x", "^a", "\x00\ud800\u202e",
         "' OR 1=1 --", "%%%", "\\", "(((", "🙂", "ខ្មែរ\u200b", "\u0301\u0301", "1.0.0.0.0", "-\"dịch vụ", "*", "d:a"],
    )  # fmt: skip
    def test_odd_input_never_raises(self, library, text):
        results = library.search(Query(text, facets=("kind", "language")))
        assert results.total >= len(results.hits) >= 0

    def test_odd_options_never_raise(self, library):
        results = library.search(
            Query("dịch vụ", filters={"kind": ("'; DROP",), "x": ("y",)}, sort="?", offset=-5, limit=10**9)
        )
        assert results.total == 0

    @pytest.mark.parametrize("text", ["dịch vụ công", "dich vu cong", "DỊCH VỤ CÔNG", "dịch vu cong", "di\u0323ch vụ"])
    def test_found_with_and_without_marks(self, library, text):
        needs(library, "search")
        assert self.found(library, text)[0] == "nop"

    @pytest.mark.parametrize("text", ["hòa giải", "hoà giải", "hoa giai", "HOÀ GIẢI"])
    def test_both_tone_placements(self, library, text):
        needs(library, "search")
        assert self.found(library, text) == ["giai"]

    @pytest.mark.parametrize("text", ["cu m'gar", "cu mgar", "Čư Mgar", "ČƯ M’GAR", "c\u030cu\u031b m'gar"])
    def test_highland_place_name(self, library, text):
        needs(library, "search")
        assert self.found(library, text)[0] == "giai"

    def test_word_inside_a_run_without_spaces(self, library):
        needs(library, "search", "spaceless_scripts")
        results = library.search(Query("សេវា"))
        assert [(hit.public_id, hit.language) for hit in results.hits] == [("nop", "km")]

    def test_marks_typed_rank_first(self, library):
        needs(library, "search", "exact_marks")
        assert self.found(library, "má") == ["ma-sac", "ma-nga"]
        assert self.found(library, "mã") == ["ma-nga", "ma-sac"]
        assert sorted(self.found(library, "ma")) == ["ma-nga", "ma-sac"]

    @pytest.mark.parametrize("text", ["2.000815.000.00.00.H55", "2.000815.000.00.00.h55", "2.000815", " 2.0008 "])
    def test_procedure_code_and_its_beginning(self, library, text):
        needs(library, "search", "codes")
        assert self.found(library, text) == ["nop"]

    def test_long_code_finds_its_short_form(self, library):
        needs(library, "search", "codes")
        assert self.found(library, "1.010708.000.00.00.H08") == ["khai"]

    def test_unknown_code_finds_nothing(self, library):
        needs(library, "search", "codes")
        assert self.found(library, "9.999999") == []

    def test_synonyms_both_ways(self, library):
        needs(library, "search", "synonyms")
        assert self.found(library, "DVCTT") == ["nop"]
        assert self.found(library, "dvctt") == ["nop"]
        library.index([document("viet-tat", title="Nộp DVCTT tại nhà")])
        self.settle(library)
        assert set(self.found(library, "dịch vụ công trực tuyến")) == {"nop", "viet-tat"}

    def test_phrase_must_stand_together(self, library):
        needs(library, "search")
        assert self.found(library, '"công trực tuyến"') == ["nop"]
        assert self.found(library, '"trực công"') == []
        assert self.found(library, "“cong truc tuyen”") == ["nop"]

    def test_excluded_word(self, library):
        needs(library, "search")
        assert set(self.found(library, "bán bánh")) == {"ma-sac", "ma-nga"}
        assert self.found(library, "khai sinh -xã") == []
        assert "nop" not in self.found(library, "-trực")
        assert "giai" in self.found(library, "-trực")

    def test_short_query_needs_all_words(self, engine):
        needs(engine, "search")
        engine.index([document(f"m{n}", title="Thông báo lịch tiêm phòng") for n in range(6)])
        engine.index([document("x", title="Thông báo họp thôn")])
        self.settle(engine)
        results = engine.search(Query("lịch tiêm phòng"))
        assert results.total == 6
        assert not results.relaxed

    def test_short_query_is_relaxed_when_hits_are_few(self, library):
        needs(library, "search")
        results = library.search(Query("khai sinh zzzz"))
        assert results.relaxed
        assert results.hits[0].public_id == "khai"

    def test_full_matches_go_before_relaxed_ones(self, engine):
        needs(engine, "search")
        engine.index([
            document("one", title="Khai tử khai tử khai tử"),
            document("both", title="Sổ tay", body="Trang hai nói về khai báo. " + "Chữ khác. " * 30 + "Rồi tử tế."),
            *(document(f"z{n}", title="Việc khác") for n in range(9)),
        ])  # fmt: skip
        engine.index([document("tu", title="Tử tế")])
        self.settle(engine)
        results = engine.search(Query("khai tế"))
        assert results.hits[0].public_id == "both"

    def test_long_query_needs_half_of_its_words(self, library):
        needs(library, "search")
        found = self.found(library, "tôi muốn nộp hồ sơ dịch vụ công trực tuyến qua điện thoại")
        assert found[0] == "nop"
        assert self.found(library, "con mèo nằm sưởi nắng ngoài hiên nhà ngoại") == []

    def test_nothing_to_search_for_is_said(self, library):
        needs(library, "search")
        results = library.search(Query("!!! ???"))
        assert (results.total, results.notice) == (0, "no_terms")
        assert results.notice_text

    def test_blank_browses_newest_first(self, library):
        needs(library, "search")
        results = library.search(Query("  "))
        assert [hit.public_id for hit in results.hits] == ["nop", "giai", "khai", "ma-nga", "ma-sac"]
        assert results.total == 5

    def test_sorted_by_date(self, engine):
        needs(engine, "search")
        engine.index([document(f"m{n}", title="Tin mới", published_at=n * (-1) ** n) for n in range(6)])
        self.settle(engine)
        assert self.found(engine, "tin mới", sort="newest") == ["m4", "m2", "m0", "m1", "m3", "m5"]

    def test_grouped_by_material_with_its_languages(self, library):
        needs(library, "search")
        hit = library.search(Query("dịch vụ công")).hits[0]
        assert (hit.language, hit.languages) == ("vi", ("km", "vi"))

    def test_preferred_language_is_shown(self, library):
        needs(library, "search")
        hit = library.search(Query("dịch vụ công", language="km")).hits[0]
        assert (hit.public_id, hit.language, hit.title) == ("nop", "km", "ការណែនាំអំពីសេវាសាធារណៈ")
        assert library.search(Query("hòa giải", language="km")).hits[0].language == "vi"

    def test_a_word_of_one_language_finds_the_material_in_the_language_asked_for(self, library):
        needs(library, "search")
        hits = library.search(Query("dịch vụ công", filters={"language": ("km",)})).hits
        assert [(hit.public_id, hit.language) for hit in hits] == [("nop", "km")]

    def test_filters_widen_within_and_narrow_across(self, library):
        needs(library, "search")
        assert set(self.found(library, "", filters={"kind": ("video", "audio")})) == {"nop", "giai"}
        assert self.found(library, "", filters={"kind": ("video", "audio"), "agency": ("H08",)}) == ["giai"]
        assert self.found(library, "", filters={"year": ("2025",), "topic": ("III.3",)}) == ["khai"]
        assert self.found(library, "", filters={"kind": ("unknown",)}) == []

    def test_facets_count_materials(self, library):
        needs(library, "facets")
        facets = library.search(Query("", facets=("kind", "language", "province", "topic"))).facets
        counted = {name: {item.value: item.count for item in values} for name, values in facets.items()}
        assert counted["kind"] == {"video": 1, "audio": 1, "poster": 1, "sms": 2}
        assert counted["language"] == {"vi": 5, "km": 1}
        assert counted["province"] == {"08": 2, "15": 1}
        assert counted["topic"] == {"III.2": 2, "III.3": 1, "III.4": 1}
        assert [item.value for item in facets["kind"]] == ["sms", "audio", "poster", "video"]

    def test_a_facet_ignores_its_own_filter_only(self, library):
        needs(library, "facets")
        query = Query("", filters={"kind": ("sms",)}, facets=("kind", "language"))
        facets = library.search(query).facets
        assert {item.value for item in facets["kind"]} == {"video", "audio", "poster", "sms"}
        assert [(item.value, item.count) for item in facets["language"]] == [("vi", 2)]

    def test_facets_follow_the_text(self, library):
        needs(library, "facets")
        facets = library.search(Query("hòa giải", facets=("kind",))).facets
        assert [(item.value, item.count) for item in facets["kind"]] == [("audio", 1)]

    def test_pages_do_not_overlap(self, engine):
        needs(engine, "search")
        engine.index([document(f"m{n:03}", title=f"Tin số {n}", published_at=n) for n in range(130)])
        self.settle(engine)
        seen = [pid for page in range(7) for pid in self.found(engine, "tin số", offset=page * 20, limit=20)]
        assert len(seen) == len(set(seen)) == 130
        assert engine.search(Query("tin số", offset=500)).total == 130

    def test_highlights_are_escaped_and_marked(self, engine):
        needs(engine, "search")
        engine.index([document("h", title="Dịch vụ <b>công</b>", body="Nộp <script> hồ sơ dịch vụ & chờ. " * 30)])
        self.settle(engine)
        hit = engine.search(Query("dich vu")).hits[0]
        assert hit.highlight_title == "<mark>Dịch vụ</mark> &lt;b&gt;công&lt;/b&gt;"
        assert "<mark>dịch vụ</mark> &amp; chờ" in hit.highlight
        assert "<script>" not in hit.highlight

    def test_a_changed_document_replaces_the_old_text(self, library):
        needs(library, "search")
        library.index([document("giai", "vi", "Chợ phiên cuối tuần", version=2, kind="video")])
        self.settle(library)
        assert self.found(library, "hòa giải") == []
        assert self.found(library, "chợ phiên") == ["giai"]
        assert self.found(library, "", filters={"kind": ("audio",)}) == []

    def test_older_versions_change_nothing(self, library):
        library.index([document("giai", "vi", "Bản mới nhất", version=9)])
        library.index([document("giai", "vi", "Bản cũ gửi muộn", version=8)])
        self.settle(library)
        needs(library, "search")
        assert self.found(library, "bản mới nhất") == ["giai"]
        assert self.found(library, "bản cũ gửi muộn") != ["giai"] or library.search(Query("gửi muộn")).total == 0

    def test_a_tombstone_hides_and_is_not_undone_by_late_news(self, library):
        library.index([Document.tombstone("giai", "vi", 5)])
        library.index([document("giai", "vi", "Hòa giải ở cơ sở", version=4)])
        self.settle(library)
        needs(library, "search")
        assert self.found(library, "hòa giải") == []
        assert library.count() == 5
        library.index([document("giai", "vi", "Hòa giải ở cơ sở", version=6)])
        self.settle(library)
        assert self.found(library, "hòa giải") == ["giai"]

    def test_a_withdrawn_language_leaves_the_others(self, library):
        needs(library, "search", "facets")
        library.index([Document.tombstone("nop", "vi", 2)])
        self.settle(library)
        results = library.search(Query("", facets=("language",)))
        assert {hit.public_id: hit.languages for hit in results.hits}["nop"] == ("km",)
        assert {item.value: item.count for item in results.facets["language"]} == {"vi": 4, "km": 1}

    def test_replay_and_reorder_end_in_the_same_state(self, engine):
        needs(engine, "search")
        news = [document("a", title="Tin một", version=1), document("a", title="Tin hai", version=2),
                Document.tombstone("b", "vi", 3), document("b", title="Tin ba", version=1)]  # fmt: skip
        for batch in (news, news[::-1], news[1:3], news):
            engine.index(batch)
        self.settle(engine)
        assert [hit.title for hit in engine.search(Query("tin")).hits] == ["Tin hai"]
        assert engine.count() == 1
