"""A system-call filter written by hand: no new processes, no sockets, no signals to others, no kernel side doors.

Runs inside the jail before the program starts (standard library only). Threads stay possible; a fork, any socket (TCP,
UDP, UNIX) and io_uring, which would go round the filter, answer with an error. Numbers are from the kernel's
`asm/unistd.h`; an architecture without a table here gets no filter and `install` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Name, number on x86_64, number on aarch64 (None: does not exist there): calls that answer "not permitted".
_DENIED = (
    ("socket", 41, 198), ("fork", 57, None), ("vfork", 58, None), ("ptrace", 101, 117), ("pivot_root", 155, 41),
    ("mount", 165, 40), ("umount2", 166, 39), ("tkill", 200, 130), ("add_key", 248, 217), ("request_key", 249, 218),
    ("keyctl", 250, 219), ("unshare", 272, 97), ("perf_event_open", 298, 241), ("open_by_handle_at", 304, 265),
    ("setns", 308, 268), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("bpf", 321, 280),
    ("userfaultfd", 323, 282), ("pidfd_send_signal", 424, 424), ("io_uring_setup", 425, 425),
)  # fmt: skip
# Calls that are looked at more closely, by machine.
_NUMBERS = {
    "x86_64": {"clone": 56, "kill": 62, "tgkill": 234, "clone3": 435},
    "aarch64": {"clone": 220, "kill": 129, "tgkill": 131, "clone3": 435},
}
_CLONE_THREAD = 0x00010000
_X32_BIT = 0x40000000
_LD, _JEQ, _JSET, _JGE, _RET = 0x20, 0x15, 0x45, 0x35, 0x06  # BPF_LD|W|ABS, BPF_JMP|…|K, BPF_RET|K
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_PR_SET_SECCOMP, _FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38


def program(machine: str, pid: int) -> list[tuple[int, int, int, int]]:
    """The filter as (code, jump if true, jump if false, operand); `pid` is the only process it may signal."""
    numbers = _NUMBERS[machine]
    steps = [(_LD, 0, 0, 4), (_JEQ, 1, 0, _AUDIT_ARCH[machine]), (_RET, 0, 0, _KILL), (_LD, 0, 0, 0)]
    if machine == "x86_64":
        steps += [(_JGE, 0, 1, _X32_BIT), (_RET, 0, 0, _KILL)]
    for _, intel, arm in _DENIED:
        number = intel if machine == "x86_64" else arm
        if number is not None:
            steps += [(_JEQ, 0, 1, number), (_RET, 0, 0, _ERRNO | errno.EPERM)]
    # The flags of clone3 lie in memory, where no filter can look: glibc falls back to clone on ENOSYS.
    steps += [(_JEQ, 0, 1, numbers["clone3"]), (_RET, 0, 0, _ERRNO | errno.ENOSYS)]
    steps += [(_JEQ, 0, 4, numbers["clone"]), (_LD, 0, 0, 16), (_JSET, 0, 1, _CLONE_THREAD), (_RET, 0, 0, _ALLOW)]
    steps += [(_RET, 0, 0, _ERRNO | errno.EAGAIN)]
    for name in ("kill", "tgkill"):
        steps += [(_JEQ, 0, 4, numbers[name]), (_LD, 0, 0, 16), (_JEQ, 0, 1, pid), (_RET, 0, 0, _ALLOW)]
        steps += [(_RET, 0, 0, _ERRNO | errno.EPERM)]
    return [*steps, (_RET, 0, 0, _ALLOW)]


def install() -> bool:
    """Put the filter on this process and what it becomes by exec; False when this architecture has no table.

    Raises OSError when the kernel refuses the filter."""
    machine = platform.machine()
    if machine not in _NUMBERS:
        return False
    steps = program(machine, os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, head, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp filter refused")
    return True
