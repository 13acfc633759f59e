"""The template of households that sort their waste, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from schemas.core.registry import load_content
from schemas.core.site import Text
from tests.publish.bad_files.bad import Rows
from validation.template.book import write_template
from validation.template.form import Form

NAME = ("dis-source-sorting", "dis-sorting-households")
COLUMNS = ("period", "geo_code", "households_sorting", "households_total", "data_status", "source_doc")
FIRST = 4  # below names, titles and the example


def filled(rows: Rows, lacking: Sequence[str] = ()) -> bytes:
    """``rows`` (as they stand in the sheet) in the template, or in one of a time when it had no columns ``lacking``."""
    content = load_content("schemas.angiang")
    table = content.tables[NAME]
    earlier = replace(table, fields=tuple(f for f in table.fields if f["name"] not in lacking))
    nothing, then = Text(""), date(2024, 1, 1)
    form = Form(
        NAME[0],
        Text("Phân loại"),
        nothing,
        nothing,
        nothing,
        [earlier],
        content.site,
        then,
        titles={NAME[1]: Text("Hộ")},
    )
    book = load_workbook(BytesIO(write_template(form, "vi")))
    sheet = book["Hộ"]
    names = [cell.value for cell in sheet[2]]
    for number, row in enumerate(rows[FIRST - 1 :], FIRST):
        for name, value in zip(COLUMNS, row, strict=True):
            sheet.cell(number, names.index(name) + 1, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
