"""The kind of rule about a breakdown: the rows of the parts add up to the row of the total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.arithmetic import allowed, beyond
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, set_where
from schemas.core.rules.words import Where, limited, within
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class SumOfParts(Rule):
    """Rows of a breakdown add up: where ``by`` is each of ``parts``, the values sum to the row where it is ``total``.

    Rows are grouped by ``within``; a group lacking a part or a value is passed over. Found at the total's row. The sum
    may be off by ``tolerance`` or by ``percent`` of the total, whichever is larger. Totals are judged ``where`` a
    column has that value, and not where the column of ``unless`` has its value.
    """

    by: str
    total: str
    parts: tuple[str, ...]
    values: tuple[str, ...]
    within: tuple[str, ...]
    tolerance: float = 0.0
    percent: float = 0.0
    where: Where | None = None
    unless: Where | None = None
    statement: ClassVar[str] = "{values}: {parts} add up to {total}, within {tolerance}"
    detail: ClassVar[str] = "{parts} add up to {expected}, the total says {found} ({column})"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.by)

    @property
    def uses(self) -> tuple[str, ...]:
        limits = [pair[0] for pair in (self.where, self.unless) if pair]
        return (*self.columns, *self.within, *limits)

    def words(self) -> dict[str, object]:
        return {
            "values": self.values,
            "parts": " + ".join(self.parts),
            "total": self.total,
            "tolerance": within(self.tolerance, self.percent),
        }

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return limited(super().say(lang, titles), self.where, lang, titles)

    def _expected(self, value: str) -> pl.Expr:
        """In a total's row what its parts add up to; null where one is missing."""
        parts = [pl.col(value).filter(pl.col(self.by) == part).first() for part in self.parts]
        summed = pl.sum_horizontal([p.over(self.within) for p in parts] if self.within else parts, ignore_nulls=False)
        judged = pl.col(self.by) == self.total
        if self.where:
            judged &= pl.col(self.where[0]) == self.where[1]
        if self.unless:
            judged &= pl.col(self.unless[0]).ne_missing(self.unless[1])
        return pl.when(judged).then(summed)

    def _wrong(self, value: str) -> pl.Expr:
        return (self._expected(value) - pl.col(value)).abs() > allowed(value, self.tolerance, self.percent)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = {v: self._wrong(v) for v in self.values}

        def first(values: Mapping[str, pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong[v]).then(values[v]) for v in self.values])

        return frame.select(
            (~pl.any_horizontal(w.fill_null(False) for w in wrong.values())).alias(OK),
            pl.lit(" + ".join(self.parts)).alias("parts"),
            first({v: self._expected(v).cast(pl.Float64) for v in self.values}).alias("expected"),
            first({v: pl.col(v).cast(pl.Float64) for v in self.values}).alias("found"),
            first({v: pl.lit(v) for v in self.values}).alias("column"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        if not rows:
            return
        frame = pl.DataFrame(list(rows), infer_schema_length=None)
        for value in self.values:
            whole = frame.select(self._expected(value).is_not_null() & pl.col(value).is_not_null()).to_series()
            for i in whole.arg_true():
                yield changed(rows, i, {value: beyond(rows[i][value], self.tolerance, self.percent)})

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        for value in self.values:
            wrong, expected = frame.select(self._wrong(value).alias("w"), self._expected(value).alias("e"))
            frame = set_where(frame, wrong, {value: expected})
        return self.kept(frame, given)
