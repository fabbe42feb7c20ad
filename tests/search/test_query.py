"""What a typed text means, and the limits of a query."""

import random

import pytest

from search.query import MAX_TEXT, Query, parse


def words(text):
    return [word for run, _ in parse(text).runs for word in run]


def test_plain_words():
    parsed = parse("Dịch vụ công")
    assert words("Dịch vụ công") == ["dich", "vu", "cong"]
    assert (parsed.phrases, parsed.excluded, parsed.code) == ((), (), "")


def test_phrases_and_exclusions():
    parsed = parse('khai "trực tuyến" -thuế -"nộp phạt"')
    assert parsed.phrases == (("truc", "tuyen"),)
    assert parsed.excluded == (("nop", "phat"), ("thue",))
    assert words('khai "trực tuyến" -thuế -"nộp phạt"') == ["khai"]
    assert "thuế" not in parsed.wanted
    assert "trực tuyến" in parsed.wanted


@pytest.mark.parametrize("text", ["“trực tuyến”", "«trực tuyến»", "„trực tuyến”"])
def test_typographic_quotes(text):
    assert parse(text).phrases == (("truc", "tuyen"),)


@pytest.mark.parametrize("text", ['"trực tuyến', 'trực tuyến"', "trực - tuyến", "trực-tuyến", "-- trực tuyến"])
def test_broken_syntax_is_words(text):
    assert words(text) == ["truc", "tuyen"]
    assert parse(text).excluded == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.010708", "1.010708"), ("2.000815.000.00.00.H55", "2.000815.000.00.00.h55"), ("KHO-2026-07", "kho-2026-07"),
     ("thủ tục 1.010708", ""), ("2026", ""), ("2/9/2026", ""), ("e-mail", "")],
)  # fmt: skip
def test_codes(text, code):
    assert parse(text).code == code


def test_marked_words_only_are_exact():
    assert parse("dịch vu công").marked == ("dich5", "công")
    assert parse("dich vu cong").marked == ()
    assert parse('"hoà giải" -má').marked == ("hoa2", "giai3")


def test_blank_and_empty():
    assert parse(" \u00a0\u200b").blank
    assert not parse("!").blank
    assert parse("!").empty
    assert parse('"" -""').empty
    assert not parse("-a").empty


def test_a_long_text_is_cut():
    assert len(parse("dịch vụ " * 1000).text) <= MAX_TEXT
    assert len(parse("e\u0301" * 10_000).text) <= MAX_TEXT


def test_random_text_never_raises():
    chance = random.Random(1)
    alphabet = '"-“” .0đá*():^\\\x00\u200d\ud83d\u0301ខ្ꪼ'
    for _ in range(2000):
        text = "".join(
            chance.choice(alphabet) if chance.random() < 0.7 else chr(chance.randrange(0x110000)) for _ in range(40)
        )
        parsed = parse(text)
        assert "\x00" not in parsed.text
        parsed.text.encode("utf-8")


def test_query_is_brought_into_bounds():
    query = Query("x", sort="no", offset=-3, limit=10_000, facets=("kind", "nope", "kind"))
    assert (query.sort, query.offset, query.limit, query.facets) == ("relevance", 0, 100, ("kind",))


def test_query_filters_are_cleaned():
    query = Query(filters={"kind": "video", "year": (2026,), "nope": ("x",), "topic": ()})
    assert query.filters == {"kind": ("video",), "year": ("2026",)}
