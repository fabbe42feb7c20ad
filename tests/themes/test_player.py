"""The film player in a browser, on a real HLS stream with two voices."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.themes.example_contexts import VIDEO_PAGE
from tests.themes.example_parts import FRAME
from tests.themes.rendering import render_strictly
from tests.themes.serving import served

pytestmark = pytest.mark.browser

SECONDS = 12
SOURCES = ["-f", "lavfi", "-i", f"testsrc=size=320x180:rate=25:duration={SECONDS}",
           "-f", "lavfi", "-i", f"sine=frequency=300:duration={SECONDS}",
           "-f", "lavfi", "-i", f"sine=frequency=600:duration={SECONDS}"]  # fmt: skip
PICTURE = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50"]


def ffmpeg(*arguments: str, folder: Path) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *SOURCES, *arguments], cwd=folder, check=True)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a master playlist of one picture and two voices, and the MP4 of the same film."""
    folder = tmp_path_factory.mktemp("films")
    ffmpeg("-map", "0:v", "-map", "1:a", *PICTURE, "-c:a", "aac", "-movflags", "+faststart", "film.mp4", folder=folder)
    ffmpeg(
        "-map", "0:v", "-map", "1:a", "-map", "2:a", *PICTURE, "-c:a", "aac", "-f", "hls", "-hls_time", "2",
        "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-master_pl_name", "master.m3u8", "-var_stream_map",
        "v:0,agroup:voices a:0,agroup:voices,name:vi,language:vi,default:yes a:1,agroup:voices,name:km,language:km",
        "part-%v.m3u8", folder=folder,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def site(films: Path) -> Iterator[str]:
    film = replace(VIDEO_PAGE.video, mp4_url="/tai-ve/film.mp4", captions=())
    pages = {
        "good": replace(film, hls_url="/tai-ve/master.m3u8"),
        "broken": replace(film, hls_url="/tai-ve/none.m3u8"),
        "plain": replace(film, hls_url=""),
    }
    contents = {name: replace(VIDEO_PAGE, video=part) for name, part in pages.items()}
    markup = {
        name: render_strictly(content.template, {"frame": FRAME, "content": content})
        for name, content in contents.items()
    }
    with served(markup, films) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def wait_until(page: Page, question: str) -> None:
    """Ask until the answer is yes; Playwright's own wait compiles text in the page, which the policy refuses."""
    for _ in range(300):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {question}")


def play(page: Page) -> None:
    page.evaluate("document.querySelector('video').play().catch(() => {})")  # cut short by the change of source
    wait_until(page, "document.querySelector('video').currentTime > 0.3")


def source(page: Page) -> str:
    return page.evaluate("document.querySelector('video').currentSrc")


def test_the_stream_replaces_the_mp4_on_the_first_play(page: Page, site: str) -> None:
    page.goto(f"{site}/good")
    assert page.evaluate("typeof window.Hls") == "undefined", "the library must not load before the first play"
    play(page)
    wait_until(page, "document.querySelector('video').currentSrc.startsWith('blob:')")
    wait_until(page, "document.querySelector('video').currentTime > 0.3")
    assert page.evaluate("document.querySelector('video').error") is None


def test_voices_of_the_stream_can_be_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/good")
    play(page)
    voices = page.get_by_role("group", name="Tiếng nói trong video")
    voices.wait_for()
    khmer = voices.get_by_role("button", name="tiếng Khmer")
    assert khmer.get_attribute("aria-pressed") == "false"
    with page.expect_response(lambda response: "part-km" in response.url):
        khmer.click()
    assert khmer.get_attribute("aria-pressed") == "true"
    assert voices.get_by_role("button", name="Tiếng Việt").get_attribute("aria-pressed") == "false"


def test_a_broken_stream_falls_back_to_the_mp4(page: Page, site: str) -> None:
    page.goto(f"{site}/broken")
    play(page)
    page.get_by_text("đang phát bản nhẹ").wait_for()
    wait_until(page, "document.querySelector('video').currentTime > 0.3")
    assert source(page).endswith("/tai-ve/film.mp4")
    assert page.locator("[data-voices]").is_hidden()


def test_a_line_of_the_transcript_jumps_into_the_film(page: Page, site: str) -> None:
    page.goto(f"{site}/plain")
    page.locator("[data-seek]").nth(1).evaluate("(link) => { link.dataset.seek = '5'; }")
    page.locator("[data-seek]").nth(1).click()
    wait_until(page, "document.querySelector('video').currentTime > 4.9")
    page.wait_for_selector(".cue--now")
    assert page.locator(".cue--now a").get_attribute("data-seek") == "5"


def test_keys_drive_the_player(page: Page, site: str) -> None:
    page.goto(f"{site}/plain")
    play(page)
    page.locator("video").focus()
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('video').muted") is True
    page.keyboard.press("k")
    assert page.evaluate("document.querySelector('video').paused") is True
    before = page.evaluate("document.querySelector('video').currentTime")
    page.keyboard.press("l")
    assert page.evaluate("document.querySelector('video').currentTime") > before + 4


def test_ffmpeg_is_here_for_these_tests() -> None:
    assert shutil.which("ffmpeg")
