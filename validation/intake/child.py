"""Work on a file that nobody here made, in a process of its own: it may be killed without anything else noticing.

A reader of workbooks can be made to ask for more memory than there is, and then takes its whole process with it. The
child has limits on memory and processor time, its parent a clock; whatever ends it early is one finding.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing as mp
import os
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, forkserver
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from validation.findings import Finding
from validation.intake.limits import DEFAULT, Limits

with suppress(ImportError):  # a system without them has the clock only
    import resource

T = TypeVar("T")

PRELOADED = (
    "validation.intake.check",
    *(f"validation.intake.readers.{reader}" for reader in ("text", "xlsx", "xls", "ods")),
)
STARTED_POOL = re.compile(r"polars-\d|tokio|async-exec")  # threads that a forked process would wait for in vain
TASKS = Path("/proc/self/task")
_listed = threading.RLock()  # multiprocessing's list of children: a start looks at all of them, none may be closed then


def run(function: Callable[..., T], *args: Any, limits: Limits = DEFAULT) -> T | Finding:
    """``function(*args)``, worked out in a child within ``limits``; where it did not end, ``file.too-heavy``.

    Function, arguments and result are pickled. An exception of the function is raised here.
    """
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    process: BaseProcess = context.Process(  # type: ignore[attr-defined]  # every context has one of its own
        target=_work, args=(sender, limits, function, args), daemon=True
    )
    with _ended(process, receiver):
        with _listed:
            process.start()
        sender.close()
        if not connection.wait([receiver, process.sentinel], limits.seconds) or not receiver.poll():
            return _too_heavy(limits)
        try:
            done, told = receiver.recv()
        except (EOFError, OSError):
            return _too_heavy(limits)
    if not done:
        raise told
    result: T = told
    return result


def warm(*modules: str) -> None:
    """Starts, ahead of the first file, the process that children are forked from; it imports ``modules`` meanwhile."""
    if _forks():
        mp.set_forkserver_preload([*PRELOADED, *modules])
        forkserver.ensure_running()


@contextmanager
def _ended(process: BaseProcess, receiver: connection.Connection) -> Iterator[None]:
    try:
        yield
    finally:
        if process.pid is not None:
            process.kill()
            with _listed:
                process.join()
                process.close()
        receiver.close()


def _too_heavy(limits: Limits) -> Finding:
    params = {"seconds": f"{limits.seconds:g}", "megabytes": f"{limits.memory / 1e6:.0f}"}
    return Finding("file.too-heavy", params=params)


def _forks() -> bool:
    return "forkserver" in mp.get_all_start_methods()


def _context() -> BaseContext:
    """A plain fork where nothing else runs in this process (it costs milliseconds), else one of a quiet server."""
    if not _forks():
        return mp.get_context("spawn")
    return mp.get_context("fork" if _alone() else "forkserver")


def _alone() -> bool:
    if threading.active_count() > 1 or not TASKS.is_dir():
        return False
    with suppress(OSError):  # a thread that has just ended
        return not any(STARTED_POOL.match((task / "comm").read_text()) for task in TASKS.iterdir())
    return False


def _work(sender: connection.Connection, limits: Limits, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    _bind(limits)
    try:
        told = (True, function(*args))
    except MemoryError:
        os._exit(1)
    except Exception as error:
        error.add_note(traceback.format_exc())
        told = (False, error)
    sender.send(told)
    sender.close()


def _bind(limits: Limits) -> None:
    """Holds this process to its limits; what libraries say before they abort is nobody's to read."""
    faulthandler.disable()
    gc.disable()  # it lives for one file
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    _set("RLIMIT_CORE", 0)
    _set("RLIMIT_CPU", int(limits.seconds * 2) + 1)  # two threads count twice; the clock is the parent's
    _set("RLIMIT_DATA", _data_bytes() + limits.memory)


def _set(name: str, value: int) -> None:
    with suppress(NameError, AttributeError, ValueError, OSError):
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _data_bytes() -> int:
    """The memory this process has for its own, before it does anything."""
    with suppress(OSError, IndexError, ValueError):
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0
