"""The desk in a real browser: wide and on a phone, by keyboard, with progress that moves by itself."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from wagtail.models import Collection, Locale

from cms.library import actions
from cms.library.models import LanguageVariant
from cms.library.setup import ensure_workflow
from media_pipeline.models import Build
from tests.cms.conftest import make_material, make_variant, publish
from tests.cms.feeds.samples import finish_builds
from tests.media_pipeline import media_samples as samples

from .conftest import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(1280, 900), (360, 740)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def page(browser: Browser, live_server, settings, tmp_path) -> Iterator[Page]:
    """A tab without a log-in; its errors fail the test."""
    settings.KHO_SCRATCH_DIR = tmp_path / "scratch"
    ensure_workflow()
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    Locale.objects.get_or_create(language_code="vi")
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def log_in(page: Page, user) -> None:
    """By the log-in page, as a person."""
    page.goto("/quan-tri/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", "mat-khau-dai")
    page.keyboard.press("Enter")
    page.wait_for_selector(".w-dashboard")


@pytest.fixture
def shelf(editor, reviewer, agency) -> LanguageVariant:
    """A public SMS, a poster with a file in process, a film; returns the poster's variant."""
    public = make_variant(make_material(editor, agency, name="Nhắc hạn nộp hồ sơ"), editor)
    publish(public, editor, reviewer)
    poster = make_variant(make_material(editor, agency, "poster", name="Áp phích VNeID"), editor, title="Áp phích")
    make_variant(poster.material, editor, "km", title="")
    file = actions.receive_file(samples.picture(), name="ap-phich.jpg", agency=agency, actor=editor)
    actions.attach(poster, file, actor=editor)
    film = make_variant(make_material(editor, agency, "video", name="Phim hướng dẫn"), editor, title="Phim")
    clip = actions.receive_file(samples.clip(320, 180, 2.0), name="phim.mp4", agency=agency, actor=editor)
    actions.attach(film, clip, actor=editor)
    return LanguageVariant.objects.get(pk=poster.pk)


def outside(page: Page) -> list[str]:
    """What leaves the window: the page itself, or a field that can be seen."""
    return page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("main select, main input, main textarea")]
            .filter((part) => part === document.documentElement
                ? part.scrollWidth > window.innerWidth + 1
                : part.getClientRects().length && part.getBoundingClientRect().right > window.innerWidth + 1)
            .map((part) => part.outerHTML.slice(0, 120))"""
    )


def test_pages_fit_wide_and_on_a_phone(page, shelf, editor, reviewer, tmp_path):
    film = LanguageVariant.objects.get(material__name="Phim hướng dẫn")
    finish_builds()
    actions.submit(film, actor=editor)
    log_in(page, reviewer)
    pages = {
        "home": "/quan-tri/",
        "list": url("material:list"),
        "variants": url("variant:list"),
        "material": url("material:edit", shelf.material_id),
        "variant": url("variant:edit", shelf.pk),
        "history": url("variant:history", shelf.pk),
        "review": url("desk:review", film.pk),
        "withdraw": url("desk:withdraw_material", shelf.material_id),
        "add": f"{url('variant:add')}?material={shelf.material_id}",
        "bulk": "/quan-tri/tai-nhieu-tep/",
    }
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for name, address in pages.items():
            page.goto(address)
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
            assert outside(page) == [], (name, width)


def test_administrators_pages_fit_wide_and_on_a_phone(page, shelf, administrator, editor, agency, tmp_path):
    log_in(page, administrator)
    pages = {
        "admin-home": "/quan-tri/",
        "people": "/quan-tri/nguoi-dung/",
        "person": f"/quan-tri/nguoi-dung/{editor.pk}/",
        "agencies": "/quan-tri/danh-muc/co-quan/",
        "agency": f"/quan-tri/danh-muc/co-quan/edit/{agency.pk}/",
        "campaign": "/quan-tri/danh-muc/chien-dich/new/",
        "account": "/quan-tri/account/",
    }
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for name, address in pages.items():
            page.goto(address)
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
            assert outside(page) == [], (name, width)


def test_progress_moves_without_a_reload(page, shelf, editor):
    log_in(page, editor)
    page.goto(url("variant:edit", shelf.pk))
    assert page.locator("[data-kho-slot=image-1] [data-kho-state]").inner_text() == "Đang chờ xử lý"
    assert Build.objects.filter(completed_at__isnull=True).exists()
    finish_builds()
    page.wait_for_selector("[data-kho-slot=image-1] .kho-state--ready", timeout=15_000)
    assert page.locator("[data-kho-slot=image-1] progress").is_hidden()


def test_by_keyboard_alone_a_text_is_saved_and_sent(page, editor, agency):
    variant = make_variant(make_material(editor, agency), editor, title="")
    log_in(page, editor)
    page.goto(url("variant:edit", variant.pk))
    page.focus("input[name=title]")
    page.keyboard.type("Tiêu đề gõ bằng bàn phím")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=Đã lưu nháp")
    page.focus("button[name=action-submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã gửi duyệt")
    assert LanguageVariant.objects.get(pk=variant.pk).current_workflow_state is not None


def test_upload_form_works_without_scripts(browser, live_server, page, shelf, editor):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="vi-VN")
    plain = context.new_page()
    log_in(plain, editor)
    plain.goto(url("variant:edit", shelf.pk))
    plain.set_input_files("#kho-files", [samples.picture(".png", 640, 480), samples.handbook()])
    plain.click("[data-kho-upload] button[type=submit]")
    text = plain.inner_text("body")
    context.close()
    assert text.count("Đã nhận tệp") == 2
