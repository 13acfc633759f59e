"""The data pages of earlier snapshots, at ``/snapshots/{number}/data``: as long as the file of one is kept.

What was withdrawn later must not be read there: a snapshot that shows a version withdrawn since is gone.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from publish.datasette import Instance, inspect
from publish.datasette_house import Frame
from publish.portal.state import Portal
from publish.snapshot import Catalog, Snapshot
from publish.sqlite import kept
from schemas.core.i18n import Lang

OPEN = 4  # files that are open at a time, each in one language


class NotKept(Exception):  # noqa: N818 - the state is the name
    """There was such a snapshot, and it can no longer be asked."""


class Pinned:
    """Opens them when somebody asks, and closes the one that nobody has asked for longest."""

    def __init__(self, portal: Portal, frames: Mapping[Lang, Frame]) -> None:
        self._portal, self._frames = portal, frames
        self._open: OrderedDict[tuple[int, Lang], Instance] = OrderedDict()
        self._seen: Snapshot | None = None
        self._opening = asyncio.Lock()

    async def find(self, number: int, lang: Lang) -> Instance:
        """The data pages of a snapshot.

        Raises:
            KeyError: there is no such snapshot (yet).
            NotKept: its file went with time, or holds what was withdrawn since.
        """
        async with self._opening:
            now = self._portal.state.snapshot
            if now is None or not 0 < number <= now.number:
                raise KeyError(number)
            if now != self._seen:  # it may have withdrawn something
                self.close()
                self._seen = now
            if (number, lang) not in self._open:
                self._open[number, lang] = await self._opened(number, now, lang)
            self._open.move_to_end((number, lang))
            while len(self._open) > OPEN:
                self._open.popitem(last=False)[1].retire()
            return self._open[number, lang]

    async def _opened(self, number: int, now: Snapshot, lang: Lang) -> Instance:
        instance = await asyncio.to_thread(self._made, number, now, lang)
        await instance.warm_up()
        return instance

    def _made(self, number: int, now: Snapshot, lang: Lang) -> Instance:
        catalog = self._portal.catalog
        path = kept(catalog, number, self._portal.root)
        then = catalog.snapshot(number)
        if path is None or withdrawn_since(catalog, then, now):
            raise NotKept(number)
        instance = Instance(path, self._frames[lang], then, inspect(path), pinned=True)
        instance.house.state = replace(self._portal.state, snapshot=then)
        return instance

    def close(self) -> None:
        """Close all that are open as soon as their readers are done."""
        while self._open:
            self._open.popitem()[1].retire()


def withdrawn_since(catalog: Catalog, then: Snapshot, now: Snapshot) -> bool:
    """Whether anything that was public up to ``then`` was withdrawn after it; its file may tell of each of these."""
    later = {
        (dataset, version)
        for dataset, versions in now.withdrawn.items()
        for version in versions.keys() - then.withdrawn.get(dataset, {}).keys()
    }
    return bool(later) and any(
        (dataset, entry.version) in later
        for number in range(then.number, 0, -1)
        for dataset, entry in catalog.snapshot(number).datasets.items()
    )
