"""Of which time and places a dataset's rows are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from publish.coverage import MOST_PLACES, Coverage, Register, read_coverage
from publish.plan.places import places_of
from schemas.core.site import Text

UNITS = (
    ("91", "2004-01-01", "2025-07-01", "Tỉnh Cũ", ""),
    ("91", "2025-07-01", "", "Tỉnh Mới", ""),
    ("883", "2004-01-01", "", "Huyện Một", "91"),
    ("30280", "2004-01-01", "", "Xã Một", "883"),
)
REGISTER = Register(
    "geo_code",
    places_of({"code": c, "valid_from": f, "valid_to": t, "name_vi": n, "name_en": ""} for c, f, t, n, _ in UNITS),
    "units",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def rows(path: Path, *figures: tuple[str | None, str]) -> None:
    """Table ``figures`` of places in years, and the register of places."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE figures (geo_code, period, period_start, period_end)")
        bounds = [(code, year, f"{year}-01-01", f"{int(year) + 1}-01-01") for code, year in figures]
        db.executemany("INSERT INTO figures VALUES (?, ?, ?, ?)", bounds)
        db.execute("CREATE TABLE units (code, parent_code)")
        db.executemany("INSERT INTO units VALUES (?, ?)", [(unit[0], unit[4] or None) for unit in UNITS])


def test_the_last_day_is_the_one_before_the_next_period(path: Path) -> None:
    rows(path, ("91", "2019"), ("91", "2023"))
    assert read_coverage(path, ["figures"], None) == Coverage("2019-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("codes", "widest"),
    [(("30280", "883"), ["883"]), (("30280", "91"), ["91"]), (("30280", "elsewhere"), ["30280", "elsewhere"])],
)
def test_a_place_within_another_is_not_told(path: Path, codes: tuple[str, ...], widest: list[str]) -> None:
    rows(path, *((code, "2024") for code in codes), (None, "2024"))
    assert [code for code, _ in read_coverage(path, ["figures"], REGISTER).places] == widest


@pytest.mark.parametrize(("year", "name"), [("2024", "Tỉnh Cũ"), ("2026", "Tỉnh Mới")])
def test_a_code_is_called_what_it_meant_at_the_newest_period(path: Path, year: str, name: str) -> None:
    rows(path, ("91", "2019"), ("91", year))
    assert read_coverage(path, ["figures"], REGISTER).places == (("91", Text(name)),)


def test_of_very_many_places_none_is_told(path: Path) -> None:
    rows(path, *((str(code), "2024") for code in range(MOST_PLACES + 1)))
    assert read_coverage(path, ["figures"], REGISTER).places == ()


def test_rows_without_periods_cover_no_time(path: Path) -> None:
    rows(path)
    assert read_coverage(path, ["figures", "units"], REGISTER) == Coverage()
