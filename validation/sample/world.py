"""What rows are invented among: the tables they may point at, code lists, the day, and which agencies are not real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from schemas.core.names import slug
from schemas.core.registry import Content
from schemas.core.rules import Given
from schemas.core.rules.base import TableName
from schemas.core.site import Sample
from schemas.core.table import Table
from validation.references import code_lists

WHAT, NUMBER = "{what}", "{number}"


@dataclass(frozen=True)
class World:
    """``tables`` are typed as their models say: registers as shipped, and what was invented before.

    ``content.site.sample`` must be there. ``previous`` is the table of a release before, where there is one.
    """

    content: Content
    tables: Mapping[TableName, pl.DataFrame]
    today: date
    previous: pl.DataFrame | None = field(default=None, repr=False)

    @property
    def sample(self) -> Sample:
        found = self.content.site.sample
        assert found is not None  # noqa: S101 - the caller looks
        return found

    @cached_property
    def marks(self) -> list[str]:
        """What a text has in it that says of itself that it is invented: as words, and as part of an id."""
        fixed = self.sample.name.vi.replace(WHAT, "").replace(NUMBER, "").strip().casefold()
        return [fixed, slug(fixed)] if fixed else []

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        name = self.content.site.code_lists
        return code_lists(self.tables[name, name]) if (name, name) in self.tables else {}

    def given(self, table: Table) -> Given:
        """What the rules of ``table`` may look at."""
        needed = {name: self.tables[name] for rule in table.rules for name in rule.needs if name in self.tables}
        return Given(key=table.primary_key, previous=self.previous, tables=needed, today=self.today)

    @cached_property
    def invented_agencies(self) -> list[str]:
        """The ids of the agencies that are not real, as far as they stand in the register."""
        column, pattern = self._agency_id
        name = self.content.site.agencies
        if not column or (name, name) not in self.tables:
            return []
        before, _, after = pattern.partition(NUMBER)
        ids = self.tables[name, name][column].unique().sort()
        return [i for i in ids if i.startswith(before) and i.endswith(after) and i != pattern]

    @property
    def _agency_id(self) -> tuple[str, str]:
        """The first cell of the invented agency: its id."""
        return next(((c, str(v)) for c, v in self.sample.agency.items()), ("", ""))


def with_agencies(register: pl.DataFrame, sample: Sample, count: int) -> pl.DataFrame:
    """The register of agencies with ``count`` invented ones behind the real."""
    said = {**sample.cells, **sample.agency}
    rows = [
        {c: v.replace(NUMBER, f"{n:02}") if isinstance(v, str) else v for c, v in said.items()}
        for n in range(1, count + 1)
    ]
    more = [{c: row.get(c) for c in register.columns} for row in rows]
    return pl.concat([register, pl.DataFrame(more, schema=register.schema)])


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Tables with those first that their rows point at, or that their rules look at; a circle keeps the given order."""
    by_name = {(t.dataset, t.name): t for t in tables}
    done: dict[TableName, Table] = {}

    def visit(name: TableName, path: tuple[TableName, ...]) -> None:
        if name in done or name in path or name not in by_name:
            return
        for before in sorted(needed_by(by_name[name])):
            visit(before, (*path, name))
        done[name] = by_name[name]

    for name in by_name:
        visit(name, ())
    return list(done.values())


def needed_by(table: Table) -> set[TableName]:
    """The tables that its rows point at and its rules look at."""
    return pointed_at(table) | {name for rule in table.rules for name in rule.needs}


def pointed_at(table: Table) -> set[TableName]:
    """The tables that its rows point at, itself left out."""
    return {r.target for r in table.references} - {(table.dataset, table.name)}


def texts(values: Iterable[object]) -> Sequence[str]:
    """The texts among values, each once, in their order."""
    return list(dict.fromkeys(str(v) for v in values if v is not None))
