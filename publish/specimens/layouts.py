"""The same figures in other shapes: an office's form, a table by year, a template that has been replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from publish.specimens.ground import Ground
from publish.specimens.write import MARK, vietnamese, workbook
from schemas.core.site import Text
from validation.template.book import write_template
from validation.template.form import Form

Cells = list[list[object]]
EARLIER = 2  # columns that the earlier template lacked


def formal(ground: Ground) -> bytes:
    """Titles, unit line, headings over two rows, numbering row, a total, a note, a signature."""
    measures, plain = ground.measures, [c for c in ground.columns if c not in ground.measures]
    first = len(plain) + 2
    last = get_column_letter(first + len(measures) - 1)
    unit = next((f["unit"] for f in ground.table.fields if f["name"] == measures[0] and f.get("unit")), "")
    head: Cells = [
        [f"CƠ QUAN {MARK}"],
        [f"BIỂU TỔNG HỢP SỐ LIỆU ({MARK})"],
        [*[None] * (first - 1), f"Đơn vị tính: {unit}"],
        ["STT", *(ground.title(c, unit=False) for c in plain), "Khối lượng"],
        [*[None] * (first - 1), *(ground.title(c, unit=False) for c in measures)],
        [f"({n})" for n in range(1, first + len(measures))],
    ]
    body: Cells = [
        [n, *(row[c] for c in plain), *(vietnamese(row[c]) for c in measures)] for n, row in enumerate(ground.rows, 1)
    ]
    total: list[object] = [None, "Tổng số", *[None] * (len(plain) - 1), *(_total(ground, c) for c in measures)]
    foot: Cells = [[f"Ghi chú: số liệu {MARK}, không có thật."], [None], [*[None] * (first - 1), "Người lập biểu"]]
    merged = [f"A2:{last}2", f"{get_column_letter(first)}4:{last}4"]
    merged += [f"{get_column_letter(n)}4:{get_column_letter(n)}5" for n in range(1, first)]
    return workbook([*head, *body, total, *foot], merged=merged, bold=6)


def _total(ground: Ground, column: str) -> object:
    totals = [row[column] for row in ground.rows if row[ground.sums.by] == ground.sums.total]
    return vietnamese(float(sum(value for value in totals if value is not None)))


def by_year(ground: Ground) -> bytes:
    """Each figure with a column for each period."""
    periods = sorted({row["period"] for row in ground.rows})
    named = [c for c in ground.columns if c not in (*ground.measures, "period")]
    figures: dict[tuple[object, ...], dict[tuple[str, str], object]] = {}
    for row in ground.rows:
        here = figures.setdefault(tuple(row[c] for c in named), {})
        here |= {(measure, row["period"]): row[measure] for measure in ground.measures}
    wide = [(measure, period) for measure in ground.measures for period in periods]
    head: Cells = [
        [*(ground.title(c) for c in named), *(ground.title(m) if p == periods[0] else None for m, p in wide)],
        [*[None] * len(named), *(f"Năm {period}" for _, period in wide)],
    ]
    body: Cells = [[*key, *(values.get(one) for one in wide)] for key, values in figures.items()]
    starts = range(len(named) + 1, len(named) + len(wide) + 1, len(periods))
    merged = [f"{get_column_letter(n)}1:{get_column_letter(n + len(periods) - 1)}1" for n in starts]
    merged += [f"{get_column_letter(n)}1:{get_column_letter(n)}2" for n in range(1, len(named) + 1)]
    return workbook([*head, *body, [f"Ghi chú: số liệu {MARK}"]], merged=merged, bold=2)


def old_template(ground: Ground) -> bytes:
    """The template as it would be if the table had fewer columns, filled in."""
    table = ground.table
    lacking = [f["name"] for f in table.fields if f["name"] not in ground.columns and f["type"] == "number"][-EARLIER:]
    earlier = replace(table, fields=tuple(f for f in table.fields if f["name"] not in lacking), rules=())
    title = Text(ground.title(ground.measures[0], unit=False))
    site, then, mark = ground.content.site, date(2024, 1, 1), Text(MARK)
    form = Form(table.dataset, title, mark, mark, Text(""), [earlier], site, then)
    book = load_workbook(BytesIO(write_template(form, "vi")))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[2]]
    for number, row in enumerate(ground.rows, 4):
        for place, name in enumerate(names, 1):
            if name in ground.columns:
                sheet.cell(number, place, row[str(name)])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
