"""Files that are made when they are asked for: in a thread, one after the other, each once however many wait for it."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException

from publish.distributions import Keeper, Kept, Unavailable, Wanted

WAITING = 50  # files that may be in the making; more are asked to come again
AGAIN = "60"  # seconds
REFUSALS = 1000


class Making:
    """The files of one :class:`Keeper`, for the requests of one event loop."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._one = asyncio.Semaphore(1)
        self._tasks: dict[str, asyncio.Task[Kept]] = {}
        self._refused: dict[str, Unavailable] = {}  # by key; it takes a look at the whole table to say so

    async def file(self, wanted: Wanted) -> Kept:
        """The file.

        Raises:
            HTTPException: 503, too many are being made.
            Unavailable: the form cannot hold this table.
            KtthError: the archive is damaged, or the file cannot be written.
        """
        if found := await asyncio.to_thread(self.keeper.kept, wanted):
            return found
        if refused := self._refused.get(wanted.key):
            raise refused
        if wanted.key not in self._tasks:
            if len(self._tasks) >= WAITING:
                raise HTTPException(503, headers={"Retry-After": AGAIN})
            self._tasks[wanted.key] = asyncio.create_task(self._make(wanted))
        return await asyncio.shield(self._tasks[wanted.key])  # a reader who leaves does not stop it for the others

    async def _make(self, wanted: Wanted) -> Kept:
        try:
            async with self._one:
                return await asyncio.to_thread(self.keeper.file, wanted)
        except Unavailable as refused:
            if len(self._refused) < REFUSALS:
                self._refused[wanted.key] = refused
            raise
        finally:
            del self._tasks[wanted.key]
