"""Kinds of rule about size: one column below another, a value in a band."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any, ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, each_changed, filled, more, set_where, slack
from schemas.core.rules.words import Joined, Where, limited
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class Order(Rule):
    """``rising[0] ≤ rising[1] ≤ …`` in each row, the last of them times ``factor``; numbers, or days.

    A missing value is passed over, its neighbours still compared.
    """

    rising: tuple[str, ...]
    factor: float = 1.0
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{rising}"
    detail: ClassVar[str] = "{small} = {low} is larger than {large} = {high}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.rising

    def words(self) -> dict[str, object]:
        last = self.rising[-1] if self.factor == 1 else Joined((self.rising[-1], self.factor), " × ")
        return {"rising": Joined((*self.rising[:-1], last), " ≤ ")}

    def _scaled(self, column: str) -> bool:
        return self.factor != 1 and column == self.rising[-1]

    def _wrong(self, small: str, large: str) -> pl.Expr:
        if not self._scaled(large):
            return pl.col(small) > pl.col(large)
        limit = pl.col(large) * self.factor
        return pl.col(small) > limit + slack(limit)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        pairs = [(a, b, self._wrong(a, b)) for a, b in combinations(self.rising, 2)]

        def shown(column: str) -> pl.Expr:
            return pl.col(column).cast(pl.Float64 if frame.schema[column].is_numeric() else pl.String)

        def first(values: list[pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong).then(v) for (_, _, wrong), v in zip(pairs, values, strict=True)])

        return frame.select(
            (~pl.any_horizontal(wrong.fill_null(False) for _, _, wrong in pairs)).alias(OK),
            first([pl.lit(a) for a, _, _ in pairs]).alias("column"),
            first([pl.lit(a) for a, _, _ in pairs]).alias("small"),
            first([shown(a) for a, _, _ in pairs]).alias("low"),
            first([pl.lit(b) for _, b, _ in pairs]).alias("large"),
            first([shown(b) for _, b, _ in pairs]).alias("high"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        for needed in ((0, 1), (1,)):  # where both are given, then where only the larger is
            for pair in combinations(self.rising, 2):
                for i, row in enumerate(rows):
                    if filled(row, [pair[n] for n in needed]):
                        yield changed(rows, i, {pair[0]: self._above(pair[1], row[pair[1]])})

    def _above(self, column: str, value: Any) -> Any:
        if isinstance(value, date):
            return value + timedelta(days=1)
        return more(value, value * self.factor + 1) if self._scaled(column) else value + 1

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = (~self.judge(frame, given)[OK]).alias("_wrong")
        for a, b in combinations(self.rising, 2):  # those given change places, as often as sorting them takes
            swapped = frame.select((wrong & (pl.col(a) > pl.col(b))).fill_null(False)).to_series()
            frame = set_where(frame, swapped, {a: pl.col(b), b: pl.col(a)})
        return self.kept(frame, given)


@dataclass(frozen=True, kw_only=True)
class Band(Rule):
    """``low ≤ column (÷ per) ≤ high``: a plausible range of a value or a quotient, ``where`` a column has a value."""

    column: str
    low: float
    high: float
    per: str = ""
    unit: str = ""
    where: Where | None = None
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{column} between {low} and {high} {unit}"
    quotient: ClassVar[str] = "{column} ÷ {per} between {low} and {high} {unit}"
    detail: ClassVar[str] = "{found} {unit} is outside {low} to {high}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.per) if self.per else (self.column,)

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *((self.where[0],) if self.where else ()))

    def words(self) -> dict[str, object]:
        return {"column": self.column, "per": self.per, "low": self.low, "high": self.high, "unit": self.unit}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        said = self.sentence(self.quotient if self.per else self.statement, lang, titles)
        return limited(said, self.where, lang, titles)

    def _applies(self) -> pl.Expr:
        here = pl.col(self.where[0]) == self.where[1] if self.where else pl.lit(True)
        return here & (pl.col(self.per) != 0) if self.per else here

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        found = pl.col(self.column) / pl.col(self.per) if self.per else pl.col(self.column).cast(pl.Float64)
        return frame.select(
            pl.when(self._applies()).then(found.is_between(self.low, self.high)).alias(OK),
            found.alias("found"),
            pl.lit(self.low).alias("low"),
            pl.lit(self.high).alias("high"),
            pl.lit(self.unit).alias("unit"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        def applies(row: Row) -> bool:
            here = self.where is None or row.get(self.where[0]) == self.where[1]
            return here and filled(row, self.columns) and (not self.per or row[self.per] != 0)

        def scale(row: Row) -> float:
            return float(row[self.per]) if self.per else 1.0

        def above(row: Row) -> Row:
            return {self.column: more(row[self.column], self.high * scale(row) * 2 + 1)}

        def below(row: Row) -> Row:
            low = self.low * scale(row) / 2
            return {self.column: int(low) if isinstance(row[self.column], int) else low}

        yield from each_changed(rows, applies, above)
        if self.low > 0:
            yield from each_changed(rows, applies, below)

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        scale = pl.col(self.per).cast(pl.Float64) if self.per else pl.lit(1.0)
        low, high = scale * self.low, scale * self.high
        if frame.schema[self.column].is_integer():
            low, high = low.ceil(), high.floor()
        value = pl.col(self.column).cast(pl.Float64).clip(low, high)
        return self.kept(set_where(frame, ~self.judge(frame, given)[OK], {self.column: value}), given)
