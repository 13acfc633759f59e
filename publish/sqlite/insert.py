"""Rows of a frame into a table of SQLite, as fast as Python can hand them over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from typing import Any

import apsw
import polars as pl

from publish.canonical import number_text
from publish.sqlite.names import quoted

CELLS = 500_000  # that are Python's own values at a time
BOUND = 130  # values of one statement: of several rows it takes two thirds of the time of one for each
REPEATED = 4  # times that a text stands on average, for it to be worth the while


def insert(db: apsw.Connection, table: str, frame: pl.DataFrame) -> None:
    """All rows of ``frame``, whose columns are those of ``table`` in their order.

    ``NaN``, which SQLite would make null, and ``INF``, which readers tell in many ways, are text as in the CSV.
    """
    width = frame.width
    if not width:
        return
    row, several = f"({', '.join('?' * width)})", max(1, BOUND // width)
    for values in _parts(frame):
        rest = len(values) - len(values) % (several * width)
        for rows, begin, end in ((several, 0, rest), (1, rest, len(values))):
            step, statement = rows * width, f"INSERT INTO {quoted(table)} VALUES {', '.join([row] * rows)}"  # noqa: S608
            db.executemany(statement, (values[at : at + step] for at in range(begin, end, step)))


def _parts(frame: pl.DataFrame) -> Iterator[list[Any]]:
    """Python's own values, row after row, of some rows at a time."""
    columns = [_told(column.alias("")) for column in frame.iter_columns()]
    height = max(1, CELLS // frame.width)
    for start in range(0, frame.height, height):
        values: list[Any] = [None] * (min(height, frame.height - start) * frame.width)
        for place, (column, told) in enumerate(columns):
            values[place :: frame.width] = told(column[start : start + height])
        yield values


def _told(column: pl.Series) -> tuple[pl.Series, Callable[[pl.Series], Iterable[Any]]]:
    """What stands for a column, and what makes Python's own values of a part of that; its name may not be a pattern.

    A text that stands many times is made once.
    """
    if column.dtype.is_float() and not column.is_finite().all():
        return column, lambda part: [number_text(v) if v is not None and not isfinite(v) else v for v in part.to_list()]
    if column.dtype == pl.String:
        texts = column.unique().drop_nulls()
        if len(texts) * REPEATED <= len(column):
            places = column.cast(pl.Enum(texts)).to_physical().fill_null(len(texts))
            known = [*texts.to_list(), None]
            return places, lambda part: list(map(known.__getitem__, part.to_list()))
    return column, pl.Series.to_list
