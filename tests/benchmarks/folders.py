"""Packages for the benchmarks, made once and kept below ``var/bench``."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import books
import data
import polars as pl

from schemas.core.dictionary import table_schema

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "bench"
SCHEMA = f"{data.DATASET}.schema.json"
CREATE = (
    "CREATE TABLE flows (period TEXT, place TEXT, kind TEXT, treatment TEXT, plant TEXT, generated REAL,"
    " collected REAL, households INTEGER, measured_on TEXT, status TEXT,"
    " PRIMARY KEY (period, place, kind, treatment, plant));"
)
SAID = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "title": "Dữ liệu đo tốc độ",
    "titleEn": "Benchmark data",
    "description": "Dòng minh họa, chỉ để đo.",
    "descriptionEn": "Invented rows, for measuring only.",
    "publisher": "nobody",
    "frequency": "month",
    "licenses": [{"name": "cc-by-4.0"}],
}


def package(rows: int) -> Path:
    """A package of ours, with the list of its bad cells beside it."""
    folder = HOME / str(rows) / data.DATASET
    if not (folder / data.BAD_CELLS).exists():
        _described(folder, data.DATASET, SCHEMA)
        data.write(folder / data.FILE, rows).write_parquet(folder / data.BAD_CELLS)
    return folder


def clean(rows: int) -> Path:
    """A package of ours without bad cells."""
    folder = HOME / f"{rows}-clean" / data.DATASET
    if not (folder / data.FILE).exists():
        _described(folder, data.DATASET, SCHEMA)
        data.good(rows).write_csv(folder / data.FILE)
    return folder


def database(folder: Path) -> Path:
    """The table of a package in a SQLite file."""
    path = folder / "flows.db"
    if not path.exists():
        frame = pl.read_csv(folder / data.FILE, infer_schema=False)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(CREATE)
            db.executemany(f"INSERT INTO flows VALUES ({', '.join('?' for _ in frame.columns)})", frame.iter_rows())
    return path


def states(folder: Path) -> tuple[Path, Path]:
    """The two states of a table in a folder of :func:`pair`."""
    return folder / "before.csv", folder / "after.csv"


def pair(rows: int) -> Path:
    """Two states of a table keyed by one column: of 1,000 rows one is added, one removed, two have a new value."""
    folder = HOME / f"{rows}-pair"
    before, after = states(folder)
    if not after.exists():
        folder.mkdir(parents=True, exist_ok=True)
        frame = data.good(rows).with_columns(pl.all().cast(pl.String).fill_null("")).with_row_index("id")
        frame = frame.with_columns(pl.format("r{}", pl.col("id")).alias("id"))
        place = pl.int_range(pl.len()) % 1_000
        frame.filter(place != 1).write_csv(before)
        changed = pl.when(place.is_in([2, 3])).then(pl.lit("7")).otherwise(pl.col("households"))
        frame.with_columns(changed.alias("households")).filter(place != 4).write_csv(after)
    return folder


def many(packages: int, rows: int) -> Path:
    """Packages from elsewhere, each of other rows, without bad cells."""
    home = HOME / f"{packages}x{rows}"
    if not home.exists():
        frame = data.good(packages * rows).with_columns(pl.all().cast(pl.String))
        for number in range(packages):
            folder = home / f"p{number:05}"
            _described(folder, folder.name, "schema.json")
            frame[number * rows : (number + 1) * rows].write_csv(folder / data.FILE)
    return home


def book(rows: int, *, formulas: bool) -> Path:
    path = HOME / f"{rows}{'-formulas' if formulas else ''}.xlsx"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        books.write(path, data.good(rows), formulas=formulas)
    return path


def _described(folder: Path, name: str, schema: str) -> None:
    (folder / data.FILE).parent.mkdir(parents=True, exist_ok=True)
    said = table_schema(data.content().tables[data.DATASET, data.DATASET])
    descriptor = {**SAID, "name": name, "resources": [{"name": data.DATASET, "path": data.FILE, "schema": schema}]}
    (folder / schema).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
