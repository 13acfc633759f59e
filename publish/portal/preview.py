"""The first rows of a table, ready for a page: the newest first, whole texts, empty columns left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from markupsafe import Markup

from publish.about import Column, TableAbout
from publish.portal.names import StateNames
from publish.portal.words import is_rounded
from publish.rows import first_rows, typed
from publish.snapshot import Release
from publish.sqlite.table import PERIOD
from schemas.core.i18n import Lang
from schemas.core.site import Site

MOST, ROWS = 50, 20  # a table of up to MOST rows is shown whole, of a longer one ROWS
LONG = 60  # letters from which a cell is given a wide column
_first_rows = lru_cache(maxsize=256)(first_rows)  # of files that never change


@dataclass(frozen=True)
class Cell:
    """``kind`` is that of a provenance, for the cells of the provenance column."""

    html: Markup
    number: bool = False
    long: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Preview:
    """The first rows of ``total``; ``numeric`` goes with ``columns``, ``empty`` are the titles of those left out.

    ``rounded`` says that some numbers are shown with fewer decimals than they have.
    """

    columns: tuple[Column, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: tuple[str, ...]
    total: int
    rounded: bool


def _place(column: Column, values: pl.Series, site: Site) -> int:
    """So that a narrow screen shows figures, with what they are about: what all rows share stands behind them."""
    if column.name == site.provenance_column:
        return 0
    if column.name == PERIOD:
        return 1
    if column.key and values.n_unique() > 1:
        return 2
    return 3 if column.unit.vi else 4


def preview(release: Release, table: TableAbout, names: StateNames, lang: Lang) -> Preview:
    """The first rows of ``table`` in ``release``."""
    site = names.site
    text, total = _first_rows(release.files[table.path], MOST, ROWS, PERIOD)
    frame = typed(text, table.schema)
    frame.columns = [str(i) for i in range(frame.width)]
    filled = [i for i in range(frame.width) if frame.to_series(i).null_count() < frame.height]
    filled.sort(key=lambda i: _place(table.columns[i], frame.to_series(i), site))
    numeric = [frame.to_series(i).dtype.is_numeric() for i in filled]
    columns = [table.columns[i] for i in filled]
    titles = {p.code: p for p in site.provenances}

    def shown(value: object, column: Column, is_number: bool, period: str) -> Cell:
        said = titles.get(str(value)) if column.name == site.provenance_column else None
        if said:
            return Cell(Markup("{}").format(said.title[lang]), kind=said.kind)
        html = names.cell(value, column, period, lang)
        return Cell(html, is_number, len(html.striptags()) > LONG)

    values = frame.select(str(i) for i in filled).rows()
    periods = text[PERIOD].to_list() if PERIOD in text.columns else [""] * len(values)
    rows = [
        tuple(shown(v, c, n, period) for v, c, n in zip(row, columns, numeric, strict=True))
        for row, period in zip(values, periods, strict=True)
    ]
    rounded = any(is_rounded(value) for row in values for value in row)
    empty = [column.title[lang] or column.name for i, column in enumerate(table.columns) if i not in filled]
    return Preview(tuple(columns), tuple(numeric), tuple(rows), tuple(empty), total, rounded)
