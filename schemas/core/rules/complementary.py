"""Kinds of rule about a hidden part that could be computed: from a total, the unit above it, or a longer period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import polars as pl

from schemas.core.period import period_bounds
from schemas.core.rules.base import Given, Row, Rows, TableName, changed
from schemas.core.rules.computable import GROUP, ROW, SIZE, WHOLE, Computable
from schemas.core.rules.time import FOREVER

LAST = "_last"  # day of a period


@dataclass(frozen=True, kw_only=True)
class Complementary(Computable):
    """In a group of ``within`` the row where ``by`` is ``total`` is the whole, the others are its parts.

    Where ``parts`` names them all, nothing is open once every one of them is shown.
    """

    by: str
    total: str
    within: tuple[str, ...]
    parts: tuple[str, ...] = ()
    statement: ClassVar[str] = (
        "{values}: where {by} {total} is shown, never just one part is hidden ({flag} {code}), for it could be computed"
    )
    counted: ClassVar[str] = (
        "{values}: where {by} {total} is shown, never just one part is hidden ({flag} {code}), nor is 1 to {most} left "
        "for the parts that are not shown, for they could be computed"
    )

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.by, self.flag[0])

    @property
    def uses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.columns, *(self.rest or ()), *self.within)))

    def words(self) -> dict[str, object]:
        return {**super().words(), "by": self.by, "total": self.total}

    def members(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        whole = (pl.col(self.by) == self.total).fill_null(False)
        all_parts = pl.lit(len(self.parts) or None, pl.Int64)
        return frame.select(
            pl.row_index(ROW),
            (pl.struct(self.within) if self.within else pl.lit("")).alias(GROUP),
            whole.alias(WHOLE),
            pl.when(whole).then(all_parts).otherwise(1).alias(SIZE),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        hide: dict[str, Any] = {**dict.fromkeys(self.values), self.flag[0]: self.flag[1]}
        for i, row in enumerate(rows):
            if row.get(self.by) != self.total and any(row.get(v) is not None for v in self.values):
                tried = changed(rows, i, hide)
                if not self.holds(tried):
                    yield tried


@dataclass(frozen=True, kw_only=True)
class ComplementaryUnits(Computable):
    """A unit of the register ``units`` (code, parent_code, valid_from, valid_to) is the whole of the units below it.

    Those below are the ones of the last day of the period. ``within`` is the rest of the key.
    """

    within: tuple[str, ...]
    geo: str = "geo_code"
    period: str = "period"
    units: TableName = ("ref-admin-unit", "ref-admin-unit")
    statement: ClassVar[str] = (
        "{values}: where a unit is shown, never just one of the units below it is hidden ({flag} {code}), for it could "
        "be computed"
    )
    counted: ClassVar[str] = (
        "{values}: where a unit is shown, never just one of the units below it is hidden ({flag} {code}), nor is 1 to "
        "{most} left for those that are not shown, for they could be computed"
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", tuple(dict.fromkeys((*self.needs, self.units))))

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.geo, self.flag[0])

    @property
    def uses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.columns, *(self.rest or ()), self.period, *self.within)))

    def members(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        among = dict.fromkeys((self.period, *self.within))
        last = period_bounds(frame[self.period])["period_end"] - timedelta(days=1)
        rows = frame.select(pl.row_index(ROW), pl.col(self.geo).alias("code"), *among).with_columns(last.alias(LAST))
        below = self._below(rows.select(LAST).unique(), given.tables[self.units])
        number = below.group_by(LAST, "parent_code").agg(pl.len().cast(pl.Int64).alias(SIZE))
        wholes = rows.join(number, left_on=[LAST, "code"], right_on=[LAST, "parent_code"])
        parts = rows.join(below, on=[LAST, "code"])
        in_whole, in_parts = pl.struct("code", *among), pl.struct(pl.col("parent_code").alias("code"), *among)
        return pl.concat(
            [
                wholes.select(ROW, in_whole.alias(GROUP), pl.lit(True).alias(WHOLE), SIZE),
                parts.select(ROW, in_parts.alias(GROUP), pl.lit(False).alias(WHOLE), pl.lit(1, pl.Int64).alias(SIZE)),
            ]
        )

    @staticmethod
    def _below(days: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
        """The units that have one above them, on each of the days."""
        spans = units.drop_nulls("parent_code").with_columns(pl.col("valid_to").fill_null(FOREVER))
        placed = days.drop_nulls().join(spans.select("code", "parent_code", "valid_from", "valid_to"), how="cross")
        return placed.filter((pl.col("valid_from") <= pl.col(LAST)) & (pl.col(LAST) < pl.col("valid_to")))


@dataclass(frozen=True, kw_only=True)
class ComplementaryPeriods(Computable):
    """A period is the whole of the shorter ones of one frequency within it: a year of its halves, quarters or months.

    For what adds up over time. ``within`` is the rest of the key.
    """

    within: tuple[str, ...]
    period: str = "period"
    whole_known: ClassVar[bool] = True
    statement: ClassVar[str] = (
        "{values}: where a year is shown, never just one of its halves, quarters or months is hidden ({flag} {code}), "
        "for it could be computed"
    )
    counted: ClassVar[str] = (
        "{values}: where a year is shown, never just one of its halves, quarters or months is hidden ({flag} {code}), "
        "nor is 1 to {most} left for those that are not shown, for they could be computed"
    )

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.period, self.flag[0])

    @property
    def uses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.columns, *(self.rest or ()), *self.within)))

    def members(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        rows = frame.select(pl.row_index(ROW), *self.within).hstack(period_bounds(frame[self.period]))
        size = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
        rows = rows.drop_nulls("freq").with_columns(size.alias(SIZE))
        pairs = rows.join(rows, on=self.within, nulls_equal=True, suffix="_part", maintain_order="left").filter(
            (pl.col(SIZE) > pl.col(f"{SIZE}_part"))
            & (pl.col("period_start") <= pl.col("period_start_part"))
            & (pl.col("period_end") >= pl.col("period_end_part"))
        )
        group = pl.struct(pl.col(ROW).alias("of"), pl.col("freq_part").alias("freq")).alias(GROUP)
        wholes = pairs.select(ROW, group, pl.lit(True).alias(WHOLE), SIZE).unique(maintain_order=True)
        parts = pairs.select(
            pl.col(f"{ROW}_part").alias(ROW), group, pl.lit(False).alias(WHOLE), pl.col(f"{SIZE}_part").alias(SIZE)
        )
        return pl.concat([wholes, parts])

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        hide: dict[str, Any] = {**dict.fromkeys(self.values), self.flag[0]: self.flag[1]}
        tried = (
            changed(rows, i, hide) for i, row in enumerate(rows) if any(row.get(v) is not None for v in self.values)
        )
        yield from (one for one in tried if not self.holds(one))
