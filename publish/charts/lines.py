"""Lines over time: cut at breaks, with points that say what kind of figure they are, and the goal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from publish.charts.layout import Drawing, reach, starts_at_zero, thinned
from publish.charts.model import Chart, Point, Series
from publish.charts.words import KINDS, kind_of, kinds_in
from publish.numbers import number
from schemas.core.i18n import Lang, say

Json = dict[str, Any]
COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#a3477d", "#1b1f23", "#9a6a00", "#3a8fc0")
DASHES = ([1, 0], [8, 3], [3, 3], [10, 3, 3, 3], [1, 0], [6, 2, 2, 2], [2, 2])
SHAPES = {"official": "circle", "cited": "circle", "compiled": "square", "sample": "triangle-up", "unstated": "diamond"}
CROWDED = 24  # pixels from one point to the next below which they are drawn smaller
HEADROOM = 0.14  # of the height, for what is written above the lines
GREY, GOAL = "#57606a", "#8a3b00"
FORMAT = ",.12~g"


def from_zero(chart: Chart, drawn: Sequence[Series]) -> bool:
    """Whether the value axis begins at 0; always beside a goal, so that the way to it is seen at its true length."""
    return chart.goal is not None or starts_at_zero([p.value for one in drawn for p in one.shown])


def drawn(chart: Chart, series: Sequence[Series], lang: Lang, drawing: Drawing, below: list[str]) -> Json:
    """The parts of the specification that are a line chart's own; ``below`` are the lines of its caption."""
    names = unique([one.name[lang] for one in series])
    values = [p.value for one in series for p in one.shown] + ([chart.goal.value] if chart.goal else [])
    ends = reach(values, from_zero=from_zero(chart, series))
    if chart.goal or any(len([*one.segments()]) > 1 for one in series):
        ends[1] += (ends[1] - ends[0]) * HEADROOM
    left = drawing.room(number(round(end, 6 if abs(end) < 1 else 1), lang) for end in ends) + 8
    kinds, crowded = kinds_in(chart, tuple(series)) or ["unstated"], _crowded(series, drawing)
    x, y = _x(chart, series, drawing, below, left), _y(ends, left)
    shared = {"x": x, "y": y, "color": _colour(names, drawing)}
    return {
        "width": drawing.inner - left - 16,
        "height": drawing.height,
        "data": {"values": list(_rows(series, names, lang))},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2.25}, "encoding": {**shared, **_dashed(names, drawing)}},
            *(_points(kind, shared, lang, crowded=crowded) for kind in kinds),
            *_breaks(series, lang, x, y),
            *_goal(chart, lang, x, y),
        ],
    }


def _crowded(series: Sequence[Series], drawing: Drawing) -> bool:
    return max(len(one.shown) for one in series) * CROWDED > drawing.inner


def unique(names: Sequence[str]) -> list[str]:
    """``names``, each once: what is called the same is numbered."""
    found: list[str] = []
    for name in names:
        said, count = name or "–", 2
        while said in found:
            said, count = f"{name or '–'} ({count})", count + 1
        found.append(said)
    return found


def told(lang: Lang) -> list[Json]:
    """What is said of a figure that the reader points at."""
    titles = {
        "series": say("publish", lang, "Series"),
        "period": say("publish", lang, "Period"),
        "value": say("publish", lang, "Value"),
        "said": say("publish", lang, "Kind"),
    }
    number_ = {"type": "quantitative", "format": FORMAT}
    return [
        {"field": name, "title": title, **(number_ if name == "value" else {"type": "nominal"})}
        for name, title in titles.items()
    ]


def row(point: Point, name: str, lang: Lang) -> Json:
    """A figure as data of a specification."""
    kind = kind_of(point)
    said = say("publish", lang, KINDS[kind]) if point.provenance else ""
    return {"series": name, "period": point.period, "value": point.value, "kind": kind, "said": said}


def _rows(series: Sequence[Series], names: Sequence[str], lang: Lang) -> Iterator[Json]:
    for one, name in zip(series, names, strict=True):
        for segment, points in enumerate(one.segments()):
            for point in points:
                yield {**row(point, name, lang), "segment": f"{name} {segment}", "at": point.middle}


def _x(chart: Chart, series: Sequence[Series], drawing: Drawing, below: list[str], left: int) -> Json:
    """Time; labelled by the periods themselves, the caption below it."""
    labels = dict(sorted({p.middle: p.period for one in series for p in one.shown}.items()))
    chosen = thinned(list(labels.items()), drawing.ticks)
    if chart.goal:
        labels |= (at_goal := {chart.goal.year + 0.5: str(chart.goal.year)})
        chosen = sorted({*chosen, *at_goal.items()})
    pad = max((max(labels) - min(labels)) * 0.02, 0.1)
    places, texts = [at for at, _ in chosen], [text for _, text in chosen]
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [min(labels) - pad, max(labels) + pad], "nice": False, "zero": False},
        "axis": {
            "values": places,
            "labelExpr": f"{json.dumps(texts)}[indexof({json.dumps(places)}, datum.value)]",
            "grid": False,
            "labelOverlap": "greedy",
            "labelFlush": False,
            "title": below,
            "titleAnchor": "start",
            "titleAlign": "left",
            "titleX": -left,
            "titlePadding": 12,
        },
    }


def _y(ends: list[float], left: int) -> Json:
    axis = {"format": FORMAT, "title": None, "tickCount": 5, "domain": False, "ticks": False}
    room = {"minExtent": left, "maxExtent": left, "labelPadding": 6}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": ends, "nice": 5, "zero": False},
        "axis": {**axis, **room},
    }


def _legend(names: Sequence[str], drawing: Drawing) -> Json | None:
    if len(names) < 2:
        return None
    columns = max(1, min(len(names), drawing.inner // (drawing.room(names) + 40)))
    return {"title": None, "orient": "top", "direction": "horizontal", "columns": columns, "symbolType": "stroke",
            "symbolStrokeWidth": 2.25, "symbolSize": 500, "offset": 12}  # fmt: skip


def _colour(names: Sequence[str], drawing: Drawing) -> Json:
    scale = {"domain": list(names), "range": list(COLOURS[: len(names)])}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": _legend(names, drawing)}


def _dashed(names: Sequence[str], drawing: Drawing) -> Json:
    scale = {"domain": list(names), "range": [list(dash) for dash in DASHES[: len(names)]]}
    dash = {"field": "series", "type": "nominal", "scale": scale, "legend": _legend(names, drawing)}
    return {"strokeDash": dash, "detail": {"field": "segment", "type": "nominal"}}


def _points(kind: str, shared: Json, lang: Lang, *, crowded: bool) -> Json:
    """The points of one kind: full where official, hollow otherwise."""
    filled = {"filled": True} if kind == "official" else {"filled": False, "fill": "white"}
    look = {"shape": SHAPES[kind], "size": 16 if crowded else 50, "strokeWidth": 1.75, "opacity": 1}
    return {
        "transform": [{"filter": {"field": "kind", "equal": kind}}],
        "mark": {"type": "point", **look, **filled},
        "encoding": {
            **shared,
            "tooltip": told(lang),
        },
    }


def _breaks(series: Sequence[Series], lang: Lang, x: Json, y: Json) -> Iterator[Json]:
    """A dashed rule where a line begins anew."""
    found = {
        after[0].begins: after[0].period for one in series for _, after in pairwise(one.segments()) if after[0].is_break
    }
    if not found:
        return
    low, high = x["scale"]["domain"]
    rows = [
        {"at": at, "label": say("publish", lang, "Break in the series: {period}", period=period)}
        for at, period in sorted(found.items())
    ]
    place = {"field": "at", "type": "quantitative", "scale": x["scale"], "axis": x["axis"]}
    rule = {"type": "rule", "strokeDash": [5, 4], "color": GREY, "strokeWidth": 1.5}
    yield {"data": {"values": rows}, "mark": rule, "encoding": {"x": place}}
    for number_, row in enumerate(rows):
        right = row["at"] > (low + high) / 2
        text = {"type": "text", "align": "right" if right else "left", "dx": -6 if right else 6, "color": GREY}
        encoding = {"x": place, "y": {"value": 8 + 14 * (number_ % 4)}, "text": {"field": "label", "type": "nominal"}}
        yield {"data": {"values": [row]}, "mark": {**text, "fontSize": 12}, "encoding": encoding}


def _goal(chart: Chart, lang: Lang, x: Json, y: Json) -> Iterator[Json]:
    """A dashed line at the goal, as far as its year."""
    if chart.goal is None:
        return
    low, at = x["scale"]["domain"][0], chart.goal.year + 0.5
    told_ = {"from": low, "at": at, "value": chart.goal.value, "label": chart.goal.name[lang]}
    rule = {"type": "rule", "strokeDash": [2, 3], "color": GOAL, "strokeWidth": 2}
    across = {"x": {**x, "field": "from"}, "x2": {"field": "at"}, "y": y}
    yield {"data": {"values": [told_]}, "mark": rule, "encoding": across}
    mark = {"type": "point", "shape": "diamond", "filled": True, "size": 90, "color": GOAL, "opacity": 1}
    yield {"data": {"values": [told_]}, "mark": mark, "encoding": {"x": x, "y": y}}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -5, "color": GOAL, "fontSize": 12}
    said = {"x": {**x, "field": "from"}, "y": y, "text": {"field": "label", "type": "nominal"}}
    yield {"data": {"values": [told_]}, "mark": {**text, "fontWeight": "bold"}, "encoding": said}
