"""The sender's own workbook back: the wrong cells filled and commented, and a first sheet that sums it up.

The workbook is not written anew. Its parts stay as they are, byte for byte, and what marks the cells is put between
them: charts, pictures, formats and stored values of formulas are all still there. What came in another format comes
back as a workbook of the same cells. Macros are taken out; nothing that is written is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.core.registry import Content
from validation.intake.answer_sheet import is_answer
from validation.intake.grid import Book
from validation.render.causes import grouped
from validation.render.told import Told
from validation.render.workbook import grid
from validation.render.workbook.book import Workbook
from validation.render.workbook.cells import SheetPart, Spot
from validation.render.workbook.comments import (
    COMMENTS_TYPE,
    NO_COMMENTS,
    NO_SHAPES,
    VML_TYPE,
    with_comments,
    with_shapes,
)
from validation.render.workbook.marks import Marks, marks
from validation.render.workbook.package import Package
from validation.render.workbook.page import Page
from validation.render.workbook.returned import without_boxes, without_ours
from validation.render.workbook.styles import Styles
from validation.render.workbook.summary import NAME, Note, Summary
from validation.render.workbook.xml import UnmarkableError, check


def annotated(told: Told, book: Book, content: Content, data: bytes = b"") -> bytes:
    """The marked workbook; ``data`` is the file as sent. To be run where the file was read: within limits."""
    if book.format == "xlsx" and data:
        try:
            return _marked(Package.of(data), {s.name: s.name for s in book.sheets}, told, book, content, [])
        except (UnmarkableError, ValueError, LookupError):
            message = "The formats of your workbook could not be kept: it is very large, or built in an unusual way."
            note = Note(message, {})
    else:
        note = Note("Your file is no XLSX workbook: this is one with the same cells at the same places.", {})
    fitting, rows = grid.kept(book)
    notes = [note]
    if rows:
        message = "{rows} rows are not in this workbook, for it would be too large; all were checked."
        notes.append(Note(message, {"rows": rows}))
    if cells := grid.shortened(fitting):
        message = (
            "{cells} cells are longer, or farther right, than a sheet can hold, and are cut here; all were checked."
        )
        notes.append(Note(message, {"cells": cells}))
    package, names = grid.package_of(fitting)
    return _marked(package, names, told, fitting, content, notes)


def _marked(
    package: Package, names: Mapping[str, str], told: Told, book: Book, content: Content, notes: list[Note]
) -> bytes:
    workbook = Workbook(package)
    if workbook.without_code():
        notes = [*notes, Note("The macros of your workbook were taken out.", {})]
    styles = Styles(package.part(workbook.styles))
    causes = grouped(told.report)
    found = marks(causes, [sheet for sheet in book.sheets if not is_answer(sheet)])
    answer = next((names[sheet.name] for sheet in book.sheets if is_answer(sheet)), "")
    for name, part in workbook.sheets.items():
        if name == answer:
            continue
        sheet = next(
            (found.sheets[own] for own, shown in names.items() if shown == name and own in found.sheets), Marks()
        )
        _mark_sheet(package, part, sheet, styles, content)
    page = Page(styles)
    Summary(page, told, content, names).write(causes, found, notes)
    package.parts[workbook.styles] = styles.written()
    if answer in workbook.sheets:
        workbook.replace(answer, page.written())
    else:
        workbook.put_first(workbook.free_name(NAME), page.written())
    for made in (data for name, data in package.parts.items() if name.endswith((".xml", ".rels"))):
        check(made)
    return package.packed()


def _mark_sheet(package: Package, part: str, sheet: Marks, styles: Styles, content: Content) -> None:
    scanned = SheetPart(package.part(part))
    relation = _comment(package, part, scanned.drawing, sheet.comments(content))
    package.parts[part] = scanned.marked(sheet.kinds, styles, relation)


def _comment(package: Package, part: str, drawing: str, said: Mapping[Spot, str]) -> str:
    """Puts the comments beside those the sheet has; the id of the relation to their boxes, where it is new."""
    related = package.relations(part)
    listed = next((r.target for r in related if r.kind == "comments"), "")
    if not (said or listed):
        return ""
    name = listed or package.free("xl/commentsKtth{}.xml")
    own, gone = without_ours(package.part(name)) if listed else (NO_COMMENTS, [])
    data, new = with_comments(own, said)
    package.add(name, data, COMMENTS_TYPE)
    if not listed:
        package.relate(part, "comments", name)
    drawn = next((r.target for r in related if r.id == drawing), "")
    boxes = drawn or package.free("xl/drawings/vmlDrawingKtth{}.vml")
    shapes = without_boxes(package.part(boxes), gone) if drawn else NO_SHAPES
    package.parts[boxes] = with_shapes(shapes, {spot: said[spot] for spot in new})
    package.default_type("vml", VML_TYPE)
    return "" if drawn else package.relate(part, "vmlDrawing", boxes)
