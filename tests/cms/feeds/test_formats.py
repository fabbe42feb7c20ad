"""Each format by its own rules, from plain items: no database."""

import base64
import hashlib
import json
import subprocess
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import m3u8
import pytest
from lxml import etree

from cms.feeds.formats import GENERAL, MEDIA_TYPES, RADIO
from cms.feeds.items import Channel, Enclosure, Item

NOW = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
SITE = "https://kho.example.vn"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
RSS = {
    "atom": ATOM["a"],
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
NASTY = 'Nộp <hồ sơ> & "gửi"\tở\nCà Mau\x00\x0b\ud800 ]]> \u202e 🎙 ៛'


def sound(rate: int) -> Enclosure:
    sha256 = hashlib.sha256(str(rate).encode()).hexdigest()
    url = f"{SITE}/tai-ve/abcd2345/vi/a2/voice-mp3-{rate}/ban-tin-vi-mp3-{rate}.mp3"
    return Enclosure(url, rate * 1000, "audio/mpeg", sha256, "voice", f"mp3-{rate}", seconds=83.6)


CHANNEL = Channel(SITE, "radio/vi", "Kho: Bản tin phát thanh, tiếng Việt", "Bản tin", "vi", f"{SITE}/tim-kiem/?lang=vi")
ITEM = Item(
    public_id="abcd2345", language="vi", language_name="Tiếng Việt", kind="audio", kind_name="Âm thanh",
    title="Bản tin chiều", summary="Ba bước nộp hồ sơ.", text="Kính thưa bà con.",
    url=f"{SITE}/tai-lieu/abcd2345/vi/ban-tin-chieu/", edition=2, published=NOW - timedelta(days=3), updated=NOW,
    agency="Bộ Khoa học và Công nghệ", credit="Ảnh: Tổ công nghệ số", source="",
    licence="Creative Commons Ghi công 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/", valid_from=NOW - timedelta(days=3),
    valid_until=NOW + timedelta(days=30), terms={"topic": (("III.1", "Chủ trương"),), "province": (("15", "Lào Cai"),)},
    enclosures=(sound(64), sound(128), sound(32)),
)  # fmt: skip
TEXT_ONLY = replace(ITEM, public_id="smss2345", kind="sms", kind_name="Tin nhắn SMS", enclosures=(), valid_until=None)
ODD = replace(ITEM, public_id="oddd2345", language="cjm-cham", title=NASTY, summary=NASTY, text=NASTY, valid_until=None)
ITEMS = (ITEM, TEXT_ONLY, ODD)
EVERY = {**GENERAL, **RADIO}


def xml(name: str, items: tuple[Item, ...] = ITEMS) -> etree._Element:
    return etree.fromstring(EVERY[name](CHANNEL, items))


@pytest.mark.parametrize("name", EVERY)
def test_equal_items_give_equal_bytes_and_every_name_has_a_type(name):
    assert EVERY[name](CHANNEL, ITEMS) == EVERY[name](CHANNEL, ITEMS)
    assert name in MEDIA_TYPES


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("items", [(), ITEMS], ids=["empty", "full"])
def test_every_document_is_utf8_and_parses(name, items):
    data = EVERY[name](CHANNEL, items)
    text = data.decode("utf-8")
    if name.endswith(".xml"):
        assert etree.fromstring(data) is not None
    elif name.endswith(".json"):
        assert json.loads(text)
    else:
        assert text.endswith("\n") and text.startswith("#")


@pytest.mark.parametrize("name", EVERY)
def test_addresses_are_absolute_ascii_and_pinned(name):
    text = EVERY[name](CHANNEL, ITEMS).decode()
    found = [part.split('"')[0].split()[0].split("<")[0] for part in text.split(f"{SITE}/tai-ve/")[1:]]
    assert found
    assert all(each.isascii() and each.startswith("abcd2345/vi/a2/") for each in found)
    assert "/tai-ve/" not in text.replace(f"{SITE}/tai-ve/", "")


def test_atom_has_what_rfc_4287_demands():
    feed = xml("atom.xml")
    assert feed.tag == f"{{{ATOM['a']}}}feed"
    for required in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"a:{required}", ATOM)) == 1, required
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 3
    for entry in entries:
        for required in ("id", "title", "updated", "published", "summary"):
            assert len(entry.findall(f"a:{required}", ATOM)) == 1, required
        assert len(entry.findall("a:content", ATOM)) <= 1
        assert len(entry.findall("a:link[@rel='alternate']", ATOM)) == 1
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == 3
    assert all(each.startswith("urn:uuid:") for each in ids)
    (own,) = feed.findall("a:link[@rel='self']", ATOM)
    assert own.get("href") == f"{SITE}/feeds/radio/vi/atom.xml"


def test_atom_names_every_file_of_an_entry_with_type_and_length():
    (entry, *_) = xml("atom.xml").findall("a:entry", ATOM)
    links = entry.findall("a:link[@rel='enclosure']", ATOM)
    assert [(each.get("type"), each.get("length")) for each in links] == [
        ("audio/mpeg", "64000"),
        ("audio/mpeg", "128000"),
        ("audio/mpeg", "32000"),
    ]
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-24T01:02:03Z"
    assert entry.find("a:category", ATOM).get("term") == "III.1"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"


def test_the_identifier_of_an_entry_outlives_editions_titles_and_the_site_address():
    moved = replace(ITEM, title="Tên khác", edition=9, url="https://khac.example.vn/x", updated=NOW + timedelta(days=9))
    assert (moved.guid, moved.urn) == (ITEM.guid, ITEM.urn) == ("abcd2345/vi", ITEM.urn)
    assert uuid.UUID(ITEM.urn).version == 5


def test_json_feed_has_what_its_standard_demands():
    feed = json.loads(GENERAL["feed.json"](CHANNEL, ITEMS))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feeds/radio/vi/feed.json"
    first, sms, _ = feed["items"]
    assert (first["id"], first["content_text"]) == ("abcd2345/vi", "Kính thưa bà con.")
    assert first["date_published"] == "2026-11-21T01:02:03Z"
    assert first["attachments"][0]["size_in_bytes"] == 64000
    assert first["attachments"][0]["duration_in_seconds"] == 84
    assert first["_kho"]["topic"] == ["III.1"]
    assert (sms["attachments"], sms["_kho"]["valid_until"]) == ([], None)
    assert all(isinstance(item["id"], str) and item["content_text"] for item in feed["items"])


def rss_rules(channel: etree._Element) -> None:
    """RSS 2.0: the elements that must be there, dates, and guids that are no addresses."""
    for required in ("title", "link", "description"):
        assert len(channel.findall(required)) == 1, required
    guids = []
    for item in channel.findall("item"):
        assert item.findtext("title") or item.findtext("description")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
        guid = item.find("guid")
        assert guid.get("isPermaLink") == "false"
        guids.append(guid.text)
        assert len(item.findall("enclosure")) <= 1
        for enclosure in item.findall("enclosure"):
            assert set(enclosure.attrib) == {"url", "length", "type"}
            assert int(enclosure.get("length")) > 0
    assert len(guids) == len(set(guids))


def test_media_rss_groups_the_qualities_of_one_item():
    channel = xml("mrss.xml").find("channel")
    rss_rules(channel)
    first = channel.find("item")
    contents = first.findall("media:group/media:content", RSS)
    assert [(each.get("fileSize"), each.get("bitrate"), each.get("isDefault")) for each in contents] == [
        ("64000", "64", "true"),
        ("128000", "128", None),
        ("32000", "32", None),
    ]
    assert {each.get("medium") for each in contents} == {"audio"}
    assert channel.findall("item")[1].find("enclosure") is None


def test_podcast_follows_the_rules_of_directories_and_players():
    rss = xml("podcast.xml")
    channel = rss.find("channel")
    rss_rules(channel)
    assert rss.get("version") == "2.0"
    assert channel.find("itunes:category", RSS).get("text") == "Government"
    assert channel.findtext("itunes:explicit", namespaces=RSS) == "false"
    assert channel.find("atom:link", RSS).get("href") == f"{SITE}/feeds/radio/vi/podcast.xml"
    assert uuid.UUID(channel.findtext("podcast:guid", namespaces=RSS)).version == 5
    episodes = channel.findall("item")
    assert len(episodes) == 2  # an item without sound is no episode
    for episode in episodes:
        assert episode.find("enclosure").get("type") == "audio/mpeg"
        assert int(episode.findtext("itunes:duration", namespaces=RSS)) == 84


def test_podcast_offers_every_bitrate_with_its_hash():
    episode = xml("podcast.xml").find("channel/item")
    assert episode.find("enclosure").get("length") == "64000"
    others = episode.findall("podcast:alternateEnclosure", RSS)
    assert [each.get("bitrate") for each in others] == ["64000", "128000", "32000"]
    assert [each.get("default") for each in others] == ["true", None, None]
    for alternate, enclosure in zip(others, ITEM.enclosures, strict=True):
        assert alternate.find("podcast:source", RSS).get("uri") == enclosure.url
        kind, _, digest = alternate.find("podcast:integrity", RSS).get("value").partition("-")
        assert (kind, base64.b64decode(digest).hex()) == ("sha256", enclosure.sha256)


def test_ninjs_is_a_package_of_whole_items():
    package = json.loads(GENERAL["ninjs.json"](CHANNEL, ITEMS))
    assert (package["type"], package["standard"]["version"]) == ("composite", "3.1")
    allowed = {
        "name", "uri", "type", "representationType", "version", "firstCreated", "versionCreated", "pubStatus",
        "language", "headlines", "descriptions", "bodies", "copyrightNotice", "usageTerms", "subjects", "places",
        "infoSources", "altIds", "renditions", "expires",
    }  # fmt: skip
    for item in package["associations"]:
        assert {"name", "uri"} <= set(item) <= allowed  # the schema forbids unknown keys
        assert item["type"] in {"text", "audio", "video", "picture", "graphic"}
        assert all(isinstance(each["sizeInBytes"], int) and each["name"] for each in item["renditions"])
    assert package["associations"][0]["expires"] == "2026-12-24T01:02:03Z"
    assert "expires" not in package["associations"][1]


def test_m3u_is_a_list_that_a_plain_player_reads():
    lines = RADIO["playlist.m3u"](CHANNEL, ITEMS).decode().splitlines()
    assert lines[0] == "#EXTM3U"
    addresses = [line for line in lines if not line.startswith("#")]
    assert addresses == [sound(64).url] * 2
    assert lines[lines.index(addresses[0]) - 1] == "#EXTINF:84,Bản tin chiều"
    found = m3u8.loads("\n".join(lines))
    assert [segment.uri for segment in found.segments] == addresses


def test_m3u8_is_a_playlist_that_hls_players_read():
    playlist = m3u8.loads(RADIO["playlist.m3u8"](CHANNEL, ITEMS).decode())
    assert playlist.is_endlist and playlist.playlist_type == "vod"
    assert [segment.uri for segment in playlist.segments] == [sound(64).url] * 2
    assert [segment.discontinuity for segment in playlist.segments] == [False, True]
    assert all(round(segment.duration) <= playlist.target_duration for segment in playlist.segments)


def test_manifest_for_programs_has_every_bitrate():
    manifest = json.loads(RADIO["manifest.json"](CHANNEL, ITEMS))
    first, odd = manifest["items"]
    assert [each["profile"] for each in first["files"]] == ["mp3-64", "mp3-128", "mp3-32"]
    assert (first["id"], first["edition"], first["provinces"]) == ("abcd2345/vi", 2, ["15"])
    assert (first["valid_until"], odd["valid_until"]) == ("2026-12-24T01:02:03Z", None)


READ = """
while IFS="$(printf '\\t')" read -r sha256 bytes seconds class from until url title; do
  case $sha256 in '#'*) continue ;; esac
  printf '%s|%s|%s|%s|%s|%s|%s|%s\\n' "$sha256" "$bytes" "$seconds" "$class" "$from" "$until" "$url" "$title"
done
"""


def test_manifest_for_shells_is_read_by_a_plain_while_loop():
    data = RADIO["manifest.tsv"](CHANNEL, ITEMS)
    assert data.splitlines()[0] == b"#sha256\tbytes\tseconds\tclass\tvalid_from\tvalid_until\turl\ttitle"
    found = subprocess.run(["sh", "-c", READ], input=data, capture_output=True, check=True).stdout.decode()
    rows = [line.split("|") for line in found.splitlines()]
    assert rows[0] == [
        sound(64).sha256, "64000", "84", "normal", "2026-11-21T01:02:03Z", "2026-12-24T01:02:03Z", sound(64).url,
        "Bản tin chiều",
    ]  # fmt: skip
    assert len(rows) == 2
    assert rows[1][5] == "9999-12-31T23:59:59Z"
    assert rows[1][6] == sound(64).url
    assert rows[1][7].startswith('Nộp <hồ sơ> & "gửi" ở Cà Mau')


def test_an_item_without_a_64_kbit_file_gives_the_next_best():
    poor = replace(ITEM, enclosures=(sound(32),))
    assert sound(32).url in RADIO["manifest.tsv"](CHANNEL, (poor,)).decode()
    none = replace(ITEM, enclosures=())
    assert RADIO["manifest.tsv"](CHANNEL, (none,)).decode().count("\n") == 1
