"""The first rows of a table, ready for a page: where a row comes from stands first, empty columns are left out."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from publish.about import Column, TableAbout
from publish.registers import Registers
from publish.portal.words import cell, is_link
from publish.rows import typed_rows
from publish.snapshot import Release
from schemas.core.i18n import Lang
from schemas.core.site import Site

ROWS = 10
LONG = 60  # letters from which a cell is given a wide column
CUT = 140  # letters from which a cell is cut


@dataclass(frozen=True)
class Cell:
    """``kind`` is that of a provenance, for the cells of the provenance column."""

    html: Markup
    number: bool = False
    long: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Preview:
    """``empty`` are the titles of the columns left out; ``numeric`` goes with ``columns``."""

    columns: tuple[Column, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: tuple[str, ...]


def preview(release: Release, table: TableAbout, registers: Registers, site: Site, lang: Lang) -> Preview:
    """The first rows of ``table`` in ``release``."""
    frame = typed_rows(release.files[table.path], table.schema, ROWS)
    frame.columns = [str(i) for i in range(frame.width)]
    filled = [i for i in range(frame.width) if frame.to_series(i).null_count() < frame.height]
    filled.sort(key=lambda i: table.columns[i].name != site.provenance_column)
    numeric = [frame.to_series(i).dtype.is_numeric() for i in filled]
    columns = [table.columns[i] for i in filled]
    titles = {p.code: p for p in site.provenances}

    def shown(value: object, column: Column, is_number: bool) -> Cell:
        said = titles.get(str(value)) if column.name == site.provenance_column else None
        if said:
            return Cell(Markup("{}").format(said.title[lang]), kind=said.kind)
        if isinstance(value, str) and len(value) > CUT and not is_link(value):
            value = value[:CUT].rstrip() + "…"
        html = cell(value, column, registers, lang)
        return Cell(html, is_number, len(html.striptags()) > LONG)

    rows = [
        tuple(shown(v, c, n) for v, c, n in zip(row, columns, numeric, strict=True))
        for row in frame.select(str(i) for i in filled).iter_rows()
    ]
    empty = [column.title[lang] or column.name for i, column in enumerate(table.columns) if i not in filled]
    return Preview(tuple(columns), tuple(numeric), tuple(rows), tuple(empty))
