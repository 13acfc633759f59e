"""Files that are nearly right: mutated workbooks and texts must be read or refused, never end in a traceback.

A short run with every test; ``make fuzz`` runs it for ``FUZZ_SECONDS``, with the real files of ``CORPORA``.
Every file is made from its number, so that one that fails can be made again.
"""

from __future__ import annotations

import io
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tests.validation.readers_support import ods, packed, sheet_xml, to_tcvn3, to_vni, xls, xlsx
from validation.findings import Finding
from validation.intake.child import run
from validation.intake.limits import Limits
from validation.intake.readers import read_book

SECONDS = float(os.environ.get("FUZZ_SECONDS", "4"))
FIRST = int(os.environ.get("KTTH_FUZZ_FIRST", "0"))
CORPORA = os.environ.get("CORPORA", "")
LARGEST = 300_000  # bytes of a real file that is mutated
BATCH = 60
LIMITS = Limits(seconds=60)
SMALL = Limits(bytes=5_000_000, unpacked=50_000_000, cells=300_000, rows=50_000)
TOKENS = (
    *(b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=", b"\xc3", b"'", b"\\"),
    *(b"<", b">", b"&", b"/>", b"</c>", b'<c r="XFD1048576"><v>1</v></c>', b"1048576", b"-1", b"99999999999", b"NaN"),
    *(b's="9"', b't="e"', b't="s"', b"<v>999999</v>", b"<!DOCTYPE x>", b"&#0;", b"\xed\xa0\x80", b"\x00\x00\xff\xff"),
)
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>'
    '<row r="2"><c r="A2"><f>A1</f></c><c r="B2" t="e"><v>#REF!</v></c>'
    '<c r="C2" t="inlineStr"><is><t>x</t></is></c></row>'
)
STYLES = (
    '<fonts><font><name val=".VnTime"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="9" fontId="0"/></cellXfs>'
)
CELL = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="3"/>'
TEXT = 'Xã,Kỳ,"Lượng, tấn"\nMỹ Hòa,2024,"1.234,5"\n"Óc\nEo",Quý I/2024,"nói ""x"""\n'


@cache
def seeds() -> list[bytes]:
    """Small files of every format; real ones too where there are any."""
    made = [
        TEXT.encode(),
        TEXT.encode("utf-16"),
        to_tcvn3(TEXT).encode("cp1252"),
        to_vni(TEXT).encode("cp1252"),
        f"sep=;\r\n{TEXT.replace(',', ';')}".encode(),
        xlsx(sheet_xml(ROWS), strings=[f"<t>{to_tcvn3('Tổng số')}</t>"], styles=STYLES),
        ods(f"<table:table-row>{CELL}</table:table-row>"),
        xls({(0, 0): (to_tcvn3("Tổng số"), 1), (0, 1): (1.5, 0), (1, 0): (("a", "b"), 0)}, ("Arial", ".VnTime")),
    ]
    real = sorted(p for p in Path(CORPORA).rglob("*") if p.is_file()) if CORPORA else []
    return made + [p.read_bytes() for p in real if p.suffix not in (".json", ".md") and p.stat().st_size < LARGEST]


def mutated(number: int) -> bytes:
    """The file of a number: always the same."""
    dice = random.Random(number)
    data = dice.choice(seeds())
    if data.startswith(b"PK") and dice.random() < 0.8:
        return _inside(data, dice)
    return _mutated(data, dice)


def _inside(data: bytes, dice: random.Random) -> bytes:
    """A packed workbook with one of its members mutated."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return _mutated(data, dice)
    name = dice.choice(sorted(members))
    members[name] = _mutated(archive_bytes(members[name]), dice)
    return packed(members)


def archive_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _mutated(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        data = dice.choice(MUTATIONS)(data, dice)
    return data


def _flip(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]


def _insert(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + dice.choice(TOKENS) * dice.choice((1, 1, 2, 50)) + data[place:]


def _cut(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def _repeat(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * dice.choice((1, 3, 20)) + data[end:] if end - start < 5_000 else data


def _join(data: bytes, dice: random.Random) -> bytes:
    other = dice.choice(seeds())
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


MUTATIONS: Sequence[Callable[[bytes, random.Random], bytes]] = (_flip, _flip, _insert, _insert, _cut, _repeat, _join)


def read_some(first: int, count: int) -> list[str]:
    """What is wrong with the answers to some files: none may be silent, none may raise."""
    wrong = []
    for number in range(first, first + count):
        try:
            book = read_book(mutated(number), "gửi.bin", SMALL)
        except MemoryError:  # the child is told to be too small for the file, and so is the sender
            raise
        except Exception as error:
            wrong.append(f"{number}: {error!r}")
            continue
        if not book.sheets and not book.findings:
            wrong.append(f"{number}: neither read nor refused")
        for sheet in book.sheets:
            if any(len(place) != 2 for place in sheet.formats) or any(
                not sheet.rows[r.top : r.bottom + 1] for r in sheet.merged
            ):
                wrong.append(f"{number}: places outside of the sheet")
    return wrong


def test_nearly_right_files_are_read_or_refused() -> None:
    until, number = time.monotonic() + SECONDS, FIRST
    while number == FIRST or time.monotonic() < until:
        answer = run(read_some, number, BATCH, limits=LIMITS)
        if isinstance(answer, Finding):  # one of them ended the child, which is what children are for
            heavy = [
                n for n in range(number, number + BATCH) if isinstance(run(read_some, n, 1, limits=LIMITS), Finding)
            ]
            assert len(heavy) < 3, f"files that are too heavy to read: {heavy}"
            answer = []
        assert answer == []
        number += BATCH
    sys.stdout.write(f"{number - FIRST} files, from {FIRST} on\n")
