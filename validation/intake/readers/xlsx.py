"""XLSX and XLSM: values as calamine reads them, and what it does not tell. No macro, link or formula is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unicodedata import is_normalized
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from validation.findings import Finding
from validation.intake.grid import Book, Place, Range, Repair, Sheet, Value
from validation.intake.limits import Limits
from validation.intake.readers import cells
from validation.intake.readers.encodings import letters_meant, words_of
from validation.intake.readers.extent import Extents, within
from validation.intake.readers.fonts import Letters, letters_of_sheet
from validation.intake.readers.legacy import encoding_of_font
from validation.intake.readers.parts import Parts, Styles
from validation.intake.readers.places import a1
from validation.intake.readers.runs import shared_runs

Rows = list[list[Value]]
RUN_FONT = re.compile(rb'<rFont val="([^"]*)"')
PROBE = 100_000  # bytes of shared texts in which words are looked for
VIETNAMESE = (b"\xe1\xba", b"\xe1\xbb")  # how U+1E80 to U+1EFF begin in UTF-8


def read_xlsx(path: Path, limits: Limits) -> Book:
    """The sheets of a workbook whose size has been looked at."""
    with ZipFile(path) as packed:
        parts = Parts(packed)
        if "encryptedpackage" in parts.names:
            return Book("xlsx", findings=(Finding("file.encrypted"),))
        return _Workbook(parts, load_workbook(str(path)), limits).read()


class _Workbook:
    """One workbook while it is read."""

    def __init__(self, parts: Parts, book: CalamineWorkbook, limits: Limits) -> None:
        self.parts, self.book, self.limits = parts, book, limits
        self.members = parts.sheets()
        self.styles: Styles = parts.styles()
        self.extents = Extents(limits)
        self.shared = parts.shared_strings()
        self.composed = is_normalized("NFC", self.shared.decode(errors="replace"))
        self.long = re.compile(rb">[^<]{%d}" % (limits.characters + 1))
        own = {font.decode(errors="replace") for font in RUN_FONT.findall(self.shared)}
        self.encodings = sorted({e for font in (*self.styles.fonts.values(), *own) if (e := encoding_of_font(font))})
        self.doubtful = not self.encodings and not self.shared.isascii() and self._doubtful()
        self.findings: list[Finding] = []
        self.repairs: list[Repair] = []

    def _doubtful(self) -> bool:
        """Whether there is no letter that only Vietnamese has, and what there is makes sense as something else."""
        if any(mark in self.shared for mark in VIETNAMESE):
            return False
        return letters_meant(list(words_of(self.shared[:PROBE].decode(errors="replace"))))[0] != ""

    def read(self) -> Book:
        self.findings += self.parts.inside()
        found = [meta for meta in self.book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        if len(found) > self.limits.sheets:
            params = {"found": str(len(found)), "limit": str(self.limits.sheets)}
            return Book("xlsx", findings=(Finding("file.too-many-sheets", params=params),))
        sheets = []
        for meta in found:
            data = cells.plain(self.parts.read(self.members.get(meta.name, "")))
            if refused := self._refusal(meta.name, data):
                return Book("xlsx", findings=(refused,))
            sheets.append(self._sheet(meta.name, data, hidden=meta.visible != SheetVisibleEnum.Visible))
        return Book("xlsx", tuple(sheets), tuple(self.findings), tuple(self.repairs), self.parts.marks())

    def _refusal(self, name: str, data: bytes) -> Finding | None:
        return self.extents.refusal(name, *cells.extent(data, self.limits))

    def _sheet(self, name: str, data: bytes, *, hidden: bool) -> Sheet:
        with ThreadPoolExecutor(1) as beside:  # calamine lets others work meanwhile
            coming = beside.submit(self.book.get_sheet_by_name, name)
            extras = cells.extras(data, self.styles)
            page = coming.result()
        rows: Rows = [
            [None if v == "" else v for v in row] if "" in row else row  # type: ignore[misc]
            for row in page.to_python(skip_empty_area=False)
        ]
        for place in (*extras.errors, *extras.no_value):
            _put(rows, place, extras.errors.get(place))
        if any(":" in code and "[" in code for code in self.styles.formats.values()):
            _durations(rows)
        own = data if extras.texts or b'"inlineStr"' in data[: cells.SAMPLE] else b""
        self._texts(name, data, own, rows)
        return Sheet(name, rows, within(_ranges(page), rows), extras.formats, extras.no_value, extras.errors, hidden)

    def _texts(self, name: str, data: bytes, own: bytes, rows: Rows) -> None:
        """What has to be looked at cell by cell, if anything; ``own`` is the sheet where it holds texts itself."""
        letters = Letters(name)
        if self.long.search(self.shared) or self.long.search(own):
            self.findings += _long(name, rows, self.limits.characters)
        if not self.composed or not is_normalized("NFC", own.decode(errors="replace")):
            for values in rows:
                values[:] = [letters.composed(v) if isinstance(v, str) else v for v in values]
        mute = self._by_font(data, rows, letters) if self.encodings else _beyond_ascii(rows) if self.doubtful else {}
        changed, found = letters_of_sheet(mute, self.encodings, letters)
        for (row, column), text in changed.items():
            rows[row][column] = text
        self.findings += found
        self.repairs += letters.repairs()

    def _by_font(self, data: bytes, rows: Rows, letters: Letters) -> dict[Place, str]:
        """Reads texts by their fonts; those in fonts that say nothing come back."""
        texts, mute = shared_runs(self.shared), {}
        for place, style, number in cells.string_cells(data):
            font = self.styles.fonts.get(style, "")
            runs = [(text, own or font) for text, own in texts[number]] if number < len(texts) else []
            text = "".join(part for part, _ in runs)
            if text.isascii() or not _has(rows, place):
                continue
            if any(encoding_of_font(font) for _, font in runs):
                rows[place[0]][place[1]] = letters.of_cell(runs)
            else:
                mute[place] = text
        return mute


def _beyond_ascii(rows: Rows) -> dict[Place, str]:
    return {
        (place, column): value
        for place, row in enumerate(rows)
        for column, value in enumerate(row)
        if isinstance(value, str) and not value.isascii()
    }


def _has(rows: Rows, place: Place) -> bool:
    return place[0] < len(rows) and place[1] < len(rows[place[0]])


def _put(rows: Rows, place: Place, value: Value) -> None:
    """A cell that calamine leaves empty, put where it stands."""
    row, column = place
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def _durations(rows: Rows) -> None:
    """Lengths of time, which are no time of day, as they are written: 26:30:00."""
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, timedelta):
                minutes, seconds = divmod(round(value.total_seconds()), 60)
                row[column] = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _ranges(page: CalamineSheet) -> Iterator[Range]:
    return (Range(*start, *end) for start, end in page.merged_cell_ranges or ())


def _long(sheet: str, rows: Rows, limit: int) -> Iterator[Finding]:
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) > limit:
                params = {"found": str(len(value)), "limit": str(limit)}
                yield Finding("cell.too-long", sheet=sheet, row=place + 1, cell=a1((place, column)), params=params)
