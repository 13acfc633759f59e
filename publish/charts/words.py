"""What stands in a picture besides the figures, what kinds they are and where they are from; and what stands for it.

Numbers are written as the language does: ``LOCALES`` is what d3 and Vega call a format locale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publish.charts.model import Chart, Point, Series
from publish.numbers import number
from schemas.core.i18n import Lang, say

LOCALES: Mapping[Lang, Mapping[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"], "minus": "-"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""], "minus": "-"},
}
POINTS: Mapping[str, str] = {  # how points of a line are drawn, by kind of figure
    "official": "solid points",
    "cited": "hollow points",
    "compiled": "squares",
    "sample": "triangles",
    "unstated": "diamonds",
}
KINDS: Mapping[str, str] = {
    "official": "official figures of the agency",
    "cited": "cited figures, not official figures of the agency",
    "compiled": "figures compiled by this catalog",
    "sample": "figures invented by a program, not real",
    "unstated": "figures of unstated source",
}


def kind_of(point: Point) -> str:
    return point.provenance if point.provenance in POINTS else "unstated"


def kinds_in(chart: Chart, series: tuple[Series, ...]) -> list[str]:
    """The kinds of figures that are drawn, official ones first; empty where the chart does not say any."""
    if not any(point.provenance for point in chart.points):
        return []
    found = {kind_of(point) for one in series for point in one.shown}
    return [kind for kind in POINTS if kind in found]


def caption(chart: Chart, drawn: tuple[Series, ...], lang: Lang, *, from_zero: bool) -> Iterator[str]:
    """The sentences below a picture; ``drawn`` are the series that it has room for."""
    kinds = kinds_in(chart, drawn)
    if said := [f"{_drawn(chart, kind, lang)}: {say('publish', lang, KINDS[kind])}" for kind in kinds]:
        yield _sentence("; ".join(said))
    if not from_zero:
        yield say("publish", lang, "The vertical axis does not begin at 0.")
    if more := len(chart.series) - len(drawn):
        yield say("publish", lang, "{count} more series are in the table.", count=more)
    yield from (note[lang] for note in chart.notes)
    yield from say("publish", lang, "Source: {source}", source=chart.source[lang]).splitlines()


def _drawn(chart: Chart, kind: str, lang: Lang) -> str:
    """How figures of a kind look in a chart."""
    if chart.kind == "line":
        return say("publish", lang, POINTS[kind])
    return say("publish", lang, "solid bars") if kind == "official" else say("publish", lang, "pale bars")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def described(chart: Chart, lang: Lang) -> str:
    """What the picture shows, for those who do not see it: title, unit, from when to when, first and last value."""
    drawn = [one for one in chart.series if one.shown]
    begun = f"{chart.title[lang]} ({chart.unit[lang]})" if chart.unit.vi else chart.title[lang]
    if chart.kind == "bar":
        parts = (f"{one.name[lang]}: {number(one.shown[-1].value, lang)}" for one in drawn)
        return say("publish", lang, "Bar chart: {title}. {parts}.", title=begun, parts="; ".join(parts))
    parts = (_from_to(one, lang, named=len(drawn) > 1) for one in drawn)
    return say("publish", lang, "Line chart: {title}. {parts}.", title=begun, parts="; ".join(parts))


def _from_to(one: Series, lang: Lang, *, named: bool) -> str:
    first, last = one.shown[0], one.shown[-1]
    values = f"{first.period}: {number(first.value, lang)} → {last.period}: {number(last.value, lang)}"
    return f"{one.name[lang]}, {values}" if named else values
