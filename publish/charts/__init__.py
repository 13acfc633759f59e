"""Pictures of figures: what is charted of a table, as a Vega-Lite specification, and drawn as SVG and PNG."""

from publish.charts.choose import charts_of
from publish.charts.layout import Drawing
from publish.charts.model import Chart, Goal, Point, Series
from publish.charts.spec import drawn_series, spec

__all__ = ["Chart", "Drawing", "Goal", "Point", "Series", "charts_of", "drawn_series", "spec"]
