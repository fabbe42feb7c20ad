"""Which run is next: lane, priority, fairness, age; and never the same run twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from media_pipeline import plan
from media_pipeline.claim import claim_next, claimable
from media_pipeline.models import Build, ProcessingRun
from media_pipeline.models.build import LANES
from media_pipeline.plan import BuildSpec
from tests.media_pipeline.trial.recipes import COPY

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask(spec: BuildSpec, fair_key: str = "", priority: int = 0) -> Build:
    return plan.ensure([spec], fair_key=fair_key, priority=priority)[spec]


def claimed(lanes=LANES, worker: str = "w") -> int | None:
    claim = claim_next(lanes, worker)
    return claim and claim.build_id


def test_nothing_to_do(trial):
    assert claim_next(LANES, "w") is None


def test_a_claim_is_a_lease_on_the_database_clock(wish):
    build = ask(wish())
    claim = claim_next(LANES, "host/folder/0")
    run = build.runs.get()

    assert (claim.run_id, claim.build_id, claim.token) == (run.pk, build.pk, run.lease_token)
    assert len(run.lease_token) == 32
    assert run.worker == "host/folder/0"
    leased = ProcessingRun.objects.filter(lease_until__gt=Now() + timedelta(seconds=110))
    assert leased.filter(lease_until__lt=Now() + timedelta(seconds=121), claimed_at__lte=Now()).exists()
    assert build.state == "running"
    assert claim_next(LANES, "w") is None


def test_short_work_goes_before_films_and_priority_before_age(wish):
    film = ask(wish("trial_film"), priority=9)
    image = ask(wish("trial_image"))
    old_sound = ask(wish())
    urgent_sound = ask(wish(), priority=5)
    assert [claimed() for _ in range(4)] == [urgent_sound.pk, old_sound.pk, image.pk, film.pk]


def test_a_slot_takes_its_lanes_only_and_in_its_own_order(wish):
    sound, image, film = ask(wish()), ask(wish("trial_image")), ask(wish("trial_film"))
    assert claimed(("video", "image")) == film.pk
    assert claimed(("video", "image")) == image.pk
    assert claimed(("video", "image")) is None
    assert claimed() == sound.pk


def test_a_film_that_starved_half_an_hour_is_past_its_lane(wish):
    film = ask(wish("trial_film"), priority=1)
    ask(wish())
    film.runs.update(opened_at=Now() - timedelta(minutes=31))
    assert claimed() == film.pk


def test_many_wishes_of_one_do_not_hold_back_another(wish):
    many = [ask(wish(), "bo-a") for _ in range(4)]
    other = ask(wish(), "bo-b")
    order = [claimed() for _ in range(5)]
    assert order.index(other.pk) == 1
    assert [pk for pk in order if pk != other.pk] == [build.pk for build in many]


def test_who_waited_longest_since_the_last_claim_is_next(wish):
    builds = {key: [ask(wish(), key), ask(wish(), key)] for key in ("a", "b")}
    for each in ("a", "b"):
        claimed()
        # Both are done again: nobody has a run in work, only the times of the claims are left.
        builds[each][0].runs.update(closed_at=Now(), outcome="given_up", lease_token="", lease_until=None)
    assert claimed() == builds["a"][1].pk


def test_a_wish_waits_for_its_sources(wish):
    part = wish()
    whole = BuildSpec("trial_joining", sources=(("part", part),))
    top = ask(whole)
    assert [run.build_id for run in claimable(LANES)] == [plan.find([part])[part].pk]
    Build.objects.filter(recipe="trial_copy").update(completed_at=Now())
    ProcessingRun.objects.filter(build__recipe="trial_copy").update(closed_at=Now(), outcome="complete")
    assert claimed() == top.pk


def test_back_off_is_respected(wish):
    build = ask(wish())
    build.runs.update(not_before=Now() + timedelta(seconds=30))
    assert claimed() is None
    build.runs.update(not_before=Now() - timedelta(seconds=1))
    assert claimed() == build.pk


def test_a_version_that_this_program_does_not_make_is_left_to_others(wish, monkeypatch):
    build = ask(wish())
    monkeypatch.setattr(COPY, "version", 2, raising=False)
    assert claimed() is None
    monkeypatch.setattr(COPY, "version", 1, raising=False)
    assert claimed() == build.pk


def test_troubled_runs_go_behind_untroubled_ones(wish):
    killer, victim = ask(wish()), ask(wish())
    killer.runs.update(losses=2)
    assert [claimed(), claimed()] == [victim.pk, killer.pk]


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_once_get_different_runs(wish):
    builds = {ask(wish()).pk for _ in range(6)}
    barrier = threading.Barrier(6)
    got, failures = [], []

    def race(number: int) -> None:
        try:
            barrier.wait()
            got.append(claimed(worker=f"w{number}"))
        except Exception as error:  # noqa: BLE001 collected and asserted below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    taken = [pk for pk in got if pk is not None]
    assert len(taken) == len(set(taken))
    while (rest := claimed()) is not None:
        taken.append(rest)
    assert sorted(taken) == sorted(builds)


def test_claiming_costs_the_same_however_long_the_queue(wish, django_assert_max_num_queries):
    for _ in range(12):
        ask(wish(), "one")
    with django_assert_max_num_queries(8):
        assert claimed() is not None
