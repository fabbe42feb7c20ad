"""The leaves are connected: complete builds publish, files in use are kept, old province names are searched."""

import pytest

from cms.config import connect
from cms.library import actions
from cms.library.models import LanguageVariant, Publication
from cms.taxonomy.models import Province
from media_pipeline import registry
from media_pipeline.models import Build
from search.sources import synonyms
from search.text import tokens
from tests.cms.feeds.samples import finish_builds, media_file, own_folders, shelve

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    own_folders(settings, tmp_path)


@pytest.fixture
def waiting(editor, reviewer, agency):
    """A function that makes an approved audio edition whose builds are not complete yet."""

    def one() -> Publication:
        variant = shelve(editor, reviewer, agency, "audio", publish=False)
        actions.submit(variant, actor=editor)
        actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
        return Publication.objects.get(variant=variant)

    return one


def is_current(publication: Publication) -> bool:
    return Publication.objects.get(pk=publication.pk).is_current


def builds_of(publication: Publication) -> list[Build]:
    files = publication.files.values("file_version__media_file")
    return list(Build.objects.filter(inputs__file__in=files))


def test_the_last_build_of_an_edition_publishes_it(waiting):
    publication = waiting()
    (build,) = builds_of(publication)
    registry.notify_ready(build.pk)
    assert not is_current(publication)
    finish_builds()
    registry.notify_ready(build.pk)
    assert is_current(publication)


def test_a_build_publishes_only_what_waits_for_its_files(waiting):
    first, second = waiting(), waiting()
    finish_builds()
    registry.notify_ready(builds_of(second)[0].pk)
    assert is_current(second)
    assert not is_current(first)


def test_a_build_made_of_other_builds_publishes_too(editor, reviewer, agency):
    variant = shelve(editor, reviewer, agency, "video", publish=False)
    actions.submit(variant, actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=variant.pk), actor=reviewer)
    finish_builds()
    registry.notify_ready(Build.objects.filter(recipe="mp4").first().pk)
    assert Publication.objects.get().is_current


def test_one_edition_that_cannot_be_promoted_stops_no_other(waiting, editor, reviewer, agency, monkeypatch, caplog):
    first = waiting()
    original = first.files.get().file_version
    twin = shelve(editor, reviewer, agency, "audio", language="km", publish=False, material=first.variant.material)
    actions.attach(twin, original, actor=editor)
    actions.submit(LanguageVariant.objects.get(pk=twin.pk), actor=editor)
    actions.approve(LanguageVariant.objects.get(pk=twin.pk), actor=reviewer)
    second = Publication.objects.get(variant=twin)
    finish_builds()
    promote = actions.promote

    def broken(pk: int) -> bool:
        if pk == first.pk:
            raise RuntimeError("broken edition")
        return promote(pk)

    monkeypatch.setattr(actions, "promote", broken)
    connect.promote_what_waits(builds_of(first)[0].pk)
    assert (is_current(first), is_current(second)) == (False, True)
    assert f"edition {first.pk} could not be promoted" in caplog.text


def test_files_of_the_library_are_kept(editor, agency):
    kept, free = media_file("image"), media_file("audio")
    actions.store_file(kept, name="hinh.jpg", agency=agency, actor=editor)
    assert registry.has_references()
    assert registry.referenced({kept.pk, free.pk}) == {kept.pk}


def test_former_names_of_provinces_lead_to_todays():
    pairs = dict(connect.province_names())
    assert pairs["Hà Giang"] == ["Tuyên Quang"]
    assert "Tuyên Quang" not in pairs
    assert len(pairs) >= 29  # 63 units became 34


def test_a_province_that_was_replaced_leads_to_its_successor():
    today = Province.objects.get(code="08")
    Province.objects.create(code="98", name="Tỉnh Cũ", rank="tỉnh", replaced_by=today, former_names="Tỉnh Rất Cũ")
    pairs = dict(connect.province_names())
    assert pairs["Tỉnh Cũ"] == pairs["Tỉnh Rất Cũ"] == ["Tuyên Quang"]


def test_search_knows_the_names_and_hears_of_a_change():
    synonyms.forget()
    assert tuple(tokens("Tuyên Quang")) in synonyms.table()[tuple(tokens("Hà Giang"))]
    Province.objects.filter(code="08").update(former_names="Hà Giang;Xứ Tuyên")
    synonyms.forget()
    assert tuple(tokens("Xứ Tuyên")) in synonyms.table()
    synonyms.forget()


def test_connecting_twice_changes_nothing():
    before = (len(registry._ready), len(registry._references), len(synonyms._providers))
    connect.connect()
    assert (len(registry._ready), len(registry._references), len(synonyms._providers)) == before
