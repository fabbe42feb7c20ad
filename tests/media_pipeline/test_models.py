"""What the tables themselves refuse, on SQLite and PostgreSQL alike."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.models.functions import Now
from django.utils import timezone

from media_pipeline.models import Build, BuildInput, MediaFile, ProcessingRun, Rendition

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def a_file(number: int = 1, **fields) -> MediaFile:
    sha256 = f"{number:064x}"
    row = {"bytes": 5, "media_type": "audio/mpeg", "family": "audio", "key": f"originals/{sha256}", **fields}
    return MediaFile.objects.create(sha256=sha256, **row)


def a_build(number: int = 1, **fields) -> Build:
    row = {"recipe": "r", "version": 1, "params_hash": "p", "inputs_hash": f"{number}", "lane": "audio", **fields}
    return Build.objects.create(**row)


def refused(create, **fields) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        create(**fields)
    return True


def test_creation_times_come_from_the_database_clock():
    before = MediaFile.objects.count()
    media_file = a_file()
    with_now = MediaFile.objects.annotate(now=Now()).get(pk=media_file.pk)

    assert before == 0
    assert media_file.created_at.tzinfo is not None
    assert timedelta() <= with_now.now - media_file.created_at < timedelta(minutes=1)
    assert abs(timezone.now() - media_file.created_at) < timedelta(minutes=1)


def test_database_clock_arithmetic_compares_with_stored_times():
    run = ProcessingRun.objects.create(build=a_build())
    ProcessingRun.objects.filter(pk=run.pk).update(lease_token="t", lease_until=Now() + timedelta(seconds=120))

    assert ProcessingRun.objects.filter(lease_until__gt=Now()).exists()
    assert ProcessingRun.objects.filter(lease_until__gt=Now() + timedelta(seconds=110)).exists()
    assert not ProcessingRun.objects.filter(lease_until__gt=Now() + timedelta(seconds=130)).exists()
    run.refresh_from_db()
    assert timedelta(seconds=100) < run.lease_until - timezone.now() < timedelta(seconds=140)


def test_a_time_written_by_python_compares_with_the_database_clock():
    run = ProcessingRun.objects.create(build=a_build())
    past = timezone.now().replace(microsecond=0) - timedelta(seconds=2)
    ProcessingRun.objects.filter(pk=run.pk).update(not_before=past)
    assert ProcessingRun.objects.filter(not_before__lte=Now()).exists()

    ProcessingRun.objects.filter(pk=run.pk).update(not_before=timezone.now() + timedelta(seconds=60))
    assert not ProcessingRun.objects.filter(not_before__lte=Now()).exists()


def test_one_row_for_equal_bytes():
    a_file(1)
    assert refused(a_file, number=1, key="originals/other")


@pytest.mark.parametrize("fields", [{"bytes": 0}, {"bytes": -1}, {"family": "software"}])
def test_an_original_has_bytes_and_a_known_family(fields):
    assert refused(a_file, **fields)


def test_equal_wishes_are_one_build():
    a_build(1)
    assert refused(a_build, number=1)
    assert a_build(1, version=2).pk
    assert a_build(1, params_hash="other").pk


def test_a_build_has_a_known_lane():
    assert refused(a_build, lane="express")


@pytest.mark.parametrize("given", ["none", "both"])
def test_an_input_is_a_file_or_a_source(given):
    build, source, media_file = a_build(1), a_build(2), a_file()
    fields = {"file": media_file, "source": source} if given == "both" else {}
    assert refused(BuildInput.objects.create, build=build, role="voice", **fields)


def test_a_role_is_filled_once():
    build, media_file = a_build(), a_file()
    BuildInput.objects.create(build=build, role="voice", file=media_file)
    assert refused(BuildInput.objects.create, build=build, role="voice", file=media_file)


def test_what_a_build_stands_on_cannot_go():
    build, source, media_file = a_build(1), a_build(2), a_file()
    BuildInput.objects.create(build=build, role="voice", file=media_file)
    BuildInput.objects.create(build=build, role="picture", source=source)

    with pytest.raises(ProtectedError):
        media_file.delete()
    with pytest.raises(ProtectedError):
        source.delete()
    build.delete()
    source.delete()
    media_file.delete()
    assert not MediaFile.objects.exists()


def test_a_rendition_name_stands_once_in_a_build():
    build = a_build()
    row = {"name": "mp3-64", "sha256": "a", "key": "renditions/a", "bytes": 1, "media_type": "audio/mpeg"}
    Rendition.objects.create(build=build, **row)
    assert refused(Rendition.objects.create, build=build, **row)
    assert refused(Rendition.objects.create, build=build, **{**row, "name": "empty", "bytes": 0})
    assert Rendition.objects.create(build=a_build(2), **row).pk


def test_one_open_run_at_a_time():
    build = a_build()
    first = ProcessingRun.objects.create(build=build)
    assert refused(ProcessingRun.objects.create, build=build)
    ProcessingRun.objects.filter(pk=first.pk).update(closed_at=Now(), outcome="given_up")
    assert ProcessingRun.objects.create(build=build).pk


@pytest.mark.parametrize(
    "fields",
    [
        {"closed_at": Now()},
        {"outcome": "complete"},
        {"closed_at": Now(), "outcome": "lost interest"},
        {"lease_token": "t"},
        {"lease_until": Now()},
        {"lease_token": "t", "lease_until": Now(), "closed_at": Now(), "outcome": "complete"},
        {"percent": 101},
        {"percent": -1},
    ],
)
def test_a_run_is_never_half_in_a_state(fields):
    run = ProcessingRun.objects.create(build=a_build())
    assert refused(ProcessingRun.objects.filter(pk=run.pk).update, **fields)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "waiting"),
        ({"lease_token": "t", "lease_until": Now()}, "running"),
        ({"closed_at": Now(), "outcome": "given_up"}, "failed"),
        ({"closed_at": Now(), "outcome": "cancelled"}, "failed"),
    ],
)
def test_the_state_follows_the_newest_run(fields, state):
    build = a_build()
    run = ProcessingRun.objects.create(build=build)
    ProcessingRun.objects.filter(pk=run.pk).update(**fields)
    assert build.state == state


def test_a_build_without_a_run_waits_and_a_completed_one_is_complete():
    build = a_build()
    assert build.state == "waiting"
    Build.objects.filter(pk=build.pk).update(completed_at=Now())
    build.refresh_from_db()
    assert build.state == "complete"


def test_trying_again_after_giving_up_is_waiting():
    build = a_build()
    first = ProcessingRun.objects.create(build=build)
    ProcessingRun.objects.filter(pk=first.pk).update(closed_at=Now(), outcome="given_up")
    ProcessingRun.objects.create(build=build)
    assert build.state == "waiting"


def test_the_states_of_many_builds_cost_two_queries(django_assert_num_queries):
    for number in range(5):
        ProcessingRun.objects.create(build=a_build(number))
    with django_assert_num_queries(2):
        states = [build.state for build in Build.objects.with_runs()]
    assert states == ["waiting"] * 5


def test_unfinished_are_those_with_an_open_run():
    a_build(1)
    open_build, done = a_build(2), a_build(3)
    ProcessingRun.objects.create(build=open_build)
    run = ProcessingRun.objects.create(build=done)
    ProcessingRun.objects.filter(pk=run.pk).update(closed_at=Now(), outcome="given_up")
    ProcessingRun.objects.create(build=open_build, closed_at=timezone.now(), outcome="given_up")
    assert [build.pk for build in Build.objects.unfinished()] == [open_build.pk]
