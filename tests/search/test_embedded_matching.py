"""The match rule, frequencies, the second look, facets by bitset."""

import pytest

from search.documents import Document
from search.engines.embedded.matching import Plan, Unit, plan
from search.engines.embedded.ranking import LOOKED_AT_AGAIN
from search.engines.embedded.snapshot import bitset, ordinals_of
from search.query import Query, parse
from search.sources import Synonyms


def add(engine, *titles, **fields):
    """Materials 0, 1, 2 … with these titles."""
    start = engine.count()
    engine.index(
        Document(f"{n}/vi", 1, public_id=str(n), language="vi", title=title, **fields)
        for n, title in enumerate(titles, start=start)
    )


def ids(engine, text, **options):
    return [hit.public_id for hit in engine.search(Query(text, **options)).hits]


def test_plan_of_plain_words():
    made = plan(parse("Dịch vụ công"), Synonyms())
    assert made == Plan((Unit("dich"), Unit("vu"), Unit("cong")), ("dich_vu", "vu_cong"), (), ())


def test_plan_of_a_repeated_word():
    assert [unit.term for unit in plan(parse("xã xã xa"), Synonyms()).units] == ["xa"]


def test_plan_of_a_run_without_spaces():
    made = plan(parse("ខ្មែរ xã"), Synonyms())
    assert [unit.term for unit in made.units] == ["ខ្មែ_រ", "xa"]


def test_plan_of_a_code_is_one_phrase():
    made = plan(parse("1.010708"), Synonyms())
    assert (made.units, made.required) == ((), ('"1 010708"',))


def test_plan_with_synonyms():
    synonyms = Synonyms()
    synonyms.register(lambda: [("Hà Giang", ["Tuyên Quang"])])
    made = plan(parse("khám bệnh Hà Giang"), synonyms)
    assert made.units[2] == Unit("ha", (("tuyen", "quang"),))
    assert made.units[3].expression == '("giang" OR "tuyen quang")'
    assert made.units[0].expression == '"kham"'


def test_long_queries_keep_the_rarest_terms(embedded):
    add(embedded, *["thủ tục hành chính của người dân"] * 30, "thủ tục hành chính của người dân về mống mắt vân tay")
    assert ids(embedded, "thủ tục hành chính của người dân lấy vân tay mống mắt")[0] == "30"
    assert embedded.search(Query("thủ tục hành chính của người dân lấy vân tay mống mắt")).total == 1


def test_long_query_of_unknown_words_finds_nothing(embedded):
    add(embedded, *["thủ tục hành chính"] * 8)
    assert ids(embedded, "zza zzb zzc zzd zze zzf") == []


def test_relaxed_prefers_the_rare_word(embedded):
    add(embedded, *["Tin cũ"] * 20, "Huyện Čư M'gar", "Chợ M'gar")
    results = embedded.search(Query("cu mgar"))
    assert [hit.public_id for hit in results.hits] == ["20", "21"]
    assert results.relaxed
    assert results.total == 2


def test_not_relaxed_when_nothing_more_is_found(embedded):
    add(embedded, "Khai sinh", "Kết hôn")
    results = embedded.search(Query("khai sinh"))
    assert (results.total, results.relaxed) == (1, False)


def test_required_phrase_holds_in_relaxed_search(embedded):
    add(embedded, "Khai sinh trực tuyến", "Trực tuyến", "Tuyến trực khai sinh")
    assert set(ids(embedded, '"trực tuyến" khai zzz')) <= {"0", "1"}


def test_pairs_rank_words_side_by_side_first(embedded):
    add(embedded, "Vụ việc công an xử lý dịch bệnh", "Dịch vụ công")
    assert ids(embedded, "dich vu cong") == ["1", "0"]


def test_title_weighs_more_than_text(embedded):
    embedded.index([
        Document("a/vi", 1, public_id="a", language="vi", title="Việc khác", body="khai sinh " + "chữ " * 3),
        Document("b/vi", 1, public_id="b", language="vi", title="Khai sinh", body="chữ " * 5),
    ])  # fmt: skip
    assert ids(embedded, "khai sinh") == ["b", "a"]


def test_words_of_extra_names_and_codes_are_found(embedded):
    embedded.index([Document("a/vi", 1, public_id="a", language="vi", title="Tuyên Quang", extra_names=("Hà Giang",),
                             codes=("1.010708",))])  # fmt: skip
    assert ids(embedded, "hà giang") == ["a"]
    assert ids(embedded, "thủ tục 010708") == ["a"]


def test_code_inside_a_title_is_a_code(embedded):
    add(embedded, "Thủ tục 1.004873 xác nhận tình trạng hôn nhân")
    assert ids(embedded, "1.0048") == ["0"]
    assert ids(embedded, "1.0") == []


def test_code_hits_go_before_texts_that_mention_it(embedded):
    embedded.index([
        Document("text/vi", 1, public_id="text", language="vi", title="Tin", body="xem 1.004873 " * 9),
        Document("own/vi", 1, public_id="own", language="vi", title="Khác", codes=("1.004873",)),
    ])  # fmt: skip
    assert ids(embedded, "1.004873") == ["own", "text"]


def test_exclusion_takes_out_the_whole_material(embedded):
    embedded.index([
        Document("a/vi", 1, public_id="a", language="vi", title="Tin thuế"),
        Document("a/km", 1, public_id="a", language="km", title="Tin ពន្ធ"),
        Document("b/vi", 1, public_id="b", language="vi", title="Tin chợ"),
    ])  # fmt: skip
    assert ids(embedded, "tin -thuế") == ["b"]


def test_marks_decide_for_short_queries_even_against_the_title(embedded):
    embedded.index([
        Document("a/vi", 1, public_id="a", language="vi", title="Hóa giải, hóa giải"),
        Document("b/vi", 1, public_id="b", language="vi", title="Tin", body="chuyện hoà giải " + "chữ " * 50),
    ])  # fmt: skip
    assert ids(embedded, "hòa giải") == ["b", "a"]
    assert ids(embedded, "hoa giai") == ["a", "b"]


def test_order_beyond_the_second_look_is_stable(embedded):
    add(embedded, *["Má bán bánh" if n % 2 else "Mã bán bánh" for n in range(LOOKED_AT_AGAIN * 2)])
    whole = ids(embedded, "má", limit=100)
    pages = [pid for offset in range(0, 100, 10) for pid in ids(embedded, "má", offset=offset, limit=10)]
    assert pages == whole
    assert len(set(whole)) == 100


def test_ties_go_to_the_newer(embedded):
    for number, date in enumerate((5, 9, 7)):
        add(embedded, "Tin như nhau", published_at=date)
        assert embedded.count() == number + 1
    assert ids(embedded, "tin như nhau") == ["1", "2", "0"]


def test_language_of_the_best_match_is_shown(embedded):
    embedded.index([
        Document("a/vi", 1, public_id="a", language="vi", title="Sức khoẻ"),
        Document("a/km", 1, public_id="a", language="km", title="សុខភាព"),
        Document("a/lo", 1, public_id="a", language="lo", title="ສຸຂະພາບ"),
    ])  # fmt: skip
    shown = {text: embedded.search(Query(text)).hits[0].language for text in ("sức khỏe", "សុខភាព", "ສຸຂະພາບ")}
    assert shown == {"sức khỏe": "vi", "សុខភាព": "km", "ສຸຂະພາບ": "lo"}
    both = embedded.search(Query("sức khoẻ", filters={"language": ("lo", "km")}, language="vi"))
    assert both.hits[0].language in ("km", "lo")


def test_snippet_comes_from_the_text_when_the_summary_has_no_word(embedded):
    embedded.index([Document("a/vi", 1, public_id="a", language="vi", title="Tin", summary="Tóm tắt ngắn.",
                             body="Chữ. " * 100 + "Có khai sinh ở đây. " + "Chữ. " * 100)])  # fmt: skip
    assert "<mark>khai sinh</mark>" in embedded.search(Query("khai sinh")).hits[0].highlight
    assert embedded.search(Query("")).hits[0].highlight == "Tóm tắt ngắn."


def test_texts_with_lone_surrogates_are_taken(embedded):
    add(embedded, "Tin \ud800 hỏng", summary="\udfff", body="a\x00b")
    assert ids(embedded, "tin hỏng") == ["0"]


def test_thousands_of_repeated_updates_keep_facets_right(embedded):
    for version in range(1, 30):
        embedded.index(
            Document(f"{n}/vi", version, public_id=str(n), language="vi", title="Tin",
                     kind=("video", "audio", "sms")[(n + version) % 3], live=(n * version) % 4 > 0)
            for n in range(12)
        )  # fmt: skip
        facets = embedded.search(Query("", facets=("kind",))).facets["kind"]
        expected = {}
        for n in range(12):
            if (n * version) % 4 > 0:
                kind = ("video", "audio", "sms")[(n + version) % 3]
                expected[kind] = expected.get(kind, 0) + 1
        assert {item.value: item.count for item in facets} == expected
        assert embedded.search(Query("")).total == sum(expected.values())


@pytest.mark.parametrize("numbers", [[], [0], [7, 8, 9], [1, 64, 1000], list(range(0, 300, 7))])
def test_bitset_and_back(numbers):
    assert ordinals_of(bitset(numbers, 1001)) == numbers
    assert bitset(numbers, 1001).bit_count() == len(numbers)
