"""The kind of rule about places: the units below a unit add up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.period import period_bounds
from schemas.core.rules.arithmetic import allowed, beyond
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, TableName, changed, filled, set_where
from schemas.core.rules.time import FOREVER

LEVELS = 6  # a total mended changes that of the unit above it, so often at most


@dataclass(frozen=True, kw_only=True)
class UnitsAddUp(Rule):
    """Where every unit below a unit has its row, their values sum to that unit's, within ``percent`` of it.

    ``units`` is the register (code, parent_code, valid_from, valid_to): the units below are those valid in the period.
    A unit some of whose units were valid for a part of the period only is passed over, and so is one that has no parent
    itself: a province's register need not hold all that the country is made of. ``within`` is the rest of the key.
    """

    values: tuple[str, ...]
    within: tuple[str, ...]
    percent: float = 1.0
    geo: str = "geo_code"
    units: TableName = ("ref-admin-unit", "ref-admin-unit")
    period: str = "period"
    statement: ClassVar[str] = "{values}: the units below a unit, where all are there, add up to it, within {percent} %"
    detail: ClassVar[str] = "the units below add up to {expected}, this row says {found} ({column})"

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", tuple(dict.fromkeys((*self.needs, self.units))))

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.geo)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, self.period, *self.within)

    def words(self) -> dict[str, object]:
        return {"values": self.values, "percent": self.percent}

    def _below(self, frame: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
        """For each place and period of ``frame``: the codes below it (``_child``) and their number (``_n``)."""
        spans = units.filter(
            pl.col("parent_code").is_in(units.filter(pl.col("parent_code").is_not_null())["code"].implode())
        )
        spans = spans.select(pl.col("parent_code").alias(self.geo), pl.col("code").alias("_child"), *_VALID)
        places = frame.select(self.geo, self.period).unique()
        days = (pl.min_horizontal("until", "period_end") - pl.max_horizontal("since", "period_start")).dt.total_days()
        length = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
        return (
            places.hstack(period_bounds(places[self.period]))
            .join(spans, on=self.geo)
            .with_columns(days.alias("_days"), length.alias("_length"))
            .filter(pl.col("_days") > 0)
            .group_by(self.geo, self.period, "_child")
            .agg((pl.col("_days").sum() == pl.col("_length").first()).alias("_whole"))
            .with_columns(pl.col("_whole").all().over(self.geo, self.period), _n=pl.len().over(self.geo, self.period))
            .filter("_whole")
            .drop("_whole")
        )

    def _expected(self, frame: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
        """Row for row what the units below add up to, by value; null where one is missing."""
        on = list(dict.fromkeys((*self.within, self.period)))
        rows = frame.select(pl.row_index("_row"), self.geo, *on)
        summed = (
            rows.join(self._below(frame, units), on=[self.geo, self.period])
            .drop(self.geo)
            .join(
                frame.select(pl.col(self.geo).alias("_child"), *on, *self.values), on=["_child", *on], nulls_equal=True
            )
            .group_by("_row")
            .agg(pl.when(pl.col(v).count() == pl.col("_n").first()).then(pl.col(v).sum()).alias(v) for v in self.values)
        )
        return rows.select("_row").join(summed, on="_row", how="left", maintain_order="left").select(self.values)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        expected = self._expected(frame, given.tables[self.units]).select(
            pl.all().cast(pl.Float64).name.prefix("_expected_")
        )
        rows = frame.select(self.values).hstack(expected)
        wrong = {v: (pl.col(f"_expected_{v}") - pl.col(v)).abs() > allowed(v, 0, self.percent) for v in self.values}

        def first(values: Mapping[str, pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong[v]).then(values[v]) for v in self.values])

        return rows.select(
            (~pl.any_horizontal(w.fill_null(False) for w in wrong.values())).alias(OK),
            first({v: pl.col(f"_expected_{v}") for v in self.values}).alias("expected"),
            first({v: pl.col(v).cast(pl.Float64) for v in self.values}).alias("found"),
            first({v: pl.lit(v) for v in self.values}).alias("column"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        """Without the register: a unit's row is one that those with longer codes beside it add up to."""
        for value in self.values:
            for i, row in enumerate(rows):
                below = [r for r in rows if self._beside(r, row) and filled(r, (value,))]
                if below and filled(row, (value,)) and self._adds_up(row[value], sum(r[value] for r in below)):
                    yield changed(rows, i, {value: beyond(row[value], 0, self.percent)})

    def _beside(self, row: Row, above: Row) -> bool:
        longer = len(row[self.geo] or "") > len(above[self.geo] or "")
        return longer and all(row.get(c) == above.get(c) for c in (*self.within, self.period))

    def _adds_up(self, total: float, expected: float) -> bool:
        return abs(expected - total) <= abs(total) * self.percent / 100 + 1e-9

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        if self.units not in given.tables:
            return frame
        for _ in range(LEVELS):
            wrong = ~self.judge(frame, given)[OK]
            if not wrong.any():
                return frame
            expected = self._expected(frame, given.tables[self.units])
            frame = frame.with_columns(_mended(frame, expected, v, wrong) for v in self.values)
        return self.kept(frame, given)


_VALID = (pl.col("valid_from").alias("since"), pl.col("valid_to").fill_null(FOREVER).alias("until"))


def _mended(frame: pl.DataFrame, expected: pl.DataFrame, value: str, wrong: pl.Series) -> pl.Series:
    there = wrong & expected[value].is_not_null() & frame[value].is_not_null()
    return set_where(frame, there, {value: expected[value]})[value]
