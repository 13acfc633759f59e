"""The rows of a released table, typed as its schema says: what SQLite, JSON and previews are made from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from schemas.core.period import parse_period
from validation.cells import parse

csv.field_size_limit(2**31 - 1)  # an archived cell was accepted once; the module's default is 128 KB
_ISO = {pl.Datetime: "%Y-%m-%dT%H:%M:%S%.f", pl.Time: "%H:%M:%S%.f"}


def text_rows(path: Path) -> pl.DataFrame:
    """The rows as the text that stands in the file; empty cell = empty string."""
    with path.open(encoding="utf-8", newline="") as stream:
        records = csv.reader(stream)
        header = next(records, [])
        rows = list(records)
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


def typed_rows(path: Path, schema: Mapping[str, Any]) -> pl.DataFrame:
    """One column per field of the Table Schema, in its order; dates and times as ISO text, empty cell = null."""
    return typed(text_rows(path), schema)


def first_rows(path: Path, most: int, few: int, period: str) -> tuple[pl.DataFrame, int]:
    """All rows of a table of up to ``most``, the first ``few`` of a longer one, as text; and how many it has.

    The newest stand first where column ``period`` is there and holds nothing but periods of our grammar.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        records = csv.reader(stream)
        header = next(records, [])
        place = header.index(period) if period in header else -1
        total, periods = 0, set[str]()
        for row in records:
            total += 1
            periods.add(row[place] if place >= 0 else "")
        limit = total if total <= most else few
        ages = _ages(periods)
        stream.seek(0)
        records = csv.reader(stream)
        next(records, None)
        rows = nlargest(limit, records, key=lambda row: ages[row[place]]) if ages else islice(records, limit)
        return pl.DataFrame(list(rows), schema=dict.fromkeys(header, pl.String), orient="row"), total


def _ages(periods: set[str]) -> dict[str, tuple[date, date]]:
    """What to sort by, per period: its end, then its start; nothing where one cannot be read or all are empty."""
    try:
        read = {text: parse_period(text) for text in periods - {""}}
    except ValueError:
        return {}
    return {"": (date.min, date.min), **{text: (p.end, p.start) for text, p in read.items()}} if read else {}


def typed(text: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows that :func:`typed_rows` makes of ``text``."""
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
