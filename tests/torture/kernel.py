"""Strikes at the kernel's door: every system call that changes the disk below a folder, whoever makes it.

The child is traced (ptrace), so also what SQLite and Python's own files write is struck, which no wrapper in Python
sees. Linux on x86-64 only; elsewhere, or where tracing is forbidden, the tests say so and are skipped.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.faults import DEFECT, Outcome, Work, code_of

TRACEME, PEEKUSER, POKEUSER, SYSCALL, DETACH, SETOPTIONS = 0, 3, 6, 24, 17, 0x4200
SYSGOOD = 1
RDX, RSI, RDI, RAX, ORIG_RAX = 12, 13, 14, 10, 15  # words of the saved registers
WRITES = {1: "write", 18: "pwrite64", 20: "writev", 296: "pwritev"}
ON_FILES = {**WRITES, 74: "fsync", 75: "fdatasync", 77: "ftruncate", 285: "fallocate"}
COPIES = {40: "sendfile", 326: "copy_file_range"}  # the target is the first and the third argument
ON_NAMES = {76: "truncate", 82: "rename", 83: "mkdir", 84: "rmdir", 86: "link", 87: "unlink", 88: "symlink"}
ON_NAMES |= {258: "mkdirat", 263: "unlinkat", 264: "renameat", 265: "linkat", 316: "renameat2"}
OPENS = {2: RSI, 257: RDX}  # open and openat, with the place of their flags

here = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="system calls are traced on Linux x86-64 only"
)
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long
Hit = Callable[["Traced"], None]


class Traced:
    """A stopped child and its registers."""

    def __init__(self, pid: int, below: Path) -> None:
        self.pid, self.below = pid, str(below.resolve())

    def get(self, register: int) -> int:
        return int(_libc.ptrace(PEEKUSER, self.pid, ctypes.c_void_p(register * 8), None))

    def put(self, register: int, value: int) -> None:
        _libc.ptrace(POKEUSER, self.pid, ctypes.c_void_p(register * 8), ctypes.c_void_p(value))

    def next_stop(self) -> int | None:
        """Run to the next entry or exit of a system call; the exit code, once it has ended."""
        deliver = 0
        while True:
            _libc.ptrace(SYSCALL, self.pid, None, ctypes.c_void_p(deliver))
            _, status = os.waitpid(self.pid, 0)
            if not os.WIFSTOPPED(status):
                return os.waitstatus_to_exitcode(status)
            if os.WSTOPSIG(status) == signal.SIGTRAP | 0x80:
                return None
            deliver = os.WSTOPSIG(status)

    def is_change(self) -> bool:
        """Whether the call that is about to be made changes the disk below the folder."""
        number = self.get(ORIG_RAX)
        if number in OPENS:
            return bool(self.get(OPENS[number]) & os.O_CREAT)
        if number in ON_NAMES:
            return True
        place = RDI if number in ON_FILES or number == 40 else RDX if number in COPIES else None
        return place is not None and self._file(self.get(place)).startswith(self.below)

    def _file(self, number: int) -> str:
        try:
            return os.readlink(f"/proc/{self.pid}/fd/{number}")  # noqa: PTH115
        except OSError:
            return ""

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def die_before(child: Traced) -> None:
    child.kill()


def die_after(child: Traced) -> None:
    """After the call has been made; after half of it if it is a write."""
    if child.get(ORIG_RAX) in (1, 18):
        child.put(RDX, child.get(RDX) // 2)
    child.next_stop()
    child.kill()


def failing(error: int) -> Hit:
    """The call is not made and gives ``error``."""

    def fail(child: Traced) -> None:
        child.put(ORIG_RAX, 2**64 - 1)
        child.next_stop()
        child.put(RAX, 2**64 - error)

    return fail


def through_kernel(below: Path, hit: Hit) -> Callable[[Work, int], Outcome]:
    """A strike at the changes that the child makes below a folder."""

    def strike(work: Work, at: int) -> Outcome:
        child = Traced(_start(work), below)
        passed = 0
        while True:
            if (code := child.next_stop()) is not None:  # an entry
                return Outcome(code, passed)
            passed += child.is_change()
            if passed == at:
                hit(child)
                return Outcome(_finish(child), passed)
            if (code := child.next_stop()) is not None:  # its exit
                return Outcome(code, passed)

    return strike


def traced_from_here() -> int:
    """Let the parent trace this process; 0 if it may."""
    return int(_libc.ptrace(TRACEME, 0, None, None))


def _start(work: Work) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = DEFECT
        try:
            sys.dont_write_bytecode = True
            traced_from_here()
            os.kill(os.getpid(), signal.SIGSTOP)
            code = code_of(work)
        finally:
            os._exit(code)
    os.waitpid(pid, os.WUNTRACED)
    _libc.ptrace(SETOPTIONS, pid, None, ctypes.c_void_p(SYSGOOD))
    return pid


def _finish(child: Traced) -> int:
    _libc.ptrace(DETACH, child.pid, None, None)  # let go; nothing of a killed one
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
