"""Specifications of charts: always valid Vega-Lite with finite numbers, never a line across a break, said in words."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import replace
from typing import Any

import altair
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.charts import Chart, Drawing, Goal, Point, Series, spec
from publish.charts.layout import DRAWINGS, SMALL, WIDE
from publish.charts.model import BREAK
from publish.charts.picture import ENDINGS, drawn
from publish.charts.words import LOCALES, POINTS, described
from schemas.core.i18n import LANGS, Lang
from schemas.core.period import parse_period
from schemas.core.site import Text

SOURCE = Text(
    "Rác thải, phiên bản 1.2.0\nhttps://data.example/datasets/waste", "Waste, version 1.2.0\nhttps://data.example"
)
PERIODS = st.one_of(
    st.integers(1990, 2035).map(str),
    st.builds("{}-Q{}".format, st.integers(1990, 2035), st.integers(1, 4)),
    st.builds("{}-{:02}".format, st.integers(1990, 2035), st.integers(1, 12)),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


def point(period: str, value: float, flag: str = "", kind: str = "cited") -> Point:
    return Point(period, parse_period(period).start.isoformat(), value, flag, kind)


KINDS = st.sampled_from(["", *POINTS, "strange"])
POINTS_DRAWN = st.builds(point, PERIODS, st.floats(), st.sampled_from(["", BREAK, "E"]), KINDS)
SERIES = st.builds(Series, st.builds(Text, WORDS, WORDS), st.lists(POINTS_DRAWN, min_size=1, max_size=12).map(tuple))
GOALS = st.none() | st.builds(Goal, st.floats(-1e9, 1e9), st.integers(2000, 2050), st.builds(Text, WORDS))
CHARTS = st.builds(
    Chart,
    id=st.just("one"),
    title=st.builds(Text, WORDS),
    unit=st.builds(Text, WORDS),
    series=st.lists(SERIES, min_size=1, max_size=9).map(tuple),
    kind=st.sampled_from(["line", "bar"]),
    goal=GOALS,
    source=st.just(SOURCE),
)


def chart(*values: tuple[str, float, str, str], kind: Any = "line", goal: Goal | None = None) -> Chart:
    series = Series(Text("Phát sinh", "Generated"), tuple(point(*value) for value in values))
    title, unit = Text("Rác thải sinh hoạt: Sông Thử", "Household waste: Trial River"), Text("tấn/ngày", "tonnes a day")
    return Chart("one", title, unit, (series,), kind, goal, SOURCE)


def texts(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


@settings(max_examples=60, deadline=None)
@given(CHARTS, st.sampled_from(LANGS), st.sampled_from(DRAWINGS))
def test_any_figures_make_a_specification_of_finite_numbers(one: Chart, lang: Lang, drawing: Drawing) -> None:
    if not one.points:
        with pytest.raises(ValueError, match="nothing to draw"):
            spec(one, lang, drawing)
        return
    said = spec(one, lang, drawing)
    json.dumps(said, allow_nan=False)
    assert len(said["data"]["values"]) > 0


@pytest.mark.deep
@settings(max_examples=60, deadline=None)
@given(CHARTS, st.sampled_from(LANGS), st.sampled_from(DRAWINGS))
def test_any_figures_make_valid_vega_lite_that_is_drawn(one: Chart, lang: Lang, drawing: Drawing) -> None:
    if one.points:
        said = spec(one, lang, drawing)
        altair.Chart.from_dict(said, validate=True)
        assert drawn(said, lang, ENDINGS["svg"]).endswith(b"</svg>")


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_a_specification_is_valid_vega_lite(kind: Any) -> None:
    figures = [("2023", 10, "", "official"), ("2024", 11, "", "cited"), ("2025", -30, BREAK, "sample")]
    one = chart(*figures, kind=kind, goal=Goal(80, 2030, Text("80 %")))
    altair.Chart.from_dict(spec(one, "vi"), validate=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(POINTS_DRAWN, min_size=1, max_size=20).map(tuple))
def test_no_line_goes_across_a_break(points: tuple[Point, ...]) -> None:
    series = Series(Text("x"), points)
    assert [p for segment in series.segments() for p in segment] == list(series.shown)
    for segment in series.segments():
        assert not any(p.is_break for p in segment[1:])
        assert [p.middle for p in segment] == sorted(p.middle for p in segment)


def test_what_is_no_number_is_not_drawn() -> None:
    values = (("2021", 5, "", ""), ("2022", math.nan, "", ""), ("2023", -math.inf, "", ""), ("2024", 1.7e308, "", ""))
    assert [p.value for p in chart(*values).points] == [5]


def test_a_break_is_drawn_where_the_new_series_begins() -> None:
    broken = chart(("2023", 10, "", "official"), ("2024", 11, "", "official"), ("2025", 30, BREAK, "official"))
    said = spec(broken, "vi")
    assert {row["segment"][-1] for row in said["data"]["values"]} == {"0", "1"}
    rules = [layer for layer in said["layer"] if layer["mark"]["type"] == "rule"]
    assert [row["at"] for layer in rules for row in layer["data"]["values"]] == [2025.0]
    assert "Đứt gãy chuỗi: 2025" in texts(said)
    whole = replace(broken, series=(replace(broken.series[0], points=broken.series[0].points[:2]),))
    assert "Đứt gãy" not in texts(spec(whole, "vi"))


def test_official_and_cited_figures_differ_in_more_than_colour() -> None:
    said = spec(chart(("2023", 10, "", "cited"), ("2024", 11, "", "official")), "vi")
    looks = {layer["transform"][0]["filter"]["equal"]: layer["mark"] for layer in said["layer"] if "transform" in layer}
    assert looks["official"]["filled"]
    assert (looks["cited"]["filled"], looks["cited"]["fill"]) == (False, "white")
    assert "Chấm rỗng" not in texts(said)  # within a sentence
    assert "Chấm đặc: số liệu chính thức của cơ quan; chấm rỗng: số trích dẫn" in " ".join(caption_of(said))
    assert "invented by a program" in " ".join(caption_of(spec(chart(("2023", 1, "", "sample")), "en")))


def caption_of(said: Any) -> list[str]:
    return list(said["layer"][0]["encoding"]["x"]["axis"]["title"])


def test_an_axis_that_hides_zero_says_so() -> None:
    near = chart(("2023", 100, "", "cited"), ("2024", 101, "", "cited"))
    assert "The vertical axis does not begin at 0." in caption_of(spec(near, "en"))
    far = chart(("2023", 10, "", "cited"), ("2024", 101, "", "cited"))
    for one in (far, replace(near, goal=Goal(80, 2030, Text("80"))), replace(near, kind="bar")):
        said = spec(one, "en")
        assert not any("begin at 0" in line for line in caption_of(said))
        ends = said["layer"][0]["encoding"]["y" if one.kind == "line" else "x"]["scale"]["domain"]
        assert ends[0] <= 0 <= ends[1]


def test_what_there_is_no_room_for_is_said() -> None:
    lines = tuple(Series(Text(f"s{i}"), (point("2023", i), point("2024", i + 1))) for i in range(10))
    said = spec(replace(chart(), series=lines), "vi")
    assert {row["series"] for row in said["data"]["values"]} == {f"s{i}" for i in range(3, 10)}  # the largest
    assert "Còn 3 chuỗi khác trong bảng." in caption_of(said)


def test_bars_stand_largest_first_with_their_figures() -> None:
    bars = tuple(
        Series(Text(name), (point("2024", value),)) for name, value in (("a", 2.5), ("b", 1234.567), ("c", -3))
    )
    said = spec(replace(chart(), series=bars, kind="bar"), "vi")
    assert [(row["series"], row["written"]) for row in said["data"]["values"]] == [
        ("b", "1.234,57"),
        ("a", "2,5"),
        ("c", "-3"),
    ]


def test_a_goal_is_drawn_as_far_as_its_year() -> None:
    goal = Goal(80, 2030, Text("Mục tiêu 2030: 80 %", "Target 2030: 80 %"))
    said = spec(chart(("2023", 50, "", "official"), ("2024", 55, "", "official"), goal=goal), "en")
    rows = [row for layer in said["layer"] if "data" in layer for row in layer["data"]["values"]]
    assert {(row["value"], row["at"], row["label"]) for row in rows} == {(80, 2030.5, "Target 2030: 80 %")}
    low, high = said["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 2023.5 < 2030.5 < high


def test_who_does_not_see_the_picture_is_told_what_it_shows() -> None:
    one = chart(("2023", 1220.5, "", "cited"), ("2024", 1300, "", "cited"))
    said = "Biểu đồ đường: Rác thải sinh hoạt: Sông Thử (tấn/ngày). 2023: 1.220,5 → 2024: 1.300."
    assert described(one, "vi") == said
    assert "1,220.5 → 2024: 1,300" in described(one, "en")


def test_a_picture_carries_title_unit_source_and_version_and_is_always_the_same() -> None:
    said = spec(chart(("2023", 220.5, "", "cited"), ("2024", 1300, "", "cited")), "vi", SMALL)
    svg = drawn(said, "vi", ENDINGS["svg"]).decode()
    for words in ("Rác thải sinh hoạt: Sông Thử", "tấn/ngày", "Nguồn: Rác thải, phiên bản 1.2.0", "1.000", "2024"):
        assert words in svg
    assert "<script" not in svg
    assert drawn(said, "vi", ENDINGS["svg"]).decode() == svg
    png = drawn(said, "vi", ENDINGS["png"])
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert abs(width - 2 * SMALL.width) < 60
    assert height > 2 * SMALL.height
    assert len(png) > 10_000


def test_numbers_are_written_as_the_language_does() -> None:
    assert (LOCALES["vi"]["decimal"], LOCALES["en"]["decimal"]) == (",", ".")
    assert (
        spec(chart(("2023", 1, "", "cited")), "vi", WIDE)["usermeta"]["embedOptions"]["formatLocale"] == LOCALES["vi"]
    )
