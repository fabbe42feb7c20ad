"""What nobody needs any more goes, after its days, and nothing else does."""

import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models.functions import Now

from media_pipeline import plan, references, registry, storage, worker
from media_pipeline.models import Build, MediaFile, ProcessingRun, Rendition
from media_pipeline.plan import BuildSpec

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def used():
    """The ids that somebody still refers to; tests change it."""
    ids: set[int] = set()

    def ask(asked: set[int]) -> set[int]:
        return asked & ids

    registry.references(ask)
    yield ids
    registry.forget(ask)


def age(key: str, days: float) -> None:
    old = time.time() - days * 86400
    os.utime(storage.local_path(key), (old, old))


def orphaned(days: float, *ids: int) -> None:
    MediaFile.objects.filter(pk__in=ids).update(orphaned_since=Now() - timedelta(days=days))


def waiting_since(pk: int) -> bool:
    return MediaFile.objects.get(pk=pk).orphaned_since is not None


def test_unused_files_are_noted_and_used_ones_cleared(original, used):
    kept, left = original(b"kept"), original(b"left")
    used.add(kept.pk)
    orphaned(3, kept.pk)
    assert references.mark() == 1
    assert (waiting_since(kept.pk), waiting_since(left.pk)) == (False, True)


def test_marking_again_does_not_start_the_days_anew(original, used):
    left = original()
    orphaned(3, left.pk)
    references.mark()
    assert MediaFile.objects.filter(orphaned_since__lt=Now() - timedelta(days=2)).exists()


def test_nothing_counts_as_unused_while_nobody_can_tell(original, monkeypatch):
    monkeypatch.setattr(registry, "_references", [])
    left = original()
    assert references.mark() == 0
    orphaned(100, left.pk)
    assert references.remove_unused() == 0
    assert MediaFile.objects.exists()


def test_a_voice_that_fails_stops_the_sweep(original, used):
    def broken(ids: set[int]) -> set[int]:
        raise RuntimeError("database of the library is away")

    original()
    registry.references(broken)
    try:
        with pytest.raises(RuntimeError):
            references.sweep()
    finally:
        registry.forget(broken)
    assert MediaFile.objects.exists()


def test_a_file_in_work_is_in_use(wish, used):
    spec = wish()
    plan.ensure([spec])
    references.mark()
    assert not waiting_since(spec.files[0][1])
    worker.drain(20)
    references.mark()
    assert waiting_since(spec.files[0][1])


def test_after_its_days_a_file_goes_with_all_that_was_made_of_it(wish, used):
    spec = wish()
    whole = BuildSpec("trial_joining", sources=(("part", spec),))
    plan.ensure([whole])
    worker.drain(20)
    assert len(list(storage.all_keys())) == 2
    orphaned(8, spec.files[0][1])
    assert references.remove_unused() == 1
    assert list(storage.all_keys()) == []
    assert not any(model.objects.exists() for model in (MediaFile, Build, Rendition, ProcessingRun))


def test_before_its_days_a_file_stays(original, used, settings):
    left = original()
    orphaned(6.9, left.pk)
    assert references.remove_unused() == 0
    settings.KHO_ORPHAN_DAYS = 6
    assert references.remove_unused() == 1


def test_a_file_that_found_a_user_at_the_last_moment_stays(original, used):
    left = original()
    orphaned(8, left.pk)
    used.add(left.pk)
    assert references.remove_unused() == 0
    assert storage.exists(left.key, left.bytes)


def test_an_object_that_another_build_uses_stays(wish, used):
    going = wish(content=b"same bytes")
    plan.ensure([going])
    worker.drain(20)
    rendition = Rendition.objects.get()
    other = BuildSpec("trial_image", files=wish(content=b"other").files)
    build = plan.ensure([other])[other]
    Rendition.objects.create(
        build=build, name="x", sha256=rendition.sha256, key=rendition.key, bytes=rendition.bytes, media_type="a/b"
    )
    orphaned(8, going.files[0][1])
    assert references.remove_unused() == 1
    assert storage.exists(rendition.key, rendition.bytes)


def test_objects_without_a_row_go_after_their_days(original, used):
    kept = original(b"kept")
    for name in ("young", "old"):
        storage.media().save(f"renditions/aa/bb/{name}", ContentFile(b"x"))
    age("renditions/aa/bb/old", 8)
    age(kept.key, 400)
    removed = references.remove_orphan_objects()
    assert [stray.key for stray in removed] == ["renditions/aa/bb/old"]
    assert set(storage.all_keys()) == {kept.key, "renditions/aa/bb/young"}


def test_strays_are_listed_and_left(original, used):
    whole, gone, cut = original(b"whole"), original(b"gone"), original(b"cut here")
    storage.local_path(gone.key).unlink()
    storage.local_path(cut.key).write_bytes(b"cut")
    storage.media().save("originals/aa/bb/stray", ContentFile(b"xyz"))
    before = set(storage.all_keys())
    found = {(stray.status, stray.key, stray.bytes) for stray in references.strays()}
    assert found == {("orphan", "originals/aa/bb/stray", 3), ("missing", gone.key, 4), ("missing", cut.key, 8)}
    assert set(storage.all_keys()) == before
    assert whole.key in before


def test_many_objects_cost_few_queries(original, django_assert_num_queries):
    for number in range(20):
        original(f"original {number}".encode())
        storage.media().save(f"renditions/aa/bb/{number}", ContentFile(b"x"))
    with django_assert_num_queries(4):
        assert len(list(references.strays())) == 20


def test_the_daily_sweep_starts_its_clock_first(original, used, folders):
    left = original()
    orphaned(8, left.pk)
    assert references.sweep_now_and_then() is False
    assert MediaFile.objects.exists()
    stamp = folders / "workers" / "swept"
    old = time.time() - 90_000
    os.utime(stamp, (old, old))
    assert references.sweep_now_and_then() is True
    assert not MediaFile.objects.exists()
    assert references.sweep_now_and_then() is False


def test_a_failing_sweep_leaves_the_worker_alone(original, used, folders):
    def broken(ids: set[int]) -> set[int]:
        raise RuntimeError("away")

    original()
    references.sweep_now_and_then()
    old = time.time() - 90_000
    os.utime(folders / "workers" / "swept", (old, old))
    registry.references(broken)
    try:
        assert references.sweep_now_and_then() is False
    finally:
        registry.forget(broken)


def test_the_answers_of_all_voices_count(used):
    def other(ids: set[int]) -> list[int]:
        return [2, 99]

    used.add(1)
    registry.references(other)
    try:
        assert registry.referenced({1, 2, 3}) == {1, 2}
    finally:
        registry.forget(other)
