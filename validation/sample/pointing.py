"""Rows written by hand led to what is there: their references to rows that exist, and hold in the rows' periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from schemas.core.model import Reference
from schemas.core.period import period_bounds
from schemas.core.table import Table
from validation.references import broken_references
from validation.sample.pools import pools
from validation.sample.world import World


class Pointing:
    """The references of one table to others."""

    def __init__(self, table: Table, world: World) -> None:
        self.table, self.world = table, world
        others = [r for r in table.references if r.target != (table.dataset, table.name)]
        self.targets = [(r, world.tables[r.target]) for r in others if r.target in world.tables]

    def led(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Example rows, each value that points nowhere in the examples put for one of its own that does not."""
        found = [dict(row) for row in rows]
        for reference, target in self.targets:
            there = target.select(reference.to).unique(maintain_order=True).rows()
            asked = list(dict.fromkeys(_of(row, reference.columns) for row in self.table.examples))
            lost = [value for value in asked if value not in there and any(v is not None for v in value)]
            leads = dict(zip(lost, (value for value in there if value not in asked), strict=False))
            for row in found:
                if (value := _of(row, reference.columns)) in leads:
                    row |= dict(zip(reference.columns, leads[value], strict=True))
        return found

    def held(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows, those whose place does not exist in their period moved to one that does, of the examples' kind."""
        for reference, target in self.targets:
            if reference.during and len(reference.columns) == 1:
                for failure in list(broken_references(reference, frame, target)):
                    frame = self._moved(frame, failure.index, reference)
        return frame

    def _moved(self, frame: pl.DataFrame, index: int, reference: Reference) -> pl.DataFrame:
        column = reference.columns[0]
        bounds = period_bounds(frame[reference.during][index : index + 1]).row(0, named=True)
        inside = (pl.col("_from") <= bounds["period_start"]) & (pl.col("_to") >= bounds["period_end"])
        there = next(
            p.values.join(p.spans.filter(inside), on=column, how="semi", maintain_order="left")[column]
            for p in pools(self.table, self.world, reference.during)
            if p.columns == reference.columns and p.spans is not None
        )
        return frame if there.is_empty() else frame.with_columns(frame[column].scatter(index, there[0]))


def _of(row: Mapping[str, Any], columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row.get(c) for c in columns)
