"""Kinds of rule about days: intervals that never overlap, a day within its period, what is final once that is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.period import parse_period, period_bounds
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, each_changed, filled, set_where
from schemas.core.site import Text

FOREVER = date(9999, 12, 31)
DAY = timedelta(days=1)
FAR = "2999"  # a year that is not over


@dataclass(frozen=True, kw_only=True)
class NoOverlap(Rule):
    """The half-open intervals ``[start, end)`` of one ``of`` are not empty and never overlap; no end means for ever."""

    of: tuple[str, ...]
    start: str = "valid_from"
    end: str = "valid_to"
    statement: ClassVar[str] = "Each {of} is valid once at a time ({start} to {end})"
    detail: ClassVar[str] = "the interval beginning {found} ends before it begins or overlaps the next one"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.start, self.end, *self.of)

    def words(self) -> dict[str, object]:
        return {"of": self.of, "start": self.start, "end": self.end}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        end = pl.col(self.end).fill_null(FOREVER)
        following = pl.col(self.start).shift(-1).over(self.of, order_by=self.start)
        ok = (end > pl.col(self.start)) & (end <= following.fill_null(FOREVER))
        return frame.select(ok.alias(OK), pl.col(self.start).cast(pl.String).alias("found"))

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        yield from each_changed(rows, lambda row: filled(row, (self.start,)), lambda row: {self.end: row[self.start]})


@dataclass(frozen=True, kw_only=True)
class Dated(Rule):
    """The day ``date`` lies within the row's period; with ``within=False`` it may also lie before, but not after it."""

    date: str
    period: str = "period"
    within: bool = True
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{date} lies within {period}"
    until: ClassVar[str] = "{date} is not after the end of {period}"
    detail: ClassVar[str] = "{found}; the period runs from {first} to {last}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.date, self.period)

    def words(self) -> dict[str, object]:
        return {"date": self.date, "period": self.period}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.statement if self.within else self.until, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        bounds = period_bounds(frame[self.period])
        day = frame[self.date].cast(pl.Date)
        ok = day < bounds["period_end"]
        if self.within:
            ok &= day >= bounds["period_start"]
        told = {"found": day, "first": bounds["period_start"], "last": bounds["period_end"] - DAY}
        return pl.DataFrame({OK: ok, **{name: days.cast(pl.String) for name, days in told.items()}})

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        for late in (True, False) if self.within else (True,):
            for i, row in enumerate(rows):
                if filled(row, self.columns):
                    period = parse_period(row[self.period])
                    yield changed(
                        rows, i, {self.date: _like(row[self.date], period.end if late else period.start - DAY)}
                    )

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        bounds = period_bounds(frame[self.period])
        first, last = bounds["period_start"], bounds["period_end"] - DAY
        wrong = ~self.judge(frame, given)[OK]
        day = pl.lit(frame[self.date].cast(pl.Date))
        inside = pl.when(day > last).then(last).when(day < first).then(first).otherwise(day)
        return self.kept(set_where(frame, wrong, {self.date: inside}), given)


def _like(value: date, day: date) -> date:
    return datetime.combine(day, time(), value.tzinfo) if isinstance(value, datetime) else day


@dataclass(frozen=True, kw_only=True)
class Begun(Rule):
    """The row's period has begun on the day of the check: a figure of a later one is a plan.

    Rows in which ``column`` is one of ``final`` are left to :class:`FinalAfterPeriod`.
    """

    period: str = "period"
    column: str = "data_status"
    final: tuple[str, ...] = ("CT",)
    needs_today: ClassVar[bool] = True
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{period} has begun"
    detail: ClassVar[str] = "{found} begins on {since}; checked on {today}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.period, self.column)

    def words(self) -> dict[str, object]:
        return {"period": self.period}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        since, today = period_bounds(frame[self.period])["period_start"], pl.lit(given.today, dtype=pl.Date)
        return frame.select(
            pl.when(~pl.col(self.column).is_in(self.final).fill_null(False)).then(pl.lit(since) <= today).alias(OK),
            pl.col(self.period).alias("found"),
            since.cast(pl.String).alias("since"),
            today.cast(pl.String).alias("today"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        def applies(row: Row) -> bool:
            return row.get(self.column) not in self.final and filled(row, (self.period,))

        yield from each_changed(rows, applies, lambda row: _far(row, self.period))


def _far(row: Row, period: str) -> dict[str, Any]:
    return {period: FAR + row[period][len(FAR) :]}


@dataclass(frozen=True, kw_only=True)
class FinalAfterPeriod(Rule):
    """``column`` is one of ``final`` only when the period, and ``days`` more, are over on the day of the check.

    ``instead`` is what generated rows then say.
    """

    column: str = "data_status"
    final: tuple[str, ...] = ("CT",)
    period: str = "period"
    days: int = 0
    instead: str | None = None
    needs_today: ClassVar[bool] = True
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{column} is {final} only when {period} is over"
    later: ClassVar[str] = "{column} is {final} only when {period} has been over for {days} days"
    detail: ClassVar[str] = "{found} on {since} at the earliest; checked on {today}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, self.period)

    def words(self) -> dict[str, object]:
        return {"column": self.column, "final": self.final, "period": self.period, "days": self.days}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.later if self.days else self.statement, lang, titles)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        since = period_bounds(frame[self.period])["period_end"] + timedelta(days=self.days)
        today = pl.lit(given.today, dtype=pl.Date)
        return frame.select(
            pl.when(pl.col(self.column).is_in(self.final)).then(pl.lit(since) <= today).alias(OK),
            pl.col(self.column).alias("found"),
            since.cast(pl.String).alias("since"),
            today.cast(pl.String).alias("today"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        def applies(row: Row) -> bool:
            return row.get(self.column) in self.final and filled(row, (self.period,))

        yield from each_changed(rows, applies, lambda row: _far(row, self.period))

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = ~self.judge(frame, given)[OK]
        return self.kept(set_where(frame, wrong, {self.column: pl.lit(self.instead, dtype=pl.String)}), given)
