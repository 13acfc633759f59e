"""Kinds of rule about size: one column below another, a value in a band, a change that is too large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.period import period_bounds
from schemas.core.rules.base import OK, Given, Joined, Rows, Rule, change_one
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class Order(Rule):
    """``rising[0] ≤ rising[1] ≤ …`` in each row; a missing value is passed over, its neighbours still compared."""

    rising: tuple[str, ...]
    statement: ClassVar[str] = "{rising}"
    detail: ClassVar[str] = "{small} = {low} is larger than {large} = {high}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.rising

    def words(self) -> dict[str, object]:
        return {"rising": Joined(self.rising, " ≤ ")}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        pairs = [(a, b, pl.col(a) > pl.col(b)) for a, b in combinations(self.rising, 2)]

        def first(values: list[pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong).then(v) for (_, _, wrong), v in zip(pairs, values, strict=True)])

        return frame.select(
            (~pl.any_horizontal(wrong.fill_null(False) for _, _, wrong in pairs)).alias(OK),
            first([pl.lit(a) for a, _, _ in pairs]).alias("column"),
            first([pl.lit(a) for a, _, _ in pairs]).alias("small"),
            first([pl.col(a).cast(pl.Float64) for a, _, _ in pairs]).alias("low"),
            first([pl.lit(b) for _, b, _ in pairs]).alias("large"),
            first([pl.col(b).cast(pl.Float64) for _, b, _ in pairs]).alias("high"),
        )

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        for a, b in combinations(self.rising, 2):
            found = change_one(rows, lambda r, b=b: r.get(b) is not None, lambda r, a=a, b=b: {a: r[b] + 1})  # type: ignore[misc]
            if found:
                return found
        return None


@dataclass(frozen=True, kw_only=True)
class Band(Rule):
    """``low ≤ column (÷ per) ≤ high``: a plausible range, of a value or of a quotient."""

    column: str
    low: float
    high: float
    per: str = ""
    unit: str = ""
    statement: ClassVar[str] = "{column} between {low} and {high} {unit}"
    quotient: ClassVar[str] = "{column} ÷ {per} between {low} and {high} {unit}"
    detail: ClassVar[str] = "{found} {unit} is outside {low} to {high}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.per) if self.per else (self.column,)

    def words(self) -> dict[str, object]:
        return {"column": self.column, "per": self.per, "low": self.low, "high": self.high, "unit": self.unit}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.quotient if self.per else self.statement, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        found = pl.col(self.column) / pl.col(self.per) if self.per else pl.col(self.column).cast(pl.Float64)
        return frame.select(
            found.is_between(self.low, self.high).alias(OK),
            found.alias("found"),
            pl.lit(self.low).alias("low"),
            pl.lit(self.high).alias("high"),
            pl.lit(self.unit).alias("unit"),
        )

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        def applies(row: Mapping[str, Any]) -> bool:
            return row.get(self.column) is not None and (not self.per or row.get(self.per) is not None)

        return change_one(rows, applies, lambda r: {self.column: self.high * (r[self.per] if self.per else 1) * 2 + 1})


@dataclass(frozen=True, kw_only=True)
class Change(Rule):
    """The change of ``column`` from the period before, in percent, stays within ``percent``; series by ``within``.

    Only neighbouring periods of one frequency are compared, so that a gap in a series is not taken for a jump. Rows are
    compared ``where`` a column has that value, and not where the column of ``unless`` has its value (a break).
    """

    column: str
    percent: float
    within: tuple[str, ...]
    period: str = "period"
    where: tuple[str, str] | None = None
    unless: tuple[str, str] | None = None
    statement: ClassVar[str] = "{column} changes by at most {percent} % from the period before"
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

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        bounds = period_bounds(frame[self.period])
        rows = pl.concat([frame.select(self.column, *self.within), bounds], how="horizontal").with_row_index("_row")
        before = rows.select(
            *self.within,
            "freq",
            pl.col("period_end").alias("period_start"),
            pl.col(self.column).alias("before"),
        ).unique([*self.within, "freq", "period_start"], keep="first")
        joined = rows.join(before, on=[*self.within, "freq", "period_start"], how="left", nulls_equal=True).sort("_row")
        change = (pl.col(self.column) / pl.col("before") - 1) * 100
        compared = pl.lit(True)
        if self.where:
            compared &= frame[self.where[0]] == self.where[1]
        if self.unless:
            compared &= frame[self.unless[0]].ne_missing(self.unless[1])
        return joined.select(
            pl.when(compared).then(change.abs() <= self.percent).alias(OK),
            change.round(2).alias("change"),
            pl.col("before"),
            pl.col(self.column).alias("found"),
        )

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        frame = pl.DataFrame(list(rows), infer_schema_length=None)
        applies = self.judge(frame, Given())[OK].is_not_null().to_list()
        for i, row in enumerate(rows):
            if applies[i] and row.get(self.column) is not None:
                jump = row[self.column] * (2 + self.percent / 50)
                return [dict(r) if j != i else {**r, self.column: jump} for j, r in enumerate(rows)]
        return None
