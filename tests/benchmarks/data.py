"""The data the benchmarks run on: invented rows with bad cells of seven kinds, and where each of these stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from schemas.core.registry import Content, load_content
from schemas.core.rules.base import TableName
from validation.sample import Sampler, World

DATASET, LISTS = "bulk-flows", "bulk-codes"
FILE, BAD_CELLS = f"data/{DATASET}.csv", "bad-cells.parquet"
CODES = {
    "kind": ("rac", "nhua", "huu_co", "xay_dung", "y_te"),
    "treatment": ("chon_lap", "dot", "tai_che", "u_phan"),
    "status": ("UT", "SB", "CT"),
}
KEY = ["period", "place", "kind", "treatment", "plant"]
BAD = 0.001  # of all cells
DOUBLE = "row.duplicate-key"
KINDS: dict[str, tuple[str, str | None]] = {  # rule -> column, what stands there instead
    "cell.type": ("generated", "12 tấn"),
    "cell.minimum": ("households", "-5"),
    "cell.codelist": ("status", "chính thức"),
    "cell.pattern": ("plant", "P-12"),
    "cell.required": ("generated", None),
    "bulk-flows.within-generated": ("collected", "999999"),
    DOUBLE: ("period", None),  # the whole key is that of another row
}
TODAY = date(2026, 1, 1)


def content() -> Content:
    return load_content("bulk")


def codes() -> pl.DataFrame:
    rows = [(name, code) for name, listed in CODES.items() for code in listed]
    return pl.DataFrame(rows, schema=["list", "code"], orient="row")


def look(name: TableName) -> pl.DataFrame | None:
    """The code lists, where a check asks for them."""
    return codes() if name == (LISTS, LISTS) else None


def broken(folder: Path) -> pl.DataFrame:
    """The bad cells of a package: ``rule``, ``row`` of the file, ``column``."""
    return pl.read_parquet(folder / BAD_CELLS)


def good(rows: int, seed: int = 1) -> pl.DataFrame:
    """Rows without bad cells."""
    return pl.concat(_frames(rows, seed))


def write(path: Path, rows: int, seed: int = 1) -> pl.DataFrame:
    """The rows in a CSV file; returns the bad cells: ``rule``, ``row`` of the file, ``column``."""
    found, made = [], 0
    first = pl.DataFrame()
    with path.open("wb") as sink:
        for number, frame in enumerate(_frames(rows, seed)):
            text, bad = _spoiled(frame, first, np.random.default_rng([seed, number]))
            text.write_csv(sink, include_header=not number)
            found.append(bad.with_columns(pl.col("row") + made + 2))
            made += frame.height
            first = text if first.is_empty() else first
    if made < rows:
        raise ValueError(f"{made} rows only")
    return pl.concat(found)


def _frames(rows: int, seed: int) -> Iterator[pl.DataFrame]:
    known = content()
    world = World(known, {(LISTS, LISTS): codes()}, TODAY)
    return Sampler(known.tables[DATASET, DATASET], world, "month").frames(rows, seed)


def _spoiled(
    frame: pl.DataFrame, first: pl.DataFrame, random: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows as text with bad cells, at most one in every second row, and where they are."""
    text = frame.with_columns(pl.all().cast(pl.String))
    count = min(max(len(KINDS), round(frame.height * frame.width * BAD)), frame.height // 2)
    places = np.sort(random.choice(frame.height // 2, count, replace=False)) * 2 + 1
    kinds = random.permutation(np.arange(count) % len(KINDS))
    said = []
    for number, (rule, (column, value)) in enumerate(KINDS.items()):
        rows = pl.Series(places[kinds == number])
        if rule == DOUBLE:
            key = _keys_before(text, first, rows)
            text = text.with_columns(text[name].scatter(rows, key[name]) for name in KEY)
        else:
            text = text.with_columns(text[column].scatter(rows, value))
        said.append(pl.DataFrame({"rule": rule, "row": rows.cast(pl.Int64), "column": column}))
    return text, pl.concat(said).sort("row")


def _keys_before(text: pl.DataFrame, first: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Keys of good rows, of the one before and of one at the beginning of the file in turn."""
    near = text[rows - 1]
    if first.is_empty():
        return near
    far = first[rows - 1]
    every_other = pl.int_range(pl.len()) % 2 == 0
    return near.select(pl.when(every_other).then(name).otherwise(far[name]).alias(name) for name in KEY)
