"""deploy/bootstrap.sh without the packages it wants: what it says, and what it leaves alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["bash", "cat", "cut", "date", "dirname", "find", "flock", "grep", "head", "id", "mkdir", "mktemp", "mv"]
TOOLS += ["printf", "python3", "rm", "sed", "sha256sum", "tail", "xargs"]


@pytest.fixture
def clone(tmp_path):
    """A clone with the files that the bootstrap reads."""
    folder = tmp_path / "kho"
    (folder / "deploy").mkdir(parents=True)
    for name in ("deploy/bootstrap.sh", "deploy/uv.txt", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with coreutils and Python only, and an id that says: not root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name))
    (folder / "python3").unlink()
    (folder / "python3").symlink_to("/usr/bin/python3")
    (folder / "id").unlink()
    (folder / "id").write_text('#!/bin/sh\nif [ "$1" = -u ]; then echo 1000; else echo someone; fi\n')
    (folder / "id").chmod(0o755)
    return folder


def bootstrap(clone: Path, path: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [str(path / "bash"), str(clone / "deploy" / "bootstrap.sh"), *arguments]
    return subprocess.run(
        command, env={"PATH": str(path), "LANG": "C.UTF-8"}, capture_output=True, text=True, timeout=60
    )


def apt_line(result: subprocess.CompletedProcess) -> list[str]:
    """The packages of the one line that the administrator is to run."""
    lines = [line.strip() for line in result.stdout.splitlines() if "apt-get install" in line]
    assert len(lines) == 1
    assert lines[0].startswith("apt-get update && apt-get install -y --no-install-recommends ")
    return lines[0].split("--no-install-recommends ")[1].split()


def test_without_root_the_one_apt_line_is_printed_and_nothing_is_made(clone, bare_path):
    result = bootstrap(clone, bare_path)
    assert result.returncode == 1
    assert {"ffmpeg", "espeak-ng", "librsvg2-bin", "bubblewrap"} <= set(apt_line(result))
    assert "Dừng ở đây" in result.stderr
    assert not (clone / ".venv").exists()


def test_the_tests_ask_for_their_packages_in_the_same_line(clone, bare_path):
    packages = apt_line(bootstrap(clone, bare_path, "--test"))
    assert {"ffmpeg", "chromium", "poppler-utils", "curl"} <= set(packages)


def test_what_is_there_is_not_asked_for(clone, bare_path):
    for name in ("ffprobe", "bwrap"):
        (bare_path / name).symlink_to("/bin/true")
    packages = apt_line(bootstrap(clone, bare_path))
    assert "ffmpeg" not in packages
    assert "bubblewrap" not in packages


def test_a_current_environment_is_left_alone_at_once(clone, bare_path):
    for name in ("ffprobe", "bwrap", "exiftool", "espeak-ng", "rsvg-convert"):
        (bare_path / name).symlink_to("/bin/true")
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/usr/bin/python3")
    inputs = b"".join((clone / name).read_bytes() for name in ("requirements.txt", "deploy/uv.txt"))
    digest = subprocess.run(["sha256sum"], input=inputs + f"{clone}\n".encode(), capture_output=True, check=True)
    (clone / ".venv" / ".kho-stamp").write_text(f"no {digest.stdout.decode().split()[0]}\n")
    result = bootstrap(clone, bare_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert os.listdir(clone / ".venv" / "bin") == ["python"]


def test_an_unknown_argument_is_explained(clone, bare_path):
    result = bootstrap(clone, bare_path, "--everything")
    assert result.returncode == 2
    assert "usage" in result.stderr
