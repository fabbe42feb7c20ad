"""What surrounds pages, and pages about errors."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client
from wagtail.models import Site

from cms.portal import frames
from cms.portal.models import SiteIdentity
from cms.taxonomy.models import Agency

pytestmark = [pytest.mark.django_db]


def identity(**fields: object) -> SiteIdentity:
    return SiteIdentity.objects.create(site=Site.objects.get(), **fields)


def test_a_fresh_site_has_a_frame_without_names(client):
    text = client.get("/kiem-tra/").content.decode()
    assert 'aria-current="page">Kiểm tra tài liệu' in text
    assert "site-foot" in text and 'class="agency"' not in text and 'class="urgent"' not in text


def test_agency_label_and_emergency_stand_on_every_page(client, put):
    material = put("sms", title="Lũ về").material
    identity(
        agency=Agency.objects.get(code="H38"),
        label_name="Kho", label_identifier="NTS-1", label_owner="UBND tỉnh",
        urgent_fact="Tin nhắn giả mạo.", urgent_advice="Đừng bấm.", urgent_material=material,
    )  # fmt: skip
    for path in ("/", "/tim-kiem/", "/kiem-tra/", "/phat-thanh/", "/khong-co-trang-nay/"):
        text = client.get(path).content.decode()
        for part in ("Lào Cai", "NTS-1", "Tin nhắn giả mạo.", "Đừng bấm.", f"/tai-lieu/{material.public_id}/vi/"):
            assert part in text, (path, part)


def test_an_emergency_does_not_lead_to_what_was_not_published(client, put):
    material = put("sms", publish=False).material
    identity(urgent_fact="Mưa lớn.", urgent_advice="Tránh xa suối.", urgent_material=material)
    text = client.get("/").content.decode()
    assert "Mưa lớn." in text and material.public_id not in text


def test_languages_in_the_footer_are_those_that_are_heard(client, put):
    variant = put("sms")
    put("sms", language="km", material=variant.material)
    put("sms", language="rad", material=variant.material, publish=False)
    assert [link.language.code for link in frames.languages()] == ["vi", "km"]
    assert "/tim-kiem/?lang=km" in client.get("/kiem-tra/").content.decode()


def test_unknown_pages_in_words(client):
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode() and "Mã lỗi 404" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"


def test_errors_below_the_admin_are_not_kept(client):
    response = client.get("/quan-tri/images/")
    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")


def test_a_404_does_not_need_the_database(client, monkeypatch):
    def away(*arguments: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(frames, "frame", away)
    response = client.get("/quan-tri/documents/")
    assert response.status_code == 404 and "Không có trang này" in response.content.decode()


def test_a_crash_is_explained_without_frame_and_trace(monkeypatch):
    def broken(*arguments: object) -> None:
        raise RuntimeError("bên trong hỏng")

    monkeypatch.setattr("cms.portal.views.check.codes.read", broken)
    response = Client(raise_request_exception=False).get("/kiem-tra/?ma=abcd")
    text = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert "bên trong hỏng" not in text and "Traceback" not in text and "<h1" in text


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_a_matter_of_time(monkeypatch, kind):
    def away(*arguments: object) -> None:
        raise kind("the server closed the connection")

    monkeypatch.setattr("cms.portal.views.check.codes.read", away)
    response = Client(raise_request_exception=False).get("/kiem-tra/?ma=abcd")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert "closed the connection" not in response.content.decode()


def test_forbidden_in_words(client, rf):
    from cms.portal.views.errors import forbidden

    response = forbidden(rf.get("/x/"))
    assert response.status_code == 403 and "Bạn không được mở trang này" in response.content.decode()
