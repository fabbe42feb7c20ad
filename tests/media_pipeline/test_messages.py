"""Every code has words in both languages, and every blank in them is filled."""

import unicodedata

import pytest

from media_pipeline import errors, messages, runs
from media_pipeline.perform import MACHINE
from media_pipeline.wording import human_bytes, human_hours

# Codes that are made outside of errors.py, with the parameters that their makers give.
OWN = {
    "wrong_family": ("found", "families"),
    "too_large": ("max_bytes",),
    "quota_exceeded": ("used", "quota"),
    "upload_cut": ("bytes",),
    "infected": ("found",),
    "scanner_down": (),
    "disk_full": ("free",),
    "storage_down": (),
    "original_missing": ("detail",),
    "unexpected": ("detail",),
    "worker_lost": ("losses",),
    "source_failed": (),
    "recipe_replaced": (),
    "scratch_full": (),
}
EVERY = {**errors.CODES, **OWN}
SAMPLE = {
    "bytes": 3, "max_bytes": 5 * 1024**2, "used": 1536, "quota": 10 * 1024**3, "free": 0, "hours": 13.5,
    "max_hours": 12, "families": ["video", "image"], "width": 10, "height": 20, "frames": 1, "megapixels": 900.5,
}  # fmt: skip
# The Vietnamese alphabet has marks; a text without any was not written in it.
MARKS = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def params_of(code: str) -> dict[str, object]:
    return {name: SAMPLE.get(name, f"<{name}>") for name in EVERY[code]} | {"name": "tờ rơi.pdf"}


def test_no_code_is_without_words_and_no_words_without_a_code():
    assert set(messages.WORDINGS) == set(EVERY)


@pytest.mark.parametrize("code", sorted(EVERY))
def test_every_blank_is_a_parameter_of_the_code(code):
    allowed = {*EVERY[code], "name"}
    assert messages.WORDINGS[code].parameters <= allowed


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(EVERY))
def test_every_text_is_whole(code, language):
    text = messages.describe(code, params_of(code), language)
    assert "…" not in text
    assert "{" not in text
    assert text[0].isupper()
    assert text.endswith(".")
    assert "  " not in text
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("code", sorted(set(EVERY) - {"unknown_parameter"}))
def test_every_text_names_the_file(code):
    assert "tờ rơi.pdf" in messages.describe(code, params_of(code), "vi")
    assert "tờ rơi.pdf" in messages.describe(code, params_of(code), "en")


@pytest.mark.parametrize("code", sorted(EVERY))
def test_the_vietnamese_is_vietnamese_and_the_english_is_not(code):
    wording = messages.WORDINGS[code]
    assert MARKS & set(wording.vi.lower())
    assert not MARKS & set(wording.en.lower())


@pytest.mark.parametrize("code", sorted(EVERY))
def test_every_text_says_what_happened_and_what_to_do(code):
    """At least two sentences, or two clauses: what happened, and what to do or what will happen."""
    wording = messages.WORDINGS[code]
    for text in (wording.vi, wording.en):
        assert text.count(". ") + text.count("; ") + text.count(": ") >= 1


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("empty_file", 400),
        ("media_unreadable", 400),
        ("too_large", 413),
        ("image_too_large", 413),
        ("unsupported_type", 415),
        ("playlist_in_disguise", 415),
        ("infected", 422),
        ("scanner_down", 503),
        ("jail_unavailable", 503),
        ("disk_full", 507),
    ],
)
def test_the_status_tells_whose_fault_it_is(code, status):
    assert messages.http_status(code) == status
    assert messages.Refused(code).http_status == status
    assert messages.Refused(code).retry_later is (status >= 500)


def test_all_statuses_are_errors():
    assert {wording.status // 100 for wording in messages.WORDINGS.values()} == {4, 5}


def test_a_refusal_says_itself():
    error = messages.Refused("too_large", max_bytes=10 * 1024**3, name="phim.mp4")
    assert isinstance(error, errors.Refused)
    assert error.params == {"max_bytes": 10 * 1024**3, "name": "phim.mp4"}
    assert error.vi == "Tệp “phim.mp4” vượt dung lượng tối đa 10 GB. Hãy nén lại hoặc chia nhỏ rồi gửi lại."
    assert error.en.startswith("The file “phim.mp4” is larger than the limit of 10 GB.")


def test_a_failure_says_itself():
    error = messages.ProcessingFailed("duration_differs", expected=12.5, found=3.0, output="rung-720", name="a.mp4")
    assert isinstance(error, errors.ProcessingFailed)
    assert "dài 3 giây trong khi bản gốc dài 12,5 giây" in error.vi
    assert "lasts 3 s while the original lasts 12.5 s" in error.en


def test_an_unknown_code_has_words_too():
    assert "mystery" in messages.describe("mystery", {"name": "a"}, "vi")
    assert messages.http_status("mystery") == 500


def test_missing_parameters_never_break_a_message():
    for code in EVERY:
        assert messages.describe(code)
        assert messages.describe(code, None, "en")


def test_braces_in_a_name_are_only_letters():
    assert "{0.__class__}" in messages.describe("empty_file", {"name": "{0.__class__}"})


def test_codes_with_a_rule_in_the_worker_are_known():
    assert set(EVERY) >= runs.PERMANENT | MACHINE


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 byte", "0 byte"),
        (1023, "1023 byte", "1023 byte"),
        (1024, "1 kB", "1 kB"),
        (1536, "1,5 kB", "1.5 kB"),
        (150 * 1024, "150 kB", "150 kB"),
        (10 * 1024**3, "10 GB", "10 GB"),
        (2 * 1024**5, "2048 TB", "2048 TB"),
    ],
)
def test_sizes_are_written_for_people(count, vi, en):
    assert (human_bytes(count, "vi"), human_bytes(count, "en")) == (vi, en)


def test_hours_are_written_for_people():
    assert (human_hours(12, "vi"), human_hours(13.5, "vi"), human_hours(13.5, "en")) == ("12 giờ", "13,5 giờ", "13.5 h")
