"""Packages for the benchmarks, made once and kept below ``var/bench``."""

from __future__ import annotations

import json
from pathlib import Path

import books
import data
import polars as pl

from schemas.core.dictionary import table_schema

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "bench"
SCHEMA = f"{data.DATASET}.schema.json"
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
