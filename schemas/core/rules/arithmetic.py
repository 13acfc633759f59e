"""Kinds of rule about sums and ratios: parts that make a whole, a rate recomputed from what it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Joined, Rows, Rule, change_one
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class SumOfParts(Rule):
    """Rows of a breakdown add up: where ``by`` is each of ``parts``, the values sum to the row where it is ``total``.

    Rows are grouped by ``within``; a group lacking a part or a value is passed over. Found at the total's row.
    """

    by: str
    total: str
    parts: tuple[str, ...]
    values: tuple[str, ...]
    within: tuple[str, ...]
    tolerance: float = 0.0
    statement: ClassVar[str] = "{values}: {parts} add up to {total}, within {tolerance}"
    detail: ClassVar[str] = "{parts} add up to {expected}, the total says {found} ({column})"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.by)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *self.within)

    def words(self) -> dict[str, object]:
        return {
            "values": self.values,
            "parts": " + ".join(self.parts),
            "total": self.total,
            "tolerance": self.tolerance,
        }

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        is_total = pl.col(self.by) == self.total

        def expected(value: str) -> pl.Expr:
            parts = [pl.col(value).filter(pl.col(self.by) == part).first().over(self.within) for part in self.parts]
            return pl.when(is_total).then(pl.sum_horizontal(parts, ignore_nulls=False))

        wrong = {v: (expected(v) - pl.col(v)).abs() > self.tolerance + 1e-9 for v in self.values}

        def first(values: Mapping[str, pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong[v]).then(values[v]) for v in self.values])

        return frame.select(
            (~pl.any_horizontal(w.fill_null(False) for w in wrong.values())).alias(OK),
            pl.lit(" + ".join(self.parts)).alias("parts"),
            first({v: expected(v).cast(pl.Float64) for v in self.values}).alias("expected"),
            first({v: pl.col(v).cast(pl.Float64) for v in self.values}).alias("found"),
            first({v: pl.lit(v) for v in self.values}).alias("column"),
        )

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        frame = pl.DataFrame(list(rows), infer_schema_length=None)
        for value in self.values:
            parts = [pl.col(value).filter(pl.col(self.by) == p).first().over(self.within) for p in self.parts]
            whole = frame.select(pl.sum_horizontal(parts, ignore_nulls=False)).to_series().is_not_null().to_list()
            for i, row in enumerate(rows):
                if whole[i] and row[self.by] == self.total and row.get(value) is not None:
                    wrong = row[value] + self.tolerance * 2 + 1
                    return [dict(r) if j != i else {**r, value: wrong} for j, r in enumerate(rows)]
        return None


@dataclass(frozen=True, kw_only=True)
class SumOfColumns(Rule):
    """In each row the columns ``parts`` add up to ``total``, within ``tolerance``."""

    total: str
    parts: tuple[str, ...]
    tolerance: float = 0.0
    statement: ClassVar[str] = "{total} = {parts}, within {tolerance}"
    detail: ClassVar[str] = "the parts add up to {expected}, the total says {found}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.total, *self.parts)

    def words(self) -> dict[str, object]:
        return {"total": self.total, "parts": Joined(self.parts, " + "), "tolerance": self.tolerance}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        expected = pl.sum_horizontal(self.parts, ignore_nulls=False)
        return frame.select(
            ((expected - pl.col(self.total)).abs() <= self.tolerance + 1e-9).alias(OK),
            expected.cast(pl.Float64).alias("expected"),
            pl.col(self.total).cast(pl.Float64).alias("found"),
        )

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        filled = lambda r: all(r.get(c) is not None for c in self.columns)  # noqa: E731
        return change_one(rows, filled, lambda r: {self.total: r[self.total] + self.tolerance * 2 + 1})


@dataclass(frozen=True, kw_only=True)
class Ratio(Rule):
    """``rate`` is ``numerator ÷ denominator × factor``, recomputed; several columns in a place are added up.

    ``where`` limits it to rows with that value in that column.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: str
    factor: float = 100
    tolerance: float = 0.05
    where: tuple[str, str] | None = None
    statement: ClassVar[str] = "{rate} = {numerator} ÷ {denominator} × {factor}, within {tolerance}"
    limited: ClassVar[str] = (
        "where {column} is {value}: {rate} = {numerator} ÷ {denominator} × {factor}, within {tolerance}"
    )
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
            **({"column": self.where[0], "value": self.where[1]} if self.where else {}),
        }

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.limited if self.where else self.statement, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        expected = pl.sum_horizontal(self.numerator, ignore_nulls=False) / pl.col(self.denominator) * self.factor
        ok = (expected - pl.col(self.rate)).abs() <= self.tolerance + 1e-9
        if self.where:
            ok = pl.when(pl.col(self.where[0]) == self.where[1]).then(ok)
        return frame.select(ok.alias(OK), expected.round(4).alias("expected"), pl.col(self.rate).alias("found"))

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        def applies(row: Mapping[str, Any]) -> bool:
            there = all(row.get(c) is not None for c in self.columns)
            return there and (self.where is None or row[self.where[0]] == self.where[1])

        return change_one(rows, applies, lambda r: {self.rate: r[self.rate] - self.tolerance * 2 - 0.1})
