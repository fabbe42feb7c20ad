"""An editor's day: files dropped at once, described, sent for review; a second person approves; all of it is live."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.media_pipeline import media_samples as samples

from .conftest import fits, log_in, picture

pytestmark = [pytest.mark.browser]

SUMMARY = "Mô tả ngắn để người tìm biết tài liệu nói gì."
LIVE_SECONDS = 90


@pytest.fixture
def files(tmp_path, size) -> dict[str, Path]:
    """Five files with names as people give them, by the kind that each will be."""
    made = {
        "video": ("Phim đổi giấy phép lái xe", samples.clip(640, 360, 3.0)),
        "audio": ("Bản tin đổi giấy phép lái xe", samples.sound(".mp3", 5.0, 1)),
        "handbook": ("Sổ tay đổi giấy phép lái xe", samples.handbook(3)),
        "infographic": ("Hình đổi giấy phép lái xe", samples.picture(".png", 1000, 1600)),
        "poster": ("Áp phích đổi giấy phép lái xe", samples.picture(".jpg", 900, 1200)),
    }
    return {
        kind: Path(shutil.copy(source, tmp_path / f"{name} {size}{source.suffix}"))
        for kind, (name, source) in made.items()
    }


def drop(page: Page, files: list[Path], kind: str = "") -> None:
    """Upload on the page for many files; each becomes a material."""
    page.goto("/quan-tri/tai-nhieu-tep/")
    page.get_by_label("Loại tài liệu").select_option(kind)
    page.get_by_label("Chọn tệp").set_input_files(files)
    page.get_by_role("status").filter(has_text=f"Đã nhận {len(files)} trên {len(files)} tệp").wait_for()


def rows(page: Page, files: list[Path]) -> list[str]:
    """Where each new material is described, from its row of the upload page."""
    links = [page.get_by_role("link", name=f"Mô tả tài liệu {path.name}") for path in files]
    return [link.get_attribute("href") for link in links]


def describe_and_send(page: Page, address: str) -> None:
    """Say what it is about, then send it for review."""
    page.goto(address)
    page.get_by_role("textbox", name="Tóm tắt").fill(SUMMARY)
    picture(page, "desk-variant")
    assert fits(page)
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đã gửi duyệt").first.wait_for()


def approve(page: Page, title: str) -> None:
    """Look at it as the public will see it, then approve."""
    page.goto("/quan-tri/")
    page.get_by_role("link", name=title).click()
    page.get_by_role("heading", name=title, level=1).wait_for()
    page.get_by_role("button", name="Duyệt và phát hành").click()
    page.wait_for_load_state()


def public_address(page: Page, title: str) -> str:
    """Found by the search of the portal, once the pipeline and the index have done their work."""
    for _ in range(LIVE_SECONDS):
        page.goto(f"/tim-kiem/?q={title}")
        links = page.get_by_role("link", name=title, exact=True)
        if links.count():
            return links.first.get_attribute("href")
        page.wait_for_timeout(1000)
    raise AssertionError(f"{title} did not go live")


def test_five_kinds_from_the_drop_to_the_portal(context_of, size, files):
    editor, reviewer, visitor = (context_of(size).new_page() for _ in range(3))
    log_in(editor, "bientap")
    picture(editor, "desk-home")
    poster = [files["poster"]]
    others = [path for path in files.values() if path not in poster]
    for batch, kind in ((others, ""), (poster, "poster")):
        drop(editor, batch, kind)
        picture(editor, f"desk-upload-{kind or 'many'}")
        assert fits(editor)
        for address in rows(editor, batch):
            describe_and_send(editor, address)
    log_in(reviewer, "duyet")
    picture(reviewer, "desk-reviewer")
    assert fits(reviewer)
    for path in files.values():
        approve(reviewer, path.stem)
    picture(reviewer, "desk-approved")
    for kind, path in files.items():
        assert visitor.goto(public_address(visitor, path.stem)).status == 200
        assert visitor.get_by_role("heading", level=1).inner_text() == path.stem
        assert SUMMARY in visitor.inner_text("main")
        picture(visitor, f"live-{kind}")
        assert fits(visitor)


def test_nobody_approves_what_they_sent(context_of, files, kho):
    """The editor sees the review page of the own draft, without its decision."""
    page = context_of("1280").new_page()
    log_in(page, "bientap")
    drop(page, [files["poster"]], "poster")
    address = rows(page, [files["poster"]])[0]
    describe_and_send(page, address)
    page.goto(address.replace("/edit/", "/") + "duyet/")
    assert page.get_by_role("heading", name="Quyết định").is_visible()
    assert page.get_by_role("button", name="Duyệt và phát hành").count() == 0
    anonymous = context_of("1280").new_page()
    anonymous.goto(address)
    assert "/quan-tri/login/" in anonymous.url
