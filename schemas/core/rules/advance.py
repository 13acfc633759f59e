"""Kinds of rule about a state that moves one way: from period to period, and from release to release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.period import period_bounds
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, preceded, set_where
from schemas.core.site import Text

_RANK = "_rank"


def _ranks(steps: Sequence[str], column: str) -> pl.Expr:
    rank = {step: i for i, step in enumerate(steps)}
    return pl.col(column).cast(pl.String).replace_strict(rank, default=None, return_dtype=pl.Int64)


@dataclass(frozen=True, kw_only=True)
class Advance(Rule):
    """In one series a code of ``steps`` never goes back, a number (no steps) never falls, from one period to a later.

    Series are made by ``within``. Codes in ``free`` may come and be left at any time, and are passed over like an empty
    cell. Periods are ordered by their ends; of those that end together none is before the other.
    """

    column: str
    within: tuple[str, ...]
    steps: tuple[str, ...] = ()
    period: str = "period"
    free: tuple[str, ...] = ()
    number: ClassVar[str] = "{column} never falls from one period to the next"
    statement: ClassVar[str] = "{column} never goes back from one period to the next: {steps}"
    freely: ClassVar[str] = "{column} never goes back from one period to the next: {steps}; {free} at any time"
    detail: ClassVar[str] = "was {before}, now {found}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.period)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *self.within)

    def words(self) -> dict[str, object]:
        return {"column": self.column, "steps": " → ".join(self.steps), "free": self.free}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        statement = (self.freely if self.free else self.statement) if self.steps else self.number
        return self.sentence(statement, lang, titles)

    @property
    def _ordered(self) -> tuple[str, ...]:
        return tuple(step for step in self.steps if step not in self.free)

    def _ranked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The series, the period's end and the rank of each row; no rank where it is passed over."""
        rank = _ranks(self._ordered, self.column) if self.steps else pl.col(self.column)
        rows = frame.select(*self.within, pl.col(self.column).alias("found"), rank.alias(_RANK))
        ends = period_bounds(frame[self.period])["period_end"]
        return rows.with_columns(pl.when(ends.is_not_null()).then(_RANK).alias(_RANK), ends)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        rows, series = self._ranked(frame), list(self.within)
        steps = (
            rows.filter(pl.col(_RANK).is_not_null())
            .group_by(*series, "period_end")
            .agg(pl.col(_RANK).max().alias("_then"), pl.col("found").sort_by(_RANK).last().alias("before"))
            .sort("period_end")
            .with_columns(_shifted(c, series) for c in ("_then", "before"))
        )
        joined = rows.join(steps, on=[*series, "period_end"], how="left", nulls_equal=True, maintain_order="left")
        return joined.select((pl.col(_RANK) >= pl.col("_then")).alias(OK), "before", "found")

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        if not rows:
            return
        judged = self.judge(pl.DataFrame(list(rows), infer_schema_length=None), Given())
        for i, before in enumerate(judged["before"]):
            lower = None if judged[OK][i] is None else self._lower(before)
            if lower is not None:
                yield changed(rows, i, {self.column: lower})
        for i, row in enumerate(rows):
            higher = self._higher(row.get(self.column))
            if higher is not None:
                yield from preceded(rows, i, self.period, {self.column: higher})

    def _higher(self, value: Any) -> Any:
        if not self.steps:
            return None if value is None else value * 2 + 1
        if value not in self._ordered or value == self._ordered[-1]:
            return None
        return self._ordered[self._ordered.index(value) + 1]

    def _lower(self, value: Any) -> Any:
        if self.steps:
            place = self._ordered.index(value)
            return self._ordered[place - 1] if place else None
        return (value // 2 if isinstance(value, int) else value / 2) if value > 0 else value - 1

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        rows = self._ranked(frame).with_row_index("_row").sort("period_end", nulls_last=True)
        highest = pl.col(_RANK).cum_max()
        rows = rows.with_columns((highest.over(self.within) if self.within else highest).alias("_high")).sort("_row")
        wrong = rows.select((pl.col("_high") > pl.col(_RANK)).fill_null(False)).to_series()
        reached = rows["_high"]
        if self.steps:
            reached = reached.replace_strict(dict(enumerate(self._ordered)), default=None, return_dtype=pl.String)
        return self.kept(set_where(frame, wrong, {self.column: reached}), given)


def _shifted(column: str, series: list[str]) -> pl.Expr:
    value = pl.col(column).shift(1)
    return value.over(series) if series else value


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
        now, then = (_ranks(self.steps, c) for c in (self.column, "before"))
        return joined.select((now >= then).alias(OK), pl.col("before"), pl.col(self.column).alias("found"))
