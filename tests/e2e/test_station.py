"""A commune station's night: the feed, a download that is cut, its rest by a resume, a file that plays."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import fits, picture
from .kho import ROOT

pytestmark = [pytest.mark.browser]

TITLE = "Loa xã: Đăng ký khai sinh đúng hạn cho con"  # for one province
COMMON = "Bản tin: Ba dấu hiệu của cuộc gọi lừa đảo"  # for the whole country


def curl(*arguments: str | Path) -> subprocess.CompletedProcess:
    """Debian's curl, as a station has it."""
    return subprocess.run(["curl", "-sS", *map(str, arguments)], capture_output=True, timeout=60)


def test_from_the_podcast_feed_over_a_cut_to_a_file_that_plays(kho, tmp_path):
    feed = ElementTree.fromstring(curl("-f", f"{kho.base}/feeds/radio/vi/15/podcast.xml").stdout)
    item = next(each for each in feed.iter("item") if each.findtext("title") == TITLE)
    enclosure = item.find("enclosure")
    url, length = enclosure.get("url"), int(enclosure.get("length"))
    assert url.rsplit("/", 1)[1].isascii() and enclosure.get("type") == "audio/mpeg"
    target = tmp_path / "ban-tin.mp3"
    cut = curl("-f", "--max-filesize", length, "--range", f"0-{length // 3}", "-o", target, url)
    assert cut.returncode == 0 and 0 < target.stat().st_size < length
    resumed = curl("-f", "-C", "-", "-D", tmp_path / "head", "-o", target, url)
    assert resumed.returncode == 0, resumed.stderr
    assert " 206 " in (tmp_path / "head").read_text()
    assert target.stat().st_size == length
    asked = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", target]
    told = json.loads(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
    assert [stream["codec_name"] for stream in told["streams"]] == ["mp3"]
    assert 15 < float(told["format"]["duration"]) < 35
    decoded = subprocess.run(["ffmpeg", "-v", "error", "-i", target, "-f", "null", "-"], capture_output=True)
    assert (decoded.returncode, decoded.stderr) == (0, b"")


@pytest.mark.parametrize("language", ["vi", "blt-tavt"])
def test_the_manifest_states_size_and_sum_of_each_file(kho, language, tmp_path):
    manifest = json.loads(curl("-f", f"{kho.base}/feeds/radio/{language}/15/manifest.json").stdout)
    files = [file for item in manifest["items"] for file in item["files"]]
    assert {file["profile"] for file in files} >= {"mp3-128", "mp3-64", "mp3-32"}
    for number, file in enumerate(files):
        target = tmp_path / f"{number}.mp3"
        assert curl("-f", "-o", target, file["url"]).returncode == 0
        assert target.stat().st_size == file["bytes"]
        assert hashlib.sha256(target.read_bytes()).hexdigest() == file["sha256"]


def test_a_province_hears_its_own_bulletins_and_the_common_ones(kho):
    everywhere = curl("-f", f"{kho.base}/feeds/radio/vi/podcast.xml").stdout.decode()
    assert COMMON in everywhere and TITLE not in everywhere
    here = curl("-f", f"{kho.base}/feeds/radio/vi/15/podcast.xml").stdout.decode()
    assert COMMON in here and TITLE in here


def test_the_script_for_stations_fetches_everything_once(kho, tmp_path):
    """The client that Kho gives to stations, run twice: the second night fetches nothing."""
    folder = tmp_path / "loa"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = ["sh", str(ROOT / "deploy" / "radio" / "kho-radio.sh"), "fetch"]
    environment |= {"KHO_FEED": f"{kho.base}/feeds/radio/vi/", "KHO_STORE": str(folder)}
    kept = []
    for _ in range(2):
        night = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert night.returncode == 0, night.stderr
        kept.append({path.name: path.stat().st_mtime_ns for path in folder.rglob("*.mp3")})
    assert kept[0] and kept[0] == kept[1]


def test_the_page_for_stations_is_light_and_leads_to_the_file(page):
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/phat-thanh/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 60_000
    picture(page, "station")
    assert fits(page)
    link = page.get_by_role("link", name="Tải MP3").first
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
