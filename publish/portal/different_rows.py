"""What a page shows of the differences in one table: the first rows and cells, with titles, codes by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup, escape

from publish.about import Column, TableAbout, about
from publish.compared import Comparison
from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff
from publish.numbers import number
from publish.portal.names import StateNames
from publish.portal.preview import LONG, Cell
from publish.rows import typed
from publish.snapshot import Release
from publish.sqlite.table import PERIOD
from schemas.core.i18n import Lang, say
from schemas.core.site import Site, Text

MOST = 200  # rows and cells that a page shows of each kind; the files have all


@dataclass(frozen=True)
class Rows:
    """The first of the rows that came or went; ``columns`` that hold something in them, ``empty`` are the others.

    ``numeric`` goes with ``columns``.
    """

    columns: Sequence[Column]
    numeric: Sequence[bool]
    empty: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: int


@dataclass(frozen=True)
class Changed:
    """A cell: the key of its row (or the row's number), its column, what stood there and what stands there now."""

    key: Sequence[tuple[Column, Markup]]
    place: int | None
    column: Column
    old: Markup
    new: Markup


@dataclass(frozen=True)
class TableView:
    """One table; ``cells`` counts the changed ones, ``moved``: columns that stay stand in another order."""

    name: str
    title: Text
    columns_added: Sequence[Column]
    columns_removed: Sequence[Column]
    added: Rows
    removed: Rows
    changed: Sequence[Changed]
    cells: int
    moved: bool


def table_view(comparison: Comparison, name: str, names: StateNames, lang: Lang) -> TableView:
    """What differs in table ``name``."""
    diff = comparison.tables[name]
    old, new = (_said(release, name, names.site) for release in (comparison.before, comparison.after))
    said = new or old
    shown = _Cells(names, lang)
    return TableView(
        name,
        said.title if said else Text(name),
        [_column(new, c) for c in diff.columns_added],
        [_column(old, c) for c in diff.columns_removed],
        shown.rows(diff.added, new),
        shown.rows(diff.removed, old),
        [*shown.changed(diff, old, new)],
        diff.corrected.height,
        [c for c in diff.before if c in diff.after] != [c for c in diff.after if c in diff.before],
    )


def _said(release: Release, name: str, site: Site) -> TableAbout | None:
    tables = about(release.dataset, release.descriptor, site).tables
    return next((table for table in tables if table.name == name), None)


def _column(table: TableAbout | None, name: str) -> Column:
    found = (c for c in (table.columns if table else ()) if c.name == name)
    return next(found, Column(name, "string", Text(""), Text("")))


class _Cells:
    """Makes cells for pages in one language."""

    def __init__(self, names: StateNames, lang: Lang) -> None:
        self._names, self._lang = names, lang
        self._provenance = names.site.provenance_column
        self._provenances = {one.code: one.title[lang] for one in names.site.provenances}

    def rows(self, frame: pl.DataFrame, table: TableAbout | None) -> Rows:
        columns = [_column(table, name) for name in frame.columns if name != PLACE]
        some = frame.head(MOST)
        filled = [column for column in columns if (some[column.name] != "").any()]
        numeric = [column.type in ("number", "integer") for column in filled]
        cells = [
            [Cell(html, is_number, len(html.striptags()) > LONG) for html in self._column(some[c.name], c, table, some)]
            for c, is_number in zip(filled, numeric, strict=True)
        ]
        empty = [column for column in columns if column not in filled]
        return Rows(filled, numeric, empty, [*zip(*cells, strict=True)], frame.height)

    def changed(self, diff: TableDiff, old: TableAbout | None, new: TableAbout | None) -> Iterator[Changed]:
        some = diff.corrected.head(MOST).with_row_index("\0")
        names = [name for name in diff.by if name != PLACE]
        keys = {name: self._column(some[name], _column(new, name), new, some) for name in names}
        found: dict[int, Changed] = {}
        for (name,), cells in some.group_by(COLUMN, maintain_order=True):
            column = _column(new, str(name))
            was, now = (self._column(cells[c], column, said, cells) for c, said in ((OLD, old), (NEW, new)))
            for at, one, other, row in zip(cells["\0"], was, now, cells.iter_rows(named=True), strict=True):
                key = [(_column(new, each), keys[each][at]) for each in names]
                alike = one == other  # in words, or for a page: then it shows the text itself
                texts = (escape(row[OLD]), escape(row[NEW])) if alike else (one, other)
                place = None if names else int(row[PLACE]) + 1
                found[at] = Changed(key, place, column, *texts)
        yield from (found[at] for at in sorted(found))

    def _column(self, texts: pl.Series, column: Column, table: TableAbout | None, rows: pl.DataFrame) -> list[Markup]:
        """Cells of one column; numbers with all their digits: a page of differences must not round them away."""
        fields = [
            field for field in (table.schema.get("fields") or () if table else ()) if field["name"] == column.name
        ]
        schema = {**(table.schema if table else {}), "fields": fields[:1]}
        frame = pl.DataFrame({column.name: texts})
        values = typed(frame, schema)[column.name].to_list() if fields else texts.to_list()
        periods = rows[PERIOD] if PERIOD in rows.columns else [""] * rows.height
        told = zip(values, texts, periods, strict=True)
        return [self._cell(value, text, column, period) for value, text, period in told]

    def _cell(self, value: object, text: str, column: Column, period: str) -> Markup:
        if not text:
            return Markup('<span class="none">{}</span>').format(say("publish", self._lang, "(empty)"))
        if column.name == self._provenance:
            return escape(self._provenances.get(text, text))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return escape(number(value, self._lang, grouped=bool(column.unit.vi)))
        return self._names.cell(text if value is None else value, column, period, self._lang)
