"""What kind of file it is, by what stands in it; its name is asked only where that says nothing."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from validation.intake.readers.encodings import wide

HEAD = 4_096
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = re.compile(rb"\x09[\x00\x02\x04\x08]\x04\x00|\x09\x08\x08\x00|\x09\x08\x10\x00")  # before there was OLE
TEXT_OF_SPREADSHEETS = b"urn:schemas-microsoft-com:office:spreadsheet"
STREAMS = (  # names of streams in an OLE file -> what it is; of several the first
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
STARTS = (
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gz"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "sqlite"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"{\\rtf", "rtf"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ", "xz"),
)
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|\?xml|!--|\w+[ >])", re.IGNORECASE)
NAMED = {**dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson"), "json"), ".dbf": "dbf"}  # texts, or nearly
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path, name: str) -> str:
    """``xlsx``, ``xls``, ``ods``, ``text``, ``encrypted``; or the name of a format that is not read."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(ZIP):
        return _zipped(path)
    if head.startswith(OLE):
        return _ole(path.read_bytes())
    if BIFF.match(head):
        return "xls"
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if MARKUP.match(head):
        return "xml-spreadsheet" if TEXT_OF_SPREADSHEETS in head else "html" if b"<?xml" not in head[:64] else "xml"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in NAMED:
        return NAMED[suffix]
    return "binary" if _is_binary(head) else "text"


def _zipped(path: Path) -> str:
    try:
        with ZipFile(path) as packed:
            names = {name.replace("\\", "/").lower().lstrip("/") for name in packed.namelist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken-zip"
    if "content.xml" in names and "mimetype" in names | {"mimetype" if "meta-inf/manifest.xml" in names else ""}:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "docx" if any(name.startswith("word/") for name in names) else "zip"


def _ole(data: bytes) -> str:
    for name, kind in STREAMS:
        if name.encode("utf-16-le") + b"\0\0" in data:
            return kind
    return "ole"


def _is_binary(head: bytes) -> bool:
    """Control characters that no text has, in number; UTF-16 has zeros, but in every second place."""
    if head.startswith(WIDE_MARKS) or not head or wide(head):
        return False
    control = sum(head.count(byte) for byte in range(1, 32) if byte not in b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f")
    zeros = min(head[::2].count(0), head[1::2].count(0))
    return control * 20 > len(head) or (zeros * 8 > len(head) and control > 4)
