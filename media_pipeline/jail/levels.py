"""Which level of confinement works on this machine, and the command line that makes it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from media_pipeline.errors import JailUnavailable
from media_pipeline.jail.inside import landlock

logger = logging.getLogger(__name__)

LEVELS = ("bubblewrap", "landlock", "limits")
POLICIES = ("auto", "require", "off")
PATH = "/usr/local/bin:/usr/bin:/bin"
INSIDE = Path(__file__).resolve().parent / "inside"
TEMPORARY_BYTES = 256 * 1024 * 1024

_policy: str | None = None


def configure(policy: str) -> None:
    """Set the policy of this process: 'auto', 'require' or 'off'. Raises ValueError for another word."""
    global _policy
    if policy not in POLICIES:
        raise ValueError(f"SANDBOX must be one of {', '.join(POLICIES)}, not {policy!r}")
    _policy = policy


def current_policy() -> str:
    """The policy in force: the configured one, else SANDBOX of the environment, else 'auto'."""
    policy = _policy or os.environ.get("SANDBOX") or "auto"
    if policy not in POLICIES:
        raise ValueError(f"SANDBOX must be one of {', '.join(POLICIES)}, not {policy!r}")
    return policy


def level(policy: str | None = None) -> str:
    """The level in force under this policy. Raises JailUnavailable when 'require' finds none that confines."""
    policy = policy or current_policy()
    if policy == "off":
        _warn_bare("SANDBOX=off")
        return "limits"
    for name in ("bubblewrap", "landlock"):
        if works(name):
            return name
    reasons = f"bubblewrap: {_probe('bubblewrap')}; landlock: {_probe('landlock')}"
    if policy == "require":
        raise JailUnavailable("jail_unavailable", detail=reasons)
    _warn_bare(reasons)
    return "limits"


@lru_cache(maxsize=8)
def _warn_bare(reason: str) -> None:
    logger.warning("MEDIA PROGRAMS RUN WITHOUT A JAIL, only with resource limits: %s", reason)


def works(name: str) -> bool:
    """True when this level really ran a program here, as this user; tried once a process."""
    return _probe(name) == ""


@lru_cache(maxsize=8)
def _probe(name: str) -> str:
    """Why a level does not work here, '' when it does: the whole chain is run on `true`."""
    if name == "bubblewrap" and not shutil.which("bwrap", path=PATH):
        return "bwrap is not installed"
    if name == "landlock" and not landlock.abi():
        return "the kernel offers no Landlock"
    argv = command(name, ["/usr/bin/true"], (), (), {"limits": {"core": 0}, "cpu": 10})
    try:
        done = subprocess.run(
            argv, env=environment(()), stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.decode("utf-8", "replace").strip()[-300:] or "no reason given"


def environment(write: Sequence[Path]) -> dict[str, str]:
    """The whole environment of a jailed program: nothing of ours goes in."""
    folder = next((str(path) for path in write if path.is_dir()), "/tmp")  # noqa: S108 - the jail's own tmpfs
    return {"PATH": PATH, "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}


@lru_cache(maxsize=1)
def system_paths() -> tuple[str, ...]:
    """What programs need to start: /usr, the loader's tables, and the Python that runs us, wherever it lies."""
    found = ["/usr", "/etc/alternatives", "/etc/ld.so.cache", sys.prefix, sys.base_prefix, str(INSIDE)]
    found.append(os.path.realpath(sys.base_prefix))
    link = sys.executable
    while os.path.islink(link):  # each hop of .venv/bin/python must exist inside too
        link = os.path.join(os.path.dirname(link), os.readlink(link))
        found.append(os.path.dirname(os.path.dirname(os.path.abspath(link))))
    kept: list[str] = []
    for path in found:
        inside = any(path == each or path.startswith(each + "/") for each in kept)
        if path != "/" and not inside and os.path.exists(path):
            kept.append(path)
    return tuple(kept)


def command(
    name: str, argv: Sequence[str], read: Sequence[Path], write: Sequence[Path], wanted: Mapping[str, object]
) -> list[str]:
    """The full command line of one level. `wanted` holds "limits" and "cpu" for the confining program.

    Raises FileNotFoundError when the program is not installed."""
    program = shutil.which(argv[0], path=PATH) if "/" not in argv[0] else argv[0]
    if program is None:
        raise FileNotFoundError(argv[0])
    order = {"parent": os.getpid(), "directory": "/", "landlock": None, **wanted}
    outer: list[str] = []
    if name == "bubblewrap":
        outer = _bubblewrap(read, write)
        order["parent"] = 0  # --die-with-parent; inside, the parent is bubblewrap's own first process
    elif name == "landlock":
        order["landlock"] = {
            "run": [*system_paths(), *(each for each in ("/lib", "/lib64", "/bin") if os.path.isdir(each))],
            "read": ["/dev/urandom", *map(str, read)],
            "write": ["/dev/null", "/dev/zero", *map(str, write)],
        }
    inner = [sys.executable, "-E", "-s", "-S", "-B", str(INSIDE / "confine.py"), json.dumps(order)]
    return [*outer, *inner, program, *argv[1:]]


def _bubblewrap(read: Sequence[Path], write: Sequence[Path]) -> list[str]:
    argv = [str(shutil.which("bwrap", path=PATH)), "--unshare-all", "--die-with-parent", "--new-session"]
    argv += ["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
    argv += ["--size", str(TEMPORARY_BYTES), "--tmpfs", "/tmp"]  # noqa: S108 - inside, and gone with the jail
    for folder in ("/lib", "/lib32", "/lib64", "/bin", "/sbin"):
        if os.path.islink(folder):
            argv += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            argv += ["--ro-bind", folder, folder]
    for path in (*system_paths(), *map(str, read)):
        argv += ["--ro-bind", path, path]
    for path in map(str, write):
        argv += ["--bind", path, path]
    # --clearenv would drop LANG and PATH too: the process is started with a clean environment instead.
    return [*argv, "--chdir", "/", "--"]
