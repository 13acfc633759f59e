"""The long table: every figure of our own tables as one row that says what it is of, built from what changed."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasette.app import Datasette

from publish.snapshot import Snapshot
from publish.sqlite import build, metadata, metadata_path
from publish.sqlite.long_files import write_long_csv
from publish.sums import SUM, read_sums, write_sums
from schemas.core.i18n import Lang, catalog
from schemas.core.registry import Content
from schemas.core.site import Observation
from tests.standin.releases import EMPTY, SITE, WASTE, WASTE_WORDS, Releases, Rows, text

NUMBER: dict[str, Any] = {"type": "number", "unit": "tấn", "unitEn": "tonnes"}
CROPS = Rows(
    [
        text("period"),
        text("place"),
        text("crop"),
        text("kind"),
        {"name": "yield", "title": "Năng suất", "titleEn": "Yield", **NUMBER},
        {"name": "farms", "type": "integer", "unit": "hộ"},
        {"name": "rank", "type": "integer"},
        text("status"),
        text("flag"),
        text("provenance"),
        text("doc"),
        text("url"),
    ],
    [
        ["2024", "89", "lua", "a;b", "6.5", "10", "1", "CT", "", "chinh_thuc", "Số 1", "https://example.test/1"],
        ["2024", "89", "lua", "c", "", "3", "2", "CT", "C", "chinh_thuc", "Số 1", ""],
        ["2024-Q1", "91", "mau", "100%", "0", "", "", "", "", "trich_dan", "Báo", "https://example.test/2"],
    ],
    key=["period", "place", "crop", "kind"],
)
STAFF = Rows([text("period"), {"name": "persons", "type": "integer", "unit": "người"}], [["2024", "7"]], key=["period"])
SAYING = replace(SITE, observation=Observation(place="place", status="status", flag="flag", document="doc", url="url"))


def content(*tables: tuple[str, str]) -> Content:
    return Content(SAYING, dict.fromkeys(tables, SimpleNamespace(rules=())))  # type: ignore[arg-type]


OURS = content(("crops", "crops"), ("crops", "staff"), ("waste", "waste"), ("wells", "wells"))


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    found = Releases(tmp_path)
    found.add("crops", "1.0.0", {"crops": CROPS, "staff": STAFF}, title="Cây trồng", titleEn="Crops")
    found.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    found.add("wells", "1.0.0", {"wells": EMPTY})
    found.add("foreign-data", "1.0.0", {"crops": CROPS})
    return found


def built(releases: Releases, ours: Content = OURS, root: Path | None = None) -> Path:
    wanted: Snapshot | None = releases.catalog.current()
    assert wanted
    return build(releases.catalog, wanted, ours, root or releases.root)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def long(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT * FROM observations")


def test_a_figure_says_what_when_where_of_what_and_where_it_stands(releases: Releases) -> None:
    path = built(releases)
    assert rows(path, "SELECT * FROM observations WHERE indicator = 'crops.yield'") == [
        (
            *("crops", "crops.yield", "2024", "year", "2024-01-01", "2025-01-01", "89", "crop=lua;kind=a%3Bb"),
            *(6.5, "tấn", "tonnes", "CT", None, "chinh_thuc", "1.0.0", "Số 1", "https://example.test/1"),
        ),
        (
            *("crops", "crops.yield", "2024-Q1", "quarter", "2024-01-01", "2024-04-01", "91", "crop=mau;kind=100%25"),
            *(0.0, "tấn", "tonnes", None, None, "trich_dan", "1.0.0", "Báo", "https://example.test/2"),
        ),
    ]


def test_only_figures_with_a_unit_of_our_own_tables_with_periods_are_there(releases: Releases) -> None:
    path = built(releases)
    assert rows(path, "SELECT indicator, unit, unit_en, title, title_en, rows FROM _indicators ORDER BY 1") == [
        ("crops.farms", "hộ", "hộ", "farms", "farms", 2),
        ("crops.yield", "tấn", "tonnes", "Năng suất", "Yield", 2),
        ("crops/staff.persons", "người", "người", "persons", "persons", 1),
        ("waste.generated", "tấn/ngày", "tấn/ngày", "Phát sinh", "Generated", 2),
    ]
    assert rows(path, "SELECT indicator, count(*) FROM observations GROUP BY 1") == [
        ("crops.farms", 2),
        ("crops.yield", 2),
        ("crops/staff.persons", 1),
        ("waste.generated", 2),
    ]
    assert rows(
        path, "SELECT geo_code, breakdown, value FROM observations WHERE indicator = 'crops/staff.persons'"
    ) == [("", "", 7.0)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_a_site_that_names_no_columns_has_no_figures_there(releases: Releases) -> None:
    path = built(releases, Content(SITE, OURS.tables))
    assert long(path) == []
    said = json.loads(metadata_path(path, "vi").read_text())["databases"][path.stem]["tables"]
    assert said["observations"]["hidden"] is True


def test_an_indicator_in_a_place_is_found_by_the_key(releases: Releases) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT * FROM observations WHERE indicator = 'a' AND geo_code = 'b' AND period > 'c'"
    assert "SEARCH observations USING PRIMARY KEY" in str(rows(built(releases), sql))


def test_built_upon_the_one_before_it_is_what_a_new_one_would_be(releases: Releases, tmp_path: Path) -> None:
    built(releases)
    more = replace(CROPS, rows=[*CROPS.rows[1:], ["2025", "91", "lua", "a", "7", "1", "", "", "", "", "", ""]])
    steps: list[tuple[str, str, dict[str, Rows]]] = [
        ("crops", "1.1.0", {"crops": more, "staff": STAFF}),  # a table of two
        ("waste", "1.0.1", {"waste": WASTE}),  # new words only
        ("foreign-data", "2.0.0", {"crops": more}),
        ("crops", "2.0.0", {"crops": more}),  # a table gone
        ("waste", "2.0.0", {"waste": replace(WASTE, fields=[{**f, "unit": ""} for f in WASTE.fields])}),  # no unit left
    ]
    for number, (dataset, version, tables) in enumerate(steps):
        releases.add(dataset, version, tables, **(WASTE_WORDS if dataset == "waste" else {}))
        path, new = built(releases), built(releases, root=tmp_path / f"new-{number}")
        assert long(path) == long(new)
        assert rows(path, "SELECT * FROM _indicators ORDER BY 1") == rows(new, "SELECT * FROM _indicators ORDER BY 1")
        stamps = rows(path, f"SELECT DISTINCT release FROM observations WHERE dataset = '{dataset}'")
        assert stamps in ([(version,)], [])
    assert rows(path, "SELECT DISTINCT dataset FROM observations") == [("crops",)]


def test_the_long_csv_has_the_numbers_as_their_tables_have_them(releases: Releases, tmp_path: Path) -> None:
    write_long_csv(built(releases), tmp_path / "long.csv")
    with (tmp_path / "long.csv").open(encoding="utf-8", newline="") as stream:
        said = {row["value"] for row in csv.DictReader(stream) if row["indicator"].startswith("crops")}
    cells = {row[place] for row in CROPS.rows for place, f in enumerate(CROPS.fields) if f.get("unit")}
    assert said - {""} == (cells | {row[1] for row in STAFF.rows}) - {""}


def test_only_the_dataset_that_changed_is_made_anew(releases: Releases) -> None:
    """A mark in the rows of the others is still there, so nobody has touched them."""
    marked = built(releases)
    with closing(sqlite3.connect(marked)) as db, db:
        db.execute("UPDATE observations SET unit = 'mark' WHERE dataset = 'waste'")
    sums = marked.with_suffix(SUM)
    write_sums(sums, [marked.parent / name for name in read_sums(sums)])
    releases.add("crops", "1.0.1", {"crops": CROPS, "staff": replace(STAFF, rows=[["2024", "8"]])})
    path = built(releases)
    assert rows(path, "SELECT DISTINCT unit FROM observations WHERE dataset = 'waste'") == [("mark",)]
    assert rows(path, "SELECT value, release FROM observations WHERE indicator LIKE '%staff%'") == [(8.0, "1.0.1")]


def test_it_is_made_anew_when_the_site_names_other_columns(releases: Releases) -> None:
    built(releases)
    releases.add("wells", "1.0.1", {"wells": EMPTY})
    other = Content(replace(SAYING, observation=Observation(place="place")), OURS.tables)
    assert set(rows(built(releases, other), "SELECT data_status, source_doc FROM observations")) == {(None, None)}


def test_no_table_of_anybody_takes_its_name(releases: Releases) -> None:
    releases.add("observations", "1.0.0", {"observations": EMPTY})
    path = built(releases)
    [(name,)] = rows(path, "SELECT name FROM _tables WHERE dataset = 'observations'")
    assert str(name).startswith("observations_")
    assert len(long(path)) == 7


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["Mọi số liệu trong một bảng dài", "Giá trị, theo đơn vị ghi bên cạnh", ">Năng suất</a>"]),
        ("en", ["All figures in one long table", "Value, in the unit beside it", ">Yield</a>"]),
    ],
)
def test_datasette_shows_it_in_both_languages_and_hands_it_on_as_json_and_csv(
    releases: Releases, lang: Lang, words: list[str]
) -> None:
    path = built(releases)
    said = json.loads(metadata_path(path, lang).read_text(encoding="utf-8"))
    asked = "indicator=crops.yield&geo_code=89"
    wanted = ("", f".json?_shape=array&{asked}", f".csv?{asked}")

    async def ask() -> list[Any]:
        datasette = Datasette(immutables=[str(path)], metadata=said)
        await datasette.invoke_startup()
        return [await datasette.client.get(f"/{path.stem}/observations{end}") for end in wanted]

    page, as_json, as_csv = asyncio.run(ask())
    assert [word for word in words if word not in page.text] == []
    [figure] = as_json.json()
    assert {k: figure[k] for k in ("dataset", "period", "breakdown", "value", "unit", "release")} == {
        "dataset": "crops",
        "period": "2024",
        "breakdown": "crop=lua;kind=a%3Bb",
        "value": 6.5,
        "unit": "tấn",
        "release": "1.0.0",
    }
    header, line = as_csv.text.splitlines()
    assert header == (
        "dataset,indicator,period,freq,period_start,period_end,geo_code,breakdown,value,unit,unit_en,"
        "data_status,obs_flag,provenance,release,source_doc,source_url"
    )
    assert line.startswith(
        "crops,crops.yield,2024,year,2024-01-01,2025-01-01,89,crop=lua;kind=a%3Bb,6.5,tấn,tonnes,CT,"
    )


def test_what_is_said_of_it_is_said_in_vietnamese() -> None:
    said = {metadata.LONG, metadata.ABOUT_LONG, *metadata.OBSERVED.values()}
    assert said - catalog("publish").keys() == set()
