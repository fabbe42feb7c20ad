"""Embeds, oEmbed, QR codes, packs and kits."""

import io
import json
import zipfile

import pytest
from PIL import Image

from cms.distribution.models import Kit, KitItem
from cms.library import actions, public
from media_pipeline import storage
from tests.cms.portal.conftest import body, edition

pytestmark = [pytest.mark.django_db]


def test_a_frame_may_stand_anywhere_and_other_pages_may_not(client, put):
    variant = put("video", title="Phim")
    response = client.get(f"/nhung/{variant.material.public_id}/?lang=vi")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    page = client.get(public.publication_path(edition(variant)))
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_a_frame_shows_the_material_alone_in_the_language_asked_for(client, put):
    variant = put("sms", title="Việt")
    put("sms", title="Khmer", language="km", material=variant.material)
    address = f"/nhung/{variant.material.public_id}/"
    for query, title in [("", "Việt"), ("?lang=km", "Khmer"), ("?lang=rad", "Việt")]:
        text = client.get(address + query).content.decode()
        assert f">{title}</a></h1>" in text and "site-head" not in text


def test_a_frame_of_something_withdrawn_says_so_inside_the_frame(client, put, reviewer):
    variant = put("sms", title="Tên")
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    response = client.get(f"/nhung/{variant.material.public_id}/")
    assert response.status_code == 410 and "frame-ancestors *" in response["Content-Security-Policy"]


def test_oembed_describes_a_page(client, put):
    variant = put("video", title='Phim "hay" & đẹp')
    page = f"http://testserver{public.publication_path(edition(variant))}"
    response = client.get("/oembed", {"url": page, "maxwidth": "400", "maxheight": "300"})
    data = json.loads(response.content)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (data["type"], data["title"], data["width"], data["height"]) == ("video", 'Phim "hay" & đẹp', 400, 300)
    assert f'src="http://testserver/nhung/{variant.material.public_id}/?lang=vi"' in data["html"]
    assert "&quot;hay&quot; &amp; đẹp" in data["html"]
    assert data["thumbnail_url"].startswith("http://testserver/tai-ve/")
    link = f"http://testserver/q/{variant.material.public_id}"
    assert client.get("/oembed", {"url": link}).json()["title"] == data["title"]


@pytest.mark.parametrize(
    ("url", "form", "status"),
    [
        ("http://elsewhere/tai-lieu/{}/vi/", "json", 404), ("/tai-lieu/{}/vi/", "json", 404), ("", "json", 404),
        ("http://testserver/", "json", 404), ("http://testserver/tai-lieu/zzzz/", "json", 404),
        ("http://testserver/tai-ve/{}/vi/a/b", "json", 404), ("http://[", "json", 404),
        ("http://testserver/tai-lieu/{}/vi/", "xml", 501), ("http://testserver/tai-lieu/{}/", "json", 200),
    ],
)  # fmt: skip
def test_oembed_knows_only_its_own_pages(client, put, url, form, status):
    public_id = put("sms").material.public_id
    assert client.get("/oembed", {"url": url.format(public_id), "format": form}).status_code == status


def test_qr_codes_hold_the_short_link(client, put):
    public_id = put("sms").material.public_id
    svg, png = client.get(f"/q/{public_id}.svg"), client.get(f"/q/{public_id}.png")
    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert svg.content.startswith(b"<svg") and b"viewBox" in svg.content
    with Image.open(io.BytesIO(png.content)) as image:
        # Version 3 with a quiet zone of four modules at each side.
        assert image.size == (370, 370)
    assert client.get("/q/zzzz.svg").status_code == 404


def test_a_pack_names_its_licence_and_its_files(client, put):
    variant = put("handbook", title="Sổ tay", text="Lời đầu.")
    response = client.get(f"/tai-ve/{variant.material.public_id}.zip")
    with zipfile.ZipFile(io.BytesIO(body(response))) as archive:
        assert archive.namelist() == [
            "manifest.json", "GIAY-PHEP-VA-GHI-NGUON.txt", "loi-vi.txt", "so-tay-vi-original.pdf",
            "so-tay-vi-cover.jpg",
        ]  # fmt: skip
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("loi-vi.txt").decode() == "Lời đầu."
    assert manifest["editions"][0]["credit"].startswith("Sổ tay: Bộ Khoa học và Công nghệ")
    assert manifest["files"][0]["profile"] == "document-original"


def test_a_pack_without_one_of_its_files_is_not_begun(client, put):
    variant = put("audio")
    publication = public.file_editions().get(variant=variant)
    storage.local_path(public.find_download(publication, "voice-mp3-128").key).unlink()
    response = client.get(f"/tai-ve/{variant.material.public_id}.zip")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_two_editions_with_one_title_do_not_overwrite_each_other(client, put):
    variant = put("audio", title="Một tên")
    other = put("audio", title="Một tên")
    kit = Kit.objects.create(slug="bo", name="Bộ", agency=variant.material.agency)
    for each in (variant, other):
        KitItem.objects.create(kit=kit, material=each.material)
    response = client.get("/bo-tai-lieu/bo.zip")
    assert response["Content-Disposition"] == 'attachment; filename="bo.zip"'
    with zipfile.ZipFile(io.BytesIO(body(response))) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names)) == 2 + 2 * 3 + (2 if variant.text else 0)
    assert f"{other.material.public_id}/mot-ten-vi-mp3-64.mp3" in names


def test_a_kit_holds_what_is_public_only(client, put, reviewer):
    shown, hidden = put("audio", title="Hiện"), put("audio", title="Ẩn", publish=False)
    kit = Kit.objects.create(slug="bo", name="Bộ cho xã mới", agency=shown.material.agency)
    for each in (shown, hidden):
        KitItem.objects.create(kit=kit, material=each.material)
    content = body(client.get("/bo-tai-lieu/bo.zip"))
    assert hidden.material.public_id.encode() not in content and "Hiện".encode() in content
    assert "Bộ cho xã mới" in client.get("/").content.decode()
    actions.withdraw(shown, reason="Sai.", actor=reviewer)
    assert client.get("/bo-tai-lieu/bo.zip").status_code == 404
    assert "Bộ cho xã mới" not in client.get("/").content.decode()
    assert client.get("/bo-tai-lieu/khong-co.zip").status_code == 404
