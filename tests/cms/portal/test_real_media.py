"""Pages, streams and packs of six kinds as the real pipeline makes them."""

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from urllib.parse import urljoin

import pikepdf
import pytest
from django.conf import settings as configured
from django.test import override_settings
from lxml import html as lxml_html
from PIL import Image
from playwright.sync_api import sync_playwright

from cms.library import actions, public
from cms.library.models import Publication
from cms.portal import material
from cms.portal.frames import frame
from tests.cms.portal.conftest import body, edition
from tests.cms.portal.serving import served
from tests.cms.portal.shelf_of_real_media import Shelf, filled
from tests.themes.rendering import render_strictly

pytestmark = [pytest.mark.django_db]
KINDS = ["video", "video-km", "audio", "infographic", "poster", "handbook", "sms"]


@pytest.fixture(scope="module")
def shelf(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Shelf]:
    """The shelf, its bytes in a folder of this module."""
    data = tmp_path_factory.mktemp("shelf")
    storages = {
        **configured.STORAGES,
        "media": {**configured.STORAGES["media"], "OPTIONS": {"location": data / "media"}},
    }
    options = {"STORAGES": storages, "KHO_DATA_DIR": data, "KHO_SCRATCH_DIR": data / "scratch"}
    with override_settings(**options), django_db_blocker.unblock(), filled(data) as found:
        yield found


@pytest.fixture
def folders() -> None:
    """The module's own, not one for each test."""


def page_of(client, variant) -> lxml_html.HtmlElement:
    response = client.get(public.publication_path(edition(variant)))
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode())


def test_everything_went_live(shelf):
    assert {name: edition(variant).is_current for name, variant in shelf.variants.items()} == dict.fromkeys(KINDS, True)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_renders_within_the_contract(shelf, rf, kind):
    variant = shelf[kind]
    standing = public.standing(variant.material.public_id, variant.language.code)
    content, surroundings = material.material_page(standing), frame(rf.get("/"))
    text = render_strictly(content.template, {"frame": surroundings, "content": content})
    assert variant.title in text
    embedded = material.embed_page(standing)
    assert variant.title in render_strictly(embedded.template, {"frame": surroundings, "content": embedded})


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_on_the_page_answers(shelf, client, kind):
    tree = page_of(client, shelf[kind])
    wanted = set(tree.xpath("//main//@src | //main//@href | //video/@poster | //@data-hls"))
    wanted |= {part.split()[0] for value in tree.xpath("//@srcset") for part in value.split(",")}
    asked = sorted(each for each in wanted if each.startswith("/") and not each.startswith("/static/"))
    assert asked
    for path in asked:
        response = client.head(path) if path.startswith("/tai-ve/") else client.get(path)
        assert response.status_code in (200, 302), path


@pytest.mark.parametrize("kind", KINDS)
def test_every_download_is_what_its_row_says(shelf, client, kind):
    publication = public.page_editions().get(variant=shelf[kind])
    for download in public.downloads(publication, optional=True):
        response = client.get(download.path(publication))
        content = body(response)
        assert len(content) == download.bytes == int(response["Content-Length"]), download.place
        assert response["Content-Type"] == download.media_type


def test_the_film_plays_without_script_and_has_its_words(shelf, client):
    tree = page_of(client, shelf["video"])
    assert tree.xpath("//video/source/@type") == ["video/mp4"]
    assert tree.xpath("//video//track/@srclang") == ["vi"]
    assert [each.text_content() for each in tree.find_class("cue")] == [
        "0:00Xin chào bà con & cô bác.", "0:01Mở VNeID <trước>.",
    ]  # fmt: skip
    assert [each.get("data-voice") for each in tree.xpath("//*[@data-voice]")] == ["Tiếng Việt", "ខ្មែរ"]
    khmer = page_of(client, shelf["video-km"])
    assert khmer.xpath("//*[@data-voice][@aria-pressed='true']/@data-voice") == ["ខ្មែរ"]
    assert khmer.xpath("//video//track/@srclang") == ["vi"]


def test_the_handbook_turns_its_pages(shelf, client):
    path = public.publication_path(edition(shelf["handbook"]))
    texts = {}
    for given, shown in [
        ("", 1),
        ("?trang=2", 2),
        ("?trang=3", 3),
        ("?trang=99", 3),
        ("?trang=-4", 1),
        ("?trang=x", 1),
    ]:
        tree = lxml_html.document_fromstring(client.get(path + given).content.decode())
        assert tree.xpath("//*[@class='reader__where']//b/text()") == [str(shown)]
        picture = tree.xpath("//*[@class='reader__page']//img/@src")[0]
        assert f"document-page-000{shown}/" in picture
        texts[shown] = tree.find_class("reader__text")[0].text_content()
    assert "Hà Nội 1" in texts[1] and "Hà Nội 2" in texts[2] and "Hà Nội 3" in texts[3]
    with Image.open(io.BytesIO(body(client.get(picture)))) as image:
        assert image.format == "JPEG"


def test_pictures_offer_their_ladder(shelf, client):
    tree = page_of(client, shelf["infographic"])
    widths = [part.split()[1] for part in tree.xpath("//figure//img/@srcset")[0].split(", ")]
    assert widths == ["320w", "640w", "960w", "1280w"]
    assert tree.xpath("//figure//source/@type") == ["image/webp"]
    assert "image-jpeg-1280" in tree.xpath("//a[@class='picture__frame']/@href")[0]
    labels = [each.text_content() for each in tree.xpath("//table//tbody/tr/th")]
    assert any(label.startswith("Bản in, bản gốc") for label in labels)


def test_a_public_original_opens_and_hides_nothing(shelf, client):
    publication = public.page_editions().get(variant=shelf["handbook"])
    download = public.find_download(publication, "document-original")
    response = client.get(download.path(publication))
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    with pikepdf.open(io.BytesIO(body(response))) as document:
        assert len(document.pages) == 3


def master_of(client, variant) -> tuple[str, list[str]]:
    address = public.hls_path(edition(variant))
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/vnd.apple.mpegurl")
    assert response["ETag"] and "Last-Modified" not in response
    return address, response.content.decode().splitlines()


def voices_in(lines: list[str]) -> dict[str, dict[str, str]]:
    found = {}
    for line in lines:
        if line.startswith("#EXT-X-MEDIA:") and 'GROUP-ID="voice"' in line:
            fields = dict(part.split("=", 1) for part in line.removeprefix("#EXT-X-MEDIA:").split(","))
            found[fields["LANGUAGE"].strip('"')] = {key: value.strip('"') for key, value in fields.items()}
    return found


def test_one_master_speaks_all_languages_of_the_picture(shelf, client):
    address, lines = master_of(client, shelf["video"])
    voices = voices_in(lines)
    assert {code: (each["NAME"], each["DEFAULT"]) for code, each in voices.items()} == {
        "vi": ("Tiếng Việt", "YES"), "km": ("ខ្មែរ", "NO"),
    }  # fmt: skip
    assert urljoin(address, voices["km"]["URI"]) == public.hls_path(edition(shelf["video-km"]), "voice.m3u8")
    assert {code: each["DEFAULT"] for code, each in voices_in(master_of(client, shelf["video-km"])[1]).items()} == {
        "vi": "NO", "km": "YES",
    }  # fmt: skip
    assert [line for line in lines if line.endswith(".m3u8")][:3] == [
        "picture-480.m3u8", "picture-360.m3u8", "picture-240.m3u8",
    ]  # fmt: skip


def test_every_byte_range_of_the_playlists_can_be_fetched(shelf, client):
    address, lines = master_of(client, shelf["video"])
    playlists = [line for line in lines if line.endswith(".m3u8")]
    playlists += [each["URI"] for each in voices_in(lines).values()]
    for name in dict.fromkeys(playlists):
        playlist = urljoin(address, name)
        text = client.get(playlist).content.decode()
        assert text.startswith("#EXTM3U") and text.rstrip().endswith("#EXT-X-ENDLIST")
        track = urljoin(playlist, next(line for line in text.splitlines() if line.endswith(".mp4")))
        whole = body(client.get(track))
        length = 0
        for line in text.splitlines():
            if line.startswith("#EXT-X-BYTERANGE:"):
                size, start = map(int, line.removeprefix("#EXT-X-BYTERANGE:").split("@"))
                part = client.get(track, headers={"Range": f"bytes={start}-{start + size - 1}"})
                assert (part.status_code, body(part)) == (206, whole[start : start + size])
                length += size
        assert 0 < length < len(whole)


def test_a_withdrawn_voice_falls_silent_and_the_others_speak_on(shelf, client):
    khmer = shelf["video-km"]
    gone = public.hls_path(edition(khmer), "voice.m3u8")
    assert client.get(gone).status_code == 200
    actions.withdraw(khmer, reason="Dịch sai.", actor=Publication.objects.get(variant=khmer).requested_by)
    assert client.get(gone).status_code == 410
    assert list(voices_in(master_of(client, shelf["video"])[1])) == ["vi"]
    assert page_of(client, shelf["video"]).xpath("//*[@data-voice]") == []


def test_streams_know_their_names_and_tokens_only(shelf, client):
    publication = edition(shelf["video"])
    for name in ("picture-999.m3u8", "picture-480.ts", "voice.txt", "..mp4", "master.m3u", "rung-480.mp4"):
        assert client.get(public.hls_path(publication, name)).status_code == 404, name
    address = public.hls_path(publication)
    assert client.get(address.replace(publication.token, "A" * 16)).status_code == 404
    assert client.get(address.replace("/vi/", "/km/")).status_code == 404
    sound = public.hls_path(edition(shelf["audio"]))
    assert client.get(sound).status_code == 404


def test_players_read_the_stream_over_http(shelf):
    with served() as site:
        url = site + public.hls_path(edition(shelf["video"]))
        command = ["ffprobe", "-v", "error", "-print_format", "json", "-show_streams", "-show_format", url]
        probed = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
        decode = ["ffmpeg", "-v", "error", "-i", url, "-map", "0:v:0", "-map", "0:a:0", "-f", "null", "-"]
        decoded = subprocess.run(decode, check=True, capture_output=True, timeout=60)
    kinds = [stream["codec_type"] for stream in probed["streams"]]
    assert kinds.count("video") == 3 and kinds.count("audio") >= 2
    assert abs(float(probed["format"]["duration"]) - 3.0) < 0.5
    assert decoded.stderr == b""


def test_curl_resumes_a_cut_download(shelf, tmp_path):
    publication = public.page_editions().get(variant=shelf["audio"])
    download = public.find_download(publication, "voice-mp3-128")
    target = tmp_path / "bulletin.mp3"
    with served() as site:
        url = site + download.path(publication, pinned=True)
        cut = ["curl", "-sf", "--range", "0-9999", "-o", str(target), url]
        subprocess.run(cut, check=True, timeout=60)
        assert target.stat().st_size == 10_000
        subprocess.run(["curl", "-sf", "-C", "-", "-o", str(target), url], check=True, timeout=60)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == download.sha256


def test_the_pack_holds_what_is_listed_in_every_language(shelf, client):
    public_id = shelf["video"].material.public_id
    head = client.head(f"/tai-ve/{public_id}.zip")
    response = client.get(f"/tai-ve/{public_id}.zip")
    content = body(response)
    assert len(content) == int(response["Content-Length"]) == int(head["Content-Length"])
    assert response["Content-Disposition"] == f'attachment; filename="{public_id}.zip"'
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())
        for file in manifest["files"]:
            assert len(archive.read(file["name"])) == file["bytes"]
            assert "/a1/" in file["url"]
        words = archive.read("GIAY-PHEP-VA-GHI-NGUON.txt").decode()
        assert archive.read("loi-vi.txt").decode().startswith("Bước 1.")
    assert {each["language"] for each in manifest["editions"]} == {"vi", "km"}
    assert "CC BY 4.0" in words and "Đăng ký khai sinh trực tuyến" in words
    assert {"dang-ky-khai-sinh-truc-tuyen-vi-360p.mp4", "ban-tieng-khmer-km-mp3-128.mp3"} <= names
    assert not any("page-" in name or "rung" in name for name in names)
    assert client.get(f"/tai-ve/{public_id}.zip", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_cards_of_all_kinds_render_on_the_home_page(shelf, client, rf):
    response = client.get("/")
    tree = lxml_html.document_fromstring(response.content.decode())
    assert len(tree.find_class("piece")) == 5
    assert tree.xpath("//ul[@class='tongues']//*[@class='autonym']/text()") == ["Tiếng Việt", "ខ្មែរ"]
    assert "Vai trò" in response.content.decode()


def test_related_materials_stand_below_the_page(shelf, client):
    titles = [each.text_content().strip() for each in page_of(client, shelf["sms"]).find_class("piece__title")]
    assert len(titles) == 4 and "Nhắc hạn nộp hồ sơ" not in titles


def test_the_radio_page_offers_the_light_file(shelf, client):
    tree = lxml_html.document_fromstring(client.get("/phat-thanh/").content.decode())
    links = tree.xpath("//*[@class='items']//a[contains(@href, '/tai-ve/')]")
    assert len(links) == 1 and "/a1/voice-mp3-64/" in links[0].get("href")
    assert links[0].text_content().startswith("Tải MP3, ")
    assert tree.xpath("//script | //img") == []


def test_structured_data_names_the_work(shelf, client):
    block = page_of(client, shelf["video"]).xpath("//script[@type='application/ld+json']/text()")[0]
    data = json.loads(block)
    assert (data["@type"], data["duration"], data["inLanguage"]) == ("VideoObject", "PT3S", "vi")
    assert data["contentUrl"].endswith(".mp4") and data["thumbnailUrl"].startswith("http://testserver/tai-ve/")


@pytest.mark.browser
def test_a_browser_plays_the_stream_and_changes_the_voice(shelf):
    # Addresses first: inside playwright's loop Django would open another connection to the database.
    path, khmer = public.publication_path(edition(shelf["video"])), edition(shelf["video-km"]).token
    asked: list[str] = []
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site + path)
        page.evaluate("const film = document.querySelector('video'); film.muted = true; film.play().catch(() => {}); 0")
        page.wait_for_selector("[data-voices]:not([hidden])")
        with page.expect_response(lambda answer: answer.url.endswith(f"{khmer}/voice.mp4")) as heard:
            page.click("[data-voice-language=km]")
        pressed = page.get_attribute("[data-voice-language=km]", "aria-pressed")
        source = page.evaluate("document.querySelector('video').currentSrc")
        status = heard.value.status
        browser.close()
    assert status == 206 and pressed == "true"
    assert source.startswith("blob:") and any("/picture-480.mp4" in url for url in asked)
