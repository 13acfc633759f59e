"""Invented data packages in a folder: the content's own descriptors and schemas, with rows that nobody sent.

One dataset comes with what its rows point at where that has no shipped rows, so that the folder can be checked as it
is; all datasets together are a demonstration's, registers as they are shipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from publish.errors import KtthError, UsageError
from publish.sample_folder import Folders, Written
from publish.settings import Settings
from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.package import check_packages, read_package
from validation.sample import Broken, SampleError, Sampler, World, broken_sample, in_order
from validation.sample.world import needed_by, pointed_at, with_agencies

BESIDE = 60  # rows of a table that only has to be there to be pointed at
AGENCIES = 6  # invented ones


class NotInvented(KtthError):  # noqa: N818 - the state is the name
    """No rows can be invented, or none with that one break; the sentence is the sampler's."""

    exit_code = 3

    def say(self, lang: Lang) -> str:
        return say("validation", lang, self.message, **self.params)


class Tables(Mapping[TableName, pl.DataFrame]):
    """Every table of the content: as invented, else as shipped (read once), without rows where it has no package."""

    def __init__(self, content: Content, home: Path) -> None:
        self.content, self.home = content, home
        self.invented: dict[TableName, pl.DataFrame] = {}
        self._shipped: dict[TableName, pl.DataFrame] = {}

    def shipped(self, name: TableName) -> pl.DataFrame:
        if name not in self._shipped:
            folder, table = self.home / name[0], self.content.tables[name]
            read = read_package(folder, self.content).tables if folder.is_dir() else ()
            types = {c: table.schema.columns[c].dtype.type for c in table.columns}
            self._shipped[name] = pl.DataFrame(schema=types)
            self._shipped |= {(name[0], typed.table.name): typed.frame for typed in read}
        return self._shipped[name]

    def __getitem__(self, name: TableName) -> pl.DataFrame:
        return self.invented[name] if name in self.invented else self.shipped(name)

    def __iter__(self) -> Iterator[TableName]:
        return iter(self.content.tables)

    def __len__(self) -> int:
        return len(self.content.tables)

    def __contains__(self, name: object) -> bool:
        return name in self.content.tables


class Samples:
    """Invents packages of one content below ``out``; the same ``seed`` and day give the same bytes.

    Raises:
        UsageError: the content does not say how invented rows are called.
        NotInvented: rows cannot be made; see :class:`validation.sample.SampleError`.
    """

    def __init__(self, content: Content, settings: Settings, out: Path, seed: int, today: date) -> None:
        if content.site.sample is None:
            message = "{content} does not say what invented rows are called: give its SITE a Sample"
            raise UsageError(message, content=settings.content)
        self.content, self.seed, self.today = content, seed, today
        self.registers = {*content.site.sample.registers, *content.derived}
        self.tables = Tables(content, settings.datapackages)
        self.world = World(content, self.tables, today)
        self.folders = Folders(content, settings.datapackages, out)

    def one(self, dataset: str, rows: int) -> list[Written]:
        """``rows`` rows of each table of ``dataset``, and what they point at."""
        self._refuse(dataset)
        own = self.content.datasets[dataset]
        wanted = [*self._beside(own), *own]
        self._with_agencies(wanted)
        for table in in_order(wanted):
            self._invent(table, rows if table.dataset == dataset else BESIDE, {t.dataset for t in wanted})
        return self.folders.written

    def every(self, rows: int) -> list[Written]:
        """A demonstration: registers and computed datasets as shipped, ``rows`` rows of each table of every other."""
        kept = {*self.registers, *(self.content.site.sample.apart if self.content.site.sample else ())}
        wanted = [t for t in self.content.tables.values() if t.dataset not in kept]
        for dataset in (d for d in self.content.datasets if d in kept):
            self.folders.copy(dataset)
        self._with_agencies(wanted)
        for table in in_order(wanted):
            self._invent(table, rows, {t.dataset for t in wanted})
        return self.folders.written

    def broken(self, dataset: str, rule_id: str, rows: int) -> list[Written]:
        """As :meth:`one`, with one break that a check of the folder finds as ``rule_id``, and nothing else.

        A rule that looks at the release before finds that below ``previous``.
        """
        table, rule = self.content.rules.get(rule_id, (None, None))
        if table is None or rule is None or table.dataset != dataset:
            known = ", ".join(r.id for t in self.content.datasets.get(dataset, ()) for r in t.rules)
            message = "{dataset} has no rule {rule}; it has: {known}"
            raise UsageError(message, dataset=dataset, rule=rule_id, known=known or "–")
        written = self.one(dataset, rows)
        sampler = self._sampler(table)
        try:
            found = broken_sample(rule, sampler, rows, self.seed)
        except SampleError as error:
            raise NotInvented(error.message, **error.params) from error
        self._write_broken(table, found)
        self._refuse_other_findings(dataset, rule_id)
        return written

    def _refuse(self, dataset: str) -> None:
        if dataset not in self.content.datasets:
            known = ", ".join(d for d in self.content.datasets if d not in self.registers)
            raise UsageError("{dataset} is no dataset of this content; it has: {known}", dataset=dataset, known=known)
        if dataset in self.registers:
            raise UsageError("{dataset} is a register or computed: no rows of it are invented", dataset=dataset)

    def _beside(self, tables: Iterable[Table]) -> list[Table]:
        """The tables of every dataset that has no shipped rows and is pointed at, directly or not."""
        found: dict[str, tuple[Table, ...]] = {}
        own = {t.dataset for t in tables}
        todo = [*tables]
        while todo:
            for name in pointed_at(todo.pop()):
                if name[0] not in {*self.registers, *own, *found} and self.tables.shipped(name).is_empty():
                    found[name[0]] = self.content.datasets[name[0]]
                    todo += found[name[0]]
        return [table for tables in found.values() for table in tables]

    def _with_agencies(self, wanted: Iterable[Table]) -> None:
        """Invented agencies in the register's copy, where a table asks for them."""
        name = (self.content.site.agencies, self.content.site.agencies)
        if any(t.invented for t in wanted) and self.world.sample.agency:
            self.tables.invented[name] = with_agencies(self.tables.shipped(name), self.world.sample, AGENCIES)
            self.folders.write(self.content.tables[name], [self.tables.invented[name]], register=True)

    def _sampler(self, table: Table) -> Sampler:
        return Sampler(table, self.world, self.folders.descriptor(table.dataset)["frequency"])

    def _invent(self, table: Table, rows: int, datasets: set[str]) -> None:
        """Rows are written as they are made, and kept only where another table of ``datasets`` looks at them."""
        name = (table.dataset, table.name)
        looked_at = any(name in needed_by(t) for t in self.content.tables.values() if t.dataset in datasets)
        kept: list[pl.DataFrame] = []

        def frames() -> Iterator[pl.DataFrame]:
            for frame in self._sampler(table).frames(rows, self.seed):
                kept.extend([frame] if looked_at else [])
                yield frame

        try:
            self.folders.write(table, frames(), publisher=self._publisher(table))
        except SampleError as error:
            raise NotInvented(error.message, **error.params) from error
        if kept:
            self.tables.invented[name] = pl.concat(kept)

    def _publisher(self, table: Table) -> str:
        """An invented agency, where no real one may be named."""
        agencies = self.world.invented_agencies
        return agencies[0] if agencies and any(t.invented for t in self.content.datasets[table.dataset]) else ""

    def _write_broken(self, table: Table, found: Broken) -> None:
        publisher = self._publisher(table)
        self.folders.write(table, [found.frame], publisher=publisher)
        for name, frame in found.beside.items():
            other = self.content.tables[name]
            self.folders.write(other, [frame], register=name[0] in self.registers)
        if found.previous is not None:
            self.folders.write(table, [found.previous], publisher=publisher, previous=True)

    def _refuse_other_findings(self, dataset: str, rule_id: str) -> None:
        before = self.folders.previous(dataset)
        last = {(t.table.dataset, t.table.name): t.frame for t in before}
        folders = [one.folder for one in self.folders.written]
        checked = check_packages(folders, self.content, self.tables.shipped, last.get, today=self.today)
        found = {f.rule for one in checked if one.dataset == dataset for f in one.report.findings}
        if found != {rule_id}:
            told = ", ".join(sorted(found)) or "–"
            raise KtthError("meant to break {rule} only, but a check finds: {found}", rule=rule_id, found=told)
