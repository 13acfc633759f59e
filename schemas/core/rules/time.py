"""Kinds of rule about time: intervals of validity that never overlap, a status that never goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import polars as pl

from schemas.core.rules.base import OK, Given, Rows, Rule

FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, kw_only=True)
class NoOverlap(Rule):
    """The half-open intervals ``[start, end)`` of one ``of`` are not empty and never overlap; no end means for ever."""

    of: tuple[str, ...]
    start: str = "valid_from"
    end: str = "valid_to"
    statement: ClassVar[str] = "Each {of} is valid once at a time ({start} to {end})"
    detail: ClassVar[str] = "the interval beginning {found} ends before it begins or overlaps the next one"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.start, self.end, *self.of)

    def words(self) -> dict[str, object]:
        return {"of": self.of, "start": self.start, "end": self.end}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        end = pl.col(self.end).fill_null(FOREVER)
        following = pl.col(self.start).shift(-1).over(self.of, order_by=self.start)
        ok = (end > pl.col(self.start)) & (end <= following.fill_null(FOREVER))
        return frame.select(ok.alias(OK), pl.col(self.start).cast(pl.String).alias("found"))

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        return [dict(rows[0]) | {self.end: rows[0][self.start]}, *map(dict, rows[1:])] if rows else None


@dataclass(frozen=True, kw_only=True)
class Progress(Rule):
    """``column`` moves along ``steps`` only forward from one release to the next, for one key."""

    column: str
    steps: tuple[str, ...]
    needs_previous: ClassVar[bool] = True
    statement: ClassVar[str] = "{column} never goes back: {steps}"
    detail: ClassVar[str] = "was {before} in the last release, now {found}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def words(self) -> dict[str, object]:
        return {"column": self.column, "steps": " → ".join(self.steps)}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        assert given.previous is not None  # noqa: S101 - the caller looks at needs_previous
        key = list(given.key)
        before = given.previous.select(*key, pl.col(self.column).alias("before"))
        joined = frame.with_row_index("_row").join(before, on=key, how="left").sort("_row")
        rank = {step: i for i, step in enumerate(self.steps)}
        now, then = (
            pl.col(c).replace_strict(rank, default=None, return_dtype=pl.Int64) for c in (self.column, "before")
        )
        return joined.select((now >= then).alias(OK), pl.col("before"), pl.col(self.column).alias("found"))
