"""Identities, heartbeats, and what becomes of the leases of the dead."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from media_pipeline import leases, plan
from media_pipeline.claim import claim_next
from media_pipeline.models import ProcessingRun
from media_pipeline.models.build import LANES
from tests.media_pipeline.waiting import wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(folders):
    """Another process that holds slot 0, until it is killed."""
    with leases.slot() as first:
        worker = first.worker
    path = folders / "workers" / "slot-0.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield worker, process
    process.kill()
    process.wait()
    process.stdout.close()


def test_two_living_workers_never_share_an_identity(folders):
    with leases.slot() as one, leases.slot() as two:
        assert one.worker != two.worker
        assert (one.number, two.number) == (0, 1)
        assert leases.living() == 2
    with leases.slot() as again:
        assert again.worker == one.worker
    assert leases.living() == 0


def test_the_identity_names_host_and_folder(folders, settings, tmp_path):
    with leases.slot() as here:
        host, folder, number = here.worker.split("/")
    settings.KHO_DATA_DIR = tmp_path / "elsewhere"
    with leases.slot() as there:
        assert there.worker.split("/")[0] == host
        assert there.worker.split("/")[1] != folder
    assert (host, number) == (os.uname().nodename, "0")


def test_workers_that_start_at_once_agree_on_the_folders_name(folders):
    barrier = threading.Barrier(8)
    names = []

    def start() -> None:
        barrier.wait()
        with leases.slot() as slot:
            names.append(slot.worker.split("/")[1])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1
    assert [path.name for path in (folders / "workers").glob("identity*")] == ["identity"]


def test_a_restarted_worker_frees_its_own_lease_at_once(wish):
    plan.ensure([wish()])
    with leases.slot() as slot:
        claim_next(LANES, slot.worker)
    with leases.slot() as slot:
        assert leases.free_own(slot) == 1
    run = ProcessingRun.objects.get()
    assert (run.lease_token, run.losses, run.attempts) == ("", 1, 0)


def test_a_living_workers_lease_is_left_alone(wish, holder):
    worker, _ = holder
    plan.ensure([wish()])
    claim = claim_next(LANES, worker)
    with leases.slot() as slot:
        assert slot.number == 1
        assert leases.free_own(slot) + leases.free_dead() == 0
    assert ProcessingRun.objects.get().lease_token == claim.token


def test_a_sibling_frees_a_dead_workers_lease_at_once(wish, holder):
    worker, process = holder
    plan.ensure([wish()])
    claim_next(LANES, worker)
    process.kill()
    process.wait()
    assert leases.free_dead() == 1
    assert ProcessingRun.objects.get().losses == 1
    assert leases.free_dead() == 0


def test_an_expired_lease_is_taken_over_wherever_its_worker_was(wish):
    plan.ensure([wish()])
    claim_next(LANES, "another-host/folder/0")
    assert leases.free_dead() == 0
    ProcessingRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert leases.free_dead() == 1
    assert claim_next(LANES, "w") is not None


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_renews_the_lease(wish):
    plan.ensure([wish()])
    claim = claim_next(LANES, "w")
    ProcessingRun.objects.update(lease_until=Now() + timedelta(seconds=3))
    lost = threading.Event()
    with leases.Heartbeat(claim.run_id, claim.token, lost.set, every=0.05):
        renewed = ProcessingRun.objects.filter(lease_until__gt=Now() + timedelta(seconds=100))
        assert wait_for(renewed.exists)
    assert not lost.is_set()


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_notices_a_lost_lease(wish):
    plan.ensure([wish()])
    claim = claim_next(LANES, "w")
    ProcessingRun.objects.update(lease_token="somebody else")
    lost = threading.Event()
    with leases.Heartbeat(claim.run_id, claim.token, lost.set, every=0.05):
        assert lost.wait(10)
    assert ProcessingRun.objects.get().lease_token == "somebody else"
