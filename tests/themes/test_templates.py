"""The templates keep to their contract, to the content policy and to plain HTML rules."""

import re
import unicodedata
from collections import Counter

import pytest
from lxml import html as lxml_html

from tests.themes.example_contexts import PAGES
from tests.themes.rendering import TEMPLATES, OutsideContract, contract_fields, render_page, render_strictly

FRAMELESS = ["kho/500.html", "kho/403_csrf.html", "500.html", "403_csrf.html"]
SOURCES = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}


def document(markup: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(markup)


@pytest.fixture(params=[*PAGES, *FRAMELESS])
def page(request: pytest.FixtureRequest) -> str:
    """Each page, rendered strictly; pages without a frame get no context at all."""
    return render_page(request.param) if request.param in PAGES else render_strictly(request.param, {})


def test_every_page_renders_with_one_title_and_one_heading(page: str) -> None:
    tree = document(page)
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//h1").text_content().strip()
    assert tree.find(".//title").text.strip()
    assert tree.get("lang") == "vi"


def test_nothing_inline_that_a_strict_content_policy_would_refuse(page: str) -> None:
    tree = document(page)
    assert tree.findall(".//style") == []
    for element in tree.iter():
        if isinstance(element.tag, str):
            names = [name for name in element.attrib if name == "style" or name.startswith("on")]
            assert names == [], f"<{element.tag}> has {names}"
    for script in tree.findall(".//script"):
        assert script.get("src") or script.get("type") == "application/ld+json"
    for link in tree.xpath("//a[starts-with(@href, 'javascript:')]"):
        pytest.fail(f"script in a link: {link.get('href')}")


def test_ids_are_unique_and_references_to_them_hold(page: str) -> None:
    tree = document(page)
    counts = Counter(tree.xpath("//@id"))
    assert [name for name, count in counts.items() if count > 1] == []
    wanted = tree.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")
    wanted += [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert set(wanted) <= set(counts)


def test_every_field_has_a_label_and_every_picture_an_alternative(page: str) -> None:
    tree = document(page)
    labelled = set(tree.xpath("//label/@for"))
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        inside = any(parent.tag == "label" for parent in field.iterancestors())
        assert inside or field.get("id") in labelled, lxml_html.tostring(field)
    assert tree.xpath("//img[not(@alt)]") == []


def test_autonyms_carry_their_language(page: str) -> None:
    for element in document(page).find_class("autonym"):
        assert element.get("lang"), lxml_html.tostring(element)


def test_a_variable_outside_the_contract_is_noticed() -> None:
    frame, content = PAGES["gone"]
    with pytest.raises(OutsideContract):
        render_strictly("kho/material.html", {"frame": frame, "content": content})
    with pytest.raises(OutsideContract):
        render_strictly("kho/parts/runs.html", {})


@pytest.mark.parametrize("field", sorted(contract_fields()))
def test_every_field_of_the_contract_is_shown_somewhere(field: str) -> None:
    used = re.compile(rf"\.{field}\b")
    assert any(used.search(source) for source in SOURCES.values()), f"no template uses {field}"


def test_the_product_word_is_tai_lieu() -> None:
    for name, source in SOURCES.items():
        assert "tư liệu" not in source.lower(), name


def test_text_is_precomposed_unicode() -> None:
    for name, source in SOURCES.items():
        assert unicodedata.is_normalized("NFC", source), name


def test_data_is_escaped_except_cleaned_html() -> None:
    safe = {name for name, source in SOURCES.items() if "|safe" in source or "autoescape off" in source}
    assert safe == set()


def test_json_ld_cannot_end_its_block() -> None:
    block = document(render_page("video")).xpath("//script[@type='application/ld+json']")[0]
    assert "\\u003C/script\\u003E" in block.text


def test_film_plays_without_script() -> None:
    tree = document(render_page("video"))
    video = tree.find(".//video")
    assert video.get("controls") is not None
    assert next(video.iter("source")).get("type") == "video/mp4"
    assert [track.get("srclang") for track in video.iter("track")] == ["vi", "km"]
    assert tree.xpath("//*[@data-voices]")[0].get("hidden") is not None


def test_handbook_turns_pages_by_links() -> None:
    tree = document(render_page("handbook"))
    assert tree.xpath("//a[@rel='prev']/@href") == ["?trang=11"]
    assert tree.xpath("//a[@rel='next']/@href") == ["?trang=13"]
    first, last = document(render_page("handbook-first")), document(render_page("handbook-last"))
    assert first.xpath("//a[@rel='prev']") == [] and last.xpath("//a[@rel='next']") == []
    assert len(tree.find_class("ticks")[0]) == 36
    assert last.find_class("ticks") == []


def test_downloads_name_format_size_licence_and_credit() -> None:
    row = document(render_page("video")).xpath("//table//tbody/tr")[2].text_content()
    for part in ("Chỉ tiếng", "MP3", "3,9 MB", "CC BY 4.0", "VOV4", "ខ្មែរ"):
        assert part in row


def test_gone_pages_show_reason_and_successor_but_no_material() -> None:
    withdrawn, expired = render_page("gone"), render_page("expired")
    assert "đã được thu hồi" in withdrawn and "Số điện thoại hỗ trợ" in withdrawn
    assert "/tai-lieu/V9/vi/" in withdrawn
    assert "hết hiệu lực" in expired and "thu hồi" not in expired
    for markup in (withdrawn, expired):
        assert not document(markup).xpath("//video | //audio | //main//img | //table")


def test_superseded_page_keeps_its_content_and_leads_to_the_new_one() -> None:
    tree = document(render_page("video-old"))
    notice = tree.find_class("notice")[0]
    assert "đã được thay thế" in notice.text_content()
    assert notice.xpath(".//a/@href") == ["/tai-lieu/V2/vi/khai-sinh/"]
    assert tree.find(".//video") is not None


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("check-genuine", "Đúng bản trong Kho"),
        ("check-old", "Có thật, nhưng là bản cũ"),
        ("check-withdrawn", "Đã bị thu hồi"),
        ("check-unknown", "Không tìm thấy trong Kho"),
    ],
)
def test_the_check_answers_in_its_heading(name: str, heading: str) -> None:
    assert document(render_page(name)).find(".//h1").text_content() == heading


def test_only_a_form_that_takes_files_posts_and_holds_a_token() -> None:
    asking, posting = document(render_page("check")), document(render_page("check-file"))
    assert asking.xpath("//form[@method='post']") == [] and not asking.xpath("//input[@type='file']")
    assert posting.xpath("//form[@method='post']//input[@name='csrfmiddlewaretoken']/@value")[0]


def test_filters_are_a_form_that_works_by_itself() -> None:
    tree = document(render_page("search"))
    form = tree.get_element_by_id("loc")
    assert form.get("method", "get") == "get" and form.xpath(".//button[@type='submit']")
    assert form.xpath(".//input[@name='q']/@value") == ["khai sinh"]
    assert form.xpath(".//input[@name='lang'][@checked]/@value") == ["km"]
    folded = {each.findtext("summary"): each.get("open") is not None for each in form.findall("details")}
    assert folded == {"Tỉnh, thành phố": True, "Chủ đề": False}


def test_the_radio_page_is_light() -> None:
    tree = document(render_page("radio"))
    assert tree.xpath("//script | //img | //video | //audio") == []
    assert tree.find("body").get("class") == "page-light"


def test_the_platform_label_stands_in_the_footer() -> None:
    label = document(render_page("home")).find_class("label")[0].text_content()
    assert "NTS-2026-00001" in label and "Văn phòng Chính phủ" in label
