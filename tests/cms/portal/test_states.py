"""Every address in every state: what is not public answers as what never was, what is gone says so and no more."""

import re
from datetime import timedelta

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from cms.distribution.models import Kit, KitItem
from cms.library import actions, public
from cms.library.models import LanguageVariant, Material, Publication
from cms.portal import urls
from tests.cms.conftest import make_material, make_variant, publish
from tests.cms.portal.conftest import body, edition

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TITLE = "Bí mật chưa công bố zq7"
TEXT = "Nội dung kín kx9."
SUMMARY = "Tóm tắt kín wv3."
UNKNOWN = "zzzzzzzz"
# Addresses that answer for the whole site; they are asked with words that would find the material.
WHOLE_SITE = {
    "search": ("?q=zq7", "?q=kx9", "?lang=vi", "?kind={kind}", "?sort=newest"),
    "check": ("?ma={public_id}", "?ma={public_id}-vi-1"),
    "radio": ("", "?province=01"),
    "oembed": ("?url=http://testserver/tai-lieu/{public_id}/vi/x/", "?url=http://testserver/q/{public_id}"),
    "kit-pack": ("",),
    "sitemap": ("",),
    "robots": ("",),
    "security": ("",),
    "theme": ("",),
    "healthz": ("",),
    "readyz": ("",),
    "metrics": ("",),
}
BEYOND_PORTAL = (
    "/", "/feeds/all/all/atom.xml", "/feeds/all/vi/feed.json", "/feeds/{kind}/vi/atom.xml", "/feeds/all/all/mrss.xml",
    "/feeds/radio/vi/podcast.xml", "/feeds/radio/vi/manifest.json", "/api/v1/materials",
    "/api/v1/materials/{public_id}",
)  # fmt: skip


def patterns() -> list[URLPattern]:
    return [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


def address(pattern: URLPattern, values: dict[str, object]) -> str:
    route = "/" + str(pattern.pattern)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)


def addresses_of(public_id: str, publication: Publication | None, place: str, kind: str) -> list[str]:
    """One address, or several, for each pattern of the portal, about this material."""
    values = {
        "public_id": public_id,
        "language": "vi",
        "slug": "bo",
        "token": publication.token if publication else "AAAAAAAAAAAAAAAA",
        "name": "master.m3u8",
        "edition": 1,
        "place": place,
        "filename": "x.bin",
    }
    found = []
    for pattern in patterns():
        path = address(pattern, values)
        if "<public_id:" in str(pattern.pattern):
            found += [path, f"{path}?lang=vi"]
        else:
            found += [path + query.format(public_id=public_id, kind=kind) for query in WHOLE_SITE[pattern.name]]
    return found + [path.format(public_id=public_id, kind=kind) for path in BEYOND_PORTAL]


def material_addresses(public_id: str, publication: Publication | None, place: str) -> list[str]:
    return [
        path for path in addresses_of(public_id, publication, place, "sms") if f"/{public_id}" in path.split("?")[0]
    ]


PLACES = {"sms": "script-original", "audio": "voice-mp3-64", "video": "picture-360p", "handbook": "document-original"}


def hidden(put, kind: str, state: str) -> LanguageVariant:
    """A material that is not public: a draft, or with an edition that waits for its hour."""
    options = {"publish": False} if state == "draft" else {"public_from": timezone.now() + timedelta(hours=2)}
    return put(kind, title=TITLE, text=TEXT, summary=SUMMARY, **options)


def in_kit(material: Material) -> None:
    kit = Kit.objects.create(slug="bo", name="Bộ", agency=material.agency)
    KitItem.objects.create(kit=kit, material=material)


@pytest.mark.parametrize("state", ["draft", "embargoed"])
@pytest.mark.parametrize("kind", ["sms", "audio", "video", "handbook"])
def test_what_is_not_public_answers_as_what_never_was(client, put, index, kind, state):
    variant = hidden(put, kind, state)
    in_kit(variant.material)
    index()
    public_id = variant.material.public_id
    publication = edition(variant)
    assert (publication is None) is (state == "draft")
    about = addresses_of(public_id, publication, PLACES[kind], kind)
    about_nothing = addresses_of(UNKNOWN, None, PLACES[kind], kind)
    assert len(about) > 30
    for path, twin in zip(about, about_nothing, strict=True):
        answer, expected = client.get(path), client.get(twin)
        assert answer.status_code == expected.status_code, path
        text = body(answer).decode(errors="replace")
        for secret in (TITLE, TEXT, SUMMARY):
            assert secret not in text, path
        same = text.replace(public_id, UNKNOWN)
        if not path.startswith(("/readyz", "/metrics", "/.well-known")):
            assert same == body(expected).decode(errors="replace"), path
        if public_id in path.split("?")[0]:
            assert answer.status_code == 404, path


@pytest.mark.parametrize("kind", ["sms", "audio", "video", "handbook"])
def test_what_was_withdrawn_is_gone_without_its_content(client, put, index, reviewer, kind):
    variant = put(kind, title=TITLE, text=TEXT, summary=SUMMARY)
    publication = edition(variant)
    in_kit(variant.material)
    actions.withdraw(variant.material, reason="Số điện thoại đã đổi.", actor=reviewer)
    index()
    public_id = variant.material.public_id
    for path in addresses_of(public_id, publication, PLACES[kind], kind):
        response = client.get(path)
        text = body(response).decode(errors="replace")
        for secret in (TITLE, TEXT, SUMMARY):
            assert secret not in text, path
        if public_id in path.split("?")[0]:
            assert response.status_code == 410, path
        if public_id in path.split("?")[0] and not path.startswith("/api/"):
            assert response["X-Robots-Tag"] == "noindex", path
            assert response["Cache-Control"] == "public, max-age=60", path
    page = client.get(f"/tai-lieu/{public_id}/vi/bat-ky/").content.decode()
    assert "đã được thu hồi" in page and "Số điện thoại đã đổi." in page


def test_the_walk_knows_every_pattern():
    """A new address must be named here, or take a material."""
    for pattern in patterns():
        assert pattern.name in WHOLE_SITE or "<public_id:" in str(pattern.pattern), pattern
    prefixes = {str(each.pattern) for each in get_resolver().url_patterns}
    assert {"feeds/", "api/v1/", "quan-tri/", ""} <= prefixes


def test_one_language_withdrawn_leaves_the_others(client, put, reviewer):
    variant = put("sms", title="Nhắc hạn")
    other = put("sms", title="Khmer", language="km", material=variant.material)
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    public_id = variant.material.public_id
    assert client.get(f"/tai-lieu/{public_id}/vi/").status_code == 410
    assert client.get(f"/tai-lieu/{public_id}/")["Location"] == public.publication_path(edition(other))
    assert client.get(f"/nhung/{public_id}/?lang=vi").status_code == 200


def test_an_expired_material_is_gone(client, put, editor):
    variant = put("sms", title=TITLE)
    material = Material.objects.get(pk=variant.material_id)
    material.valid_to = timezone.localdate() - timedelta(days=1)
    actions.update_material(material, actor=editor)
    response = client.get(f"/tai-lieu/{material.public_id}/vi/x/")
    assert response.status_code == 410
    assert "hết hiệu lực" in response.content.decode() and TITLE not in response.content.decode()
    assert client.get(f"/tai-lieu/{material.public_id}/vi/x/")["X-Robots-Tag"] == "noindex"


def test_a_superseded_material_stays_until_its_successor_speaks_the_language(client, put, editor, reviewer, agency):
    variant = put("sms", title="Bản cũ của năm ngoái")
    successor = make_material(editor, agency, name="Bản mới")
    publish(make_variant(successor, editor, "km", title="Bản Khmer mới"), editor, reviewer)
    actions.supersede(variant.material, successor, reason="Chỉ còn đăng nhập bằng VNeID.", actor=reviewer)
    path = public.publication_path(edition(variant))
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Đây là bản cũ" in text and "Chỉ còn đăng nhập bằng VNeID." in text and "Bản cũ của năm ngoái" in text
    assert f'href="/tai-lieu/{successor.public_id}/km/' in text
    publish(make_variant(successor, editor, "vi", title="Bản Việt mới"), editor, reviewer)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/tai-lieu/{successor.public_id}/vi/ban-viet-moi/")


def test_the_successor_of_a_withdrawn_material_is_named(client, put, editor, reviewer, agency):
    variant = put("sms", title=TITLE)
    successor = make_material(editor, agency, name="Bản mới")
    publish(make_variant(successor, editor, "km", title="Lời mới"), editor, reviewer)
    actions.supersede(variant.material, successor, reason="Mới.", actor=reviewer)
    actions.withdraw(variant.material, reason="Sai.", actor=reviewer)
    text = client.get(f"/tai-lieu/{variant.material.public_id}/vi/").content.decode()
    assert "Lời mới" in text and TITLE not in text


def test_addresses_lead_to_the_one_page(client, put):
    variant = put("sms", title="Đường dây nóng")
    public_id = variant.material.public_id
    put("sms", title="Khmer", language="km", material=variant.material)
    path = f"/tai-lieu/{public_id}/vi/duong-day-nong/"
    for given, status in [
        (f"/tai-lieu/{public_id}/", 302),
        (f"/tai-lieu/{public_id.upper()}/", 302),
        (f"/tai-lieu/{public_id}/?lang=rad", 302),
        (f"/tai-lieu/{public_id}/vi/", 302),
        (f"/tai-lieu/{public_id}/VI/cu/", 301),
        (f"/tai-lieu/{public_id}/vi/ten-cu/", 301),
        (f"/q/{public_id}", 302),
    ]:
        response = client.get(given)
        assert (response.status_code, response["Location"]) == (status, path), given
    assert client.get(path).status_code == 200
    assert "/km/" in client.get(f"/tai-lieu/{public_id}/?lang=km")["Location"]
    assert client.get(f"/tai-lieu/{public_id}/rad/").status_code == 404


def test_public_answers_carry_no_cookie_and_vary_by_nothing(client, put, index):
    variant = put("handbook", title="Sổ tay")
    put("audio", title="Bản tin")
    index()
    publication = edition(variant)
    for path in addresses_of(variant.material.public_id, publication, "document-original", "handbook"):
        response = client.get(path, headers={"Cookie": "sessionid=0123456789abcdef0123456789abcdef"})
        assert not response.cookies, path
        assert response.get("Vary", "") in ("", "Accept-Encoding", "Accept"), path
        assert "private" not in response.get("Cache-Control", ""), path
