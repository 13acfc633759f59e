"""What the portal shows at one moment: one snapshot, everything made from it, and how the next one takes its place.

A state is built off the event loop and put in place by one assignment; a request takes the reference once and never
sees two releases. The Datasettes of the old state are closed when their last request is done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from publish.about import About, about
from publish.counters import count
from publish.datasette import Instance, inspect
from publish.datasette_house import Frame
from publish.plan import PlanView, read_plan
from publish.portal.dataset import DatasetView, dataset_view
from publish.portal.listing import Listing
from publish.registers import Registers, read_registers
from publish.search import Search, search_path
from publish.snapshot import Catalog, Entry, Snapshot
from publish.sqlite import Correction, ReleaseInfo, build, read_corrections, read_releases, read_tables
from schemas.core.i18n import LANGS, Lang
from schemas.core.registry import Content

PREFIX: Mapping[Lang, str] = {"vi": "", "en": "/en"}
NEWEST = 50  # corrections that are shown
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """One snapshot; empty before the first release."""

    snapshot: Snapshot | None = None
    datasets: Mapping[str, DatasetView] = field(default_factory=dict)
    releases: Mapping[str, Sequence[ReleaseInfo]] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    registers: Registers = field(default_factory=Registers)
    data: Mapping[Lang, Instance] = field(default_factory=dict)
    database: Path | None = None
    plan: PlanView | None = None  # of a site that follows one

    @cached_property
    def listing(self) -> Listing:
        """The datasets as they are sifted and sorted."""
        return Listing(self.datasets)

    @cached_property
    def search(self) -> Search | None:
        return Search(search_path(self.database)) if self.database else None

    @property
    def number(self) -> int:
        return self.snapshot.number if self.snapshot else 0


class Portal:
    """Holds the current :class:`State` of one catalog; ``state`` is replaced whole, never changed."""

    def __init__(
        self, catalog: Catalog, content: Content, root: Path, frames: Mapping[Lang, Frame], pause: float = 1.0
    ) -> None:
        self.catalog = catalog
        self.content = content
        self.root = root
        self.pause = pause
        self.frames = frames
        self.state = State()
        self._refreshing = asyncio.Lock()

    async def refresh(self) -> None:
        """Show the archive's newest snapshot, if it is not the one shown."""
        async with self._refreshing:
            snapshot = await asyncio.to_thread(self.catalog.current)
            if snapshot is None or snapshot == self.state.snapshot:
                return
            new = await asyncio.to_thread(self._build, snapshot)
            try:
                await asyncio.to_thread(lambda: new.listing)  # made before anybody waits for it
                for instance in new.data.values():
                    instance.house.state = new
                    await instance.warm_up()
                new, self.state = self.state, new
                self._counting = asyncio.create_task(self._count(self.state))
            finally:  # the old one, or the new one that did not start
                _retire(new)

    async def watch(self) -> None:
        """Refresh every ``pause`` seconds, for ever; a snapshot that cannot be shown leaves the old one in place."""
        told = False
        while True:
            await asyncio.sleep(self.pause)
            try:
                await self.refresh()
                told = False
            except Exception:
                count("refresh_failures")
                if not told:
                    logger.exception("the newest snapshot cannot be shown; the one before it stays")
                told = True

    async def _count(self, state: State) -> None:
        """What readers are offered to count long tables by is counted while they read."""
        for instance in state.data.values():
            with instance.in_use():
                await instance.count()

    def close(self) -> None:
        """Show nothing more and close what is open."""
        old, self.state = self.state, State()
        _retire(old)

    def _build(self, snapshot: Snapshot) -> State:
        path = build(self.catalog, snapshot, self.content, self.root)
        tables, site, inspected = read_tables(path), self.content.site, inspect(path)
        abouts = {dataset: self._about(dataset, entry) for dataset, entry in sorted(snapshot.datasets.items())}
        return State(
            snapshot=snapshot,
            datasets={
                dataset: dataset_view(said, snapshot.datasets[dataset].digest, tables, site)
                for dataset, said in abouts.items()
            },
            releases=read_releases(path),
            corrections=read_corrections(path, NEWEST),
            registers=read_registers(self.catalog, snapshot, site),
            data={lang: Instance(path, self.frames[lang], snapshot, inspected) for lang in LANGS},
            database=path,
            plan=read_plan(self.catalog, snapshot, site, abouts),
        )

    def _about(self, dataset: str, entry: Entry) -> About:
        """The description of a release, read again only where it is another than the one shown."""
        known = self.state.datasets.get(dataset)
        if known and (known.digest, known.about.version) == (entry.digest, entry.version):
            return known.about
        return about(dataset, self.catalog.release(dataset, entry.version).descriptor, self.content.site)


def _retire(state: State) -> None:
    for instance in state.data.values():
        instance.retire()
