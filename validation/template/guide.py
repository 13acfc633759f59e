"""The sheet of instructions: Vietnamese first, then the same in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.core.i18n import LANGS, Lang, say
from schemas.core.rules import Implication, Is
from schemas.core.table import Table
from validation.template import looks
from validation.template.fields import chosen, is_required, limits, words
from validation.template.form import Form
from validation.template.stamp import GUIDE, LISTS, digest, stamp

WIDTHS = (32, 12, 20, 84)
COLUMNS = ("Column", "Needed", "Unit", "What to enter")
Row = tuple[str, ...]  # a heading, a label and a text, or the four cells of a column


def write_guide(book: Workbook, form: Form, lang: Lang) -> None:
    sheet: Worksheet = book.create_sheet(say("validation", lang, GUIDE))
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    down = 1
    for spoken in LANGS:
        for number, row in enumerate(_rows(form, spoken, lang)):
            _write(sheet, down, row, form, title=number == 0)
            down += 1
        down += 1
    looks.for_print(sheet)


def _write(sheet: Worksheet, down: int, row: Row, form: Form, *, title: bool) -> None:
    """One heading, one labelled text over the other columns, or a line of the table of columns."""
    if len(row) == 2:
        sheet.merge_cells(start_row=down, end_row=down, start_column=2, end_column=len(WIDTHS))
        looks.fit(sheet, down, (row[0], WIDTHS[0]), (row[1], sum(WIDTHS[1:])))
    elif len(row) == len(WIDTHS):
        looks.fit(sheet, down, *zip(row, WIDTHS, strict=True))
    for right, text in enumerate(row, start=1):
        cell = sheet.cell(down, right, text or None)
        cell.number_format, cell.alignment = "@", looks.WRAPPED
        if len(row) == 1:
            cell.font, cell.alignment = looks.TITLE if title else looks.HEADING, looks.LEVEL
            sheet.row_dimensions[down].height = 30 if title else 26
        elif right == 1:
            cell.font = looks.BOLD
        if len(row) == len(WIDTHS):
            cell.border = looks.GRID
            if row[0] in {say("validation", lang, COLUMNS[0]) for lang in LANGS}:
                cell.fill, cell.font = looks.dark(form.site.accent), looks.ON_DARK


def _rows(form: Form, lang: Lang, sheets: Lang) -> Iterator[Row]:
    """``lang`` is what is spoken, ``sheets`` what the sheets are named in."""
    yield (form.title[lang],)
    yield from _about(form, lang)
    yield (say("validation", lang, "How to fill it in"),)
    yield from ((f"{number}.", text) for number, text in enumerate(_steps(form, lang, sheets), start=1))
    for table in form.tables:
        named = f"{form.table_title(table)[lang]} ({form.sheet_names(sheets)[table.name]})"
        yield (say("validation", lang, "Columns: {table}", table=named if len(form.tables) > 1 else form.title[lang]),)
        yield tuple(say("validation", lang, name) for name in COLUMNS)
        yield from _columns(form, table, lang)
    told = dict.fromkeys(text for table in form.tables for text in _rules(form, table, lang))
    if told:
        yield (say("validation", lang, "Every row is checked against these rules"),)
        yield from ((f"{number}.", text) for number, text in enumerate(told, start=1))


def _about(form: Form, lang: Lang) -> Iterator[Row]:
    site = form.site
    said = {
        "Portal": site.name[lang],
        "What it holds": form.description[lang],
        "What it serves": "\n".join(one[lang] for one in form.serves),
        "Agency": form.agency[lang],
        "How often": form.frequency[lang],
        "By when": site.deadline[lang] if site.deadline else "",
        "Whom to ask": site.contact or site.owner[lang],
        "Template made on": form.today.strftime("%d/%m/%Y"),
        "Mark of the template": stamp(form.dataset, digest(form.tables)),
    }
    yield from ((say("validation", lang, label), text) for label, text in said.items() if text)


def _steps(form: Form, lang: Lang, sheets: Lang) -> Iterator[str]:
    """What holds for every template; then what this one's columns ask for."""

    def step(message: str, **params: object) -> str:
        return say("validation", lang, message, **params)

    yield step(
        "Write one record in each row, from row 4 on; no merged cells, titles, subtotals or blank rows between them."
    )
    yield step(
        "Leave rows 1 and 2 as they are: row 2 is what columns are known by. Point at a header to read its note."
    )
    yield step("Columns with a dark header are filled in in every row; the others where the figure is known.")
    yield step("Row 3 is an example, which is never counted: delete it, or leave it as it is.")
    if form.offers_lists:
        named = say("validation", sheets, LISTS)
        yield step(
            "Where a cell offers a list, choose from it. What the codes mean stands on the sheet “{sheet}”.",
            sheet=named,
        )
    yield step("Write numbers alone, in the unit of the header, and days as dd/mm/yyyy.")
    yield from filter(None, (_missing(form, lang), _document(form, lang)))
    yield step(
        "Check the file yourself before you send it, on the portal's page /check: it tells at once what to mend."
    )


def _missing(form: Form, lang: Lang) -> str:
    """How to say that a figure is not there."""
    named = _column(form, form.site.observation.flag if form.site.observation else "", lang)
    rule = "A figure that is not known stays empty; 0 means that there was nothing."
    if not named:
        return say("validation", lang, rule)
    title, codes = named
    why = "Say why it is empty, or what is special about it, in column “{column}” ({codes})."
    return f"{say('validation', lang, rule)} {say('validation', lang, why, column=title, codes=codes)}"


def _document(form: Form, lang: Lang) -> str:
    named = _column(form, form.site.observation.document if form.site.observation else "", lang)
    message = "In column “{column}” write number and date of the document with which you send the figures."
    return say("validation", lang, message, column=named[0]) if named else ""


def _column(form: Form, name: str, lang: Lang) -> tuple[str, str] | None:
    """A column's title, and the codes it may have, of the first table that asks for it."""
    for table in form.tables:
        for said in form.fields(table):
            if said["name"] == name:
                return words(said, "title", lang), chosen(form.choices(table, said), lang)
    return None


def _columns(form: Form, table: Table, lang: Lang) -> Iterator[Row]:
    for said in form.fields(table):
        needed = say("validation", lang, "yes") if is_required(said) else ""
        meaning: Sequence[str] = (
            words(said, "description", lang),
            limits(said, lang),
            chosen(form.choices(table, said), lang),
        )
        yield words(said, "title", lang), needed, words(said, "unit", lang), "\n".join(filter(None, meaning))


def _rules(form: Form, table: Table, lang: Lang) -> Iterator[str]:
    """The rules of a table as they bear on what agencies send: what holds of other rows only is not told."""
    given = form.site.intake
    for rule in table.rules:
        said = rule.say(lang, table.titles)
        if isinstance(rule, Implication) and isinstance(rule.when, Is) and rule.when.column in given:
            if (given[rule.when.column] in rule.when.values) is rule.when.negate:
                continue
            said = rule.then.say(lang, table.titles)
        mild = " " + say("validation", lang, "(only a warning)") if rule.severity == "warning" else ""
        yield said[:1].upper() + said[1:] + mild
