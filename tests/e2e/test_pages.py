"""The public pages as people see them: wide and on a phone, for assistive technology, and without scripts."""

import pytest

from .conftest import fits, picture, wait_until
from .kho import ROOT

pytestmark = [pytest.mark.browser]

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
MATERIALS = {
    "infographic": "5 bước nộp hồ sơ trên Cổng Dịch vụ công",
    "video": "Đăng ký khai sinh tại nhà",
    "handbook": "Sổ tay Tổ công nghệ số cộng đồng",
    "audio": "Loa xã: Đăng ký khai sinh đúng hạn cho con",
    "poster": "Đường liên kết lạ? Đừng bấm.",
    "sms": "Nhắc bổ sung hồ sơ",
}
OTHERS = {
    "home": "/",
    "search": "/tim-kiem/?q=khai+sinh",
    "search-nothing": "/tim-kiem/?q=khongcogi",
    "radio": "/phat-thanh/",
    "check": "/kiem-tra/",
    "login": "/quan-tri/login/",
    "not-found": "/tai-lieu/khongco9/",
}


def address(name: str, shelf: dict[str, dict], language: str = "vi") -> str:
    """Where a page of these names stands."""
    if name in OTHERS:
        return OTHERS[name]
    return f"/tai-lieu/{shelf[MATERIALS[name]]['public_id']}/{language}/"


def violations(page) -> list[str]:
    """What axe-core finds, a line each."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{each['id']}: {node['html'][:150]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", [*OTHERS, *MATERIALS])
def test_a_page_fits_and_axe_finds_nothing(page, shelf, name):
    answer = page.goto(address(name, shelf))
    assert answer.status == (404 if name == "not-found" else 200)
    picture(page, name)
    assert fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("language", ["km", "blt-tavt", "lo"])
def test_letters_of_other_scripts_are_drawn_by_fonts_that_kho_sends(page, shelf, language):
    """A letter without a font has the width of the box that stands for it, whatever the letter."""
    page.goto(address("infographic", shelf, language))
    picture(page, f"infographic-{language}")
    assert page.locator(f"main [lang={language}]").count() > 0
    loaded = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    )
    wanted = {"km": "Khmer", "blt-tavt": "Tai Viet", "lo": "Lao"}[language]
    assert any(wanted in family for family in loaded), loaded
    assert violations(page) == []


def public_id(kho, title: str) -> str:
    """Of a material that the API does not list any more."""
    code = f"from cms.library.models import Material; print(Material.objects.get(name={title!r}).public_id)"
    return kho.python(f"import django; django.setup()\n{code}").stdout.strip()


def test_a_withdrawn_page_says_why_and_shows_nothing(page, kho):
    answer = page.goto(f"/tai-lieu/{public_id(kho, 'Hướng dẫn đăng nhập (tin cũ)')}/vi/")
    picture(page, "withdrawn")
    text = page.inner_text("main")
    assert answer.status == 410
    assert "giao diện mới" in text and "góc phải màn hình" not in text
    assert fits(page) and violations(page) == []


def test_an_old_address_leads_to_the_successor(page, kho, shelf):
    page.goto(f"/tai-lieu/{public_id(kho, '4 bước nộp hồ sơ trực tuyến')}/vi/")
    assert shelf[MATERIALS["infographic"]]["public_id"] in page.url
    assert page.get_by_role("heading", level=1).inner_text() == MATERIALS["infographic"]


@pytest.mark.parametrize("name", ["home", "search", "radio", *MATERIALS])
def test_everything_is_readable_without_scripts(context_of, shelf, size, name):
    page = context_of(size, java_script_enabled=False).new_page()
    assert page.goto(address(name, shelf)).status == 200
    assert page.get_by_role("heading", level=1).is_visible()
    if name in MATERIALS:
        assert MATERIALS[name] in page.get_by_role("heading", level=1).inner_text()
        text = page.locator("main").inner_text()
        words = shelf[MATERIALS[name]]["variants"][0]["text"].split("\n")[0]
        assert words[:40] in " ".join(text.split()) or name == "video"
    if name not in ("sms", "home", "search", "radio"):
        link = page.locator("a[href*='/tai-ve/']").first.get_attribute("href")
        assert page.request.get(link).status == 200
    page.screenshot(path=ROOT / "tests" / "screenshots" / f"plain-{name}-{size}.png", full_page=True)


def test_without_scripts_the_film_plays_from_a_file_and_shows_its_words(context_of, shelf):
    page = context_of("360", java_script_enabled=False).new_page()
    page.goto(address("video", shelf))
    source = page.locator("video source").first.get_attribute("src")
    assert page.request.get(source).headers["content-type"] == "video/mp4"
    assert "Chuẩn bị giấy chứng sinh" in page.locator("main").inner_text()


def test_the_film_streams_and_changes_its_voice(context_of, shelf):
    page = context_of("1280").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address("video", shelf))
    assert not any("/hls/" in url for url in asked), "a page that nobody plays must stay light"
    page.evaluate(
        "() => { const film = document.querySelector('video'); film.muted = true; film.play().catch(() => {}); }"
    )
    wait_until(page, "document.querySelector('video').currentSrc.startsWith('blob:')")
    wait_until(page, "document.querySelector('video').currentTime > 2")
    picture(page, "video-playing")
    assert any("/hls/" in url and url.endswith("master.m3u8") for url in asked)
    page.locator("[data-voice-language=blt-tavt]").click()
    assert page.get_attribute("[data-voice-language=blt-tavt]", "aria-pressed") == "true"
    before = page.evaluate("document.querySelector('video').currentTime")
    wait_until(page, f"document.querySelector('video').currentTime > {before} + 1.5")
    assert page.evaluate("document.querySelector('video').error") is None
