"""Tokens, pairs, clusters, codes."""

import pytest

from search.text import analyse, bigrams, code_base, code_key, find_codes, tokens
from search.text.terms import clusters, pairs_within


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dịch vụ công, trực-tuyến!", ["dich", "vu", "cong", "truc", "tuyen"]),
        ("huong_dan_su_dung.pdf", ["huong", "dan", "su", "dung", "pdf"]),
        ("2/9/2026", ["2", "9", "2026"]),
        ("NĐ 49/2024/NĐ-CP", ["nd", "49", "2024", "nd", "cp"]),
        ("Bru-Vân Kiều", ["bru", "van", "kieu"]),
        ("a\nb\tc", ["a", "b", "c"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("abcខ្មែរxyz", ["abc", "ខ្មែ", "រ", "xyz"]),
        ("ꪼꪕ ꪒꪾ", ["ꪼ", "ꪕ", "ꪒꪾ"]),
        ("ꨌꩌ ꨀꨇꩉ", ["ꨌꩌ", "ꨀꨇꩉ"]),
        ("", []),
        ("!?… 🙂", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


def test_bigrams_are_joined_by_an_underscore():
    assert bigrams("Dịch vụ công") == ["dich_vu", "vu_cong"]
    assert bigrams("dịch") == []


def test_pairs_do_not_mix_syllables_and_clusters():
    assert bigrams("xã ខ្មែរ xã") == ["ខ្មែ_រ"]


def test_pairs_across_the_space_between_spaceless_words():
    assert bigrams("ꪁꪷ ꪻꪬ") == ["ꪻ_ꪬ", "ꪁꪷ_ꪻ"]


def test_subscript_consonants_stay_with_their_letter():
    assert clusters("ស្ត្រី") == ["ស្ត្រី"]
    assert clusters("សិទ្ធិ") == ["សិ", "ទ្ធិ"]


def test_a_cluster_never_begins_with_a_mark_of_its_own_word():
    for word in ("ສິດທິມະນຸດ", "ខ្មែរ", "ꪼꪕꪒꪾ", "สิทธิ"):
        assert "".join(clusters(word)) == word
        assert all(part[0].isalpha() for part in clusters(word))


def test_zero_width_spaces_do_not_change_the_terms():
    assert analyse("ខ្មែរ\u200bក្រោម") == analyse("ខ្មែរក្រោម")


def test_runs_say_what_they_are():
    assert analyse("xã ខ្មែ").runs == ((("xa",), False), (("ខ្មែ",), True))
    assert pairs_within(("a",)) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Thủ tục 1.010708 và 2.000815.000.00.00.H55.", ["1.010708", "2.000815.000.00.00.h55"]),
        ("1.0107", []),
        ("giá 3.5 triệu, 1.234.567 đồng", []),
        ("192.168.1.1", []),
        ("a1.010708", []),
    ],
)
def test_find_codes(text, codes):
    assert find_codes(text) == codes


def test_code_forms():
    assert code_key(" 2.000815.000.00.00.H55 ") == "2.000815.000.00.00.h55"
    assert code_base("2.000815.000.00.00.H55") == "2.000815"
    assert code_base("2.000815") == ""
    assert code_base("KHO-2026-01") == ""
