"""The systemd units: settings that would break the jail or a clean stop."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).resolve().parents[2] / "deploy" / "systemd").glob("*.service"))
# Each of these stops bubblewrap from making namespaces or from mounting a /proc of its own.
BREAKS_THE_JAIL = {
    "RestrictNamespaces",
    "ProtectKernelTunables",
    "ProtectKernelLogs",
    "ProtectProc",
    "ProcSubset",
    "SystemCallFilter",
    "ProtectControlGroups",
}


def service(path: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return dict(parser["Service"])


def test_there_is_a_unit_for_each_part():
    assert [path.stem for path in UNITS] == ["kho-journal", "kho-web", "kho-worker"]


@pytest.mark.parametrize("name", ["kho-web", "kho-worker"])
def test_units_that_open_media_leave_bubblewrap_room(name):
    settings = service(next(path for path in UNITS if path.stem == name))
    assert not BREAKS_THE_JAIL & settings.keys()
    assert settings["NoNewPrivileges"] == "yes"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_stop_within_thirty_seconds_and_come_back(path):
    settings = service(path)
    assert int(settings["TimeoutStopSec"]) <= 30
    assert settings["KillMode"] == "mixed"
    assert settings["Restart"] == "always"
    assert settings["User"] == "kho"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_knows_every_setting(path, tmp_path):
    for unit in UNITS:  # the paths of an installation do not exist here
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/kho/.venv/bin/python", "/usr/bin/python3"))
    result = subprocess.run(["systemd-analyze", "verify", str(tmp_path / path.name)], capture_output=True, text=True)
    assert "Unknown" not in result.stderr
    assert "Failed to parse" not in result.stderr
