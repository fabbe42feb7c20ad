"""The contract refuses what no template could show."""

from dataclasses import replace

import pytest

from cms.portal import contexts as c
from tests.themes import example_contexts as pages
from tests.themes import example_parts as parts


def test_a_page_needs_the_one_part_of_its_kind() -> None:
    with pytest.raises(ValueError, match="needs the part 'audio'"):
        replace(pages.VIDEO_PAGE, kind="audio")
    with pytest.raises(ValueError, match="needs the part 'video'"):
        replace(pages.VIDEO_PAGE, audio=pages.AUDIO_PAGE.audio)
    with pytest.raises(ValueError, match="unknown kind"):
        replace(pages.VIDEO_PAGE, kind="film")
    assert pages.embedded(pages.POSTER_PAGE).picture is pages.POSTER_PAGE.picture


def test_unknown_states_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        replace(parts.CARDS[0], kind="flyer")
    with pytest.raises(ValueError, match="unknown verdict"):
        c.Verdict("fake")
    with pytest.raises(ValueError, match="gone page"):
        c.GonePage(parts.SHORT_HEAD, "lost")


def test_wide_kinds_lie_down() -> None:
    assert {card.kind for card in parts.CARDS if card.wide} == {"video", "audio", "sms"}


@pytest.mark.parametrize(
    ("language", "weave", "gloss"),
    [
        (parts.VI, "viet", ""),
        (parts.KM, "khmer", "tiếng Khmer"),
        (parts.BLT, "tai", "tiếng Thái Đen (chữ Thái)"),
        (parts.HMN, "hmong", "tiếng Mông (RPA)"),
        (parts.RAD, "taynguyen", "tiếng Ê Đê"),
        (c.LanguageName("lhu", "La Hủ", "La Hủ"), "kho", ""),
    ],
)
def test_a_language_knows_its_weave_and_gloss(language: c.LanguageName, weave: str, gloss: str) -> None:
    assert (language.weave, language.gloss) == (weave, gloss)


def test_json_ld_escapes_what_could_end_the_block() -> None:
    text = c.json_ld({"name": "</script> & é\u2028"})
    assert text == '{"name": "\\u003C/script\\u003E \\u0026 é\\u2028"}'
    assert hasattr(text, "__html__")


def test_ticks_stop_where_they_cannot_be_told_apart() -> None:
    book = replace(parts.HANDBOOK, page=2, pages=3)
    assert book.ticks == ("done", "here", "")
    assert replace(book, pages=61).ticks == ()


def test_a_group_with_a_tick_is_open() -> None:
    option = c.FacetOption("66", "Đắk Lắk", "5")
    assert not c.FacetGroup("province", "Tỉnh", (option,), folded=True).open
    assert c.FacetGroup("province", "Tỉnh", (replace(option, checked=True),), folded=True).open
    assert c.FacetGroup("province", "Tỉnh", (option,)).open


def test_plain_text_has_no_hit() -> None:
    assert c.plain("") == ()
    assert c.plain("khai sinh") == (c.Run("khai sinh"),)
