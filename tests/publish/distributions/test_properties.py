"""Whatever a table holds, its workbook, JSON, SQLite and safe CSV hold the same."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.about import about
from publish.canonical import csv_bytes, number_text
from publish.distributions import json as json_form
from publish.distributions import safe_csv, sqlite, xlsx
from publish.distributions.cells import tab
from publish.distributions.safe_csv import neutral
from publish.distributions.subject import Subject, Unavailable
from publish.registers import Registers
from publish.snapshot import Release
from tests.publish.distributions.tables import as_text, cells, original
from tests.standin.releases import SITE

LEADS = "=+-@\t\r'\n ＝"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LIKE_FORMULAS = st.builds(lambda lead, rest: lead + rest, st.text(LEADS, min_size=1, max_size=3), TEXTS)
CELLS = {
    "string": TEXTS | LIKE_FORMULAS | st.sampled_from(["001", "1e5", "TRUE", "2024-01-02", "_x0041_", "_x000D_"]),
    "number": st.floats().map(number_text) | st.sampled_from(["NaN", "INF", "-INF", "12345678901234567"]),
    "integer": st.integers(-(2**63), 2**63 - 1).map(str) | st.integers(-100, 100).map(str),
    "date": st.dates(date(1, 1, 1)).map(date.isoformat),
    "datetime": st.datetimes().map(lambda d: d.replace(microsecond=0).isoformat()),
    "time": st.times().map(lambda t: time(t.hour, t.minute, t.second).isoformat()),
    "boolean": st.sampled_from(["true", "false"]),
    "yearmonth": st.dates(date(1000, 1, 1)).map(lambda d: f"{d:%Y-%m}"),
}
KINDS = st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5)
TABLES = KINDS.flatmap(
    lambda kinds: st.tuples(
        st.just(kinds), st.lists(st.tuples(*(st.just("") | CELLS[kind] for kind in kinds)), max_size=6)
    )
)


def subject(folder: Path, kinds: list[str], rows: list[tuple[str, ...]]) -> Subject:
    fields: list[dict[str, Any]] = [{"name": f"=c{i}", "type": kind} for i, kind in enumerate(kinds)]
    path = folder / "t.csv"
    columns = dict.fromkeys((f["name"] for f in fields), pl.String)
    path.write_bytes(csv_bytes(pl.DataFrame(rows, schema=columns, orient="row")))
    descriptor = {"resources": [{"name": "t", "type": "table", "path": "t.csv", "schema": {"fields": fields}}]}
    said = about("odd", descriptor, SITE)
    words = {"dataset": "odd", "version": "1.0.0", "digest": "sha256:0", "created": "2025-11-20T03:00:00Z"}
    release = SimpleNamespace(**words, descriptor=descriptor, files={"t.csv": path})
    return Subject(cast("Release", release), said, said.tables[0], Registers(), SITE)


def in_excel(value: object) -> object:
    """A text as Excel shows it: openpyxl leaves the escapes of control characters as they are."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


@given(TABLES)
def test_every_form_holds_the_rows(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[list[str], list[tuple[str, ...]]]
) -> None:
    kinds, rows = table
    folder = tmp_path_factory.mktemp("t")
    one = subject(folder, kinds, rows)
    fields = [{"name": c.name, "type": c.type} for c in one.table.columns]
    names = [f["name"] for f in fields]
    expected = as_text([dict(zip(names, row, strict=True)) for row in rows], fields)

    json_form.write(one, folder / "t.json")
    assert as_text(json.loads((folder / "t.json").read_text(encoding="utf-8")), fields) == expected

    sqlite.write(one, folder / "t.sqlite")
    with closing(sqlite3.connect(folder / "t.sqlite")) as db:
        found = [dict(zip(names, row, strict=True)) for row in db.execute("SELECT * FROM odd_t")]
    assert as_text(found, fields) == expected

    xlsx.write(one, folder / "t.xlsx")
    sheet = openpyxl.load_workbook(folder / "t.xlsx").worksheets[0]
    found = [dict(zip(names, map(in_excel, row), strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert as_text(found, fields) == expected
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)

    safe_csv.write_safe(one, folder / "safe.csv")
    back = [{original(k): original(v) for k, v in row.items()} for row in cells(folder / "safe.csv")]
    assert as_text(back, fields) == expected


@given(LIKE_FORMULAS | TEXTS)
def test_a_neutral_cell_is_no_formula_and_can_be_turned_back(cell: str) -> None:
    assert neutral(cell).lstrip(" \n")[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝")
    assert original(neutral(cell)) == cell


@pytest.mark.parametrize("cell", ["-5", "+5", "-1.5e10", "-1 234,5", "0"])
def test_a_number_stays_a_number_only_in_a_column_of_numbers(cell: str) -> None:
    assert neutral(cell, number=True) == cell
    assert neutral("-2+3+cmd|' /C calc'!A0", number=True).startswith("'")
    assert neutral(cell).startswith("'") == (cell != "0")


def test_what_a_sheet_cannot_hold_is_refused_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = subject(tmp_path, ["string"], [("x" * 32_768,)])
    with pytest.raises(Unavailable, match="longer than a cell"):
        xlsx.write(long, tmp_path / "t.xlsx")
    xlsx.write(subject(tmp_path, ["string"], [("ế" * 32_767,)]), tmp_path / "t.xlsx")
    monkeypatch.setattr(xlsx, "ROWS", 3)
    xlsx.write(subject(tmp_path, ["string"], [("a",), ("b",)]), tmp_path / "t.xlsx")
    with pytest.raises(Unavailable) as refused:
        xlsx.write(subject(tmp_path, ["string"], [("a",), ("b",), ("c",)]), tmp_path / "t.xlsx")
    assert "3 dòng" in refused.value.say("vi")
    monkeypatch.setattr("publish.distributions.subject.LARGEST", 1)
    for form in (xlsx, sqlite, json_form):
        with pytest.raises(Unavailable, match="CSV and Parquet only"):
            form.write(subject(tmp_path, ["string"], [("a",)]), tmp_path / "t")


def test_the_same_workbook_is_made_each_time(tmp_path: Path) -> None:
    one = subject(tmp_path, ["string", "number"], [("a", "1"), ("b", "")])
    xlsx.write(one, tmp_path / "first.xlsx")
    xlsx.write(one, tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_a_sheet_is_called_what_a_workbook_allows() -> None:
    assert tab("a/b:c[d]") == "a_b_c_d_"
    assert len(tab("x" * 40)) == 31
    assert tab("Note", ["note"]) != "Note"
