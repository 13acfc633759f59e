"""Which reader a file is for, and what is looked at before it is opened."""

from __future__ import annotations

import tempfile
from pathlib import Path
from zipfile import ZipFile

from validation.findings import Finding
from validation.intake.grid import Book
from validation.intake.limits import DEFAULT, Limits
from validation.intake.readers.kinds import kind_of
from validation.safety import MAX_MEMBERS, check_packed

BOOKS = {"xlsx": "xlsx", "xls": "xls", "ods": "ods", "text": "csv"}
RESAVED = ("html", "xml-spreadsheet", "xlsb")  # a spreadsheet program opens and saves them
PANIC = "PanicException"  # what a library in Rust raises where it gives up; no Exception


def read_book(source: Path | bytes, name: str = "", limits: Limits = DEFAULT) -> Book:
    """The sheets of a file, or the finding that refuses it; ``name`` is what its sender calls it."""
    if isinstance(source, Path):
        return _read(source, name or source.name, limits)
    if refused := _too_large(len(source), name, limits):
        return refused
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(source)
        return _read(path, name, limits)


def _too_large(size: int, name: str, limits: Limits) -> Book | None:
    if size <= limits.bytes:
        return None
    return _refused("", Finding("file.too-large", value=name, params={"path": name, "limit": str(limits.bytes)}))


def _refused(kind: str, finding: Finding) -> Book:
    return Book(BOOKS.get(kind, "csv"), findings=(finding,))


def _read(path: Path, name: str, limits: Limits) -> Book:
    size = path.stat().st_size
    if refused := _too_large(size, name, limits):
        return refused
    if not size:
        return _refused("", Finding("file.empty"))
    kind = kind_of(path, name)
    if kind == "encrypted":
        return _refused("xlsx", Finding("file.encrypted", value=name))
    if kind not in BOOKS:
        rule = "file.resave" if kind in RESAVED else "file.unreadable" if kind == "broken-zip" else "file.format"
        params = {"format": kind, "problem": kind}
        return _refused("", Finding(rule, value=name, params=params))
    if kind in ("xlsx", "ods") and (finding := _packed(path, limits)):
        return _refused(kind, finding)
    return _opened(path, kind, limits)


def _packed(path: Path, limits: Limits) -> Finding | None:
    """What a packed workbook may not be, by its directory."""
    if found := check_packed(path, "zip"):
        return found[0]
    with ZipFile(path) as packed:
        members = packed.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        return Finding("archive.members", params={"found": str(len(members)), "limit": str(MAX_MEMBERS)})
    if size > limits.unpacked:
        return Finding("archive.size", params={"found": str(size), "limit": str(limits.unpacked)})
    return Finding("file.encrypted") if any(member.flag_bits & 1 for member in members) else None


def _opened(path: Path, kind: str, limits: Limits) -> Book:
    """The book, or what its reader stumbled over: whatever it raises, the file is broken, not we."""
    try:
        book = _by_reader(path, kind, limits)
        return book if book.sheets or book.findings else _refused(kind, Finding("file.empty"))
    except MemoryError:
        raise
    except Exception as error:
        problem = str(error) or type(error).__name__
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        problem = str(error)
    return _refused(kind, Finding("file.unreadable", params={"problem": problem[:300]}))


def _by_reader(path: Path, kind: str, limits: Limits) -> Book:
    if kind == "xlsx":
        from validation.intake.readers.xlsx import read_xlsx

        return read_xlsx(path, limits)
    if kind == "xls":
        from validation.intake.readers.xls import read_xls

        return read_xls(path.read_bytes(), limits)
    if kind == "ods":
        from validation.intake.readers.ods import read_ods

        return read_ods(path, limits)
    from validation.intake.readers.text import read_text

    return read_text(path.read_bytes(), limits)
