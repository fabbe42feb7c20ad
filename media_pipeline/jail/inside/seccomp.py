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
_DENIED = (
    "socket ptrace process_vm_readv process_vm_writev unshare setns mount umount2 pivot_root bpf perf_event_open"
    " userfaultfd io_uring_setup keyctl add_key request_key pidfd_send_signal open_by_handle_at fork vfork tkill"
).split()
_NUMBERS = {
    "x86_64": dict(
        socket=41, clone=56, fork=57, vfork=58, kill=62, ptrace=101, pivot_root=155, mount=165, umount2=166,
        tkill=200, tgkill=234, add_key=248, request_key=249, keyctl=250, unshare=272, perf_event_open=298,
        open_by_handle_at=304, setns=308, process_vm_readv=310, process_vm_writev=311, bpf=321, userfaultfd=323,
        pidfd_send_signal=424, io_uring_setup=425, clone3=435,
    ),
    "aarch64": dict(
        socket=198, clone=220, kill=129, ptrace=117, pivot_root=41, mount=40, umount2=39, tkill=130, tgkill=131,
        add_key=217, request_key=218, keyctl=219, unshare=97, perf_event_open=241, open_by_handle_at=265, setns=268,
        process_vm_readv=270, process_vm_writev=271, bpf=280, userfaultfd=282, pidfd_send_signal=424,
        io_uring_setup=425, clone3=435,
    ),
}  # fmt: skip
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
    for name in _DENIED:
        if name in numbers:
            steps += [(_JEQ, 0, 1, numbers[name]), (_RET, 0, 0, _ERRNO | errno.EPERM)]
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
