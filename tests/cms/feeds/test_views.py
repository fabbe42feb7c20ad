"""The addresses below ``/feeds/``: conditional requests, gzip, fallbacks and unknown things."""

import gzip
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from cms.feeds import files
from cms.feeds.formats import GENERAL, MEDIA_TYPES, RADIO
from cms.feeds.refresh import refresh
from cms.library import actions
from cms.library.models import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GENERAL_PATHS = [f"/feeds/all/vi/{name}" for name in GENERAL]
RADIO_PATHS = [f"/feeds/radio/vi/{name}" for name in RADIO]


@pytest.mark.parametrize("path", [*GENERAL_PATHS, *RADIO_PATHS])
def test_stored_files_are_served_as_they_lie(client, put, path):
    put("audio", title="Bản tin")
    refresh()
    response = client.get(path)
    name = path.removeprefix("/feeds/")
    assert response.status_code == 200
    assert response.content == files.path_of(name).read_bytes()
    assert response.headers["Content-Type"] == MEDIA_TYPES[name.rpartition("/")[2]]
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Cache-Control"] == "public, max-age=60, stale-if-error=3600"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_the_feed_names_its_own_address(client, put):
    put("audio", provinces=("15",))
    refresh()
    for path in ("/feeds/audio/vi/atom.xml", "/feeds/radio/vi/15/podcast.xml"):
        feed = etree.fromstring(client.get(path).content)
        (own,) = feed.findall(".//{http://www.w3.org/2005/Atom}link[@rel='self']")
        assert own.get("href") == f"http://testserver{path}"


def test_head_has_the_headers_and_no_body(client, put):
    put("audio")
    refresh()
    got, asked = client.get(RADIO_PATHS[0]), client.head(RADIO_PATHS[0])
    assert (asked.status_code, asked.content) == (200, b"")
    for header in ("ETag", "Last-Modified", "Content-Length", "Content-Type"):
        assert asked.headers[header] == got.headers[header]


def test_an_unchanged_feed_is_304_by_etag_and_by_date(client, put):
    put("audio")
    refresh()
    first = client.get(RADIO_PATHS[0])
    by_etag = client.get(RADIO_PATHS[0], headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(RADIO_PATHS[0], headers={"If-Modified-Since": first.headers["Last-Modified"]})
    for answer in (by_etag, by_date):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_the_tag_is_of_the_content_and_wins_over_the_date(client, put):
    put("audio")
    refresh()
    first = client.get(RADIO_PATHS[0])
    put("audio", title="Mới")
    refresh()
    asked = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    second = client.get(RADIO_PATHS[0], headers=asked)
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_gzip_is_the_stored_twin_with_a_tag_of_its_own(client, put):
    put("audio")
    refresh()
    plain = client.get(RADIO_PATHS[0])
    packed = client.get(RADIO_PATHS[0], headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(RADIO_PATHS[0], headers=again).status_code == 304


@pytest.mark.parametrize("header", ["", "identity", "gzip;q=0", "br", "gzipped", "gzip;q=0.0"])
def test_gzip_is_only_for_those_who_take_it(client, put, header):
    put("audio")
    refresh()
    response = client.get(RADIO_PATHS[0], headers={"Accept-Encoding": header})
    assert "Content-Encoding" not in response.headers
    assert response.content.startswith(b"<?xml")


def test_a_twin_that_is_missing_is_no_reason_to_fail(client, put):
    put("audio")
    refresh()
    files.path_of("radio/vi/podcast.xml.gz").unlink()
    response = client.get(RADIO_PATHS[0], headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, response.headers.get("Content-Encoding")) == (200, None)


@pytest.mark.parametrize("kind", ["all", *Kind.values])
@pytest.mark.parametrize("language", ["all", "rad"])
def test_a_pair_without_materials_is_a_valid_empty_feed(client, kind, language):
    feed = client.get(f"/feeds/{kind}/{language}/feed.json")
    assert (feed.status_code, feed.json()["items"]) == (200, [])
    atom = etree.fromstring(client.get(f"/feeds/{kind}/{language}/atom.xml").content)
    assert atom.findtext("{http://www.w3.org/2005/Atom}id")
    assert not atom.findall("{http://www.w3.org/2005/Atom}entry")


@pytest.mark.parametrize("name", RADIO)
def test_a_language_without_broadcasts_has_empty_radio_feeds(client, name):
    response = client.get(f"/feeds/radio/blt-tavt/{name}")
    assert response.status_code == 200
    assert b"/tai-ve/" not in response.content
    again = client.get(f"/feeds/radio/blt-tavt/{name}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_province_without_own_items_hears_the_nation_without_a_redirect(client, put):
    put("audio", title="Cả nước")
    put("audio", title="Lào Cai", provinces=("15",))
    refresh()
    national = client.get("/feeds/radio/vi/manifest.json")
    other = client.get("/feeds/radio/vi/96/manifest.json")
    own = client.get("/feeds/radio/vi/15/manifest.json")
    assert (other.status_code, other.content) == (200, national.content)
    assert [item["title"] for item in other.json()["items"]] == ["Cả nước"]
    assert [item["title"] for item in own.json()["items"]] == ["Lào Cai", "Cả nước"]


def test_a_withdrawn_provincial_item_gives_way_to_the_national_feed(client, put, reviewer):
    put("audio", title="Cả nước")
    variant = put("audio", title="Lào Cai", provinces=("15",))
    refresh()
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    refresh()
    assert "Lào Cai" not in client.get("/feeds/radio/vi/15/manifest.tsv").content.decode()
    assert "Cả nước" in client.get("/feeds/radio/vi/15/manifest.tsv").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/",
        "/feeds/all/xx/atom.xml",
        "/feeds/film/vi/atom.xml",
        "/feeds/all/vi/podcast.xml",
        "/feeds/all/vi/atom.xml.gz",
        "/feeds/radio/vi/atom.xml",
        "/feeds/radio/xx/podcast.xml",
        "/feeds/radio/all/podcast.xml",
        "/feeds/radio/vi/99/podcast.xml",
        "/feeds/radio/vi/999/podcast.xml",
        "/feeds/all/15/vi/atom.xml",
        "/feeds/all/VI/atom.xml",
        "/feeds/.state.json",
        "/feeds/.lock",
        "/feeds/../db.sqlite3",
        "/feeds/all/..%2f..%2f/atom.xml",
        "/feeds/all/vi/%00.xml",
        "/feeds/all/" + "a" * 5000 + "/atom.xml",
        "/feeds/radio/vi-/podcast.xml",
    ],
)
def test_anything_else_is_not_found(client, put, path):
    put("audio")
    refresh()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_feeds_are_only_read(client, method):
    assert getattr(client, method)("/feeds/all/all/atom.xml").status_code == 405


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"' * 1000},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Thu, 99 Foo 0000 99:99:99 GMT"},
        {"Accept-Encoding": "gzip;q=" + "9" * 400},
        {"Accept-Encoding": ",;q=,gzip;;"},
        {"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    ],
)
def test_odd_headers_never_crash_and_change_no_address(client, put, headers):
    put("audio")
    refresh()
    response = client.get(RADIO_PATHS[0], headers=headers)
    assert response.status_code in (200, 304)
    assert b"evil.example" not in response.content


def test_a_stored_feed_costs_no_query(client, put):
    put("audio")
    refresh()
    with CaptureQueriesContext(connection) as asked:
        client.get("/feeds/radio/vi/podcast.xml")
        client.get("/feeds/all/all/atom.xml")
    assert len(asked) == 0


def test_what_the_manifest_promises_is_what_the_library_holds(client, put):
    variant = put("audio")
    refresh()
    manifest = json.loads(client.get("/feeds/radio/vi/manifest.json").content)
    api = client.get(f"/api/v1/materials/{variant.material.public_id}").json()
    renditions = {each["profile"]: each for each in api["variants"][0]["files"][0]["renditions"]}
    (item,) = manifest["items"]
    for each in item["files"]:
        twin = renditions[each["profile"]]
        assert (each["url"], each["sha256"], each["bytes"]) == (twin["pinned_url"], twin["sha256"], twin["bytes"])
