"""Bars beside each other: the largest first, each with its figure, from 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from publish.charts.layout import Drawing, reach
from publish.charts.lines import COLOURS, GOAL, row, told, unique
from publish.charts.model import Chart, Series
from publish.numbers import number
from schemas.core.i18n import Lang

Json = dict[str, Any]
PALE = "#d6e8f3"
MOST_LINES = 3  # of a bar's name
GAP = 12  # pixels between one bar and the next
ROUNDED_FROM = 100  # figures from here on are written with two decimals at most


def from_zero(chart: Chart, drawn: Sequence[Series]) -> bool:
    """Bars always begin there."""
    return True


def drawn(chart: Chart, series: Sequence[Series], lang: Lang, drawing: Drawing, below: list[str]) -> Json:
    """The parts of the specification that are a bar chart's own; ``below`` are the lines of its caption."""
    ranked = sorted(zip(unique([one.name[lang] for one in series]), series, strict=True), key=_size)
    names = [name for name, _ in ranked]
    most = int(drawing.inner * drawing.labels)
    wrapped = [drawing.lines(name, drawing.text, most - 8)[:MOST_LINES] for name in names]
    left = min(most, drawing.room(line for lines in wrapped for line in lines)) + 6
    right = drawing.room(_written(one.shown[-1].value, lang) for one in series)
    values = [one.shown[-1].value for one in series] + ([chart.goal.value] if chart.goal else [])
    height = max(len(lines) for lines in wrapped) * (drawing.text + 3)
    ends = reach(values, from_zero=True)
    if ends[0] < 0:  # where the figures of bars to the left are written
        ends[0] -= (ends[1] - ends[0]) * right / (drawing.inner - left - right)
    x, y = _x(ends, below, left), _y(names, left)
    return {
        "width": drawing.inner - left - right,
        "height": {"step": height + GAP},
        "data": {"values": list(_rows(ranked, wrapped, lang))},
        "layer": [_bars(x, y, lang), *_figures(x, y, min(values) < 0), *_names(y, drawing), *_goal(chart, lang, x)],
    }


def _size(pair: tuple[str, Series]) -> tuple[float, str]:
    return -pair[1].shown[-1].value, pair[0]


def _rows(ranked: Sequence[tuple[str, Series]], wrapped: Sequence[list[str]], lang: Lang) -> Iterator[Json]:
    for (name, one), lines in zip(ranked, wrapped, strict=True):
        written = {"written": _written(one.shown[-1].value, lang), "name": lines, "lines": len(lines)}
        yield {**row(one.shown[-1], name, lang), **written}


def _written(value: float, lang: Lang) -> str:
    return number(round(value, 2) if abs(value) >= ROUNDED_FROM else value, lang)


def _x(ends: list[float], below: list[str], left: int) -> Json:
    bare = {"labels": False, "ticks": False, "domain": False, "grid": False}
    title = {"title": below, "titleAnchor": "start", "titleAlign": "left", "titleX": -left, "titlePadding": 12}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": ends, "nice": False},
        "axis": {**bare, **title},
    }


def _y(names: list[str], left: int) -> Json:
    bare = {"title": None, "domain": False, "ticks": False, "labels": False}
    return {
        "field": "series",
        "type": "nominal",
        "sort": names,
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.1},
        "axis": {**bare, "minExtent": left, "maxExtent": left},
    }


def _names(y: Json, drawing: Drawing) -> Iterator[Json]:
    """What each bar is called: an axis would put the first of several lines beside it, not the middle of them."""
    high = drawing.text + 2
    for lines in range(1, MOST_LINES + 1):
        mark = {"type": "text", "align": "right", "lineHeight": high, "dy": -(lines - 1) * high / 2}
        yield {
            "transform": [{"filter": {"field": "lines", "equal": lines}}],
            "mark": {**mark, "fontSize": drawing.text, "color": "#1b1f23"},
            "encoding": {"x": {"value": -8}, "y": y, "text": {"field": "name", "type": "nominal"}},
        }


def _bars(x: Json, y: Json, lang: Lang) -> Json:
    """Full where the figure is official, pale within a line otherwise."""
    fill = {"condition": {"test": {"field": "kind", "equal": "official"}, "value": COLOURS[0]}, "value": PALE}
    mark = {"type": "bar", "stroke": COLOURS[0], "strokeWidth": 1.5}
    return {"mark": mark, "encoding": {"x": x, "y": y, "fill": fill, "tooltip": told(lang)}}


def _figures(x: Json, y: Json, below_zero: bool) -> Iterator[Json]:
    """What each bar stands for, written at its end."""
    for negative in (False, True) if below_zero else (False,):
        side = {"lt": 0} if negative else {"gte": 0}
        mark = {"type": "text", "align": "right" if negative else "left", "dx": -5 if negative else 5}
        yield {
            "transform": [{"filter": {"field": "value", **side}}],
            "mark": {**mark, "fontSize": 12, "color": "#1b1f23"},
            "encoding": {"x": x, "y": y, "text": {"field": "written", "type": "nominal"}},
        }


def _goal(chart: Chart, lang: Lang, x: Json) -> Iterator[Json]:
    if chart.goal is None:
        return
    values = {"values": [{"value": chart.goal.value, "label": chart.goal.name[lang]}]}
    yield {
        "data": values,
        "mark": {"type": "rule", "strokeDash": [2, 3], "color": GOAL, "strokeWidth": 2},
        "encoding": {"x": x},
    }
    text = {"type": "text", "align": "center", "baseline": "bottom", "color": GOAL, "fontSize": 12}
    yield {
        "data": values,
        "mark": text,
        "encoding": {"x": x, "y": {"value": -2}, "text": {"field": "label", "type": "nominal"}},
    }
