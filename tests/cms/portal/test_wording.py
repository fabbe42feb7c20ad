"""Numbers, sizes, dates, durations and messages as Vietnamese pages write them."""

from datetime import UTC, date, datetime

import pytest

from cms.portal import codes, sms, wording


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 byte"), (999, "999 byte"), (1000, "1 kB"), (210_400, "210 kB"), (399_999, "400 kB"), (500_000, "0,5 MB"),
        (1_000_000, "1 MB"), (3_900_000, "3,9 MB"), (9_940_000, "9,9 MB"), (9_960_000, "10 MB"), (14_200_000, "14 MB"),
        (999_400_000, "999 MB"), (999_600_000, "1 GB"), (1_240_000_000, "1,2 GB"), (48_000_000_000, "48 GB"),
    ],
)  # fmt: skip
def test_sizes(number, text):
    assert wording.size(number) == text


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (None, "", ""), (0, "", ""), (0.4, "0:00", "1 giây"), (45, "0:45", "45 giây"), (59.6, "1:00", "1 phút 00 giây"),
        (185, "3:05", "3 phút 05 giây"), (252, "4:12", "4 phút 12 giây"), (3723, "1:02:03", "1 giờ 02 phút"),
    ],
)  # fmt: skip
def test_durations(seconds, short, long):
    assert (wording.clock(seconds), wording.duration(seconds)) == (short, long)


def test_counts_and_dates():
    assert [wording.count(number) for number in (0, 999, 1284, 2_508_000)] == ["0", "999", "1.284", "2.508.000"]
    # 23:30 UTC is the next morning in Vietnam.
    assert wording.day(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "21/11/2026"
    assert wording.day(date(2026, 1, 2)) == "02/01/2026"
    assert wording.day(None) == ""


@pytest.mark.parametrize(
    ("code", "name", "label"),
    [
        ("cc-by-4.0", "Creative Commons Ghi công 4.0", "CC BY 4.0"),
        ("cc-by-nd-4.0", "…", "CC BY-ND 4.0"),
        ("cc0-1.0", "…", "CC0 1.0"),
        ("xin-phep", "Phải xin phép cơ quan sở hữu", "Phải xin phép cơ quan sở hữu"),
    ],
)
def test_licences_in_few_letters(code, name, label):
    assert wording.licence_label(code, name) == label


def test_licences_in_words():
    assert wording.licence_terms("yes", "yes") == (
        "Được dùng lại, kể cả khi có thu tiền; được cắt, dịch, sửa lại; luôn ghi nguồn."
    )
    assert "không được thu tiền" in wording.licence_terms("no", "no")
    assert "phải giữ nguyên" in wording.licence_terms("yes", "no")
    assert wording.licence_terms("ask", "ask").startswith("Phải hỏi")


def test_paragraphs():
    assert wording.paragraphs(" một \r\n\n  \nhai\n") == ("một", "hai")


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("", (0, 1)), ("a" * 160, (160, 1)), ("a" * 161, (161, 2)), ("a" * 306, (306, 2)), ("a" * 307, (307, 3)),
        ("€" * 80, (80, 1)), ("€" * 81, (81, 2)), ("ị" * 70, (70, 1)), ("ị" * 71, (71, 2)), ("ị" * 134, (134, 2)),
        ("ị" * 135, (135, 3)), ("à" * 160, (160, 1)), ("🙂" * 35, (35, 1)), ("🙂" * 36, (36, 2)), ("ខ្មែរ", (5, 1)),
    ],
)  # fmt: skip
def test_messages_are_counted_as_operators_count(text, measured):
    assert sms.measure(text) == measured


def test_the_twin_without_marks_keeps_capitals():
    text = "Đường dây nóng “Ế ẩm” – Ữ ở Ê Đê…"
    assert sms.without_marks(text) == 'Duong day nong "E am" - U o E De...'
    assert sms.measure(sms.without_marks(text)) == (35, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k3m9x2ab", codes.Code("k3m9x2ab")),
        (" K3M9 X2AB ", codes.Code("k3m9x2ab")),
        ("k3m9x2ab-vi", codes.Code("k3m9x2ab", "vi")),
        ("K3M9X2AB-VI-2", codes.Code("k3m9x2ab", "vi", 2)),
        ("k3m9x2ab-2", codes.Code("k3m9x2ab", "", 2)),
        ("k3m9x2ab-blt-tavt-12", codes.Code("k3m9x2ab", "blt-tavt", 12)),
        ("k3m9x2ab-hmn-latn-x-rpa", codes.Code("k3m9x2ab", "hmn-latn-x-rpa")),
        ("https://kho.example/tai-lieu/k3m9x2ab/km/ten/", codes.Code("k3m9x2ab", "km")),
        ("kho.example/q/K3M9X2AB", codes.Code("k3m9x2ab")),
        ("https://kho.example/nhung/k3m9x2ab/?lang=km", codes.Code("k3m9x2ab")),
        ("/tai-ve/k3m9x2ab/vi/a3/voice-mp3-64/x.mp3", codes.Code("k3m9x2ab", "vi", 3)),
        ("/tai-ve/k3m9x2ab/vi/voice-mp3-64/x.mp3", codes.Code("k3m9x2ab", "vi")),
    ],
)
def test_codes_and_addresses_are_read(typed, code):
    assert codes.read(typed) == code


@pytest.mark.parametrize("typed", ["", "  ", "ab", "KHO 2026/417", "k3m9x2ab-", "mã", "k3m9x2ab-vi-2-x-", "a" * 5000])
def test_what_is_no_code(typed):
    assert codes.read(typed) is None
