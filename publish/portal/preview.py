"""The first rows of a table, ready for a page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from publish.about import Column, TableAbout
from publish.portal.registers import Registers
from publish.portal.words import cell
from publish.rows import typed_rows
from publish.snapshot import Release
from schemas.core.i18n import Lang
from schemas.core.site import Site

ROWS = 10


@dataclass(frozen=True)
class Cell:
    """``kind`` is that of a provenance, for the cells of the provenance column."""

    html: Markup
    number: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Preview:
    columns: tuple[Column, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]


def preview(release: Release, table: TableAbout, registers: Registers, site: Site, lang: Lang) -> Preview:
    """The first rows of ``table`` in ``release``."""
    frame = typed_rows(release.files[table.path], table.schema, ROWS)
    numeric = tuple(dtype.is_numeric() for dtype in frame.dtypes)
    provenances = {p.code: p for p in site.provenances}

    def shown(value: object, column: Column, is_number: bool) -> Cell:
        said = provenances.get(str(value)) if column.name == site.provenance_column else None
        if said:
            return Cell(Markup("{}").format(said.title[lang]), kind=said.kind)
        return Cell(cell(value, column, registers, lang), number=is_number)

    rows = [
        tuple(shown(v, c, n) for v, c, n in zip(row, table.columns, numeric, strict=True)) for row in frame.iter_rows()
    ]
    return Preview(table.columns, numeric, tuple(rows))
