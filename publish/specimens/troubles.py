"""The kinds of trouble that agencies' files have, each shown in a small file: what is wrong with it, and the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publish.specimens.ground import Ground
from publish.specimens.layouts import by_year, formal, old_template
from publish.specimens.write import english, tcvn3, text, vietnamese, workbook

Cells = list[list[object]]


@dataclass(frozen=True)
class Trouble:
    """``title`` names it, ``told`` says what stands in the file."""

    id: str
    suffix: str
    title: str
    told: str
    make: Callable[[Ground], bytes]

    @property
    def file(self) -> str:
        return f"MINH-HOA-{self.id}.{self.suffix}"


def _encoded(ground: Ground) -> bytes:
    rows = [[vietnamese(cell) for cell in row] for row in ground.cells()]
    return tcvn3(text([ground.header(), *rows]))


def _numbers(ground: Ground) -> bytes:
    """One column partly in the Vietnamese way, partly in the English one."""
    place, rows = ground.place(ground.measures[0]), ground.cells()
    for number, row in enumerate(rows):
        value = row[place]
        shifted = value + 0.5 if isinstance(value, float) else value
        row[place] = (english if number % 3 == 1 else vietnamese)(shifted)
    return _written(ground, rows)


def _codes(ground: Ground) -> bytes:
    """A label for its code (certain), a label that no list has, a code that there is not."""
    place, rows = ground.place(ground.sums.by), ground.cells()
    labels = ground.labels
    for row in rows[3:]:
        row[place] = labels.get(str(row[place]), row[place])
    rows[1][place], rows[2][place] = f"{labels.get(str(rows[1][place]), '')} (khu vực khác)", "X9"
    return _written(ground, rows)


def _twice(ground: Ground) -> bytes:
    rows = ground.cells()
    again = list(rows[4])
    again[ground.place(ground.measures[0])] = 1.0
    return _written(ground, [*rows, again])


def _sum(ground: Ground) -> bytes:
    rows = ground.cells()
    place = ground.place(ground.measures[0])
    total = next(n for n, row in enumerate(ground.rows) if row[ground.sums.by] == ground.sums.total)
    rows[total][place] = ground.rows[total][ground.measures[0]] + 9.0
    return _written(ground, rows)


def _unit(ground: Ground) -> bytes:
    """All figures of one place in the last period a thousand times too large: kilograms for tonnes."""
    rows, last = ground.cells(), ground.rows[-1]
    for row, said in zip(rows, ground.rows, strict=True):
        if all(said[c] == last[c] for c in ground.sums.within):
            for column in ground.measures:
                value = said[column]
                row[ground.place(column)] = None if value is None else value * 1000
    return _written(ground, rows)


def _missing(ground: Ground) -> bytes:
    rows = ground.cells()
    place = ground.place(next(c for c in ground.sums.within if c in ground.columns))
    rows[1][place], rows[6][place] = None, None
    rows[4][ground.place(ground.sums.by)] = None
    return _written(ground, rows)


def _days(ground: Ground) -> bytes:
    """Days as they slip: day and month exchanged, a stroke too many, a day that there is not."""
    slips = ["31/12/{y}", "31/13/{y}", "05/5//{y}", "007/7/{y}", "30/02/{y}", "15 tháng 6"]
    days: list[object] = [slips[n % len(slips)].format(y=row["period"][:4]) for n, row in enumerate(ground.rows)]
    column = ground.day_column
    header, rows = ground.header(), ground.cells()
    if column in ground.columns:
        for row, day in zip(rows, days, strict=True):
            row[ground.place(column)] = day
        return workbook([header, *rows])
    return workbook([[*header, ground.title(column)], *([*row, day] for row, day in zip(rows, days, strict=True))])


def _formula(ground: Ground) -> bytes:
    """Totals as formulas that no program has worked out yet."""
    rows, place = ground.cells(), ground.place(ground.measures[0])
    letter = chr(ord("A") + place)
    parts = len(ground.sums.parts)
    for number, said in enumerate(ground.rows):
        if said[ground.sums.by] == ground.sums.total:
            rows[number][place] = f"=SUM({letter}{number + 2 - parts}:{letter}{number + 1})"
    return _written(ground, rows)


def _written(ground: Ground, rows: Cells) -> bytes:
    return workbook([ground.header(), *rows])


TROUBLES: tuple[Trouble, ...] = (
    Trouble(
        "phong-chu-cu",
        "csv",
        "Letters of an old font (TCVN3)",
        "A text file from the years of .VnTime: its letters show as signs everywhere else.",
        _encoded,
    ),
    Trouble(
        "dau-thap-phan",
        "xlsx",
        "Decimal comma and decimal point mixed",
        "In one column some numbers are written 1.234,5 and others 1,234.5.",
        _numbers,
    ),
    Trouble(
        "tieu-de-gop",
        "xlsx",
        "A form with title, unit line and merged headings",
        "Headings over two rows, a row that numbers the columns, totals, a note and signatures.",
        formal,
    ),
    Trouble(
        "ma-sai",
        "xlsx",
        "Codes that no list has",
        "Names stand where codes are expected: some can be told for certain, others not.",
        _codes,
    ),
    Trouble(
        "trung-khoa", "xlsx", "The same row twice", "Two rows are about the same thing, with other figures.", _twice
    ),
    Trouble(
        "tong-khong-khop", "xlsx", "A total that its parts do not make", "One total is 9 more than its parts.", _sum
    ),
    Trouble(
        "nham-don-vi",
        "xlsx",
        "A figure in another unit",
        "One place's figures of the last period are a thousand times too large.",
        _unit,
    ),
    Trouble("thieu-gia-tri", "xlsx", "Required cells left empty", "Three cells that a row needs are empty.", _missing),
    Trouble(
        "ngay-sai",
        "xlsx",
        "Days that do not exist",
        "31/13, 30/02, 05/5// and others, as they slip from the keyboard.",
        _days,
    ),
    Trouble(
        "bieu-mau-cu",
        "xlsx",
        "A template of an earlier version",
        "The template that was filled in has been replaced since by one with other columns.",
        old_template,
    ),
    Trouble(
        "nam-theo-cot",
        "xlsx",
        "Years side by side",
        "Each year has a column of its own, where rows are expected.",
        by_year,
    ),
    Trouble(
        "cong-thuc-chua-tinh",
        "xlsx",
        "Formulas without a value",
        "Totals are formulas that no program has worked out before the file was saved.",
        _formula,
    ),
)
