"""A template that comes back: of which dataset it is, which rows are an agency's, whether its model still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from schemas.core.registry import Content
from schemas.core.table import Table
from validation.findings import Finding
from validation.intake.grid import Book, Repair, Sheet
from validation.intake.layout import Block
from validation.reading.header import cell_address
from validation.template.example import holds_other, is_marked, mark_of
from validation.template.named import Row, blocks_of, changed, names_of, table_of, without_names
from validation.template.stamp import DATASET, MODEL, digest, own_sheets, stamped

SEARCHED = 50  # first rows in which an example is looked for where a book is no template


@dataclass(frozen=True)
class Returned:
    """A book without what a template wrote into it; ``dataset`` is empty where it was made on no template of ours.

    ``blocks`` are the tables by sheet, where the row of names is still there: every row below it is data.
    """

    book: Book
    dataset: str = ""
    blocks: dict[str, Block] = field(default_factory=dict)


def returned(book: Book, content: Content) -> Returned:
    """What was sent, cell by cell where it stood. What is left out is told among the book's repairs or findings."""
    marks = book.marks if DATASET in book.marks else stamped(book.sheets)
    tables = content.datasets.get(marks.get(DATASET, ""), ())
    if not tables:
        told = (Finding("template.unknown", "warning", params={"dataset": marks[DATASET]}),) if marks else ()
        bare = _without_examples(book, SEARCHED)
        return Returned(replace(bare, findings=(*bare.findings, *told)))
    outdated = marks.get(MODEL) != digest(tables)
    bare = _coded(_without_examples(_without_sheets(book), tables=() if outdated else tables), tables)
    blocks = {s.name: block for s in bare.sheets for block in blocks_of(s, tables)}
    if outdated:
        params: dict[str, str | float] = {"dataset": marks[DATASET], "changes": ""}
        params["changes"] = "; ".join(changed(blocks, tables, content.site)) or "–"
        told = (Finding("template.outdated", "warning", dataset=marks[DATASET], params=params),)
        bare = replace(bare, findings=(*bare.findings, *told))
    return Returned(bare, marks[DATASET], blocks)


def _coded(book: Book, tables: Sequence[Table]) -> Book:
    """The book with the codes of what was chosen, without the names that stand behind them."""
    sheets, repairs = [], list(book.repairs)
    for sheet in book.sheets:
        table, block = table_of(sheet, tables), next(blocks_of(sheet, tables), None)
        coded, told = without_names(sheet, block, table) if table and block else (sheet, [])
        sheets.append(coded)
        repairs += told
    return replace(book, sheets=tuple(sheets), repairs=tuple(repairs))


def _without_sheets(book: Book) -> Book:
    """The book without instructions and code lists."""
    own = own_sheets()
    told = [Repair("repair.template-sheet", s.name) for s in book.sheets if s.name in own]
    kept = tuple(s for s in book.sheets if s.name not in own)
    return replace(book, sheets=kept, repairs=(*book.repairs, *told)) if kept else book


def _without_examples(book: Book, rows: int | None = None, tables: Sequence[Table] = ()) -> Book:
    """The book with every row emptied (of the first ``rows``) that says it is an example.

    A finding tells of one that is not as ``tables`` have it, and of every further one.
    """
    sheets, repairs, findings = [], list(book.repairs), list(book.findings)
    for sheet in book.sheets:
        marked = [n for n, row in enumerate(sheet.rows[:rows]) if is_marked(row)]
        sheets.append(_emptied(sheet, marked) if marked else sheet)
        for number in marked:
            cells = sheet.rows[number]
            if number != marked[0] or _is_other(sheet, cells, tables):
                findings.append(_finding(sheet, number, cells))
            else:
                repairs.append(Repair("repair.template-example", sheet.name, params={"row": str(number + 1)}))
    return replace(book, sheets=tuple(sheets), repairs=tuple(repairs), findings=tuple(findings))


def _emptied(sheet: Sheet, numbers: Sequence[int]) -> Sheet:
    return replace(sheet, rows=[() if n in numbers else row for n, row in enumerate(sheet.rows)])


def _is_other(sheet: Sheet, cells: Row, tables: Sequence[Table]) -> bool:
    table = table_of(sheet, tables)
    return table is not None and holds_other(table, cells, names_of(sheet, table)[1])


def _finding(sheet: Sheet, number: int, cells: Row) -> Finding:
    place = next(i for i, c in enumerate(cells) if c not in (None, ""))
    text = str(cells[place])
    address = cell_address(place, number + 1)
    return Finding(
        "template.example", row=number + 1, cell=address, value=text, params={"mark": mark_of(text)}, sheet=sheet.name
    )
