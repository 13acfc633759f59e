"""A chart as a Vega-Lite specification, with its title, unit, source and kinds of figures printed in it.

It holds all it needs: data, language of numbers, sizes. Colours are those of Okabe and Ito, which colour-blind readers
tell apart; series differ by dashes too, kinds of figures by the shape of their points.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publish.charts import bars, lines
from publish.charts.layout import PADDING, WIDE, Drawing
from publish.charts.model import Chart, Series
from publish.charts.words import LOCALES, caption, described
from schemas.core.i18n import Lang

Json = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA_LITE = "6.4"
MOST_LINES, MOST_BARS = 7, 20
INK, QUIET, LINE = "#1b1f23", "#57606a", "#d8dee4"
FONT = "Noto Sans, Liberation Sans, Arial, DejaVu Sans, sans-serif"


def spec(chart: Chart, lang: Lang, drawing: Drawing = WIDE) -> Json:
    """The picture of ``chart`` for readers of ``lang``.

    Raises:
        ValueError: there is no figure to draw.
    """
    drawn = drawn_series(chart)
    if not drawn:
        raise ValueError(f"nothing to draw: {chart.id}")
    drawer = lines if chart.kind == "line" else bars
    said = caption(chart, drawn, lang, from_zero=drawer.from_zero(chart, drawn))
    below = [line for sentence in said for line in drawing.lines(sentence, drawing.text - 1)]
    return {
        "$schema": SCHEMA,
        "description": described(chart, lang),
        "usermeta": {"embedOptions": {"formatLocale": LOCALES[lang]}},
        "background": "white",
        "padding": PADDING,
        "title": _title(chart, lang, drawing),
        **drawer.drawn(chart, drawn, lang, drawing, below),
        "config": _config(drawing),
    }


def drawn_series(chart: Chart) -> tuple[Series, ...]:
    """The series that a picture has room for, the largest of them, in the chart's order."""
    series = [one for one in chart.series if one.shown]
    largest = sorted(series, key=lambda one: -max(abs(point.value) for point in one.shown))
    kept = largest[: MOST_LINES if chart.kind == "line" else MOST_BARS]
    return tuple(one for one in series if any(one is other for other in kept))


def _title(chart: Chart, lang: Lang, drawing: Drawing) -> Json:
    said: Json = {"text": drawing.lines(chart.title[lang], drawing.title)}
    if chart.unit.vi:
        said["subtitle"] = drawing.lines(chart.unit[lang], drawing.text + 1)
    return said


def _config(drawing: Drawing) -> Mapping[str, Any]:
    text = drawing.text
    return {
        "font": FONT,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "fontSize": drawing.title,
            "color": INK,
            "subtitleFontSize": text + 1,
            "subtitleColor": QUIET,
            "subtitlePadding": 4,
            "offset": 14,
        },
        "axis": {
            "labelFontSize": text,
            "labelColor": INK,
            "titleColor": QUIET,
            "titleFontSize": text - 1,
            "titleFontWeight": "normal",
            "titleLineHeight": text + 4,
            "domainColor": QUIET,
            "tickColor": QUIET,
            "gridColor": LINE,
        },
        "legend": {"labelFontSize": text, "labelColor": INK, "labelLimit": drawing.inner - 60},
    }
