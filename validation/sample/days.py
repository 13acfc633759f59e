"""Invented days: as far from their row's period as the template's are from its own."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.core.period import period_bounds
from schemas.core.table import Table
from validation.sample.chance import Random, per
from validation.sample.domains import Domains

SPREAD = 1_000  # days over which rows lie that are about no period
MOMENT = r"^\d{4}-\d\d-\d\dT"  # a day with its time, written as text
DAY = len("2024-01-31")
KINDS = ("inside", "before", "behind")  # where a day lies to its period


class Days:
    """Moves the days of one table's examples to where the invented rows are.

    A day inside its period goes with the period. One before it (a plant's start) is the same in all periods of a series
    and before the first of them; one behind it (a deadline) behind the last.
    """

    def __init__(self, table: Table, domains: Domains, examples: pl.DataFrame, today: date) -> None:
        self.period, self.today = domains.period, today
        found = {f["name"]: _days(examples[f["name"]]) for f in table.fields if f["name"] != domains.period}
        self.days = {name: days for name, days in found.items() if days is not None}
        bounds = period_bounds(examples[self.period].cast(pl.String)) if self.period else None
        self._starts = None if bounds is None else bounds["period_start"]
        self._kinds = {} if bounds is None else {name: _kinds(days, bounds) for name, days in self.days.items()}
        self._latest = pl.select(pl.max_horizontal(*self.days.values())).to_series() if self.days else None

    def shifts(self, rows: pl.DataFrame, template: pl.Series, random: Random) -> pl.DataFrame:
        """By how many days the kinds of days move, row for row."""
        if self._latest is None:
            return pl.DataFrame()
        if self._starts is None:
            return self._spread(rows, template, self._latest, random)
        spans = rows.select(
            pl.col("_start").alias("inside"),
            pl.col("_start").min().over("_outer").alias("before"),
            pl.col("_start").max().over("_outer").alias("behind"),
        )
        return spans.select((pl.all() - self._starts[template]).dt.total_days())

    def _spread(self, rows: pl.DataFrame, template: pl.Series, latest: pl.Series, random: Random) -> pl.DataFrame:
        """The last day of rows about no period is some day of the last years."""
        chance = per(rows["_outer"], lambda count: random.integers(1, SPREAD, count))
        until = pl.select((pl.lit(self.today) - latest[template]).dt.total_days() - chance).to_series()
        return pl.DataFrame(dict.fromkeys(KINDS, until))

    def shifted(self, like: pl.Series, rows: pl.DataFrame, template: pl.Series, shifts: pl.DataFrame) -> pl.Series:
        """The column ``like``, which the templates' cells make, with its days moved."""
        day = self.days[like.name][template]
        kind = self._kinds[like.name][template] if self._kinds else pl.repeat(KINDS[0], rows.height, eager=True)
        by = pl.coalesce([pl.when(kind == name).then(shifts[name]) for name in KINDS])
        moved = pl.select(day + pl.duration(days=by)).to_series()
        if self.period:
            inside = pl.min_horizontal(pl.max_horizontal(moved, rows["_start"]), rows["_end"].dt.offset_by("-1d"))
            moved = pl.select(pl.when(day.is_not_null() & (kind == "inside")).then(inside).otherwise(moved)).to_series()
        return _written(moved, like)


def _days(cells: pl.Series) -> pl.Series | None:
    """The days of a column; None where it is none of days."""
    if cells.dtype.is_temporal():
        return cells.cast(pl.Date)
    written = cells.drop_nulls()
    if cells.dtype != pl.String or written.is_empty() or not written.str.contains(MOMENT).all():
        return None
    return cells.str.slice(0, DAY).str.to_date("%Y-%m-%d", strict=False)


def _kinds(days: pl.Series, bounds: pl.DataFrame) -> pl.Series:
    before, behind = days < bounds["period_start"], days >= bounds["period_end"]
    return pl.select(
        pl.when(before).then(pl.lit("before")).when(behind).then(pl.lit("behind")).otherwise(pl.lit("inside"))
    ).to_series()


def _written(days: pl.Series, like: pl.Series) -> pl.Series:
    """Days as the column has them, with the time of ``like``."""
    if like.dtype == pl.String:
        return (days.cast(pl.String) + like.str.slice(DAY)).alias(like.name)
    if like.dtype == pl.Date:
        return days.alias(like.name)
    return pl.select(days.cast(like.dtype) + (like - like.dt.truncate("1d"))).to_series().alias(like.name)
