"""The rows of a released table, typed as its schema says: what SQLite, JSON and previews are made from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from publish.canonical import csv_bytes
from schemas.core.period import parse_period
from validation.cells import parse

csv.field_size_limit(2**31 - 1)  # an archived cell was accepted once; the module's default is 128 KB
AT_ONCE = 50_000  # rows that stand in memory as Python's own texts, which take several times as much as polars'
_ISO = {pl.Datetime: "%Y-%m-%dT%H:%M:%S%.f", pl.Time: "%H:%M:%S%.f"}


def text_rows(path: Path, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The rows as the text that stands in the file, of all columns or of those asked for; empty cell = empty string.

    A canonical CSV of two columns or more, which nearly every one is, is read by polars; another by ``csv``.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        records = csv.reader(stream)
        names = next(records, [])
        asked = names if columns is None else list(columns)
        rows = _canonical_rows(path, names, asked) if len(names) > 1 else None
        return _rows_by_csv(records, names).select(asked) if rows is None else rows


def _canonical_rows(path: Path, names: Sequence[str], asked: Sequence[str]) -> pl.DataFrame | None:
    """None where the header is not written as canonical CSV writes it: then nothing is known of the rows either."""
    header = csv_bytes(pl.DataFrame(schema=dict.fromkeys(names, pl.String)))
    with path.open("rb") as stream:
        if stream.read(len(header)) != header:
            return None
    plain = {f"column_{place}": pl.String for place in range(len(names))}  # polars makes others of some names
    places, skipped = [f"column_{names.index(name)}" for name in asked], header.count(b"\n")
    frame = pl.read_csv(
        path,
        has_header=False,
        skip_lines=skipped,
        schema=plain,
        columns=places,
        empty_string_is_null=False,
        raise_if_empty=False,
        glob=False,
    ).select(places)
    frame.columns = list(asked)
    return frame


def _rows_by_csv(records: Iterator[list[str]], names: Sequence[str]) -> pl.DataFrame:
    schema = dict.fromkeys(names, pl.String)
    parts = [pl.DataFrame(schema=schema)]
    while rows := list(islice(records, AT_ONCE)):
        parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(parts)


def typed_rows(path: Path, schema: Mapping[str, Any]) -> pl.DataFrame:
    """One column per field of the Table Schema, in its order; dates and times as ISO text, empty cell = null."""
    return typed(text_rows(path), schema)


def parquet_rows(path: Path, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows that :func:`typed_rows` makes of the CSV that lies beside an archived Parquet, several times as fast."""
    file = pl.scan_parquet(path, glob=False)
    places = {name: place for place, name in enumerate(file.collect_schema())}  # a name may be a pattern, too
    asked = [places[field["name"]] for field in schema.get("fields") or ()]
    return pl.DataFrame([iso(column) for column in pl.read_parquet(path, columns=asked, glob=False).iter_columns()])


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
        columns.append(iso(parse(dict(field), cells, field.get("missingValues", missing)).values).alias(name))
    return pl.DataFrame(columns)


def iso(values: pl.Series) -> pl.Series:
    """Dates and times as ISO text; anything else as it is."""
    if form := _ISO.get(type(values.dtype)):
        return values.dt.to_string(form)
    return values.cast(pl.String) if values.dtype == pl.Date else values
