"""Slugs, file names and the Vietnamese order."""

import random
import re

import pytest

from search.text import ascii_filename, slug, sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường dây nóng", "duong-day-nong"),
        ("  Hướng dẫn: nộp hồ sơ (2026)  ", "huong-dan-nop-ho-so-2026"),
        ("Čư M'gar", "cu-mgar"),
        ("ខ្មែរ", "tai-lieu"),
        ("", "tai-lieu"),
        ("---", "tai-lieu"),
        ("xã/phường\\thôn", "xa-phuong-thon"),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected


def test_slug_is_cut_between_words():
    made = slug("dịch vụ công " * 20)
    assert len(made) <= 80
    assert made.endswith(("dich", "vu", "cong"))
    assert len(slug("đ" * 300)) == 80


def test_slug_fallback_is_the_callers():
    assert slug("ខ្មែរ", fallback="x") == "x"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hướng dẫn sử dụng.PDF", "huong-dan-su-dung.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Tài liệu\\đơn.docx", "don.docx"),
        ("-rf.mp3", "rf.mp3"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.txt", "a-set-cookie-x.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("con.txt", "tep-con.txt"),
        ("NUL", "tep-nul"),
        ("ខ្មែរ.mp4", "tep.mp4"),
        ("", "tep"),
        ("...", "tep"),
        ("a..b...c.jpg", "a-b-c.jpg"),
        ("bản tin.tệp lạ", "ban-tin.tep-la"),
        ("v1.2 cuối.tar.gz", "v1.2-cuoi.tar.gz"),
    ],
)
def test_ascii_filename(name, expected):
    assert ascii_filename(name) == expected


@pytest.mark.parametrize("name", ["ế" * 300 + ".mp4", "a b " * 100 + ".jpeg", "x" * 99 + ".mp3", "đ" * 1000])
def test_ascii_filename_is_short_and_keeps_its_extension(name):
    made = ascii_filename(name)
    assert len(made) <= 100
    assert "." not in name or made.endswith(name[name.rindex(".") :])


def test_any_file_name_is_harmless():
    chance = random.Random(3)
    for _ in range(500):
        name = "".join(chr(chance.choice((chance.randrange(0x80), chance.randrange(0xD800)))) for _ in range(12))
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", ascii_filename(name)), repr(name)


def test_provinces_in_vietnamese_order():
    names = ["Đồng Nai", "Đà Nẵng", "Điện Biên", "An Giang", "Cần Thơ", "Cà Mau", "Cao Bằng", "Đắk Lắk", "Hà Nội",
             "Hà Tĩnh", "Bắc Ninh", "Huế", "Hưng Yên", "Gia Lai", "Đồng Tháp"]  # fmt: skip
    assert sorted(names, key=sort_key) == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
        "Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Huế", "Hưng Yên",
    ]  # fmt: skip


def test_letters_and_tones_in_order():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    mixed = letters[::-1]
    assert sorted(mixed, key=sort_key) == letters
    mixed = ["mặc", "mạ", "mắc", "má", "mã", "mả", "mà", "ma"]
    assert sorted(mixed, key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ", "mắc", "mặc"]


def test_tones_decide_only_among_equal_letters():
    assert sorted(["má b", "ma c", "mạ a"], key=sort_key) == ["mạ a", "má b", "ma c"]
    assert sorted(["an giang", "ana", "an"], key=sort_key) == ["an", "an giang", "ana"]
    assert sorted(["Ba", "ba"], key=sort_key) == ["ba", "Ba"]


def test_highland_letters_stand_beside_their_base():
    assert sorted(["c", "ƀ", "b", "č", "d", "ơ\u0306", "ơ"], key=sort_key)[:5] == ["b", "ƀ", "c", "č", "d"]
