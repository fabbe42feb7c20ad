"""Normalising, folding, exact keys."""

import unicodedata

import pytest

from search.text import exact_key, exact_tokens, fold, fold_map, has_marks, normalise


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đường dây nóng", "duong day nong"),
        ("ĐẮK LẮK", "dak lak"),
        ("Čư M'gar", "cu mgar"),
        ("Čư M\u2019gar", "cu mgar"),
        ("K\u2018Ho", "kho"),
        ("Ƀuôn Ƀlang, ƀuôn", "buon blang, buon"),
        ("č ĕ ĭ ŏ ŭ ñ", "c e i o u n"),
        ("ơ\u0306 ư\u0306 Ơ\u0306", "o u o"),
        ("d\u0323ịch", "dich"),
        ("Bunong M\u2019Nông", "bunong mnong"),
        ("ＶＮｅＩＤ", "vneid"),
        ("m²", "m2"),
        ("Straße", "strasse"),
        ("١٢ ១២ ໑໒ ꩑꩒", "12 12 12 12"),
    ],
)
def test_fold(written, folded):
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize("word", ["ខ្មែរ", "ສິດທິມະນຸດ", "ꪼꪕꪒꪾ", "ꨌꩌ", "ꨀꨇꩉ", "กรุงเทพ"])
def test_fold_keeps_vowels_and_signs_of_other_scripts(word):
    assert fold(word) == unicodedata.normalize("NFC", word)
    assert exact_key(word) == unicodedata.normalize("NFC", word)


def test_every_vietnamese_letter_folds_to_one_ascii_letter():
    vowels = "aăâeêioôơuưy"
    letters = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in vowels
        for tone in ("", *"\u0300\u0309\u0303\u0301\u0323")
    }
    assert len(letters) == 72
    for letter in letters | {"đ"}:
        assert fold(letter).isascii()
        assert len(fold(letter)) == 1
        assert fold(letter.upper()) == fold(letter)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("dịch\u200b vụ\ufeff", "dịch vụ"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00b\nc\td", "a b c d"),
        ("lone\ud800", "lone"),
        ("di\u0323ch", "dịch"),
    ],
)
def test_normalise(given, expected):
    assert normalise(given) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("quý", "qúy"), ("Khánh Hòa", "KHÁNH HOÀ"), ("tọa", "toạ"),
     ("lõa", "loã"), ("hóa", "hoá"), ("ủy", "uỷ"), ("Thanh Hóa", unicodedata.normalize("NFD", "Thanh Hoá"))],
)  # fmt: skip
def test_both_tone_placements_have_one_key(old, new):
    assert exact_key(old) == exact_key(new)


def test_exact_key_tells_marks_apart():
    words = ["hoa", "hòa", "hóa", "hỏa", "họa", "hoã", "ma", "mả", "ăn", "an", "ân", "ân"]
    assert len({exact_key(word) for word in words}) == len(set(words))
    assert exact_key("đi") != exact_key("di")
    assert exact_key("ñ") != exact_key("n")


def test_exact_key_uses_the_digits_of_vni():
    assert exact_tokens("Hòa giải, quý nhũ mẹ") == ["hoa2", "giai3", "quy1", "nhu4", "me5"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dịch", True),
        ("dich", False),
        ("đi", True),
        ("", False),
        ("ខ្មែរ", False),
        ("M'gar", False),
        ("Čư", True),
        ("2/9", False),
    ],
)
def test_has_marks(text, marked):
    assert has_marks(text) is marked


def test_fold_map_is_plain_when_lengths_agree():
    folded = fold_map("Dịch vụ công")
    assert (folded.text, folded.offsets) == ("dich vu cong", None)
    assert folded.span(5, 7) == (5, 7)


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("Huyện Čư M\u2019gar đẹp", "cu mgar", "Čư M\u2019gar"),
        ("xa ơ\u0306 xa", "o", "ơ\u0306"),
        ("\u200bkhai sinh", "khai", "khai"),
        ("Straße dài", "strasse", "Straße"),
        ("xem d\u0323\u0307ịch vụ", "dich", "d\u0323\u0307ịch"),
    ],
)
def test_fold_map_leads_back_to_the_text_as_shown(text, word, shown):
    folded = fold_map(text)
    start = folded.text.index(word)
    begin, end = folded.span(start, start + len(word))
    assert folded.source[begin:end] == unicodedata.normalize("NFC", shown)


def test_offsets_cover_every_folded_character():
    for text in ("M'gar ơ\u0306 Straße", "ខ្មែរ\u200bខ្មែរ", "", "\u0301", "🙂 đ"):
        folded = fold_map(text)
        if folded.offsets is not None:
            assert len(folded.offsets) == len(folded.text) + 1
            assert list(folded.offsets) == sorted(folded.offsets)
            assert folded.offsets[-1] == len(folded.source)
        else:
            assert len(folded.text) == len(folded.source)
