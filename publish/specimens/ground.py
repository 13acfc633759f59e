"""What the sample files are spoiled from: invented rows of one table of the content that keep every rule.

The table is one that much can go wrong with: totals with parts, units, code lists, days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from schemas.core.registry import Content
from schemas.core.rules import SumOfParts, UnitSlip
from schemas.core.rules.base import TableName
from schemas.core.site import Site
from schemas.core.table import Table
from validation.sample import Sampler, World
from validation.tables import Look

INVENTED = 200  # rows to choose from
PLACES, PERIODS, MEASURES = 2, 3, 3  # that a sample shows


@dataclass(frozen=True)
class Ground:
    """``rows`` are of ``PLACES`` places in ``PERIODS`` periods, each with its parts and their total.

    ``sums`` says which column tells parts from total, ``measures`` are the columns of figures that are shown.
    """

    content: Content
    table: Table
    sums: SumOfParts
    measures: tuple[str, ...]
    rows: list[dict[str, Any]]
    labels: Mapping[str, str] = field(default_factory=dict)  # what the codes of ``sums.by`` are called

    @property
    def columns(self) -> list[str]:
        """The columns that a sample has: key, figures, status, document."""
        seen = self.content.site.observation
        more = [seen.status, seen.document] if seen else []
        key = [c for c in self.table.primary_key if any(row[c] is not None for row in self.rows)]
        return [c for c in dict.fromkeys([*key, *self.measures, *more]) if c in self.table.columns]

    def title(self, column: str, *, unit: bool = True) -> str:
        said = next(f for f in self.table.fields if f["name"] == column)
        words = self.table.titles[column].vi
        return f"{words} ({said['unit']})" if unit and said.get("unit") else words

    def header(self) -> list[object]:
        return [self.title(c) for c in self.columns]

    def cells(self) -> list[list[object]]:
        return [[row[c] for c in self.columns] for row in self.rows]

    def place(self, column: str) -> int:
        return self.columns.index(column)

    @property
    def day_column(self) -> str:
        """A column of days; empty where there is none."""
        return next((f["name"] for f in self.table.fields if f["type"] == "date"), "")


def table_for(content: Content) -> Table | None:
    """The table that most can go wrong with; None where the content has none, or does not say how to invent rows."""
    if content.site.sample is None:
        return None
    barred = {*content.site.sample.registers, *content.derived}
    fit = [t for t in content.tables.values() if t.dataset not in barred and not t.invented and _sums(t)]
    return max(fit, key=_promise, default=None)


def _sums(table: Table) -> SumOfParts | None:
    return next((r for r in table.rules if isinstance(r, SumOfParts) and "period" in r.within), None)


def _promise(table: Table) -> tuple[bool, bool, int]:
    """How much can be shown of a table: unit slips, days, figures."""
    kinds = [f["type"] for f in table.fields]
    return any(isinstance(r, UnitSlip) for r in table.rules), "date" in kinds, kinds.count("number")


def ground(content: Content, table: Table, look: Look, today: date, frequency: str) -> Ground:
    """Raises :class:`validation.sample.SampleError` where no rows can be invented, :class:`LookupError`: too few."""
    sums = _sums(table)
    if sums is None:
        raise LookupError(table.name)
    world = World(content, _Known(content, look), today)
    frame = pl.concat(Sampler(table, world, frequency).frames(INVENTED, 1))
    rows = _with_status(_complete(frame, sums), content.site)
    kept = [c for c in sums.values if sum(row[c] is not None for row in rows) >= PLACES * PERIODS]
    return Ground(content, table, sums, tuple(kept[:MEASURES]), rows, _labels(content, table, sums, look))


def _complete(frame: pl.DataFrame, sums: SumOfParts) -> list[dict[str, Any]]:
    """The rows of the first places that have all parts in all of the last periods."""
    codes, others = [*sums.parts, sums.total], [c for c in sums.within if c != "period"]
    frame = frame.filter(pl.col(sums.by).is_in(codes))
    periods = frame["period"].unique().sort()[-PERIODS:]
    shown = frame.filter(pl.col("period").is_in(periods.implode()))
    for column in sums.values[:1]:
        shown = shown.filter(pl.col(column).is_not_null())
    full = shown.group_by(others, maintain_order=True).len().filter(pl.col("len") == len(codes) * len(periods))
    if full.height < PLACES or len(periods) < PERIODS:
        raise LookupError("too few rows")
    order = {code: place for place, code in enumerate(codes)}
    rows = shown.join(full.head(PLACES).drop("len"), on=others, how="semi").to_dicts()
    return sorted(rows, key=lambda row: ([str(row[c]) for c in others], row["period"], order[row[sums.by]]))


def _with_status(rows: list[dict[str, Any]], site: Site) -> list[dict[str, Any]]:
    """The rows, each with the status that most of them have: what agencies send must say one."""
    column = site.observation.status if site.observation else ""
    said = Counter(row[column] for row in rows if row.get(column) is not None)
    return [row | {column: said.most_common(1)[0][0]} for row in rows] if said else rows


def _labels(content: Content, table: Table, sums: SumOfParts, look: Look) -> dict[str, str]:
    name = next((f.get("codelist", "") for f in table.fields if f["name"] == sums.by), "")
    lists = look((content.site.code_lists, content.site.code_lists)) if content.site.code_lists else None
    if lists is None:
        return {}
    return {row["code"]: row["name_vi"] for row in lists.filter(pl.col("list") == name).to_dicts()}


class _Known(Mapping[TableName, pl.DataFrame]):
    """Every table of the content as it is found, without rows where it is not."""

    def __init__(self, content: Content, look: Look) -> None:
        self._tables, self._look = content.tables, look

    def __getitem__(self, name: TableName) -> pl.DataFrame:
        found = self._look(name)
        if found is not None:
            return found
        table = self._tables[name]
        return pl.DataFrame(schema={c: table.schema.columns[c].dtype.type for c in table.columns})

    def __iter__(self) -> Iterator[TableName]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
