"""A process of its own for work that needs polars: its threads do not come along into a forked child."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.torture import kernel


@pytest.fixture(scope="session")
def fresh() -> Iterator[ProcessPoolExecutor]:
    """A process in which everything is imported and nothing was computed: each child forked there may compute."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.surveys"])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        yield pool


@pytest.fixture(scope="session")
def tracing() -> None:
    """Skips aloud where a process may not trace its own child."""
    child = os.fork()
    if child == 0:
        refused = kernel.traced_from_here() != 0
        os.kill(os.getpid(), signal.SIGKILL if refused else signal.SIGSTOP)
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    else:
        pytest.skip("tracing is forbidden here")
