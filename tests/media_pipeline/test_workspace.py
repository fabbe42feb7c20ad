"""Folders that never outlive their owner for long."""

import os
import subprocess
import sys
import time

import pytest

from media_pipeline import workspace

OWNER = """
import django, sys, time
django.setup()
from media_pipeline.workspace import workspace
with workspace("run-9") as folder:
    (folder / "half").write_text("half")
    print(folder, flush=True)
    time.sleep(60)
"""


def age(path, seconds: float = 3600) -> None:
    old = time.time() - seconds
    os.utime(path, (old, old))


def test_a_folder_is_fresh_private_and_removed(folders):
    with workspace.workspace("ingest") as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
        assert folder.parent == folders / "scratch"
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list((folders / "scratch").iterdir()) == []


def test_a_folder_is_removed_after_an_error(folders):
    with pytest.raises(RuntimeError), workspace.workspace("ingest") as folder:
        (folder / "file").write_text("x")
        raise RuntimeError
    assert not folder.exists()


def test_what_a_child_locked_up_is_removed_as_well(folders):
    with workspace.workspace("run") as folder:
        (folder / "locked").mkdir()
        (folder / "locked" / "file").write_text("x")
        (folder / "locked").chmod(0)
    assert not folder.exists()


def test_links_out_of_the_folder_are_removed_not_followed(folders, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    (outside / "precious").write_text("x")
    with workspace.workspace("run") as folder:
        (folder / "link").symlink_to(outside)
    assert (outside / "precious").read_text() == "x"
    assert outside.stat().st_mode & 0o777 == 0o755


def test_the_sweep_spares_the_living_and_the_young(folders):
    root = folders / "scratch"
    with workspace.workspace("run") as held:
        (root / "young").mkdir()
        (root / "dead").mkdir()
        age(held)
        age(root / "dead")
        assert workspace.sweep() == 1
        assert sorted(path.name for path in root.iterdir()) == sorted([held.name, "young"])


def test_the_folder_of_a_killed_process_is_swept(folders, worker_environment):
    environment = {**worker_environment, "KHO_DATA_DIR": str(folders)}
    process = subprocess.Popen([sys.executable, "-c", OWNER], env=environment, stdout=subprocess.PIPE, text=True)
    folder = workspace.Path(process.stdout.readline().strip())
    age(folder)
    assert workspace.sweep() == 0
    process.kill()
    process.wait()
    process.stdout.close()
    assert (folder / "half").exists()
    assert workspace.sweep() == 1
    assert not folder.exists()


def test_nothing_to_sweep(folders):
    assert workspace.sweep() == 0


def test_free_space_is_known_before_the_folder_exists(folders):
    assert workspace.free_bytes(folders / "not" / "yet") > 0
