"""Which charts a table has: its longest series over time, its newest breakdown, its places beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from publish.about import Column, TableAbout
from publish.charts.figures import AND, Codes, Figures, Names, drawable, figures_of, point
from publish.charts.model import Chart, Point, Series
from publish.charts.said import both, fixed, lowered
from publish.numbers import number
from publish.snapshot import Release
from schemas.core.i18n import LANGS
from schemas.core.site import Site, Text

MOST_BARS = 200  # parts of a breakdown from which on it is a list and no chart
MOST_POINTS = 600  # of a line; the newest ones are drawn
SUM = 0.01  # by how much a total may differ from the sum of its parts
MOST_WHOLES = 3


@dataclass(frozen=True)
class Subject:
    """A table and what is known of it."""

    table: TableAbout
    figures: Figures
    names: Names
    source: Text
    kinds: Mapping[str, str]

    def called(self, column: str, code: str, period: str) -> Text:
        found = next(c for c in self.figures.dims if c.name == column)
        return self.names.name(found, code.partition(AND)[0], period)

    def point(self, row: Mapping[str, object], measure: Column) -> Point:
        return point(row, measure.name, self.kinds)


@dataclass(frozen=True)
class Slice:
    """The longest series of a table: its measure, the codes that its rows share, its frequency, how long it is."""

    measure: Column
    codes: Codes
    freq: str
    length: int


def charts_of(release: Release, table: TableAbout, site: Site, names: Names, source: Text) -> tuple[Chart, ...]:
    """The charts of a released table, three at most, the most telling first; none where there is nothing to compare."""
    figures = figures_of(release, table, site, names)
    if figures is None:
        return ()
    subject = Subject(table, figures, names, source, {p.code: p.kind for p in site.provenances})
    longest = _longest(figures)
    if longest is None:
        return ()
    found = (_over_time(subject, longest), _breakdown(subject, longest), _places(subject, longest))
    return tuple(chart for chart in found if chart)


def _longest(figures: Figures) -> Slice | None:
    """Of as long ones the largest: a total is never less than its parts."""
    names = [c.name for c in figures.dims]
    best: Slice | None = None
    for measure in figures.measures:
        value = pl.col(measure.name)
        counted = (
            figures.rows.filter(drawable(measure.name))
            .group_by(*names, "freq")
            .agg(pl.len().alias("#length"), value.sort_by("start").last().alias("#last"))
            .sort("#length", "#last", *names, "freq", descending=[True, True, *[False] * (len(names) + 1)])
        )
        for row in counted.head(1).iter_rows(named=True):
            if best is None or row["#length"] > best.length:
                best = Slice(measure, {name: row[name] for name in names}, row["freq"], row["#length"])
    return best


def _over_time(subject: Subject, longest: Slice) -> Chart | None:
    """The measures of one unit, of the place and breakdown of the longest series."""
    if longest.length < 2:
        return None
    figures = subject.figures
    alike = [m for m in figures.measures if m.unit == longest.measure.unit]
    series = []
    for measure in alike:
        rows = figures.points(measure.name, longest.codes, longest.freq).tail(MOST_POINTS)
        if rows.height > 1:
            points = tuple(subject.point(row, measure) for row in rows.iter_rows(named=True))
            series.append(Series(_title(measure), points))
    last = series[0].points[-1].period
    what = series[0].name if len(series) == 1 else subject.table.title
    where = fixed(subject, longest.codes, last)
    return _chart(subject, "time", both("{measure}: {where}", measure=what, where=where) if where.vi else what, longest,
                  series, "line")  # fmt: skip


def _breakdown(subject: Subject, longest: Slice) -> Chart | None:
    """The parts in the newest period that has any, by the column that has most of them."""
    columns = [c for c in subject.figures.dims if c.name != subject.figures.place]
    found = [(rows, column) for column in columns if (rows := _newest(subject.figures, longest, column)) is not None]
    if not found:
        return None
    rows, column = max(found, key=lambda pair: (pair[0]["start"][0], pair[0].height))
    bars = [_bar(subject, row, column, longest.measure) for row in rows.iter_rows(named=True)]
    kept, wholes = _parts(bars)
    if len(kept) < 3 and not wholes:  # two ways to reckon one thing, for all that is known: no parts of it
        return None
    title = _compared(subject, longest, column, lowered(_title(column)), kept[0].points[0].period)
    return (
        _chart(subject, "breakdown", title, longest, kept, "bar", _wholes(wholes, longest)) if len(kept) > 1 else None
    )


def _places(subject: Subject, longest: Slice) -> Chart | None:
    """The places in the newest period that has two of one level; codes of one level are formed alike."""
    column = next((c for c in subject.figures.dims if c.name == subject.figures.place), None)
    rows = _newest(subject.figures, longest, column, level=True) if column else None
    if column is None or rows is None:
        return None
    bars = [_bar(subject, row, column, longest.measure) for row in rows.iter_rows(named=True)]
    title = _compared(subject, longest, column, both("place"), bars[0].points[0].period)
    return _chart(subject, "places", title, longest, bars, "bar")


def _newest(figures: Figures, longest: Slice, column: Column, *, level: bool = False) -> pl.DataFrame | None:
    """The rows of the last period in which ``column`` has several codes, all else as in the longest series."""
    others = {name: code for name, code in longest.codes.items() if name != column.name}
    form = pl.col(column.name).str.split(AND).list.first().str.replace_all(r"\p{L}", "A").str.replace_all(r"\d", "0")
    rows = figures.points(longest.measure.name, others, longest.freq).with_columns(
        (form if level else pl.lit("")).alias("#level")
    )
    counted = rows.group_by("start", "#level").agg(pl.col(column.name).n_unique().alias("#codes"))
    several = counted.filter(pl.col("#codes").is_between(2, MOST_BARS))
    newest = several.sort("start", "#codes", "#level", descending=True).head(1)
    return rows.join(newest, on=["start", "#level"]).sort(column.name) if newest.height else None


def _bar(subject: Subject, row: Mapping[str, object], column: Column, measure: Column) -> Series:
    one = subject.point(row, measure)
    return Series(subject.called(column.name, str(row[column.name]), one.period), (one,))


def _parts(bars: list[Series]) -> tuple[list[Series], list[Series]]:
    """The bars without those that are the sum of all others, or of all others above 0; and those."""
    ranked = sorted(bars, key=lambda bar: -bar.points[0].value)
    for count in range(min(MOST_WHOLES, len(bars) - 2), 0, -1):
        wholes, parts = ranked[:count], [bar.points[0].value for bar in ranked[count:]]
        sums = (sum(parts), sum(value for value in parts if value > 0))
        if all(any(_near(one.points[0].value, total) for total in sums) for one in wholes):
            return [bar for bar in bars if bar not in wholes], wholes
    return bars, []


def _near(value: float, other: float) -> bool:
    return value > 0 and abs(value - other) <= SUM * value


def _wholes(wholes: list[Series], longest: Slice) -> Iterator[Text]:
    unit = longest.measure.unit
    for one in wholes:
        value = one.points[0].value
        yield Text(*(f"{one.name[lang]}: {number(value, lang)} {unit[lang]}." for lang in LANGS))


def _compared(subject: Subject, longest: Slice, column: Column, by: Text, period: str) -> Text:
    codes = {name: code for name, code in longest.codes.items() if name != column.name}
    where = fixed(subject, codes, period)
    where = Text(*(", ".join(filter(None, (where[lang], period))) for lang in LANGS))
    return both("{measure} by {column}: {where}", measure=_title(longest.measure), column=by, where=where)


def _title(column: Column) -> Text:
    return column.title if column.title.vi else Text(column.name)


def _chart(
    subject: Subject,
    name: str,
    title: Text,
    longest: Slice,
    series: list[Series],
    kind: Literal["line", "bar"],
    notes: Iterable[Text] = (),
) -> Chart:
    return Chart(
        id=f"{subject.table.name.replace('/', '.')}-{name}",
        title=title,
        unit=longest.measure.unit,
        series=tuple(series),
        kind=kind,
        goal=None,
        source=subject.source,
        notes=tuple(notes),
    )
