"""Files made on the spot for the tests of the readers: workbooks of three formats, texts in old encodings."""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from validation.intake.readers.legacy import TCVN3, VNI

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
CP1258_MARKS = "\u0300\u0301\u0303\u0309\u0323"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of members."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_xml(rows: str, after: str = "") -> str:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{sheet}'


def xlsx(*sheets: str, strings: Sequence[str] = (), styles: str = "", **others: str | bytes) -> bytes:
    """A workbook of sheets as XML; ``strings`` are its shared texts, ``others`` further members (``/`` as ``__``)."""
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    related += f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    related += f'<Relationship Id="rIdT" Type="{OFFICE}/styles" Target="styles.xml"/>' if styles else ""
    members: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(sheets, 1)},
    }
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(f"<si>{s}</si>" for s in strings) + "</sst>"
    if styles:
        members["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return packed({**members, **{name.replace("__", "/"): content for name, content in others.items()}})


def ods(rows: str, *, before: str = "", style: str = "", **others: str) -> bytes:
    """A workbook of one sheet whose rows are given as XML."""
    spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{before}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="S"{style}>{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    return packed({**members, **{name.replace("__", "/"): content for name, content in others.items()}})


def xls(
    cells: Mapping[tuple[int, int], tuple[object, int]], fonts: Sequence[str], formats: Sequence[int] = ()
) -> bytes:
    """A workbook of one sheet as Excel 97 wrote it, without the file system around it.

    ``cells``: place -> value and number of its style; each style has the font of the same number, and its format. A
    tuple of texts is one text that changes to the next font with each.
    """

    def record(kind: int, *parts: bytes) -> bytes:
        data = b"".join(parts)
        return struct.pack("<HH", kind, len(data)) + data

    def start(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0))

    def text(value: str, size: str) -> bytes:
        return struct.pack(f"<{size}B", len(value), 1) + value.encode("utf-16-le")

    def font_number(place: int) -> int:
        return place + (place > 3)  # there is no font 4

    names = [record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0), text(f, "B")) for f in fonts]
    styles = [
        record(0x00E0, struct.pack("<HH", font_number(i), formats[i] if i < len(formats) else 0), bytes(16))
        for i in range(len(fonts))
    ]
    body = b""
    for (row, column), (value, style) in sorted(cells.items()):
        at = struct.pack("<HHH", row, column, style)
        if isinstance(value, bool):
            body += record(0x0205, at, struct.pack("<BB", value, 0))
        elif isinstance(value, (int, float)):
            body += record(0x0203, at, struct.pack("<d", value))
        elif isinstance(value, bytes):
            body += record(0x0205, at, value + b"\1")
        elif isinstance(value, tuple):
            begins = [len("".join(value[:i])) for i in range(1, len(value))]
            runs = b"".join(struct.pack("<HH", b, font_number(style + i)) for i, b in enumerate(begins, 1))
            body += record(0x00D6, at, text("".join(value), "H"), struct.pack("<H", len(begins)), runs)
        else:
            body += record(0x0204, at, text(str(value), "H"))
    head = start(0x0005) + record(0x0042, struct.pack("<H", 1200)) + b"".join(names) + b"".join(styles)
    name = text("Tờ 1", "B")
    offset = len(head) + 4 + 6 + len(name) + 4
    listed = record(0x0085, struct.pack("<IBB", offset, 0, 0), name)
    return head + listed + record(0x000A) + start(0x0010) + body + record(0x000A)


def to_tcvn3(text: str) -> str:
    """The Latin letters that a font of TCVN3 shows as ``text``; it has no capitals with tones."""
    letters = {letter: chr(code) for code, letter in TCVN3.items()}
    return "".join(letters.get(c) or letters.get(c.lower(), c) for c in text)


def to_vni(text: str) -> str:
    letters = {letter: spelling for spelling, letter in sorted(VNI.items(), reverse=True)}
    return "".join(letters.get(c, c) for c in text)


def to_cp1258(text: str) -> bytes:
    """A letter with a tone as a letter and its tone."""
    return b"".join(_cp1258(c) for c in text)


def _cp1258(char: str) -> bytes:
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        tone = next(p for p in parts if p in CP1258_MARKS)
        return (unicodedata.normalize("NFC", parts.replace(tone, "")) + tone).encode("cp1258")
