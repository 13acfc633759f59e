"""Where files are checked: so many at a time, each in a child process, each deleted as soon as that has ended.

Nothing of a file is written to a log: no name, no cell, and of a fault of ours only where in the program it was.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool

from publish import sent
from publish.portal.check.limits import Bounds
from publish.portal.check.refused import busy, failed
from publish.sent import Answered, Asked
from publish.settings import Settings
from schemas.core.registry import Content
from validation.findings import Finding
from validation.intake.child import run, warm
from validation.intake.limits import Limits

Check = Callable[[Path, Asked, Settings, Limits], Answered]
LEFT = 3600.0  # seconds after which a file that a killed portal left behind is deleted
logger = logging.getLogger(__name__)
_FRAME = re.compile(r'^  File "([^"]+)", line (\d+)', re.MULTILINE)


class Desk:
    """Checks files; ``check`` is what the child does with one."""

    def __init__(self, content: Content, settings: Settings, bounds: Bounds, check: Check = sent.check_aside) -> None:
        self.content = content
        self._settings = settings
        self._bounds = bounds
        self._check = check
        self._places = asyncio.Semaphore(bounds.checks)
        self._folder = settings.root / "check"

    async def answer(self, file: BinaryIO, asked: Asked) -> Answered:
        """The answer to a file.

        Raises:
            Refused: there was no free place for it in time, or the check broke off.
        """
        async with self._place():
            return await run_in_threadpool(self._answer, file, asked)

    async def warm(self) -> None:
        """Starts the process that children come from, so that the first file does not wait for it."""
        own = self._settings.content
        modules = [name for name in sys.modules if name == own or name.startswith(f"{own}.")]
        await run_in_threadpool(lambda: warm(sent.__name__, *modules))

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._bounds.wait):
                await self._places.acquire()
        except TimeoutError:
            raise busy() from None
        try:
            yield
        finally:
            self._places.release()

    def _answer(self, file: BinaryIO, asked: Asked) -> Answered:
        try:
            with self._held(file) as path:
                limits = self._bounds.file
                found = run(self._check, path, asked, self._settings, limits, limits=limits)
        except Exception as error:
            logger.error("a check broke off: %s", _where(error))  # its message may hold what was sent
            raise failed() from None
        return sent.refused(found, asked, self.content) if isinstance(found, Finding) else found

    @contextmanager
    def _held(self, file: BinaryIO) -> Iterator[Path]:
        """The file in a folder that nobody else can read, until the end of the block."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear()
        with tempfile.TemporaryDirectory(dir=self._folder) as own:
            path = Path(own, "file")
            with path.open("xb") as copy:
                shutil.copyfileobj(file, copy)
            yield path

    def _clear(self) -> None:
        """Deletes what a portal that was killed has left behind."""
        for left in self._folder.iterdir():
            with suppress(OSError):
                if left.stat().st_mtime < time.time() - LEFT:
                    shutil.rmtree(left)


def _where(error: BaseException) -> str:
    """Kind and places of an error, without what it says."""
    notes = "\n".join(getattr(error, "__notes__", ()))
    places = ["/".join(Path(file).parts[-2:]) + f":{line}" for file, line in _FRAME.findall(notes)]
    return f"{type(error).__name__} at {' > '.join(places) or 'an unknown place'}"
