"""One Kho and one browser for all tests of this folder; pictures of every page are kept in ``tests/screenshots``."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .kho import ROOT, Kho

SCREENSHOTS = ROOT / "tests" / "screenshots"
SIZES = {"1280": (1280, 900), "360": (360, 740)}


@pytest.fixture(scope="session")
def kho() -> Iterator[Kho]:
    """Served, and filled with one material of each kind. Its folder is nobody else's to tidy while it is served."""
    with tempfile.TemporaryDirectory(prefix="kho-e2e-", ignore_cleanup_errors=True) as folder:
        found = Kho(Path(folder) / "data")
        try:
            found.wait()
            found.fill()
            yield found
        finally:
            found.stop()


@pytest.fixture(scope="session")
def shelf(kho) -> dict[str, dict]:
    """What the API says of each material, by its title in Vietnamese."""
    found = {}
    for row in kho.json("/api/v1/materials?limit=100")["items"]:
        material = kho.json(f"/api/v1/materials/{row['public_id']}")
        vietnamese = next(each for each in material["variants"] if each["language"] == "vi")
        found[vietnamese["title"]] = material
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield found
        found.close()


@pytest.fixture
def context_of(browser, kho) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts at a size; an error in a script of a page fails the test."""
    assert kho.process.poll() is None, kho.log.read_text()
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(size: str = "1280", **options: object) -> BrowserContext:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=kho.base, locale="vi-VN", viewport={"width": width, "height": height}, **options
        )
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(params=SIZES)
def size(request) -> str:
    """Wide, then a phone."""
    return request.param


@pytest.fixture
def page(context_of, size) -> Page:
    """A tab at this size."""
    return context_of(size).new_page()


def picture(page: Page, name: str) -> Path:
    """Keep what the tab shows, from top to end, with what loads late."""
    page.evaluate(
        """async () => {
            for (const image of document.querySelectorAll('img[loading=lazy]')) image.loading = 'eager';
            await Promise.all([...document.images].map((image) => image.complete || image.decode().catch(() => {})));
        }"""
    )
    SCREENSHOTS.mkdir(exist_ok=True)
    target = SCREENSHOTS / f"{name}-{page.viewport_size['width']}.png"
    page.screenshot(path=target, full_page=True)
    return target


def fits(page: Page) -> bool:
    """Whether nothing makes the page wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def wait_until(page: Page, expression: str, seconds: float = 30.0) -> None:
    """Ask until it is true; playwright's own waiting needs ``eval``, which the policy of the pages forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(100)


def log_in(page: Page, username: str, password: str = "kho-demo-2026") -> None:
    """By the log-in page, as a person."""
    page.goto("/quan-tri/login/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bàn biên tập").wait_for()
