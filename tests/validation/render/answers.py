"""An answer as officers get one: the invented province's wells, with every kind of trouble in a few cells."""

from __future__ import annotations

from schemas.core.site import Text
from validation.findings import Finding, Report
from validation.intake.grid import Book, Repair, Sheet
from validation.render.told import LeftOut, Part, Told

WELLS = "well-water"
SHEET = "Biểu 01"


def finding(
    rule: str, cell: str, column: str, value: str | None, severity: str = "error", **params: str | float
) -> Finding:
    """A finding of the wells: ``finding("cell.type", "C5", "low", "1,2x", expected="our number")``."""
    row = int(cell[1:])
    return Finding(rule, severity, WELLS, WELLS, row, column, cell, value, {}, params, SHEET)  # type: ignore[arg-type]


def answer() -> Told:
    """Eight hundred cells of one slip among a few others."""
    slips = [finding("cell.type", f"C{n}", "low", f"{n},x", expected="our number") for n in range(5, 805)]
    others = [
        finding("well.levels", "C900", "low", "3", small="low", low=3.0, large="high", high=2.0),
        finding("row.duplicate-key", "A7", "well", "G1", first=5.0, columns="well, period"),
        finding("row.duplicate-key", "A9", "well", "G2", first=1234.0, columns="well, period"),
        finding("cell.codelist", "E6", "origin", "tự đo", list="CL", expected="do, tinh", suggest="do"),
        finding("cell.required", "E8", "origin", None, "warning"),
        Finding("header.missing", "error", WELLS, WELLS, 4, "high", params={"expected": "high"}, sheet=SHEET),
        Finding("file.encoding-guessed", "warning", params={"encoding": "cp1258"}),
    ]
    blank = [LeftOut(row, "blank", "", SHEET) for row in (2, 3)]
    columns = (("A", "Giếng", Text("Giếng", "Well")),)
    return Told(
        name="bao cao.xlsx",
        report=Report((*others, *slips), {(WELLS, WELLS): 900}, {"well.x": "table missing: a/b"}),
        repairs=(Repair("repair.decimal-comma", SHEET, "D", 812, "1.234,5", "1234.5"),),
        left_out=(LeftOut(1, "title", "UBND TỈNH", SHEET), *blank),
        parts=(Part(WELLS, Text("Nước giếng", "Well water"), SHEET, "A4:E904", 900, columns),),
    )


def grid() -> Book:
    """What was read of it, as a CSV has it."""
    rows: list[list[str | float]] = [["Giếng", "Kỳ", "Thấp nhất", "Cao nhất", "Nguồn"] for _ in range(4)]
    rows += [["G1", "2024", f"{n},x", 2.5, "do"] for n in range(5, 905)]
    return Book("csv", (Sheet(SHEET, rows),))
