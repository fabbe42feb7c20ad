"""Odd and hostile addresses get an answer in words, never a 500, and lead nowhere else."""

import itertools

import pytest

from cms.library import public
from tests.cms.portal.conftest import edition

pytestmark = [pytest.mark.django_db]

ODD = [
    "%00", "%0d%0aSet-Cookie:%20a=b", "%ff%fe", "%ed%a0%80", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}",
    "../../etc/passwd", "%2e%2e%2f", "*" * 300, '"' * 1000, "-" * 1000, "🙂" * 300, "a" * 10_000, "٣", "NaN", "-1",
    "1e9", "9" * 400, "​ ‮ abc", "\\evil.example", "//evil.example", "http://evil.example/tai-lieu/{public_id}/vi/",
]  # fmt: skip
PARAMETERS = {
    "/tim-kiem/": ("q", "kind", "lang", "topic", "audience", "province", "agency", "sort", "page"),
    "/kiem-tra/": ("ma",),
    "/phat-thanh/": ("province",),
    "/oembed": ("url", "maxwidth", "maxheight", "format"),
    "/sitemap.xml": ("p",),
    "/nhung/{public_id}/": ("lang", "trang"),
    "/tai-lieu/{public_id}/": ("lang",),
    "{page}": ("trang", "x"),
}


def test_odd_values_of_every_parameter(client, put, index):
    variant = put("handbook", title="Sổ tay")
    index()
    page = public.publication_path(edition(variant))
    for path, parameters in PARAMETERS.items():
        for parameter, value in itertools.product(parameters, ODD):
            address = f"{path}?{parameter}={value}".replace("{page}", page)
            address = address.replace("{public_id}", variant.material.public_id)
            response = client.get(address)
            assert response.status_code in (200, 302, 404, 501), address
            assert "evil.example" not in response.get("Location", ""), address
            assert b"<script>alert(1)" not in response.content, address
            assert not response.cookies, address


def test_odd_parts_of_every_path(client, put):
    public_id = put("audio").material.public_id
    paths = (
        "/tai-lieu/{}/", "/tai-lieu/{}/vi/", f"/tai-lieu/{public_id}/{{}}/", f"/tai-lieu/{public_id}/vi/{{}}/",
        "/q/{}", "/q/{}.svg", "/nhung/{}/", "/tai-ve/{}.zip", "/bo-tai-lieu/{}.zip", f"/tai-ve/{public_id}/{{}}/a/b",
        f"/tai-ve/{public_id}/vi/{{}}/x.mp3", f"/tai-ve/{public_id}/vi/a{{}}/voice-mp3-64/x.mp3",
        f"/tai-ve/{public_id}/vi/hls/{{}}/master.m3u8", f"/tai-ve/{public_id}/vi/voice-mp3-64/{{}}", "/{}/", "/{}",
    )  # fmt: skip
    for path, value in itertools.product(paths, ODD):
        response = client.get(path.format(value))
        assert response.status_code in (200, 301, 302, 400, 404), path.format(value)
        location = response.get("Location", "")
        assert location == "" or (location.startswith("/") and not location.startswith(("//", "/\\"))), location


def test_odd_headers_at_the_gate(client, put):
    variant = put("audio")
    publication = public.file_editions().get(variant=variant)
    path = public.find_download(publication, "voice-mp3-64").path(publication)
    names = ("Range", "If-Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "Accept")
    values = ("\x00", "x" * 10_000, '"', 'W/"', "bytes=,", "Thu, 01 Jan 0000 00:00:00 GMT", "é")
    for name, value in itertools.product(names, values):
        response = client.get(path, headers={name: value})
        assert response.status_code in (200, 206, 304, 412, 416), (name, value)


def test_links_in_answers_come_from_settings_never_from_the_host_header(client, put):
    variant = put("sms")
    for path in (public.publication_path(edition(variant)), "/sitemap.xml", "/robots.txt", "/.well-known/security.txt",
                 f"/oembed?url=http://testserver/q/{variant.material.public_id}"):  # fmt: skip
        response = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert response.status_code == 200
        assert "evil.example" not in response.content.decode(), path


def test_a_host_that_is_not_ours_is_refused(client, put, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "Yêu cầu này không đọc được" in response.content.decode()
