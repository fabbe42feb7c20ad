"""Landlock by ctypes: only the given paths, no TCP, no signals to others as far as the kernel's ABI goes.

Runs inside the jail before the program starts (standard library only). Needs no privileges and no namespaces, so it
works in a plain chroot and in most containers. Kernel documentation: userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_MAKE = 0x1FF0  # remove and make of every kind: bits 4 to 12
_PR_SET_NO_NEW_PRIVS = 38


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The kernel's Landlock ABI, 0 when there is none or it is switched off."""
    return max(0, _libc().syscall(_CREATE, None, 0, 1))


def handled(version: int) -> int:
    """The file rights that this ABI can govern."""
    rights = _EXECUTE | _WRITE_FILE | _READ_FILE | _READ_DIR | _MAKE
    if version >= 2:
        rights |= _REFER
    if version >= 3:
        rights |= _TRUNCATE
    if version >= 5:
        rights |= _IOCTL_DEV
    return rights


def _checked(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"landlock: {what}")
    return result


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= _FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle))
        _checked(_libc().syscall(_ADD_RULE, ruleset, 1, rule, 0), f"rule for {path}")
    finally:
        os.close(handle)


def restrict(run: Iterable[str], read: Iterable[str], write: Iterable[str]) -> None:
    """Confine this process: `run` may be read and executed, `read` read, `write` changed. Missing paths are skipped.

    Raises OSError when the kernel has no Landlock or refuses the rules."""
    version = abi()
    if not version:
        raise OSError("landlock: not available")
    governed = handled(version)
    fields = [governed]
    if version >= 4:
        fields.append(3)  # bind and connect of TCP
    if version >= 6:
        fields.append(3)  # abstract UNIX sockets, signals
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    ruleset = _checked(_libc().syscall(_CREATE, attributes, 8 * len(fields), 0), "ruleset")
    for path in run:
        _allow(ruleset, path, governed & (_EXECUTE | _READ_FILE | _READ_DIR))
    for path in read:
        _allow(ruleset, path, governed & (_READ_FILE | _READ_DIR))
    for path in write:
        _allow(ruleset, path, governed & ~_EXECUTE)
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _checked(_libc().syscall(_RESTRICT, ruleset, 0), "restrict")
    os.close(ruleset)
