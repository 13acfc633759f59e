"""The rows of a released table, typed as its schema says: what SQLite, JSON and previews are made from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from validation.cells import parse

csv.field_size_limit(2**31 - 1)  # an archived cell was accepted once; the module's default is 128 KB
_ISO = {pl.Datetime: "%Y-%m-%dT%H:%M:%S%.f", pl.Time: "%H:%M:%S%.f"}


def text_rows(path: Path, limit: int | None = None) -> pl.DataFrame:
    """The first ``limit`` rows (all of them if None) as the text that stands in the file; empty cell = empty string."""
    with path.open(encoding="utf-8", newline="") as stream:
        records = csv.reader(stream)
        header = next(records, [])
        rows = list(islice(records, limit))
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


def typed_rows(path: Path, schema: Mapping[str, Any], limit: int | None = None) -> pl.DataFrame:
    """One column per field of the Table Schema, in its order; dates and times as ISO text, empty cell = null."""
    text = text_rows(path, limit)
    missing = schema.get("missingValues", [""])
    columns = []
    for field in schema.get("fields") or ():
        name = field["name"]
        cells = text[name] if name in text.columns else pl.Series(name, [""] * text.height, dtype=pl.String)
        columns.append(_iso(parse(dict(field), cells, field.get("missingValues", missing)).values).alias(name))
    return pl.DataFrame(columns)


def _iso(values: pl.Series) -> pl.Series:
    if form := _ISO.get(type(values.dtype)):
        return values.dt.to_string(form)
    return values.cast(pl.String) if values.dtype == pl.Date else values
