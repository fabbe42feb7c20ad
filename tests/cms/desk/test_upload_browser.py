"""The upload area in a real browser: dropped files, a network that goes away, a reload, cancelling, a keyboard."""

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from wagtail.models import Collection, Locale

from cms.desk.uploads import store
from cms.library.models import FileVersion, LanguageVariant, Material
from cms.library.setup import ensure_workflow
from tests.cms.conftest import make_material, make_variant
from tests.media_pipeline import media_samples as samples

from .conftest import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BULK = "/quan-tri/tai-nhieu-tep/"
CHUNK = 8 * 1024 * 1024
UPLOAD = re.compile(r"/tai-len/[0-9a-f]{32}$")
DROP = """([files, area]) => {
    const transfer = new DataTransfer();
    for (const [name, type, content] of files) {
        const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    document.querySelector(area).dispatchEvent(
        new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


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
def page(browser: Browser, live_server, settings, tmp_path, editor) -> Iterator[Page]:
    """The editor's tab; its errors and what the content policy stops fail the test."""
    settings.KHO_DATA_DIR = tmp_path
    settings.KHO_SCRATCH_DIR = tmp_path / "scratch"
    ensure_workflow()
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    Locale.objects.get_or_create(language_code="vi")
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto("/quan-tri/login/")
    page.fill("input[name=username]", editor.username)
    page.fill("input[name=password]", "mat-khau-dai")
    page.keyboard.press("Enter")
    page.wait_for_selector(".w-dashboard")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def poster(editor, agency) -> LanguageVariant:
    """An empty draft of a poster."""
    return make_variant(make_material(editor, agency, "poster", name="Áp phích"), editor, title="Áp phích")


@pytest.fixture
def large(tmp_path) -> Path:
    """A picture of more than one piece: a JPEG with bytes after its end, which decoders pass over."""
    path = tmp_path / "Hình lớn.jpg"
    path.write_bytes(samples.picture().read_bytes() + os.urandom(CHUNK + 100_000))
    return path


def drop(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Let files fall on the area."""
    packed = [(name, kind, base64.b64encode(content).decode()) for name, kind, content in files]
    page.evaluate(DROP, [packed, "[data-kho-drop]"])


def row(page: Page, name: str):
    """The row of a file."""
    return page.locator("[data-kho-rows] li").filter(has_text=name)


def test_dropped_files_land_and_the_typed_text_stays_and_can_be_saved(page, poster):
    page.goto(url("variant:edit", poster.pk))
    page.fill("input[name=title]", "Tiêu đề đang gõ")
    pdf, picture = samples.handbook().read_bytes(), samples.picture().read_bytes()
    drop(page, ("in.pdf", "application/pdf", pdf), ("ảnh.jpg", "image/jpeg", picture), ("hỏng.png", "image/png", b"x"))
    expect(page.locator("[data-kho-sum]")).to_contain_text("Đã nhận 2 trên 3 tệp, 1 tệp chưa nhận được")
    expect(row(page, "hỏng.png").locator("p")).to_contain_text("hỏng.png")
    assert page.locator("[data-kho-news]").get_attribute("aria-live") == "polite"
    expect(page.locator("[data-kho-news]")).not_to_be_empty()
    page.wait_for_selector("[data-kho-slot=image-1]")
    page.wait_for_selector("[data-kho-slot=print-1]")
    assert page.input_value("input[name=title]") == "Tiêu đề đang gõ"
    page.click("text=Lưu nháp")
    page.wait_for_selector("text=Đã lưu nháp")
    draft = LanguageVariant.objects.get(pk=poster.pk).get_latest_revision_as_object()
    assert draft.title == "Tiêu đề đang gõ"
    assert {slot.role for slot in draft.slots.all()} == {"image", "print"}


def test_the_role_is_chosen_before_the_button_starts_it(page, poster):
    page.goto(url("variant:edit", poster.pk))
    page.set_input_files("#kho-files", samples.picture())
    page.select_option("#kho-role", "print")
    assert page.locator("[data-kho-rows] li").count() == 0
    page.focus("[data-kho-upload] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-kho-slot=print-1]")
    assert page.locator("[data-kho-slot]").count() == 1


def test_after_a_cut_it_goes_on_where_it_stopped(page, large):
    sent: list[tuple[str, str]] = []
    cuts = iter([True, True])

    def flaky(route: Route) -> None:
        request = route.request
        if request.method == "PATCH":
            offset = request.headers["upload-offset"]
            if offset != "0" and next(cuts, False):
                route.abort("connectionreset")
                return
            sent.append((request.method, offset))
        route.continue_()

    page.route(UPLOAD, flaky)
    page.goto(BULK)
    page.set_input_files("#kho-files", large)
    expect(row(page, "Hình lớn.jpg").locator("p")).to_contain_text("Mất kết nối, sẽ tự tải tiếp")
    expect(page.locator("[data-kho-sum]")).to_contain_text("trên 1 tệp", timeout=30_000)
    expect(row(page, "Hình lớn.jpg")).to_have_attribute("data-state", re.compile("done|refused"), timeout=30_000)
    assert sent == [("PATCH", "0"), ("PATCH", str(CHUNK))]


def test_after_a_reload_the_same_file_goes_on(page, large):
    page.route(UPLOAD, lambda route: route.abort() if _second(route) else route.continue_())
    page.goto(BULK)
    page.set_input_files("#kho-files", large)
    expect(row(page, "Hình lớn.jpg").locator("p")).to_contain_text("Mất kết nối")
    (folder,) = store.root().glob("*/*/")
    assert (folder / "data").stat().st_size == CHUNK
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    page.unroute(UPLOAD)
    offsets: list[str] = []
    page.on("request", lambda r: offsets.append(r.headers["upload-offset"]) if r.method == "PATCH" else None)
    page.set_input_files("#kho-files", large)
    expect(row(page, "Hình lớn.jpg")).to_have_attribute("data-state", re.compile("done|refused"), timeout=30_000)
    assert offsets == [str(CHUNK)]
    assert [path.name for path in store.root().glob("*/*/")] == [folder.name]


def test_cancelling_frees_the_servers_room_and_trying_again_works(page):
    page.route(UPLOAD, lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    page.goto(BULK)
    page.set_input_files("#kho-files", samples.picture())
    name = samples.picture().name
    expect(row(page, name).locator("p")).to_contain_text("Mất kết nối")
    with page.expect_response(lambda response: response.request.method == "DELETE") as answer:
        page.get_by_role("button", name=f"Hủy: {name}").click()
    assert answer.value.status == 204
    assert not list(store.root().glob("*/*/"))
    page.unroute(UPLOAD)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Thử lại: {name}"
    page.keyboard.press("Enter")
    expect(row(page, name)).to_have_attribute("data-state", "done", timeout=30_000)
    assert Material.objects.count() == 1


def test_at_most_two_at_a_time(page):
    running, most = set(), []

    def watch(route: Route) -> None:
        running.add(route.request.url)
        most.append(len(running))
        route.continue_()

    page.route(UPLOAD, watch)
    page.on("requestfinished", lambda request: running.discard(request.url))
    page.goto(BULK)
    drop(page, *[(f"{n}.png", "image/png", samples.flat_png(50 + n, 50, (n, 0, 0))) for n in range(6)])
    expect(page.locator("[data-kho-sum]")).to_contain_text("Đã nhận 6 trên 6 tệp", timeout=60_000)
    assert max(most) <= 2
    assert FileVersion.objects.count() == 6
    assert page.get_by_role("link", name="Mô tả tài liệu").count() == 6


def test_a_lost_session_is_explained(page):
    page.goto(BULK)
    page.context.clear_cookies()
    page.set_input_files("#kho-files", samples.picture())
    expect(row(page, samples.picture().name).locator("p")).to_contain_text("Hãy đăng nhập lại")
    assert not FileVersion.objects.exists()


def test_a_picture_of_the_bulk_page_on_a_phone(page, tmp_path):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(BULK)
    drop(
        page, ("tên-rất-dài-" * 12 + ".png", "image/png", b"x"), ("ảnh.png", "image/png", samples.flat_png(9, 9, (1,)))
    )
    expect(page.locator("[data-kho-rows] [data-state=refused], [data-kho-rows] [data-state=done]")).to_have_count(2)
    page.screenshot(path=tmp_path / "bulk-360.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def _second(route: Route) -> bool:
    return route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0"
