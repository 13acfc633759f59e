"""What a chart shows, in no drawing library's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.core.period import parse_period
from schemas.core.site import Text

LARGEST = 1e100  # figures beyond it are not drawn: what is reckoned of them may be no number
BREAK = "B"  # the SDMX code of a figure that is not comparable with those before it


@dataclass(frozen=True)
class Point:
    """One figure. ``start`` is the first day of ``period`` (ISO); ``provenance`` a kind: official, cited, …"""

    period: str
    start: str
    value: float
    flag: str = ""
    provenance: str = ""
    status: str = ""

    @property
    def is_break(self) -> bool:
        return self.flag == BREAK

    @property
    def begins(self) -> float:
        """The first day in years: 2025.5 is the beginning of July 2025."""
        return _years(date.fromisoformat(self.start))

    @property
    def middle(self) -> float:
        """The middle of the period in years; its first day where the period is not of our grammar."""
        try:
            period = parse_period(self.period)
        except ValueError:
            return self.begins
        return (_years(period.start) + _years(period.end)) / 2


@dataclass(frozen=True)
class Series:
    """One line, or one bar where it has one point; several series are a breakdown."""

    name: Text
    points: tuple[Point, ...]

    @property
    def shown(self) -> tuple[Point, ...]:
        """The points that can be drawn, in the order of time; of two in one period the later one."""
        drawn = {point.middle: point for point in self.points if abs(point.value) < LARGEST}
        return tuple(drawn[at] for at in sorted(drawn))

    def segments(self) -> Iterator[list[Point]]:
        """The points that may be joined: each break begins another segment."""
        segment: list[Point] = []
        for point in self.shown:
            if point.is_break and segment:
                yield segment
                segment = []
            segment.append(point)
        if segment:
            yield segment


@dataclass(frozen=True)
class Goal:
    """What is to be reached in ``year``."""

    value: float
    year: int
    name: Text


@dataclass(frozen=True)
class Chart:
    """``kind`` line: series over time; bar: one point of each series, which is what it is compared by.

    ``source`` says dataset, version and address; ``notes`` what a reader must know besides.
    """

    id: str
    title: Text
    unit: Text
    series: tuple[Series, ...]
    kind: Literal["line", "bar"]
    goal: Goal | None
    source: Text
    notes: tuple[Text, ...] = ()

    @property
    def points(self) -> list[Point]:
        return [point for one in self.series for point in one.shown]


def _years(day: date) -> float:
    first = date(day.year, 1, 1)
    length = 365 + (day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0))
    return round(day.year + (day - first).days / length, 4)
