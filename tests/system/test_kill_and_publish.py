"""A film is published while its worker is killed five times: public once, whole, of full length, nothing left over."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from media_pipeline.recipes.base import tolerance
from tests.media_pipeline.media_samples import bunny
from tests.system.installation import Installation, kill, stop, wait_for

KILLS = 5
PICTURES = {"rung-720", "rung-480", "rung-360", "rung-240", "poster", "poster-webp"}
WANTED = {
    "picture": PICTURES,
    "voice_hls": {"voice"},
    "mp4": {"mp4-360", "mp4-720"},
    "voice_mp3": {"mp3-128", "mp3-64", "mp3-32"},
}


def seconds_of(what: str | Path) -> float:
    """Duration by ffprobe of a file or of a stream's address."""
    order = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(what)]
    return float(json.loads(subprocess.run(order, capture_output=True, check=True).stdout)["format"]["duration"])


def picture_run(kho: Installation) -> dict[str, object]:
    names = ("lease_token", "percent", "losses", "attempts", "outcome")
    columns = ", ".join(f"r.{name}" for name in names)
    (row,) = kho.rows(
        f"SELECT {columns} FROM media_pipeline_processingrun r JOIN media_pipeline_build b ON b.id = r.build_id"
        " WHERE b.recipe = 'picture'"
    )
    return dict(zip(names, row, strict=True))


def in_mid_transcode(kho: Installation) -> bool:
    run = picture_run(kho)
    return bool(run["lease_token"]) and 0 < run["percent"] < 100


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The installation with the film public, its web part serving; and what was seen on the way."""
    home = tmp_path_factory.mktemp("nam-lan")
    kho = Installation(home / "data")
    kho.manage("migrate", "-v", "0", out=home / "migrate")
    film = {"kind": "video", "language": "vi", "title": "Đăng ký khai sinh tại nhà", "file": "phim.mp4"}
    public_id = kho.publish(home / "gui", film, bunny())
    api = f"/api/v1/materials/{public_id}"
    with kho.serve(home / "web"):
        seen = []
        for _ in range(KILLS):
            worker = kho.start("media_worker", "--slots", "1", "--lanes", "video", out=home / "worker")
            try:
                wait_for(lambda: in_mid_transcode(kho))
            finally:
                kill(worker)
            renditions = kho.rows("SELECT name FROM media_pipeline_rendition r WHERE r.name LIKE 'rung-%'")
            seen.append((kho.fetch(api)[0], renditions, picture_run(kho)["attempts"]))
        worker = kho.start("media_worker", out=home / "worker")
        try:
            kho.manage("process_media", "--wait", "--timeout", "60", out=home / "process")
            # The folder of a killed worker is too young to be judged for 10 s; the living one sweeps it after that.
            wait_for(lambda: not kho.scratch(), 40)
        finally:
            stop(worker)
        for _ in range(2):
            kho.manage("follow_journal", "--once", out=home / "journal")
        yield {"kho": kho, "api": api, "seen": seen, "home": home, "public_id": public_id}


def test_until_it_is_whole_it_is_unknown_and_has_no_rendition(published):
    assert published["seen"] == [(404, [], 0)] * KILLS


def test_the_edition_became_public_once(published):
    kho = published["kho"]
    assert kho.rows("SELECT number, current_from IS NOT NULL, end_kind FROM library_publication") == [(1, 1, "")]
    assert kho.rows("SELECT count(*) FROM journal_event WHERE kind = 'variant.published'") == [(1,)]
    feed = kho.json("/feeds/video/vi/feed.json")
    assert [published["public_id"] in item["url"] for item in feed["items"]] == [True]


def test_the_rendition_set_is_there_once(published):
    kho = published["kho"]
    found: dict[str, list[str]] = {}
    for recipe, name in kho.rows(
        "SELECT b.recipe, r.name FROM media_pipeline_rendition r JOIN media_pipeline_build b ON b.id = r.build_id"
    ):
        found.setdefault(recipe, []).append(name)
    assert {recipe: sorted(names) for recipe, names in found.items()} == {
        recipe: sorted(names) for recipe, names in WANTED.items()
    }
    assert picture_run(kho)["attempts"] == 0
    assert picture_run(kho)["outcome"] == "complete"
    pinned = "SELECT count(*), count(DISTINCT build_id) FROM library_publicationfile_builds"
    assert kho.rows(pinned) == [(3, 3)]


def test_every_byte_that_is_handed_out_is_whole_and_of_full_length(published):
    kho, home = published["kho"], published["home"]
    seconds = seconds_of(bunny())
    (variant,) = kho.json(published["api"])["variants"]
    renditions = [each for file in variant["files"] for each in file["renditions"]]
    assert {each["profile"] for each in renditions} == {
        "360p", "720p", "poster", "poster-webp", "mp3-128", "mp3-64", "mp3-32",
    }  # fmt: skip
    for each in renditions:
        status, headers, body = kho.fetch(each["url"])
        assert (status, len(body)) == (200, each["bytes"]), each["profile"]
        assert hashlib.sha256(body).hexdigest() == each["sha256"], each["profile"]
        assert "set-cookie" not in headers
        if each["media_type"].startswith("image/"):
            continue
        fetched = home / each["filename"]
        fetched.write_bytes(body)
        assert abs(seconds_of(fetched) - seconds) <= tolerance(seconds), each["profile"]
        assert abs(each["seconds"] - seconds) <= tolerance(seconds), each["profile"]
    assert abs(seconds_of(variant["hls_url"]) - seconds) <= tolerance(seconds)


def test_nothing_is_left_over(published):
    kho, home = published["kho"], published["home"]
    assert kho.scratch() == []
    assert [str(path) for path in (kho.data / "media").rglob("*.partial*")] == []
    kho.manage("reconcile_storage", out=home / "reconcile")
    keys = {
        key
        for (key,) in kho.rows(
            "SELECT key FROM media_pipeline_rendition UNION SELECT key FROM media_pipeline_mediafile"
        )
    }
    stored = {str(path.relative_to(kho.data / "media")) for path in (kho.data / "media").rglob("*") if path.is_file()}
    assert stored == keys
