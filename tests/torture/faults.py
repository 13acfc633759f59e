"""The same work again and again, each time struck at another of the points where it changes the disk.

A strike is ``(work, at) -> Outcome``: it runs ``work`` in a forked child and does something to its ``at``-th change.
Here the changes are the calls through ``os``, wrapped; :mod:`tests.torture.kernel` takes them at the kernel's door.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from publish.errors import KtthError

CHANGES = ("open", "write", "fsync", "rename", "replace", "mkdir", "unlink", "rmdir")
ENDED, DEFECT, SAID, KILLED = 0, 1, 4, -signal.SIGKILL  # how a child ends
NEVER = 1 << 40  # a point that no work comes to
LONG = pytest.mark.torture

Act = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
Work = Callable[[], object]


@dataclass(frozen=True)
class Outcome:
    """How the child ended, and how many points it passed."""

    code: int
    passed: int


Strike = Callable[[Work, int], Outcome]


class Points:
    """Counts the changes made through ``os`` and does something at one of them; ``names`` lists those passed."""

    def __init__(self, at: int, act: Act) -> None:
        self.at, self.act, self.names = at, act, list[str]()

    def install(self, put: Callable[[Any, str, Any], None] = setattr) -> None:
        for name in CHANGES:
            put(os, name, self.wrap(name, getattr(os, name)))

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return call(*args, **kwargs)
            self.names.append(name)
            if len(self.names) == self.at:
                return self.act(name, call, args, kwargs)
            return call(*args, **kwargs)

        return wrapped


def die_before(_name: str, _call: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """After the change; after half of it if it is a write."""
    try:
        call(*((args[0], args[1][: len(args[1]) // 2]) if name == "write" else args), **kwargs)
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def failing(error: int) -> Act:
    """The call fails as a broken or full disk makes it fail."""

    def fail(_name: str, _call: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> None:
        raise OSError(error, os.strerror(error))

    return fail


def code_of(work: Work) -> int:
    """ENDED, SAID where the work says an error of its own, DEFECT for a traceback."""
    try:
        work()
    except KtthError:
        return SAID
    except BaseException:
        traceback.print_exc()
        return DEFECT
    return ENDED


def through_os(act: Act) -> Strike:
    """Strike at a call through ``os``. Nothing that the kernel has taken is lost by a kill, so flushes are quick."""

    def strike(work: Work, at: int) -> Outcome:
        sys.stdout.flush()
        result, told = os.pipe()
        child = os.fork()
        if child == 0:
            code, tell_it, points = DEFECT, os.write, Points(at, act)
            try:
                os.fsync = os.fstat  # type: ignore[assignment]
                points.install()
                code = code_of(work)
            finally:
                tell_it(told, str(len(points.names)).encode())
                os._exit(code)
        os.close(told)
        with os.fdopen(result, "rb") as stream:
            passed = int(stream.read() or at)
        return Outcome(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), passed)

    return strike


def struck_at_every_point(
    start: Path, work: Callable[[Path], object], strike: Strike, *, every: int = 1, least: int = 10
) -> Iterator[tuple[int, Path, int]]:
    """Yield (point, folder, how the child ended) for each point of ``work``, run in a copy of ``start`` every time.

    ``every``: only one in so many; of the last ones, where work becomes visible, more. There must be ``least`` points.
    """
    with _copy(start, 0) as folder:
        whole = strike(lambda: work(folder), NEVER)
    assert (whole.code, whole.passed > least) == (ENDED, True), "the points were not passed at all"
    last = range(max(1, whole.passed - 20), whole.passed + 1, max(1, every // 3))
    for at in sorted({*range(1, whole.passed + 1, every), *last}):
        with _copy(start, at) as folder:
            outcome = strike(lambda folder=folder: work(folder), at)  # type: ignore[misc]
            assert outcome.code != DEFECT, f"a traceback at point {at}"
            yield at, folder, outcome.code


@contextmanager
def _copy(start: Path, at: int) -> Iterator[Path]:
    folder = start.with_name(f"{start.name}-{at}")
    shutil.copytree(start, folder, symlinks=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def forked(work: Work) -> int:
    """How a child of this process that did the work ended."""
    child = os.fork()
    if child == 0:
        code = DEFECT
        try:
            code = code_of(work)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tell(measured: str) -> None:
    """What was measured, for whoever asks for it (``pytest -rP``)."""
    sys.stdout.write(f"{measured}\n")
