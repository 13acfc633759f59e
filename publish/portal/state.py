"""What the portal shows at one moment: one snapshot, everything made from it, and how the next one takes its place.

A state is built off the event loop and put in place by one assignment; a request takes the reference once and never
sees two releases. The Datasettes of the old state are closed when their last request is done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from publish.about import About, about
from publish.datasette import Instance, inspect
from publish.portal.dataset import DatasetView, dataset_view
from publish.registers import Registers, read_registers
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

    @property
    def number(self) -> int:
        return self.snapshot.number if self.snapshot else 0


class Portal:
    """Holds the current :class:`State` of one catalog; ``state`` is replaced whole, never changed."""

    def __init__(
        self, catalog: Catalog, content: Content, root: Path, pause: float = 1.0, *, demo: bool = False
    ) -> None:
        self.catalog = catalog
        self.content = content
        self.root = root
        self.pause = pause
        self.demo = demo
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
                for instance in new.data.values():
                    await instance.warm_up()
                new, self.state = self.state, new
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
                if not told:
                    logger.exception("the newest snapshot cannot be shown; the one before it stays")
                told = True

    def close(self) -> None:
        """Show nothing more and close what is open."""
        old, self.state = self.state, State()
        _retire(old)

    def _build(self, snapshot: Snapshot) -> State:
        path = build(self.catalog, snapshot, self.content, self.root)
        tables, site, inspected = read_tables(path), self.content.site, inspect(path)
        return State(
            snapshot=snapshot,
            datasets={
                dataset: dataset_view(self._about(dataset, entry), entry.digest, tables, site)
                for dataset, entry in sorted(snapshot.datasets.items())
            },
            releases=read_releases(path),
            corrections=read_corrections(path, NEWEST),
            registers=read_registers(self.catalog, snapshot, site),
            data={lang: Instance(path, lang, PREFIX, inspected, demo=self.demo) for lang in LANGS},
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
