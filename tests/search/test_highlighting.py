"""Highlights and snippets."""

import pytest
from django.template import Context, Engine

from search.text import highlight


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Dịch vụ công", "dich vu", "<mark>Dịch vụ</mark> công"),
        ("Dịch vụ công", "DỊCH", "<mark>Dịch</mark> vụ công"),
        ("dịchvụ", "dịch", "dịchvụ"),
        ("Công, dịch", "dịch công", "<mark>Công</mark>, <mark>dịch</mark>"),
        ("Công dịch", "dịch công", "<mark>Công dịch</mark>"),
        ("Huyện Čư M\u2019gar", "cu mgar", "Huyện <mark>Čư M\u2019gar</mark>"),
        ("buôn ơ\u0306 xa", "o", "buôn <mark>ơ\u0306</mark> xa"),
        ("ប្រជាជនខ្មែរ", "ខ្មែរ", "ប្រជាជន<mark>ខ្មែរ</mark>"),
        ("ꪼꪕ ꪒꪾ", "ꪒꪾ", "ꪼꪕ <mark>ꪒꪾ</mark>"),
        ("a < b & c", "b", "a &lt; <mark>b</mark> &amp; c"),
        ("<b>mã</b>", "mã", "&lt;b&gt;<mark>mã</mark>&lt;/b&gt;"),
        ("không có gì", "", "không có gì"),
        ("không có gì", "(.*", "không có gì"),
        ("", "x", ""),
    ],
)
def test_highlight(text, query, expected):
    assert highlight(text, query) == expected


def test_phrases_are_marked_as_wholes_only():
    assert highlight("Tuyên Quang, quang đãng", "Hà Giang", phrases=["tuyen quang"]) == (
        "<mark>Tuyên Quang</mark>, quang đãng"
    )


def test_snippet_is_cut_around_the_words():
    text = "Chữ đầu. " * 60 + "Ở giữa có khai sinh cho bé. " + "Chữ cuối. " * 60
    made = highlight(text, "khai sinh", 120)
    assert "<mark>khai sinh</mark>" in made
    assert made.startswith("… ")
    assert made.endswith(" …")
    assert len(made) < 180


def test_snippet_takes_the_place_with_most_words():
    text = "khai một mình. " + "Chữ khác. " * 60 + "khai sinh cho con tại xã. " + "Chữ khác. " * 60
    assert "<mark>khai sinh</mark>" in highlight(text, "khai sinh con", 100)


def test_snippet_without_a_hit_is_the_beginning():
    made = highlight("Mở đầu đây. " + "Chữ khác. " * 60, "zzz", 80)
    assert made.startswith("Mở đầu đây.")
    assert made.endswith("…")


def test_snippet_does_not_cut_words():
    text = "nghiêng " * 200
    words = set(highlight(text, "zzz", 100).replace("…", "").split())
    assert words == {"nghiêng"}


def test_short_text_is_not_cut():
    assert highlight("Ngắn thôi", "thôi", 240) == "Ngắn <mark>thôi</mark>"


def test_templates_print_highlights_as_they_are():
    template = Engine().from_string("{{ made }}|{{ plain }}")
    made = highlight("Dịch <vụ>", "dịch")
    assert template.render(Context({"made": made, "plain": "<x>"})) == "<mark>Dịch</mark> &lt;vụ&gt;|&lt;x&gt;"
