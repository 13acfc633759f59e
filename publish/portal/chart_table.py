"""The figures of a chart as a table, for readers who do not see the picture and for those who want the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from publish.charts.model import Chart, Point
from publish.charts.words import kind_of, kinds_in
from publish.numbers import number
from schemas.core.i18n import Lang, say


@dataclass(frozen=True)
class Cell:
    """A figure; ``kind`` where the chart has several, ``is_break`` where it is not comparable with those before it."""

    number: str
    kind: str = ""
    is_break: bool = False


@dataclass(frozen=True)
class ChartTable:
    """``headings`` of the columns, the first one that of the rows' names; None where there is no figure."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def chart_table(chart: Chart, lang: Lang) -> ChartTable:
    """All figures of a chart, those of series that its picture has no room for too."""
    several = len(kinds_in(chart, chart.series)) > 1
    if chart.kind == "bar":
        bars = [(one.name[lang], one.shown[-1]) for one in chart.series if one.shown]
        headings = (say("publish", lang, "What is compared"), chart.unit[lang] or say("publish", lang, "Value"))
        return ChartTable(headings, tuple((name, (_cell(point, lang, several),)) for name, point in bars))
    columns = [{point.period: point for point in one.shown} for one in chart.series]
    starts = {point.period: point.middle for point in chart.points}
    rows = (
        (period, tuple(_cell(column[period], lang, several) if period in column else None for column in columns))
        for period in sorted(starts, key=lambda period: starts[period])
    )
    return ChartTable((say("publish", lang, "Period"), *(one.name[lang] for one in chart.series)), tuple(rows))


def _cell(point: Point, lang: Lang, several: bool) -> Cell:
    return Cell(number(point.value, lang), kind_of(point) if several else "", point.is_break)
