"""The canonical CSV for spreadsheets: with a byte order mark, and with nothing in it that is taken for a formula.

A spreadsheet runs a cell that begins with one of :data:`LEADS`, whatever the column means; so such a text has an
apostrophe put before it, and every text is quoted, since a program that separates cells by another character would
find a beginning in the middle of one. Plain numbers in columns of numbers stay as they are. A text that already begins
with apostrophes and such a character gets one more: taking one away gives the canonical text back.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from publish.distributions.subject import Subject

FORMAT = 1
BOM = b"\xef\xbb\xbf"
LEADS = "=+\\-@\t\r\n＝＋－＠"
FORMULA = re.compile(rf"[\s\ufeff\u200b']*[{LEADS}]")
NUMBER = re.compile(r"[+-]?[0-9][0-9.,\u00a0 ]*(?:[eE][+-]?[0-9]+)?")
NUMERIC = ("integer", "number", "year")


def write_marked(subject: Subject, path: Path) -> None:
    """The canonical bytes after a byte order mark, by which Excel knows UTF-8."""
    with subject.csv.open("rb") as source, path.open("wb") as sink:
        sink.write(BOM)
        shutil.copyfileobj(source, sink)


def write_safe(subject: Subject, path: Path) -> None:
    """The same cells, none of them a formula to a spreadsheet."""
    _write(subject, path, "utf-8")


def write_safe_marked(subject: Subject, path: Path) -> None:
    """Both: for a double click."""
    _write(subject, path, "utf-8-sig")


def _write(subject: Subject, path: Path, encoding: str) -> None:
    kinds = {column.name: column.type for column in subject.table.columns}
    with (
        subject.csv.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding=encoding, newline="") as sink,
    ):
        records = csv.reader(source)
        header = next(records, [])
        numeric = [kinds.get(name) in NUMERIC for name in header]
        writer = csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(neutral(name) for name in header)
        writer.writerows(_neutral(records, numeric))


def _neutral(records: Iterable[list[str]], numeric: list[bool]) -> Iterator[list[str]]:
    for record in records:
        yield [neutral(cell, number=number) for cell, number in zip(record, numeric, strict=True)]


def neutral(cell: str, *, number: bool = False) -> str:
    """``cell`` as a spreadsheet takes it for what it is; ``number``: its column is one of numbers."""
    if not FORMULA.match(cell) or (number and NUMBER.fullmatch(cell)):
        return cell
    return "'" + cell
