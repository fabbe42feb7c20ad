"""`make run` before it serves: what it refuses and how it says so."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(data: Path, **environment: str) -> subprocess.CompletedProcess:
    given = {"PATH": os.environ["PATH"], "KHO_DATA_DIR": str(data), "LANG": "C.UTF-8", **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "run.py")], env=given, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_taken_port_is_named_before_any_work(tmp_path, taken_port):
    result = run(tmp_path / "data", PORT=str(taken_port))
    assert result.returncode == 1
    assert f"127.0.0.1:{taken_port}" in result.stderr
    assert f"PORT={taken_port + 1} make run" in result.stderr
    assert not (tmp_path / "data" / "kho.sqlite3").exists()


def test_a_second_run_on_the_same_data_is_refused_with_the_holder(tmp_path):
    (tmp_path / ".run.lock").write_text("4321")
    with open(tmp_path / ".run.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run(tmp_path, PORT=free_port())
    assert result.returncode == 1
    assert "tiến trình 4321" in result.stderr
    assert "KHO_DATA_DIR" in result.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    result = run(tmp_path / "file" / "data", PORT=free_port())
    assert result.returncode == 1
    assert f"{tmp_path}/file/data" in result.stderr


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(tmp_path, port):
    result = run(tmp_path, PORT=port)
    assert result.returncode == 1
    assert "PORT phải là số" in result.stderr


def test_an_unknown_host_is_refused_without_a_traceback(tmp_path):
    result = run(tmp_path, HOST="no-such-host.invalid", PORT=free_port())
    assert result.returncode == 1
    assert "no-such-host.invalid" in result.stderr
    assert "Traceback" not in result.stderr
