"""Kinds of rule about sums and ratios in a row: columns that make a whole, a rate recomputed from its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, each_changed, filled, more, set_where, slack
from schemas.core.rules.words import Joined, Where, limited, within
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class SumOfColumns(Rule):
    """In each row the columns ``parts`` add up to ``total``, ``where`` a column has a value.

    They may be off by ``tolerance`` or by ``percent`` of the total, whichever is larger.
    """

    total: str
    parts: tuple[str, ...]
    tolerance: float = 0.0
    percent: float = 0.0
    where: Where | None = None
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{total} = {parts}, within {tolerance}"
    detail: ClassVar[str] = "the parts add up to {expected}, the total says {found}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.total, *self.parts)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *((self.where[0],) if self.where else ()))

    def words(self) -> dict[str, object]:
        parts = Joined(self.parts, " + ")
        return {"total": self.total, "parts": parts, "tolerance": within(self.tolerance, self.percent)}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return limited(super().say(lang, titles), self.where, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        expected = pl.sum_horizontal(self.parts, ignore_nulls=False)
        ok = (expected - pl.col(self.total)).abs() <= allowed(self.total, self.tolerance, self.percent)
        if self.where:
            ok = pl.when(pl.col(self.where[0]) == self.where[1]).then(ok)
        return frame.select(
            ok.alias(OK),
            expected.cast(pl.Float64).alias("expected"),
            pl.col(self.total).cast(pl.Float64).alias("found"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        def applies(row: Row) -> bool:
            return filled(row, self.columns) and (self.where is None or row.get(self.where[0]) == self.where[1])

        yield from each_changed(
            rows, applies, lambda r: {self.total: beyond(r[self.total], self.tolerance, self.percent)}
        )

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        judged = self.judge(frame, given)
        return self.kept(set_where(frame, ~judged[OK], {self.total: judged["expected"]}), given)


def allowed(total: str, tolerance: float, percent: float) -> pl.Expr:
    """By how much a total may be off: the larger of a number and a part of it, and what binary fractions take."""
    total_value = pl.col(total)
    return pl.max_horizontal(pl.lit(float(tolerance)), total_value.abs() * (percent / 100)) + slack(total_value)


def beyond(total: float, tolerance: float, percent: float) -> float:
    """A larger total, off by more than it may be."""
    return more(total, total + tolerance * 2 + abs(total) * percent / 25 + 1)


@dataclass(frozen=True, kw_only=True)
class Ratio(Rule):
    """``rate`` is ``numerator ÷ denominator × factor``, recomputed; several columns in a place are added up.

    ``where`` limits it to rows with that value in that column; nothing is divided by zero.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: str
    factor: float = 100
    tolerance: float = 0.05
    where: Where | None = None
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{rate} = {numerator} ÷ {denominator} × {factor}, within {tolerance}"
    detail: ClassVar[str] = "computed {expected}, the file says {found}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.rate, *self.numerator, self.denominator)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *((self.where[0],) if self.where else ()))

    def words(self) -> dict[str, object]:
        return {
            "rate": self.rate,
            "numerator": Joined(self.numerator, " + ", bracket=True),
            "denominator": self.denominator,
            "factor": self.factor,
            "tolerance": self.tolerance,
        }

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return limited(super().say(lang, titles), self.where, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        expected = self._expected()
        ok = (expected - pl.col(self.rate)).abs() <= self.tolerance + 1e-9
        if self.where:
            ok = pl.when(pl.col(self.where[0]) == self.where[1]).then(ok)
        return frame.select(ok.alias(OK), expected.round(4).alias("expected"), pl.col(self.rate).alias("found"))

    def _expected(self) -> pl.Expr:
        base = pl.col(self.denominator)
        parts = pl.sum_horizontal(self.numerator, ignore_nulls=False)
        return pl.when(base != 0).then(parts / base * self.factor)

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        def applies(row: Row) -> bool:
            here = self.where is None or row.get(self.where[0]) == self.where[1]
            return here and filled(row, self.columns) and row[self.denominator] != 0

        apart = self.tolerance * 2 + 0.1
        yield from each_changed(rows, applies, lambda r: {self.rate: r[self.rate] - apart})
        yield from each_changed(rows, applies, lambda r: {self.rate: r[self.rate] + apart})

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = ~self.judge(frame, given)[OK]
        return self.kept(set_where(frame, wrong, {self.rate: self._expected()}), given)
