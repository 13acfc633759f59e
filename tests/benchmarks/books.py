"""A workbook of many rows as spreadsheet programs write it: shared texts, styles, results of formulas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl

NAMES = "http://schemas.openxmlformats.org"
MAIN, OFFICE = f"{NAMES}/spreadsheetml/2006/main", f"{NAMES}/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{NAMES}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{NAMES}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{NAMES}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Số liệu" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><name val="Times New Roman"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="4"/>'
    '<xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>',
}
NUMBER, DAY, PERCENT = 1, 2, 3  # styles
EPOCH = pl.date(1899, 12, 30)


def write(path: Path, frame: pl.DataFrame, *, formulas: bool = False) -> None:
    """The rows below one header; with ``formulas`` a share of two columns besides, in percent."""
    shared: dict[str, int] = {}
    days = frame.with_columns((pl.col(pl.Date) - EPOCH).dt.total_days())
    lines = "".join(_lines(days, [kind == pl.Date for kind in frame.dtypes], shared, formulas))
    texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for name, part in PARTS.items():
            packed.writestr(name, part)
        packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
        packed.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        )


def _lines(frame: pl.DataFrame, days: list[bool], shared: dict[str, int], formulas: bool) -> Iterator[str]:
    letters = "ABCDEFGHIJKLMNOP"[: frame.width]
    share, whole, part = (
        "ABCDEFGHIJKLMNOP"[frame.width],
        *(letters[frame.columns.index(c)] for c in ("generated", "collected")),
    )

    def cell(place: str, value: object, day: bool) -> str:
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'
        style = f' s="{DAY}"' if day else f' s="{NUMBER}"' if formulas else ""
        return f'<c r="{place}"{style}><v>{value}</v></c>' if value is not None else ""

    for number, row in enumerate([tuple(frame.columns), *frame.iter_rows()], 1):
        cells = "".join(map(cell, (f"{letter}{number}" for letter in letters), row, days))
        if formulas and number > 1:
            sums = f"<f>{part}{number}/{whole}{number}</f><v>{row[letters.index(part)] / row[letters.index(whole)]}</v>"
            cells += f'<c r="{share}{number}" s="{PERCENT}">{sums}</c>'
        yield f'<row r="{number}">{cells}</row>'
