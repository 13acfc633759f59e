"""Kinds of rule about a value and its neighbour in time: a change that is too large, a unit that slipped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.period import ONCE_A_YEAR
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, Severity, changed, more, preceded
from schemas.core.rules.series import ROW, beside, in_place, in_series, touching
from schemas.core.rules.words import Joined, Where, limited
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class Change(Rule):
    """The change of ``column`` from the period before, in percent, stays within ``percent``; series by ``within``.

    Only neighbouring periods of one frequency are compared, so that a gap in a series is not taken for a jump; of nine
    months or a farming season the one of the year before is the neighbour. Rows are compared ``where`` a column has
    that value, and not where the column of ``unless`` has its value (a break); ``yearly`` only where that neighbour is
    the period a year before.
    """

    column: str
    percent: float
    within: tuple[str, ...]
    period: str = "period"
    where: Where | None = None
    unless: Where | None = None
    yearly: bool = False
    statement: ClassVar[str] = "{column} changes by at most {percent} % from the period before"
    by_year: ClassVar[str] = "{column} changes by at most {percent} % from the year before"
    detail: ClassVar[str] = "{change} % from the period before ({before} → {found})"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.period)

    @property
    def uses(self) -> tuple[str, ...]:
        limits = [pair[0] for pair in (self.where, self.unless) if pair]
        return (*self.columns, *self.within, *limits)

    def words(self) -> dict[str, object]:
        return {"column": self.column, "percent": self.percent}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        statement = self.by_year if self.yearly else self.statement
        return limited(self.sentence(statement, lang, titles), self.where, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        limits = [pair[0] for pair in (self.where, self.unless) if pair]
        rows = in_series(frame, (self.column, *limits), self.within, self.period)
        rows = rows.with_columns(pl.when(touching()).then(beside(pl.col(self.column), 1)).alias("before"))
        change = (pl.col(self.column) / pl.col("before") - 1) * 100
        compared = pl.col("before") != 0
        if self.where:
            compared &= pl.col(self.where[0]) == self.where[1]
        if self.unless:
            compared &= pl.col(self.unless[0]).ne_missing(self.unless[1])
        if self.yearly:
            compared &= pl.col("freq").is_in(("year", *ONCE_A_YEAR))
        judged = rows.select(
            ROW,
            pl.when(compared).then(change.abs() <= self.percent).alias(OK),
            change.round(2).alias("change"),
            pl.col("before"),
            pl.col(self.column).alias("found"),
        )
        return in_place(judged)

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        if not rows:
            return
        applies = self.judge(pl.DataFrame(list(rows), infer_schema_length=None), Given())[OK].is_not_null()
        for i in applies.arg_true():
            value = rows[i][self.column]
            yield changed(rows, i, {self.column: more(value, value * (2 + self.percent / 50))})
        for i, row in enumerate(rows):
            if row.get(self.column):
                smaller = more(row[self.column], row[self.column] / (2 + self.percent / 50))
                tried = preceded(rows, i, self.period, {self.column: smaller})
                yield from (one for one in tried if not self.holds(one))


@dataclass(frozen=True, kw_only=True)
class UnitSlip(Rule):
    """No value differs from that of a neighbouring period by about one of ``factors``, as if it had another unit.

    About: no more than ``about`` times beside the factor. Of two values so far apart the later is found, unless it is
    the earlier one that stands alone: it differs from both its neighbours, or begins the series and the rest agree.
    """

    columns: tuple[str, ...]
    within: tuple[str, ...]
    factors: tuple[float, ...] = (1000, 365)
    period: str = "period"
    about: float = 1.5
    severity: Severity = "warning"
    statement: ClassVar[str] = (
        "{columns}: never about {factors} times the value of a neighbouring period, nor such a part"
    )
    detail: ClassVar[str] = "{found} against {before} in {other}, about {factor} times ({column})"

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, self.period, *self.within)

    def words(self) -> dict[str, object]:
        return {"columns": self.columns, "factors": Joined(self.factors, " / ")}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        rows = in_series(frame, self.columns, self.within, self.period)
        rows = rows.with_columns(pl.col(c).cast(pl.Float64) for c in self.columns)
        found = [self._judged(rows, column) for column in self.columns]
        told = [name for name in found[0].columns if name != OK]
        first = [pl.coalesce(pl.when(~f[OK]).then(f[name]) for f in found).alias(name) for name in told]
        fine = pl.all_horizontal(f[OK] for f in found).alias(OK)
        return in_place(rows.select(ROW, fine, *first))

    def _judged(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """Of one column: whether each row is in its unit, and what it is found against."""
        value = pl.col(column)
        staged = rows.with_columns(_near=touching() & beside(value, 1).is_not_null() & value.is_not_null())
        staged = staged.with_columns(_off=pl.when("_near").then(self._factor(value / beside(value, 1))))
        off, known = pl.col("_off").is_not_null(), pl.col("_near")
        next_known, next_off = (beside(x, -1).fill_null(False) for x in (known, off))
        before_alone = pl.when(beside(known, 1)).then(beside(off, 1)).otherwise(next_known & ~next_off)
        begins = ~known & next_off & beside(known, -2).fill_null(False) & ~beside(off, -2).fill_null(True)
        odd = begins | (off & ~before_alone.fill_null(False))

        def against(shown: pl.Expr) -> pl.Expr:
            return pl.when(off).then(beside(shown, 1)).otherwise(beside(shown, -1))

        return staged.select(
            (~odd).alias(OK),
            pl.lit(column).alias("column"),
            value.alias("found"),
            against(value).alias("before"),
            against(pl.col(self.period)).alias("other"),
            pl.coalesce("_off", beside(pl.col("_off"), -1)).alias("factor"),
        )

    def _factor(self, ratio: pl.Expr) -> pl.Expr:
        """The factor that a ratio, or its inverse, is about; null where none."""
        apart = ratio.log().abs()
        return pl.coalesce(
            pl.when((apart - math.log(f)).abs() <= math.log(self.about)).then(pl.lit(float(f))) for f in self.factors
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        for column in self.columns:
            for i, row in enumerate(rows):
                if not row.get(column):
                    continue
                slips = [{column: more(row[column], row[column] * f)} for f in (self.factors[0], 1 / self.factors[0])]
                tried = [changed(rows, i, cells) for cells in slips]
                alone = chain.from_iterable(preceded(rows, i, self.period, cells) for cells in slips)
                yield from (one for one in chain(tried, alone) if not self.holds(one))
