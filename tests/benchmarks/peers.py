"""The same work as others do it; each returns what it found, by its own names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import data
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
