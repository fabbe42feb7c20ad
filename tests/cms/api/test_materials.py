"""``/api/v1/materials``: filters, pages, one material, and what must never be seen."""

from datetime import date, timedelta
from typing import get_args
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.api.materials import Kind as Kinds
from cms.indexing.feeding import fill
from cms.library import actions
from cms.library.models import Kind, Material, Publication
from cms.taxonomy.models import Audience, Campaign, Procedure, Topic
from search import engines
from tests.cms.conftest import make_user
from tests.cms.feeds.samples import shelve

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/api/v1/materials"


def one(variant) -> str:
    return f"{LIST}/{variant.material.public_id}"


def ids(client, **asked: object) -> list[str]:
    response = client.get(f"{LIST}?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200, response.content
    return [item["public_id"] for item in response.json()["items"]]


def place_in_time(*variants) -> None:
    """Make the first of the variants the newest, a minute between two."""
    now = timezone.now()
    for number, variant in enumerate(variants):
        Publication.objects.filter(variant=variant).update(current_from=now - timedelta(minutes=number))


def test_the_list_says_what_a_press_officer_must_know(client, put, agency):
    topic = Topic.objects.get(code="III.1")
    campaign = Campaign.objects.create(code="thang-10", name="Tháng cao điểm")
    procedure = Procedure.objects.create(code="1.004222", name="Đăng ký thường trú")
    variant = put(
        "infographic", title="Đăng ký thường trú", summary="Ba bước.", provinces=("15",),
        many={
            "topics": [topic], "procedures": [procedure], "audiences": Audience.objects.filter(code="nguoi-cao-tuoi")
        },
        fields={"campaign": campaign, "valid_to": date(2099, 12, 31)},
    )  # fmt: skip
    put(language="km", material=variant.material, kind="infographic", title="ខ្មែរ")
    (item,) = client.get(LIST).json()["items"]
    assert item["public_id"] == variant.material.public_id
    assert item["kind"] == "infographic"
    assert item["url"] == f"http://testserver/tai-lieu/{variant.material.public_id}/"
    assert item["agency"] == {"code": agency.code, "name": agency.name}
    assert item["topics"] == [{"code": "III.1", "name": topic.name}]
    assert item["provinces"] == [{"code": "15", "name": "Lào Cai"}]
    assert item["procedures"] == [{"code": "1.004222", "name": "Đăng ký thường trú"}]
    assert item["audiences"][0]["code"] == "nguoi-cao-tuoi"
    assert item["campaign"] == {"code": "thang-10", "name": "Tháng cao điểm"}
    assert item["valid_to"] == "2099-12-31"
    assert [(each["language"], each["title"]) for each in item["languages"]] == [
        ("vi", "Đăng ký thường trú"), ("km", "ខ្មែរ"),
    ]  # fmt: skip
    assert item["languages"][0]["url"].endswith(f"/{variant.material.public_id}/vi/dang-ky-thuong-tru/")


def test_each_filter_narrows_and_its_values_widen(client, put, other_agency):
    stranger = make_user("bien-tap-lao-cai", other_agency, "editor", "reviewer")
    second = make_user("duyet-lao-cai", other_agency, "reviewer")
    tuyen_quang = put("sms", provinces=("08",), many={"topics": Topic.objects.filter(code="III.1")})
    lao_cai = shelve(stranger, second, other_agency, "sms", language="km", provinces=("15",))
    audio = put("audio", many={"audiences": Audience.objects.filter(code="nguoi-cao-tuoi")})
    place_in_time(audio, lao_cai, tuyen_quang)
    a, b, c = (each.material.public_id for each in (tuyen_quang, lao_cai, audio))
    assert ids(client) == [c, b, a]
    assert ids(client, kind="sms") == [b, a]
    assert ids(client, kind=["sms", "audio"]) == [c, b, a]
    assert ids(client, lang="km") == [b]
    assert ids(client, province="08") == [a]
    assert ids(client, topic="III.1") == [a]
    assert ids(client, audience="nguoi-cao-tuoi") == [c]
    assert ids(client, agency=other_agency.code) == [b]
    assert ids(client, kind="sms", lang="vi") == [a]
    assert ids(client, kind="video") == []
    assert ids(client, lang="xx") == []


def test_updated_since_gives_what_became_current_after_it(client, put):
    old, new = put(), put()
    place_in_time(new, old)
    moment = Publication.objects.get(variant=new).current_from
    assert ids(client, updated_since=moment.isoformat()) == [new.material.public_id]
    assert ids(client, updated_since=(moment + timedelta(seconds=1)).isoformat()) == []
    assert ids(client, updated_since="2020-01-01") == [new.material.public_id, old.material.public_id]


def test_pages_neither_repeat_nor_lose_anything_while_new_materials_appear(client, put):
    variants = [put() for _ in range(5)]
    place_in_time(*variants)
    seen, address, rounds = [], f"{LIST}?limit=2&kind=sms", 0
    while address:
        response = client.get(address)
        page = response.json()
        seen += [item["public_id"] for item in page["items"]]
        assert response.headers.get("Link") == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        address, rounds = page["next"], rounds + 1
        if rounds == 1:
            put()
            assert "kind=sms" in address and address.startswith("http://testserver/api/v1/materials?")
    assert rounds == 3
    assert seen == [each.material.public_id for each in variants]


def test_materials_of_the_same_moment_are_told_apart(client, put):
    variants = [put() for _ in range(4)]
    Publication.objects.update(current_from=timezone.now())
    first = client.get(f"{LIST}?limit=3").json()
    rest = client.get(first["next"]).json()
    found = [item["public_id"] for item in first["items"] + rest["items"]]
    assert sorted(found) == sorted(each.material.public_id for each in variants)
    assert rest["next"] is None


def test_words_find_without_marks_and_filters_still_hold(client, put):
    wanted = put(title="Đăng ký khai sinh trực tuyến")
    audio = put("audio", title="Nghe về đăng ký khai sinh")
    put(title="Cấp lại thẻ bảo hiểm")
    fill(engines.get())
    assert set(ids(client, q="dang ky khai sinh")) == {wanted.material.public_id, audio.material.public_id}
    assert ids(client, q="dang ky khai sinh", kind="audio") == [audio.material.public_id]
    assert ids(client, q="zzzzzz") == []


def test_words_are_paged_by_rank(client, put):
    for number in range(3):
        put(title=f"Khai sinh {number}")
    fill(engines.get())
    first = client.get(f"{LIST}?q=khai+sinh&limit=2").json()
    rest = client.get(first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert not {item["public_id"] for item in first["items"]} & {item["public_id"] for item in rest["items"]}


def test_what_was_withdrawn_is_not_found_even_by_an_index_that_lags_behind(client, put, reviewer):
    variant = put(title="Đăng ký khai sinh")
    fill(engines.get())
    actions.withdraw(variant, reason="Sai.", actor=reviewer)
    assert ids(client, q="khai sinh") == []


@pytest.mark.parametrize(
    ("kind", "role", "profiles"),
    [
        ("audio", "voice", {"mp3-128", "mp3-64", "mp3-32"}),
        ("video", "picture", {"360p", "720p", "poster", "poster-webp"}),
        ("infographic", "image", {"jpeg-320", "jpeg-640", "jpeg-960", "jpeg-1280", "webp-1280"}),
        ("handbook", "document", {"original", "cover", "text", "page-0001", "page-0002"}),
    ],
)
def test_a_material_gives_its_files_with_all_that_a_fetch_needs(client, put, kind, role, profiles):
    variant = put(kind, title="Bốn bước", text="Lời.")
    body = client.get(one(variant)).json()
    (found,) = body["variants"]
    assert (found["language"], found["text"], found["edition"]) == ("vi", "Lời.", 1)
    assert found["licence"]["url"].startswith("https://creativecommons.org/")
    files = {each["role"]: each["renditions"] for each in found["files"]}
    assert profiles <= {each["profile"] for each in files[role]}
    for each in files[role]:
        assert each["state"] == "ready"
        assert each["bytes"] > 0 and len(each["sha256"]) == 64 and "/" in each["media_type"]
        path = f"/tai-ve/{variant.material.public_id}/vi/"
        place = f"{role}-{each['profile']}/{each['filename']}"
        assert each["url"] == f"http://testserver{path}{place}"
        assert each["pinned_url"] == f"http://testserver{path}a1/{place}"
        assert each["url"].isascii()
    if kind == "audio":
        assert {each["seconds"] for each in files[role]} == {12.4}
    if kind == "infographic":
        assert {(each["width"], each["height"]) for each in files[role] if each["profile"] == "jpeg-640"} == {
            (640, 457)
        }
    assert (found["hls_url"] is not None) == (kind == "video")


def test_an_sms_is_its_text(client, put):
    variant = put("sms", text="Mở VNeID để xem.")
    (found,) = client.get(one(variant)).json()["variants"]
    assert (found["text"], found["files"]) == ("Mở VNeID để xem.", [])


def test_drafts_and_embargoed_materials_answer_like_unknown_ones(client, put):
    draft = put(publish=False)
    embargoed = put(title="Bí mật tới ngày mai", public_from=timezone.now() + timedelta(days=1))
    answers = [client.get(one(each)) for each in (draft, embargoed)] + [client.get(f"{LIST}/zzzzzzzz")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["Content-Type"] == "application/problem+json"
    assert client.get(LIST).json() == {"items": [], "next": None}


def test_a_withdrawn_material_is_gone_with_its_reason(client, put, reviewer):
    variant = put(title="Số điện thoại cũ", text="Gọi 1900.")
    actions.withdraw(variant.material, reason="Số điện thoại sai.", actor=reviewer)
    response = client.get(one(variant))
    problem = response.json()
    assert response.status_code == 410
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["type"].endswith("#withdrawn")
    assert (problem["status"], problem["reason"]) == (410, "Số điện thoại sai.")
    assert "1900" not in response.content.decode() and "Số điện thoại cũ" not in response.content.decode()
    assert ids(client) == []


def test_a_withdrawn_language_leaves_the_others(client, put, reviewer):
    variant = put()
    khmer = put(language="km", material=variant.material)
    actions.withdraw(khmer, reason="Dịch sai.", actor=reviewer)
    assert [each["language"] for each in client.get(one(variant)).json()["variants"]] == ["vi"]
    assert ids(client, lang="km") == []


def test_what_is_no_longer_valid_is_gone(client, put):
    variant = put()
    today = timezone.localdate()
    Material.objects.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
    assert client.get(one(variant)).json()["type"].endswith("#expired")
    assert ids(client) == []


def test_a_superseded_material_names_its_successor(client, put, reviewer):
    old, new = put(language="km"), put()
    actions.supersede(old.material, new.material, reason="Có luật mới.", actor=reviewer)
    body = client.get(one(old)).json()
    assert (body["status"], body["successor"]) == ("superseded", f"http://testserver{one(new)}")
    put(language="km", material=new.material)
    gone = client.get(one(old))
    assert gone.status_code == 410
    assert gone.json()["successor"] == f"http://testserver{one(new)}"


def test_the_list_costs_the_same_for_one_and_for_many(client, put, django_assert_max_num_queries):
    put("audio", provinces=("15",))
    with django_assert_max_num_queries(12) as few:
        assert len(ids(client)) == 1
    for kind in ("sms", "infographic", "video"):
        material = put(kind, provinces=("08", "15")).material
        put(kind, language="km", material=material)
    with django_assert_max_num_queries(len(few)) as many:
        assert len(ids(client)) == 4
    assert len(many) == len(few)


def test_a_material_costs_the_same_with_one_language_and_with_three(client, put, django_assert_num_queries):
    variant = put("video", provinces=("15",))
    client.get(one(variant))
    with CaptureQueriesContext(connection) as few:
        client.get(one(variant))
    for language in ("km", "rad"):
        put("video", language=language, material=variant.material)
    with django_assert_num_queries(len(few)):
        assert len(client.get(one(variant)).json()["variants"]) == 3


def test_every_kind_of_the_library_is_a_kind_of_the_api():
    assert set(get_args(Kinds)) == set(Kind.values)
