"""Which charts a released table has, and that each of their figures is one of its rows."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from publish.about import Column, about
from publish.charts import Chart, charts_of
from schemas.angiang import SITE
from schemas.core.site import Site, Text
from tests.publish.portal.plan_content import shipped
from tests.standin.releases import Releases, Rows, text

CHARTED = ("dpi-macro", "ste-msw-flow", "ste-ghg-inventory", "ref-population", "ind-re-power")


class Codes:
    """Every code is its own name; place 91 is other ground from 2025 on."""

    def name(self, column: Column, code: str, period: str) -> Text:
        return Text(code)

    def ground(self, code: str, period: str) -> str:
        return "new" if code == "91" and period >= "2025" else "old"


def charts(releases: Releases, dataset: str, site: Site = SITE) -> list[Chart]:
    release = releases.catalog.release(dataset)
    said = about(dataset, release.descriptor, site)
    return [c for table in said.tables for c in charts_of(release, table, site, Codes(), Text("Nguồn"))]


def rows(releases: Releases, dataset: str) -> list[dict[str, str]]:
    with releases.catalog.release(dataset).csv(dataset).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table(data: Sequence[Sequence[Any]], **more: Any) -> Rows:
    fields = [
        text("period", title="Kỳ"),
        text("geo_code", title="Địa bàn"),
        text("area", title="Khu vực"),
        {"name": "waste", "type": "number", "title": "Rác", "unit": "tấn"},
        text("obs_flag", title="Ký hiệu"),
        text("provenance", title="Xuất xứ"),
    ]
    return Rows(fields, [[str(cell) for cell in row] for row in data], ["period", "geo_code", "area"], **more)


@pytest.mark.parametrize("dataset", CHARTED)
def test_shipped_figures_have_charts_and_each_figure_is_a_row(tmp_path: Path, dataset: str) -> None:
    releases = Releases(tmp_path)
    shipped(releases, dataset)
    found, told = charts(releases, dataset), rows(releases, dataset)
    assert found[0].kind == "line"
    assert len(found[0].series[0].points) > 1
    for chart in found:
        for point in chart.points:
            of_period = [row for row in told if row["period"] == point.period]
            assert any(cell and repr(point.value) == repr(_number(cell)) for row in of_period for cell in row.values())
            assert point.provenance in {p.kind for p in SITE.provenances}


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def test_the_longest_series_the_parts_and_the_places(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    data = [
        (year, place, area, value * (1 if place == "01" else 2), "", "chinh_thuc")
        for year in (2022, 2023, 2024)
        for place in ("01", "02")
        for area, value in (("DT", 30), ("NT", 70.5), ("TS", 100.5))
        if (year, place) != (2022, "02")
    ]
    releases.add("waste", "1.0.0", {"waste": table(data)})
    line, parts, places = charts(releases, "waste")
    assert [(p.period, p.value) for p in line.points] == [("2022", 100.5), ("2023", 100.5), ("2024", 100.5)]
    assert line.title.vi == "Rác: 01, TS"
    assert {(s.name.vi, s.points[0].value) for s in parts.series} == {("DT", 30), ("NT", 70.5)}  # the total is no part
    assert parts.notes == (Text("TS: 100,5 tấn.", "TS: 100.5 tấn."),)
    assert {(s.name.vi, s.points[0].value) for s in places.series} == {("01", 100.5), ("02", 201)}
    assert {p.period for chart in (parts, places) for p in chart.points} == {"2024"}


def test_a_code_that_came_to_mean_other_ground_is_another_line(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    data = [(year, "91", "TS", year, "", "chinh_thuc") for year in range(2021, 2027)]
    releases.add("waste", "1.0.0", {"waste": table(data)})
    (line,) = charts(releases, "waste")
    assert [p.period for p in line.points] == ["2021", "2022", "2023", "2024"]


def test_parts_of_years_are_no_line_with_years(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    periods = ("2021", "2022", "2023", "2023-9M", "2024-9M")
    releases.add("waste", "1.0.0", {"waste": table([(p, "01", "TS", 5, "", "chinh_thuc") for p in periods])})
    (line,) = charts(releases, "waste")
    assert [p.period for p in line.points] == ["2021", "2022", "2023"]


def test_the_nation_is_not_beside_a_province(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    data = [(2024, place, "TS", value, "", "trich_dan") for place, value in (("VN", 900), ("89", 8), ("91", 9))]
    releases.add("waste", "1.0.0", {"waste": table(data)})
    (places,) = charts(releases, "waste")
    assert [s.name.vi for s in places.series] == ["89", "91"]


def test_two_definitions_are_not_the_parts_of_anything(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    data = [(2024, "89", area, value, "", "trich_dan") for area, value in (("hh", 900), ("ss", 800))]
    releases.add("waste", "1.0.0", {"waste": table(data)})
    assert charts(releases, "waste") == []


@pytest.mark.parametrize(
    "data",
    [
        [],
        [(2024, "01", "TS", 5, "", "chinh_thuc")],
        [("soon", "01", "TS", 5, "", ""), ("later", "01", "TS", 6, "", "")],
    ],
)
def test_nothing_to_compare_is_no_chart(tmp_path: Path, data: Sequence[Sequence[Any]]) -> None:
    releases = Releases(tmp_path)
    releases.add("waste", "1.0.0", {"waste": table(data)})
    assert charts(releases, "waste") == []


def test_a_site_that_declares_no_columns_has_charts_too(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    data = [(year, "01", "TS", year / 2, "B", "x") for year in (2022, 2023)]
    releases.add("waste", "1.0.0", {"waste": table(data)})
    bare = Site(name=Text("x"), tagline=Text("x"), about=Text("x"), owner=Text("x"))
    (line,) = charts(releases, "waste", bare)
    assert [(p.value, p.flag, p.provenance) for p in line.points] == [(1011, "", "unstated"), (1011.5, "", "unstated")]
