"""The plan: equal wishes are equal builds, missing is not stale, and trying again reaches all that depends on it."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from media_pipeline import plan, registry, worker
from media_pipeline.executors.embedded import wake_mark
from media_pipeline.models import Build, MediaFile, ProcessingRun
from media_pipeline.plan import BuildSpec
from media_pipeline.specs import canonical
from tests.media_pipeline.trial.recipes import COPY, JOINING, Trial

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def newer(monkeypatch):
    """Moves a recipe on to its next version."""

    def move(recipe, version=2):
        monkeypatch.setattr(recipe, "version", version, raising=False)

    return move


def joined(*specs: BuildSpec) -> BuildSpec:
    return BuildSpec("trial_joining", sources=tuple((f"part{n}", spec) for n, spec in enumerate(specs)))


def give_up(build: Build, code: str = "media_damaged") -> None:
    build.runs.filter(closed_at__isnull=True).update(
        closed_at=Now(), outcome="given_up", error_code=code, lease_token="", lease_until=None
    )


def test_equal_wishes_are_equal_whatever_the_order():
    one = BuildSpec("r", files=(("a", 1), ("b", 2)), params={"x": 1, "y": [1, 2]})
    two = BuildSpec("r", files=(("b", 2), ("a", 1)), params={"y": [1, 2], "x": 1})
    assert one == two
    assert hash(one) == hash(two)
    assert len({one: 1, two: 2}) == 1


@pytest.mark.parametrize(
    "other",
    [
        BuildSpec("q", files=(("a", 1),), params={"x": 1}),
        BuildSpec("r", files=(("a", 2),), params={"x": 1}),
        BuildSpec("r", files=(("b", 1),), params={"x": 1}),
        BuildSpec("r", files=(("a", 1),), params={"x": 2}),
        BuildSpec("r", files=(("a", 1),), params={"x": None}),
        BuildSpec("r", files=(("a", 1),), params={"x": 1}, version=1),
        BuildSpec("r", sources=(("a", BuildSpec("r", files=(("a", 1),))),), params={"x": 1}),
    ],
)
def test_other_wishes_differ(other):
    assert BuildSpec("r", files=(("a", 1),), params={"x": 1}) != other


def test_a_wish_cannot_be_changed_from_outside():
    params = {"list": [1]}
    spec = BuildSpec("r", files=(("a", 1),), params=params)
    before = hash(spec)
    params["list"].append(2)
    assert (hash(spec), spec.params["list"]) == (before, [1])
    with pytest.raises(TypeError):
        spec.params["x"] = 1


def test_a_wish_needs_an_input_and_distinct_roles():
    with pytest.raises(ValueError, match="input"):
        BuildSpec("r")
    with pytest.raises(ValueError, match="twice"):
        BuildSpec("r", files=(("a", 1), ("a", 2)))


def test_canonical_text_is_one_for_equal_values():
    assert canonical({"b": 1, "a": "Ê Đê"}) == '{"a":"Ê Đê","b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})


def test_ensure_creates_once(wish):
    spec = wish()
    first = plan.ensure([spec], fair_key="bo-y-te", priority=3)[spec]
    again = plan.ensure([spec], fair_key="other")[spec]

    assert first.pk == again.pk
    assert (first.lane, first.fair_key, first.priority, first.version) == ("audio", "bo-y-te", 3, 1)
    assert [each.role for each in first.inputs.all()] == ["source"]
    assert first.runs.count() == 1
    assert plan.find([spec]) == {spec: first}


def test_find_says_nothing_about_what_is_missing(wish):
    known, unknown = wish(), wish()
    plan.ensure([known])
    assert set(plan.find([known, unknown])) == {known}
    assert Build.objects.count() == 1


def test_find_costs_two_queries(wish, django_assert_num_queries):
    specs = [wish() for _ in range(6)]
    plan.ensure(specs)
    with django_assert_num_queries(2):
        assert len(plan.find(specs)) == 6


def test_find_costs_one_more_query_for_sources(wish, django_assert_num_queries):
    specs = [joined(wish(), wish()) for _ in range(3)]
    plan.ensure(specs)
    with django_assert_num_queries(3):
        assert len(plan.find(specs)) == 3


def test_an_unknown_file_is_said_at_once(wish):
    with pytest.raises(MediaFile.DoesNotExist):
        plan.find([BuildSpec("trial_copy", files=(("source", 999),))])


def test_an_unknown_recipe_is_said_at_once(wish):
    spec = wish()
    with pytest.raises(LookupError):
        plan.ensure([BuildSpec("no such recipe", files=spec.files)])
    assert not Build.objects.exists()


def test_equal_files_under_other_ids_would_be_the_same_wish(wish):
    """The identity is the bytes, so a build outlives the row of the file it was asked for with."""
    spec = wish(content=b"the bytes")
    build = plan.ensure([spec])[spec]
    sha256 = MediaFile.objects.get(pk=spec.files[0][1]).sha256
    assert sha256 not in build.inputs_hash
    assert len(build.inputs_hash) == 64


def test_params_and_inputs_part_builds(wish):
    spec = wish()
    other = BuildSpec("trial_copy", files=spec.files, params={"seconds": "1.000"})
    builds = plan.ensure([spec, other])
    assert builds[spec].pk != builds[other].pk
    assert builds[spec].inputs_hash == builds[other].inputs_hash


def test_sources_come_first_and_hold_back(wish):
    part = wish()
    whole = joined(part)
    builds = plan.ensure([whole])
    assert list(builds) == [whole]
    assert list(Build.objects.order_by("pk").values_list("recipe", flat=True)) == ["trial_copy", "trial_joining"]
    assert [each.pk for each in Build.objects.with_incomplete_sources()] == [builds[whole].pk]


def test_a_higher_priority_lifts_a_waiting_build(wish):
    spec = wish()
    plan.ensure([spec], priority=1)
    plan.ensure([spec], priority=9)
    plan.ensure([spec], priority=0)
    assert Build.objects.get().priority == 9


def test_ensure_leaves_a_given_up_build_alone_and_reopens_a_cancelled_one(wish):
    spec = wish()
    build = plan.ensure([spec])[spec]
    give_up(build)
    plan.ensure([spec])
    assert build.runs.count() == 1
    assert build.state == "failed"

    build.runs.update(outcome="cancelled")
    plan.ensure([spec])
    assert build.state == "waiting"


def test_retry_opens_a_new_run(wish):
    spec = wish()
    build = plan.ensure([spec])[spec]
    give_up(build)
    run = plan.retry(build)
    assert (run.closed_at, run.attempts, run.losses, build.runs.count()) == (None, 0, 0, 2)
    assert plan.retry(build).pk == run.pk


def test_retry_of_a_complete_build_is_a_mistake(wish):
    spec = wish()
    build = plan.ensure([spec])[spec]
    worker.drain(20)
    build.refresh_from_db()
    with pytest.raises(ValueError, match="complete"):
        plan.retry(build)


def test_retry_reaches_the_failed_source_and_what_stands_on_it(wish):
    part = wish()
    whole = joined(part)
    top = plan.ensure([whole])[whole]
    source = plan.find([part])[part]
    give_up(source)
    plan.close_for_source(top.runs.get())
    assert (source.state, top.state) == ("failed", "failed")

    plan.retry(top)
    assert (source.state, top.state) == ("waiting", "waiting")

    give_up(source)
    plan.close_for_source(top.runs.get(closed_at__isnull=True))
    plan.retry(source)
    assert (source.state, top.state) == ("waiting", "waiting")


def test_a_wish_on_a_failed_source_fails_at_once_with_the_reason(wish):
    part = wish()
    source = plan.ensure([part])[part]
    give_up(source)
    whole = joined(part)
    build = plan.ensure([whole])[whole]
    assert (build.state, build.latest_run.error_code) == ("failed", "source_failed")


def test_an_older_version_is_stale_not_missing(wish, newer):
    spec = wish()
    old = plan.ensure([spec])[spec]
    worker.drain(20)
    assert list(plan.stale()) == []

    newer(COPY)
    assert plan.find([spec])[spec].pk == old.pk
    assert plan.ensure([spec])[spec].pk == old.pk
    assert [build.pk for build in plan.stale()] == [old.pk]


def test_fresh_makes_the_current_version_and_the_old_one_serves_until_then(wish, newer):
    spec = wish()
    old = plan.ensure([spec])[spec]
    worker.drain(20)
    newer(COPY)
    fresh = plan.ensure([spec], fresh=True)[spec]

    assert (fresh.version, fresh.state) == (2, "waiting")
    assert plan.find([spec])[spec].pk == old.pk
    worker.drain(20)
    assert plan.find([spec])[spec].pk == fresh.pk
    assert list(plan.stale()) == []


def test_an_older_version_that_was_never_finished_is_made_anew(wish, newer):
    spec = wish()
    old = plan.ensure([spec])[spec]
    newer(COPY)
    build = plan.ensure([spec])[spec]
    assert build.pk != old.pk
    worker.drain(20)
    old.refresh_from_db()
    assert (old.state, old.latest_run.outcome, old.latest_run.error_code) == ("failed", "cancelled", "recipe_replaced")


def test_the_wish_of_a_build_finds_that_very_build(wish, newer):
    part = wish()
    whole = joined(part)
    old = plan.ensure([whole])[whole]
    worker.drain(20)
    old.refresh_from_db()
    newer(COPY)
    newer(JOINING)
    fresh = plan.ensure([whole], fresh=True)[whole]
    worker.drain(20)

    pinned = plan.spec_of(old)
    assert plan.find([whole])[whole].pk == fresh.pk
    assert plan.find([pinned])[pinned].pk == old.pk
    assert plan.ensure([pinned])[pinned].pk == old.pk


def test_a_pinned_version_that_is_gone_cannot_be_made(wish, newer):
    spec = wish()
    newer(COPY, 5)
    with pytest.raises(LookupError, match="v3"):
        plan.ensure([BuildSpec(spec.recipe, files=spec.files, version=3)])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_build(wish):
    spec = wish()
    barrier = threading.Barrier(4)
    found, failures = [], []

    def race() -> None:
        try:
            barrier.wait()
            found.append(plan.ensure([spec])[spec].pk)
        except Exception as error:  # noqa: BLE001 collected and asserted below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(set(found)) == 1
    assert ProcessingRun.objects.count() == 1
    assert Build.objects.get().inputs.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_nudge_waits_for_the_commit(wish):
    spec = wish()
    before = wake_mark()
    with transaction.atomic():
        plan.ensure([spec])
        assert wake_mark() == before
    assert wake_mark() != before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_rolled_back_wish(wish):
    spec = wish()
    before = wake_mark()
    with pytest.raises(RuntimeError), transaction.atomic():
        plan.ensure([spec])
        raise RuntimeError
    assert (Build.objects.count(), wake_mark()) == (0, before)


def test_a_recipe_cannot_hide_another(trial):
    with pytest.raises(ValueError, match="exists"):
        registry.add_recipe(Trial("picture", "video"))
