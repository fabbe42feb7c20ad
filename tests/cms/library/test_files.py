"""Files into slots, builds before editions, and what an edition offers: with real media through the real pipeline."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from cms.library import actions, offers, public
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import FileVersion, LanguageVariant, Publication, Role
from cms.library.needs import Place, missing_roles, needs
from media_pipeline import plan, worker
from media_pipeline.messages import Refused
from media_pipeline.models import Build, MediaFile
from tests.cms.conftest import make_material, make_variant, publish
from tests.media_pipeline import media_samples as samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    """Media, scratch and signals of this test alone."""
    settings.STORAGES = settings.STORAGES | {
        "media": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        }
    }
    settings.KHO_SCRATCH_DIR = tmp_path / "scratch"


def give(variant, editor, path: Path, **options) -> None:
    version = actions.receive_file(path, name=path.name, agency=variant.agency, actor=editor)
    actions.attach(variant, version, actor=editor, **options)


def slots(variant) -> list[tuple[str, int, str]]:
    draft = LanguageVariant.objects.get(pk=variant.pk).get_latest_revision_as_object()
    return [(slot.role, slot.n, slot.file.media_file.family) for slot in draft.slots.all()]


def video(editor, agency) -> LanguageVariant:
    return make_variant(make_material(editor, agency, "video", name="Phim"), editor, title="Phim hướng dẫn")


def test_a_film_fills_its_own_voice(editor, agency):
    variant = video(editor, agency)
    give(variant, editor, samples.clip(160, 90, 1.0))
    assert slots(variant) == [("picture", 1, "video"), ("voice", 1, "video")]


def test_a_silent_film_leaves_the_voice_empty(editor, agency):
    variant = video(editor, agency)
    give(variant, editor, samples.clip(160, 90, 1.0, sound=False))
    assert slots(variant) == [("picture", 1, "video")]


def test_a_dub_stands_over_the_picture_of_the_first_variant(editor, agency):
    variant = video(editor, agency)
    give(variant, editor, samples.clip(160, 90, 1.0))
    khmer = make_variant(variant.material, editor, "km", title="Khmer")
    give(khmer, editor, samples.sound(".mp3", 1.0))
    assert slots(khmer) == [("picture", 1, "video"), ("voice", 1, "audio")]
    assert Build.objects.filter(recipe="picture").count() == 1


def test_the_default_role_follows_kind_and_file(editor, agency):
    for kind, path, role in [
        ("audio", samples.sound(".mp3", 1.0), "voice"),
        ("infographic", samples.picture(), "image"),
        ("handbook", samples.handbook(), "document"),
        ("poster", samples.handbook(), "print"),
        ("handbook", samples.picture(), "cover"),
    ]:
        variant = make_variant(make_material(editor, agency, kind), editor)
        give(variant, editor, path)
        assert [slot[0] for slot in slots(variant)] == [role]


@pytest.mark.parametrize(("role", "sample"), [("picture", "picture"), ("document", "sound"), ("voice", "handbook")])
def test_a_file_that_cannot_play_the_role_is_refused_in_words(role, sample, editor, agency):
    variant = video(editor, agency)
    with pytest.raises(Conflict, match="không dùng được"):
        give(variant, editor, getattr(samples, sample)(), role=role)
    assert slots(variant) == []


def test_a_silent_film_is_no_voice(editor, agency):
    variant = video(editor, agency)
    with pytest.raises(Conflict, match="không có tiếng"):
        give(variant, editor, samples.clip(160, 90, 1.0, sound=False), role="voice")


def test_replacing_and_emptying_a_slot(editor, agency):
    variant = make_variant(make_material(editor, agency, "infographic"), editor)
    give(variant, editor, samples.picture())
    give(variant, editor, samples.picture(".png"))
    assert slots(variant) == [("image", 1, "image")]
    assert FileVersion.objects.count() == 2
    actions.detach(variant, role="image", actor=editor)
    assert slots(variant) == []
    with pytest.raises(Conflict):
        actions.detach(LanguageVariant.objects.get(pk=variant.pk), role="image", actor=editor)


def test_a_stranger_may_not_bring_files(editor, agency, stranger):
    variant = video(editor, agency)
    with pytest.raises(NotAllowed):
        actions.receive_file(samples.picture(), name="x.jpg", agency=agency, actor=stranger)
    mine = actions.receive_file(samples.picture(), name="x.jpg", agency=agency, actor=editor)
    with pytest.raises(NotAllowed):
        actions.attach(variant, mine, actor=stranger)


def test_equal_bytes_are_one_media_file_and_two_versions(editor, agency, other_agency, stranger):
    one = actions.receive_file(samples.picture(), name="a.jpg", agency=agency, actor=editor)
    two = actions.receive_file(samples.picture(), name="b.jpg", agency=other_agency, actor=stranger)
    assert one.media_file == two.media_file
    assert (MediaFile.objects.count(), FileVersion.objects.count()) == (1, 2)


def test_a_refused_file_leaves_nothing(editor, agency, tmp_path):
    (tmp_path / "rong.jpg").touch()
    with pytest.raises(Refused):
        actions.receive_file(tmp_path / "rong.jpg", name="rỗng.jpg", agency=agency, actor=editor)
    assert (MediaFile.objects.count(), FileVersion.objects.count()) == (0, 0)


def test_an_edition_waits_for_its_builds(editor, reviewer, agency):
    variant = make_variant(make_material(editor, agency, "infographic"), editor)
    give(variant, editor, samples.picture())
    publish(variant, editor, reviewer)
    assert Publication.objects.get().is_pending
    assert public.standing(variant.material.public_id, "vi").status == "unknown"
    worker.drain(timeout=60)
    actions.promote_pending()
    publication = public.standing(variant.material.public_id, "vi").publication
    assert {each.place for each in offers.downloads(publication)} == {
        f"image-{format}-{width}" for format in ("jpeg", "webp") for width in (320, 640)
    }


def test_published_bytes_stay_when_the_draft_takes_another_file(editor, reviewer, agency):
    variant = make_variant(make_material(editor, agency, "infographic"), editor)
    give(variant, editor, samples.picture())
    publish(variant, editor, reviewer)
    worker.drain(timeout=60)
    actions.promote_pending()
    before = {each.sha256 for each in offers.downloads(public.page_editions().get())}
    give(LanguageVariant.objects.get(pk=variant.pk), editor, samples.picture(".png", 700, 500))
    worker.drain(timeout=60)
    assert {each.sha256 for each in offers.downloads(public.page_editions().get())} == before


def test_a_film_offers_its_profiles_and_shares_its_picture(editor, reviewer, agency):
    variant = video(editor, agency)
    give(variant, editor, samples.clip(320, 180, 1.0))
    publish(variant, editor, reviewer)
    khmer = make_variant(variant.material, editor, "km", title="ខ្មែរ")
    give(khmer, editor, samples.sound(".mp3", 1.0))
    publish(khmer, editor, reviewer)
    worker.drain(timeout=120)
    actions.promote_pending()
    publication = public.page_editions().get(variant=variant)
    places = {each.place for each in offers.downloads(publication, optional=True)}
    assert {"picture-360p", "picture-poster", "voice-mp3-128", "voice-mp3-64", "voice-mp3-32"} <= places
    assert not any("rung" in place for place in places)
    assert [each.variant.language.code for each in public.sharing_picture(publication)] == ["vi", "km"]
    assert offers.find_download(publication, "voice-mp3-64").filename == "phim-huong-dan-vi-mp3-64.mp3"
    assert offers.find_download(publication, "voice-flac") is None


def test_failed_processing_can_be_tried_again(editor, agency):
    variant = make_variant(make_material(editor, agency, "infographic"), editor)
    path = samples.folder() / "nua.jpg"
    path.write_bytes(samples.picture().read_bytes()[: samples.picture().stat().st_size // 2])
    give(variant, editor, path)
    worker.drain(timeout=60)
    assert Build.objects.get().state == "failed"
    assert actions.retry_processing(variant, actor=editor) == 1
    assert Build.objects.get().state != "failed"


def test_what_must_be_there_by_kind():
    place = Place("voice", 1, None)
    assert missing_roles("video", [place]) == [Role.PICTURE]
    assert missing_roles("audio", [place]) == []
    assert missing_roles("sms", []) == []


def test_needs_are_equal_for_equal_inputs(editor, agency):
    version = actions.receive_file(samples.clip(160, 90, 1.0), name="a.mp4", agency=agency, actor=editor)
    places = [Place("picture", 1, version), Place("voice", 1, version)]
    first, second = needs("video", places), needs("video", list(reversed(places)))
    assert set(first.all_required()) == set(second.all_required())
    built = plan.ensure(first.all_required())
    assert plan.ensure(second.all_required()) == built
    assert {spec.recipe for spec in first.all_required()} == {"picture", "mp4", "voice_hls"}


def test_handbook_text_is_there_page_by_page(editor, reviewer, agency):
    variant = make_variant(make_material(editor, agency, "handbook"), editor)
    give(variant, editor, samples.handbook(pages=2, text="Xin chào. Hà Nội"))
    publish(variant, editor, reviewer)
    worker.drain(timeout=60)
    actions.promote_pending()
    publication = public.page_editions().get()
    text = offers.find_download(publication, "document-text")
    stored = json.loads((Path(settings.STORAGES["media"]["OPTIONS"]["location"]) / text.key).read_text("utf-8"))
    assert [page["number"] for page in stored["pages"]] == [1, 2]
    assert "Hà Nội" in stored["pages"][0]["text"]
    assert offers.find_download(publication, "document-original").media_type == "application/pdf"
