"""The first program inside every jail: limits, Landlock, system-call filter, then exec of the real program.

Called as `python -E -s -S -B confine.py '<json>' program argument…`; standard library only, because nothing else is
needed and little else is visible. Exit code 125 means that the jail itself could not be closed: nothing was run.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys

import landlock
import seccomp

NOT_CLOSED = 125
_PR_SET_PDEATHSIG = 1
_LIMITS = {
    "memory": resource.RLIMIT_AS,
    "file_bytes": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
    "processes": resource.RLIMIT_NPROC,
    "core": resource.RLIMIT_CORE,
}


def _limit(kind: int, value: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(kind)[1]
    wanted = [value, value if hard is None else hard]
    if ceiling != resource.RLIM_INFINITY:
        wanted = [min(each, ceiling) for each in wanted]
    resource.setrlimit(kind, tuple(wanted))


def _die_with_parent(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(NOT_CLOSED)


def main() -> None:
    wanted = json.loads(sys.argv[1])
    try:
        if wanted.get("parent"):
            _die_with_parent(wanted["parent"])
        for name, value in wanted["limits"].items():
            _limit(_LIMITS[name], value)
        # Soft limit: SIGXCPU; two seconds later the hard one kills what ignores it.
        _limit(resource.RLIMIT_CPU, wanted["cpu"], wanted["cpu"] + 2)
        os.umask(0o022)
        os.chdir(wanted["directory"])
        if wanted["landlock"]:
            landlock.restrict(**wanted["landlock"])
        seccomp.install()
    except OSError as error:
        print(f"jail: {error}", file=sys.stderr)
        sys.exit(NOT_CLOSED)
    try:
        os.execve(sys.argv[2], sys.argv[2:], dict(os.environ))  # noqa: S606 - this is what the jail is for
    except OSError as error:
        print(f"jail: {sys.argv[2]}: {error}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main()
