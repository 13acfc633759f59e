"""The sheet of one table: headers, names, an example, and what each column lets in."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.core.i18n import Lang, say
from schemas.core.table import Field, Table
from validation.template import looks
from validation.template.entry import DAY, TEXT, entry, number_format
from validation.template.example import MARK, example_of, marked
from validation.template.fields import header, is_required, note, written
from validation.template.form import Form

HEADERS, NAMES, EXAMPLE, FIRST = 1, 2, 3, 4  # rows; the figures begin in the last
LAST = 1_048_576
WIDE = 32  # characters that an example makes its column wide, at most
LONG = 100  # characters from which on a text has a wide column
NOTE_WIDTH, NOTE_LINE, NOTE_LETTERS = 380, 17, 52  # of a note: pixels, pixels, letters in a line


def write_table(book: Workbook, name: str, form: Form, table: Table, sources: Mapping[str, str], lang: Lang) -> None:
    """Add the sheet ``name``; ``sources`` are the ranges of the lists by column."""
    sheet: Worksheet = book.create_sheet(name)
    fields = form.fields(table)
    for place, said in enumerate(fields, start=1):
        _column(sheet, place, form, table, said, lang)
        check = entry(said, form.choices(table, said), sources.get(said["name"], ""), lang)
        if check:
            letter = get_column_letter(place)
            check.add(f"{letter}{FIRST}:{letter}{LAST}")
            sheet.add_data_validation(check)
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, len(fields) + 1)]
    looks.fit(sheet, HEADERS, *((header(f, lang), width - 3) for f, width in zip(fields, widths, strict=True)))
    _example(sheet, form, table, lang, widths)
    sheet.freeze_panes = f"B{NAMES + 1}"
    looks.for_print(sheet, f"{HEADERS}:{NAMES}")


def _column(sheet: Worksheet, place: int, form: Form, table: Table, said: Field, lang: Lang) -> None:
    """The two headers of a column, its width, and the number format of all its cells."""
    column = sheet.column_dimensions[get_column_letter(place)]
    column.width, column.number_format = width(form, table, said, lang, first=place == 1), number_format(said)
    top = sheet.cell(HEADERS, place, header(said, lang))
    top.fill, top.font = _colours(form, said)
    top.alignment, top.border, top.number_format = looks.CENTRED, looks.GRID, TEXT
    top.comment = _comment(note(table, said, form.choices(table, said)), form)
    name = sheet.cell(NAMES, place, said["name"])
    name.font, name.alignment, name.border, name.number_format = looks.NAMES, looks.CENTRED, looks.GRID, TEXT


def _colours(form: Form, said: Field) -> tuple[PatternFill, Font]:
    return (looks.dark(form.site.accent), looks.ON_DARK) if is_required(said) else (looks.LIGHT, looks.ON_LIGHT)


def _comment(text: str, form: Form) -> Comment:
    height = NOTE_LINE * sum(1 + len(line) // NOTE_LETTERS for line in text.split("\n")) + NOTE_LINE
    return Comment(text, form.site.name.vi, height=height, width=NOTE_WIDTH)


def width(form: Form, table: Table, said: Field, lang: Lang, *, first: bool) -> float:
    """Characters: enough for what is entered, for the name, and for the longest word of the header."""
    longest = max(map(len, header(said, lang).split()))
    choices, limit = form.choices(table, said), (said.get("constraints") or {}).get("maxLength", 0)
    if choices and choices.labelled:
        entered = 30
    elif limit >= LONG:
        entered = 40
    else:
        entered = {"date": len(DAY) + 2, "boolean": 10, "string": 12 if choices else 18}.get(said["type"], 14)
    shown = written(choices, example_of(table).get(said["name"]), lang)
    example = min(WIDE, len(shown) + 2) if isinstance(shown, str) else 0
    with_mark = len(say("validation", lang, MARK)) + 8 if first else 0
    return max(entered, longest + 3, len(said["name"]) * 0.75 + 2, example, with_mark)


def _example(sheet: Worksheet, form: Form, table: Table, lang: Lang, widths: list[float]) -> None:
    row, fields = example_of(table), form.fields(table)
    if not row:
        return
    cells = [written(form.choices(table, said), row.get(said["name"]), lang) for said in fields]
    cells[0] = marked(cells[0], lang)
    for place, (cell, said) in enumerate(zip(cells, fields, strict=True), start=1):
        made = sheet.cell(EXAMPLE, place, cell)
        made.font, made.fill, made.alignment, made.border = looks.EXAMPLE, looks.EXAMPLE_FILL, looks.WRAPPED, looks.GRID
        made.number_format = TEXT if place == 1 else number_format(said)
    looks.fit(sheet, EXAMPLE, *((c, width) for c, width in zip(cells, widths, strict=True) if isinstance(c, str)))
