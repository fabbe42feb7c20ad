"""What search knows of an edition."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.indexing import documents
from cms.library import actions
from cms.library.models import Publication
from cms.taxonomy.models import Audience, Campaign, Procedure, Topic
from media_pipeline import storage
from media_pipeline.models import Rendition
from tests.cms.feeds.samples import VTT

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def one(variant, version: int = 7):
    key = (variant.material.public_id, variant.language.code)
    (found,) = documents.documents({key: version})
    return found


def test_a_document_carries_the_words_and_codes_of_its_edition(put, agency):
    campaign = Campaign.objects.create(code="thang-10", name="Tháng cao điểm")
    procedure = Procedure.objects.create(code="1.004222", name="Đăng ký thường trú")
    variant = put(
        "sms", title="Đăng ký thường trú", summary="Ba bước.", text="Mở VNeID.", provinces=("08", "15"),
        many={
            "topics": Topic.objects.filter(code="III.1"), "procedures": [procedure],
            "audiences": Audience.objects.filter(code="nguoi-cao-tuoi"),
        },
        fields={"campaign": campaign, "external_key": "so-12/2026"},
    )  # fmt: skip
    Publication.objects.update(
        current_from=datetime(2026, 1, 1, 3, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),  # still 2025 in UTC
    )
    found = one(variant)
    assert (found.version, found.live, found.kind, found.language) == (7, True, "sms", "vi")
    assert found.key == f"{variant.material.public_id}/vi"
    assert (found.title, found.summary, found.body) == ("Đăng ký thường trú", "Ba bước.", "Mở VNeID.")
    assert found.codes == (variant.material.public_id, "so-12/2026", "1.004222")
    assert (found.topics, found.audiences, found.provinces) == (("III.1",), ("nguoi-cao-tuoi",), ("08", "15"))
    assert (found.agency, found.campaign, found.licence) == (agency.code, "thang-10", "cc-by-4.0")
    assert (found.year, found.published_at) == (2026, 1767211200)


def test_extra_names_hold_old_provinces_language_and_agency(put, agency):
    found = one(put("sms", language="km", provinces=("08",)))
    assert {"Tuyên Quang", "Hà Giang", "Khmer", "ខ្មែរ", agency.name} <= set(found.extra_names)


def test_the_text_of_handbook_pages_is_searched(put):
    assert one(put("handbook", text="Lời đầu.")).body == (
        "Lời đầu.\nTrang một: mở ứng dụng VNeID.\nTrang hai: nộp hồ sơ."
    )


def test_what_is_said_in_captions_is_searched(put):
    assert one(put("video", captions=True)).body == "Chào bà con\nHôm nay ta học & làm."


@pytest.mark.parametrize(
    ("vtt", "said"),
    [
        ("", ""),
        ("WEBVTT", ""),
        (VTT, "Chào bà con\nHôm nay ta học & làm."),
        (VTT.replace("\n", "\r\n"), "Chào bà con\nHôm nay ta học & làm."),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nMột\nHai\n", "Một\nHai"),
        ("no captions at all", ""),
    ],
)
def test_captions_lose_all_but_their_words(vtt, said):
    assert documents.spoken_words(vtt) == said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pages": 3}', '{"pages": [{"number": 1}]}', "null"])
def test_a_text_layer_of_another_shape_is_left_out(text):
    assert documents.page_texts(text) == ""


def test_a_lost_file_costs_its_words_only(put, caplog):
    variant = put("handbook", title="Sổ tay", text="Lời đầu.")
    storage.media().delete(Rendition.objects.get(name="text").key)
    found = one(variant)
    assert (found.title, found.body) == ("Sổ tay", "Lời đầu.")
    assert "cannot be read" in caplog.text


def test_a_long_text_is_cut(put, monkeypatch):
    monkeypatch.setattr(documents, "MAX_BODY", 30)
    assert len(one(put("handbook", text="Lời đầu.")).body) == 30


def test_what_is_not_public_is_a_tombstone_without_words(put, reviewer):
    draft = put(title="Nháp", publish=False)
    gone = put(title="Rút", text="Sai.")
    actions.withdraw(gone, reason="Sai.", actor=reviewer)
    for variant in (draft, gone):
        found = one(variant, 9)
        assert (found.live, found.version, found.title, found.body) == (False, 9, "", "")
        assert found.key == f"{variant.material.public_id}/vi"
    assert list(documents.all_documents(1)) == []
    assert documents.count() == 0


def test_all_documents_are_one_for_each_public_language(put, monkeypatch):
    monkeypatch.setattr(documents, "BATCH", 2)
    first = put()
    put(language="km", material=first.material)
    put("audio")
    keys = [found.key for found in documents.all_documents(1)]
    assert len(keys) == len(set(keys)) == documents.count() == 3
    assert {f"{first.material.public_id}/vi", f"{first.material.public_id}/km"} < set(keys)


def test_the_number_of_queries_does_not_grow_with_the_documents(put):
    put("audio", provinces=("08",))
    with CaptureQueriesContext(connection) as few:
        assert len(list(documents.all_documents(1))) == 1
    for _ in range(3):
        put("audio", provinces=("08", "15"))
    with CaptureQueriesContext(connection) as many:
        assert len(list(documents.all_documents(1))) == 4
    assert len(many) == len(few)
