"""What differs as one long table: a row for each column, row and cell that is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from publish.compared.releases import Comparison, said_key
from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff

COLUMNS = ("table", "change", "key", "column", "old", "new")


@dataclass(frozen=True)
class Part:
    """What happened to one table in one way, a row for each thing.

    ``change`` is column-added, column-removed, added, removed (rows) or changed (cells). ``frame`` has ``column``
    alone, or whole rows, or what :class:`publish.diff.TableDiff` has of changed cells; ``by`` are the key's columns.
    """

    table: str
    change: str
    by: tuple[str, ...]
    frame: pl.DataFrame

    @property
    def long(self) -> pl.DataFrame:
        """In the columns of the long table; the key, and rows that came or went, are JSON objects of text."""
        nothing = pl.lit(None, pl.String)
        cells = {"key": nothing, "column": nothing, "old": nothing, "new": nothing}
        if self.change == "changed":
            cells = {
                "key": _object(said_key(self.by)),
                "column": pl.col(COLUMN),
                "old": pl.col(OLD),
                "new": pl.col(NEW),
            }
        elif self.change in ("added", "removed"):
            key = nothing if PLACE in self.by else _object(said_key(self.by))
            whole = _object({name: name for name in self.frame.columns if name != PLACE})
            cells |= {"key": key, "new" if self.change == "added" else "old": whole}
        else:
            cells["column"] = pl.col(COLUMN)
        named = {"table": pl.lit(self.table), "change": pl.lit(self.change), **cells}
        return self.frame.select(*(one.alias(name) for name, one in named.items()))


def _object(columns: Mapping[str, str]) -> pl.Expr:
    """Said name -> column, as one JSON text."""
    cells = [pl.col(column).alias(name) for name, column in columns.items()]
    return pl.struct(*cells).struct.json_encode() if cells else pl.lit(None, pl.String)


def table_parts(table: str, diff: TableDiff) -> Iterator[Part]:
    """Columns that came, columns that went, rows that did, cells that changed."""
    for change, columns in (("column-added", diff.columns_added), ("column-removed", diff.columns_removed)):
        yield Part(table, change, (), pl.DataFrame({COLUMN: columns}, schema={COLUMN: pl.String}))
    for change, frame in (("added", diff.added), ("removed", diff.removed), ("changed", diff.changed)):
        yield Part(table, change, diff.by, frame)


def parts(comparison: Comparison) -> Iterator[Part]:
    """Table by table; nothing of a table that is the same."""
    for table, diff in comparison.tables.items():
        yield from table_parts(table, diff)


def long_table(comparison: Comparison) -> pl.DataFrame:
    """Columns table, change, key, column, old, new, all text; old and new are null where there was or is nothing.

    Of an added row ``new`` is the row as JSON, of a removed one ``old``; of a cell in a column that came or went only
    one of the two is there. A row without a key has none here, a changed cell of it says its place (``_place``, from
    0).
    """
    empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    return pl.concat([empty, *(part.long for part in parts(comparison) if part.frame.height)])
