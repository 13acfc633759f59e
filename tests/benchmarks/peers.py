"""The same work as others do it; each returns what it found, by its own names."""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import data
import folders
import polars as pl

NUMBERS = {"generated": pl.Float64, "collected": pl.Float64, "households": pl.Int64}


def polars_text(folder: Path) -> Mapping[str, int]:
    return {"rows": pl.scan_csv(folder / data.FILE, infer_schema=False).collect().height}


def polars_typed(folder: Path) -> Mapping[str, int]:
    """With the types that polars guesses; a bad cell is null."""
    return {"rows": pl.scan_csv(folder / data.FILE, try_parse_dates=True, ignore_errors=True).collect().height}


def pandera_eager(folder: Path) -> Mapping[str, int]:
    """As one would write it by hand: cast first, then every check and every bad row."""
    import pandera.polars as pa

    text = pl.read_csv(folder / data.FILE, infer_schema=False)
    numbers = [pl.col(name).cast(kind, strict=False) for name, kind in NUMBERS.items()]
    frame = text.with_columns(*numbers, pl.col("measured_on").str.to_date("%Y-%m-%d", strict=False))
    try:
        _pandera_schema(pa).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        return Counter(found.failure_cases["check"].to_list())
    return {}


def _pandera_schema(pa: Any) -> Any:
    def within(rows: Any) -> pl.LazyFrame:
        return rows.lazyframe.select(pl.col("collected") <= pl.col("generated"))

    listed = {name: pa.Column(pl.String, pa.Check.isin(codes)) for name, codes in data.CODES.items()}
    patterns = {"period": r"^\d{4}-\d{2}$", "place": r"^\d{5}$", "plant": r"^P-\d{6}$"}
    columns = {
        **{name: pa.Column(pl.String, pa.Check.str_matches(pattern)) for name, pattern in patterns.items()},
        **listed,
        "generated": pa.Column(pl.Float64, pa.Check.in_range(0, 100_000)),
        "collected": pa.Column(pl.Float64, pa.Check.ge(0), nullable=True),
        "households": pa.Column(pl.Int64, pa.Check.ge(0), nullable=True),
        "measured_on": pa.Column(pl.Date, nullable=True),
    }
    return pa.DataFrameSchema(columns, checks=[pa.Check(within)], unique=data.KEY)


def frictionless_validate(folder: Path) -> Mapping[str, int]:
    """Every error, with its checks of rows and keys; a rule across two columns is not its own."""
    from frictionless import Package

    report = Package(str(folder / "datapackage.json")).validate(limit_errors=10**9)
    return Counter(error.type for task in report.tasks for error in task.errors)


def frictionless_many(folder: Path) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in sorted(folder.iterdir()):
        found += frictionless_validate(one)
    return found


def calamine(path: Path) -> Mapping[str, int]:
    from python_calamine import load_workbook

    return {"rows": len(load_workbook(str(path)).get_sheet_by_index(0).to_python())}


def openpyxl(path: Path) -> Mapping[str, int]:
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return {"rows": sum(1 for _ in sheet.iter_rows(values_only=True))}


def csv_diff(folder: Path) -> Mapping[str, int]:
    from csv_diff import compare, load_csv

    before, after = (load_csv(path.open(encoding="utf-8"), key="id") for path in folders.states(folder))
    found = compare(before, after)
    return {
        "added": len(found["added"]),
        "removed": len(found["removed"]),
        "changed": sum(len(one["changes"]) for one in found["changed"]),
    }


def daff_diff(folder: Path) -> Mapping[str, int]:
    import csv

    import daff

    tables = []
    for path in folders.states(folder):
        with path.open(encoding="utf-8", newline="") as stream:
            tables.append(daff.PythonTableView(list(csv.reader(stream))))
    flags = daff.CompareFlags()
    flags.addPrimaryKey("id")
    told = daff.PythonTableView([])
    daff.TableDiff(daff.compareTables(*tables, flags).align(), flags).hilite(told)
    marks = Counter(str(told.getCell(0, y)) for y in range(told.get_height()))
    return {"added": marks["+++"], "removed": marks["---"], "changed": sum(n for m, n in marks.items() if "->" in m)}


def sqlite3_import(folder: Path) -> Mapping[str, int]:
    """The command line's own import, into a table with the same columns, types and key."""
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "peer.db"
        script = (
            "PRAGMA journal_mode=OFF;\nPRAGMA synchronous=OFF;\n"
            f"{folders.CREATE}\n.mode csv\n.import --skip 1 '{folder / data.FILE}' flows\nSELECT count(*) FROM flows;\n"
        )
        command = ["sqlite3", "-batch", str(database)]
        done = subprocess.run(command, input=script, text=True, check=True, stdout=subprocess.PIPE)
    return {"rows": int(done.stdout.split()[-1])}


def sqlite_utils(folder: Path) -> Mapping[str, int]:
    import csv

    from sqlite_utils import Database

    with tempfile.TemporaryDirectory() as place, (folder / data.FILE).open(encoding="utf-8", newline="") as stream:
        database = Database(Path(place) / "peer.db")
        database["flows"].insert_all(csv.DictReader(stream), pk=tuple(data.KEY))
        return {"rows": database["flows"].count}


def expectations(folder: Path) -> Mapping[str, int]:
    """A handful of expectations on the table as it stands in a SQLite file: the file is made before."""
    import great_expectations as gx
    from great_expectations import expectations as gxe

    database = folders.database(folder)
    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_sqlite("peer", connection_string=f"sqlite:///{database}")
    batch = source.add_table_asset("flows", table_name="flows").add_batch_definition_whole_table("all").get_batch()
    suite = gx.ExpectationSuite(
        name="peer",
        expectations=[
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=data.KEY),
            gxe.ExpectColumnMaxToBeBetween(column="households", min_value=1),
            gxe.ExpectColumnSumToBeBetween(column="households", min_value=0),
        ],
    )
    return {"met": sum(bool(one.success) for one in batch.validate(suite).results)}
