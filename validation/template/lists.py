"""The sheet of code lists: each as three columns, what is chosen and its two names; the lists of cells point here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.core.i18n import Lang, say
from schemas.core.table import Field, Table
from validation.template import looks
from validation.template.choices import Choices
from validation.template.entry import TEXT
from validation.template.fields import words
from validation.template.form import Form
from validation.template.stamp import LISTS

TITLES, HEADERS, FIRST = 1, 2, 3  # rows
WIDTH = 4  # columns that one list takes, with the gap behind it
WIDTHS = (18, 34, 34, 3)
WIDEST = 60


def write_lists(book: Workbook, form: Form, lang: Lang) -> Mapping[tuple[str, str], str]:
    """Add the sheet, where there is any list; the range of each column's list, by table and column."""
    found, written = {}, dict[str, str]()
    sheet: Worksheet | None = None
    for table, said, choices in _columns(form):
        name = said.get("codelist") or "/".join((*_target(table, said["name"]),))
        if name not in written:
            sheet = sheet or book.create_sheet(say("validation", lang, LISTS))
            written[name] = _write(sheet, len(written) * WIDTH + 1, words(said, "title", lang), name, choices, lang)
        found[table.name, said["name"]] = written[name]
    if sheet:
        sheet.freeze_panes = f"A{FIRST}"
        looks.for_print(sheet, f"{TITLES}:{HEADERS}", fit_width=False)
    return found


def _columns(form: Form) -> Iterator[tuple[Table, Field, Choices]]:
    for table in form.tables:
        for said in form.fields(table):
            if choices := form.choices(table, said):
                yield table, said, choices


def _target(table: Table, column: str) -> tuple[str, ...]:
    return next(r.target[:1] + r.to for r in table.references if r.columns == (column,))


def _write(sheet: Worksheet, left: int, title: str, name: str, choices: Choices, lang: Lang) -> str:
    top = sheet.cell(TITLES, left, f"{title} ({name})")
    top.font = looks.BOLD
    heads = (say("validation", lang, "Choice" if choices.labelled else "Code"), "Tên", "Name")
    rows = [heads, *((shown, c.name.vi, c.name.en) for shown, c in zip(choices.shown, choices.items, strict=True))]
    for down, cells in enumerate(rows):
        for right, text in enumerate(cells):
            cell = sheet.cell(HEADERS + down, left + right, text or None)
            cell.number_format, cell.border = TEXT, looks.GRID
            if not down:
                cell.fill, cell.font = looks.LIGHT, looks.ON_LIGHT
    for right, least in enumerate(WIDTHS):
        longest = max((len(row[right] or "") for row in rows), default=0) if right < len(heads) else 0
        sheet.column_dimensions[get_column_letter(left + right)].width = min(WIDEST, max(least, longest + 2))
    letter = get_column_letter(left)
    return f"'{sheet.title}'!${letter}${FIRST}:${letter}${FIRST + len(choices.items) - 1}"
