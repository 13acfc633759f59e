"""The first sheet of a workbook that was marked by an earlier check and comes back mended: it is ours, no data."""

from __future__ import annotations

from dataclasses import replace

from validation.intake.grid import Book, Repair, Sheet

SIGN = "◆ Kết quả kiểm tra / Result of the check"  # how that sheet begins, and every comment


def is_answer(sheet: Sheet) -> bool:
    """Whether the sheet sums up an earlier check."""
    first = sheet.rows[0] if sheet.rows else ()
    return bool(first) and first[0] == SIGN


def without_answer(book: Book) -> Book:
    """The book as its sender has it, told where something was left out."""
    told = tuple(Repair("repair.answer-sheet", sheet.name) for sheet in book.sheets if is_answer(sheet))
    kept = tuple(sheet for sheet in book.sheets if not is_answer(sheet))
    return replace(book, sheets=kept, repairs=(*book.repairs, *told)) if told else book
