"""Each form of a released table, opened by programs of others, holds what the canonical CSV holds."""

from __future__ import annotations

import json
import math
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest
from frictionless import Package, Resource, Schema, system
from python_calamine import CalamineWorkbook

from tests.publish.distributions.tables import FIELDS, TRICKY, Made, as_text, cells, made, original

KINDS = {f["name"]: f["type"] for f in FIELDS}
NAMES = [f["name"] for f in FIELDS]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("odd"), title="Bảng khó", titleEn="Odd table", publisher="ag-01")


@pytest.fixture(scope="module")
def expected(odd: Made) -> list[dict[str, str]]:
    return cells(odd.release.csv("tricky"))


def test_openpyxl_reads_the_workbook_as_the_csv(odd: Made, expected: list[dict[str, str]]) -> None:
    book = openpyxl.load_workbook(odd.file("xlsx"))
    header, *rows = book.worksheets[0].values
    assert list(header) == NAMES
    read = as_text([dict(zip(NAMES, row, strict=True)) for row in rows])
    for row in read:  # openpyxl leaves this one escape of the format as it is
        row["name"] = row["name"].replace("_x005F_", "_")
    assert read == expected


def test_types_are_those_of_the_table(odd: Made) -> None:
    sheet = openpyxl.load_workbook(odd.file("xlsx")).worksheets[0]
    by_name = {name: [c.data_type for c in column[1:]] for name, column in zip(NAMES, sheet.columns, strict=True)}
    assert {*by_name["code"], *by_name["name"]} <= {"s", "inlineStr", "n"}
    assert not any(c.data_type == "f" for row in sheet.iter_rows() for c in row)
    assert [c.data_type for c in sheet["A"][1:]].count("n") == 1, "only the empty cell is no text: 001 keeps its zeros"
    assert by_name["amount"] == ["n", "n", "n", "n", "n", "n", *["s"] * 3, "n"], "NaN and INF are text"
    assert by_name["exact"][:5] == ["n", "s", "s", "s", "n"], "only what is too long for a double is text"
    assert by_name["whole"][:6] == ["n", "s", "s", "n", "s", "n"], "more than 15 digits is text"
    assert by_name["day"][:6] == ["d", "d", "s", "s", "s", "d"], "before March 1900 is text"
    assert by_name["done"][0] == "b"
    assert sheet.freeze_panes == "A2"


def test_calamine_reads_the_workbook_as_the_csv(odd: Made, expected: list[dict[str, str]]) -> None:
    """Another reader, which knows the format's escapes."""
    header, *rows = CalamineWorkbook.from_path(str(odd.file("xlsx"))).get_sheet_by_index(0).to_python()
    read = as_text([dict(zip(header, row, strict=True)) for row in rows])
    assert [(r["code"], r["amount"], r["whole"]) for r in read] == [
        (r["code"], r["amount"], r["whole"]) for r in expected
    ]


def test_the_workbook_says_what_its_columns_mean_and_whose_figures_they_are(odd: Made) -> None:
    book = openpyxl.load_workbook(odd.file("xlsx"))
    assert book.sheetnames == ["tricky", "Từ điển · Dictionary", "Danh mục mã · Code lists", "Giới thiệu · About"]
    header, *rows = book.worksheets[1].values
    said = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert list(said) == NAMES
    assert (
        said["amount"] | {"title_vi": "Lượng", "title_en": "Amount", "unit_vi": "tấn/ngày", "type": "number"}
        == said["amount"]
    )
    assert said["name"]["description_vi"] == "Như đã gửi."
    codes = [tuple(row) for row in book.worksheets[2].values][1:]
    assert ("area", "DT", "Đô thị", "Urban") in codes
    assert ("provenance", "chinh_thuc", "Chính thức", "Official") in codes
    assert ("provenance", "trich_dan", "Trích dẫn", "Cited") in codes, "cited rows are told apart in the download"
    facts = {row[0]: row[3:] for row in book.worksheets[3].values}
    assert facts["title"] == ("Bảng khó", "Odd table")
    assert facts["version"][0] == "1.0.0"
    assert "https://data.example.test/datasets/odd/releases/1.0.0" in facts["citation"][0]
    assert "2025-11-20" in facts["citation"][1]


def test_sqlite_reads_the_file_as_the_csv(odd: Made, expected: list[dict[str, str]]) -> None:
    with closing(sqlite3.connect(f"file:{odd.file('sqlite')}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("SELECT * FROM odd_tricky")]
        assert as_text(rows) == expected
        assert db.execute("SELECT typeof(amount), typeof(whole), typeof(code) FROM odd_tricky").fetchone()[:] == (
            *("real", "integer", "text"),
        )
        assert db.execute("SELECT count(*) FROM odd_tricky WHERE name IS NULL OR code IS NULL").fetchone()[0] == 1
        unit = db.execute("SELECT unit_vi, title_en FROM _dictionary WHERE column = 'amount'").fetchone()
        assert unit[:] == ("tấn/ngày", "Amount")
        facts = dict(db.execute("SELECT fact, en FROM _release").fetchall())
        assert (facts["version"], facts["digest"]) == ("1.0.0", odd.release.digest)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_json_and_parquet_hold_the_values_of_the_csv(odd: Made, expected: list[dict[str, str]]) -> None:
    assert as_text(json.loads(odd.file("json").read_text())) == expected
    path = odd.release.files["data/tricky.parquet"]
    assert as_text(pl.read_parquet(path).to_dicts()) == expected
    assert as_text(dicts(duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]))) == expected


def in_duckdb(path: Path) -> list[dict[str, Any]]:
    """A CSV as DuckDB reads it, every column as what it is."""
    types = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE", "datetime": "TIMESTAMP"}
    types |= {"time": "TIME", "year": "SMALLINT", "yearmonth": "VARCHAR", "boolean": "BOOLEAN"}
    columns = {name: "DECIMAL(38,19)" if name == "exact" else types[kind] for name, kind in KINDS.items()}
    query = "SELECT * FROM read_csv(?, header=true, columns=?, quote='\"', escape='\"', delim=',', new_line='\\n')"
    return dicts(duckdb.connect().execute(query, [str(path), columns]))


def dicts(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_duckdb_reads_the_csv_with_and_without_a_mark(odd: Made, expected: list[dict[str, str]]) -> None:
    marked = odd.file("bom.csv")
    assert marked.read_bytes() == b"\xef\xbb\xbf" + odd.release.csv("tricky").read_bytes()
    for path in (odd.release.csv("tricky"), marked):
        rows = in_duckdb(path)
        assert [math.isnan(row["amount"]) for row in rows if row["amount"] is not None].count(True) == 1
        assert as_text(rows) == expected


def test_nothing_in_the_safe_csv_begins_as_a_formula_and_nothing_is_lost(
    odd: Made, expected: list[dict[str, str]]
) -> None:
    for ending, encoding in (("safe.csv", "utf-8"), ("safe.bom.csv", "utf-8-sig")):
        path = odd.file(ending)
        rows = cells(path, encoding)
        assert [{k: original(v) for k, v in row.items()} for row in rows] == expected
        for row, as_sent in zip(rows, expected, strict=True):
            for name, cell in row.items():
                formula = cell.lstrip()[:1] in tuple("=+-@") or cell[:1] in ("\t", "\r")
                assert not formula or (KINDS[name] in ("number", "integer") and cell == as_sent[name]), (name, cell)
        assert [row["amount"] for row in rows][1] == "-1220.5", "a negative number stays one"
        assert [row["amount"] for row in rows][8] == "'-INF"
    assert odd.file("safe.bom.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert b'"Ch\xe1\xba\xa5t' in odd.file("safe.csv").read_bytes(), "every text is quoted: a ; is no new cell"


def test_frictionless_finds_every_form_valid_against_the_schema(odd: Made) -> None:
    with zipfile.ZipFile(odd.file("zip")) as packed, system.use_context(trusted=True):
        folder = odd.releases.root / "unpacked"
        packed.extractall(folder)
        package = Package.from_descriptor(str(folder / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten()
        for path in (odd.file("bom.csv"), odd.file("json")):
            schema = Schema.from_descriptor({**TRICKY.schema, "missingValues": [""]})
            found = Resource(path=str(path), schema=schema).validate()
            assert found.valid, (path, found.flatten(["rowNumber", "fieldName", "note"])[:5])


def test_the_package_is_checked_by_its_own_hashes(odd: Made) -> None:
    assert odd.file("zip").read_bytes() == odd.release.zip_bytes()
