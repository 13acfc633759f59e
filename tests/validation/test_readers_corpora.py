"""Files that no one here made, and that are no part of the project: ``CORPORA`` says where they are.

``POLLOCK`` names a copy of the public benchmark's ``polluted_files``, to measure with; it may not be kept here.
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from validation.findings import Finding
from validation.intake.child import run
from validation.intake.grid import Book
from validation.intake.limits import Limits
from validation.intake.readers import read_book

BESIDE = Path(__file__).parents[3] / "shared"
CORPORA = Path(os.environ.get("CORPORA", BESIDE / "corpora"))
DATA = Path(os.environ.get("CORPORA_DATA", BESIDE / "data")) / "vn_pop"
POLLOCK = Path(os.environ.get("POLLOCK", "absent"))
LETTERS = 0.98  # of cells beyond ASCII that must equal their transcript
NAMED = 0.99  # of polluted files whose finding must name exactly the row
SIMPLE = 9.95


def folder(path: Path) -> Path:
    if not path.is_dir():
        pytest.skip(f"not there: {path} (see CORPORA)")
    return path


def tell(measured: str) -> None:
    """What was measured, for whoever asks for it (``pytest -rP``)."""
    sys.stdout.write(f"{measured}\n")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def beyond_ascii(texts: Iterator[object]) -> Counter[str]:
    return Counter(text for cell in texts if isinstance(cell, str) and not (text := plain(cell)).isascii())


def cells_of(book: Book) -> Iterator[object]:
    return (cell for sheet in book.sheets for row in sheet.rows for cell in row)


def test_legacy_workbooks_read_as_their_transcripts() -> None:
    place = folder(CORPORA / "legacy-xls")
    right = total = 0
    for path in sorted((place / "xls").glob("*.xls")):
        book = read_book(path)
        lines = (place / "transcripts" / f"{path.stem.partition('__')[2]}.txt").read_text().split("\n")
        expected = beyond_ascii(iter([cell for line in lines for cell in line.split("\t")]))
        found = (expected & beyond_ascii(cells_of(book))).total()
        right, total = right + found, total + expected.total()
        tell(f"{path.name}: {found} of {expected.total()}")
        assert {repair.params["encoding"] for repair in book.repairs if repair.rule == "repair.legacy-font"}
    tell(f"{right} of {total} cells: {right / total:.2%}")
    assert right >= LETTERS * total


def weigh(paths: Sequence[Path]) -> list[tuple[Book, float, int]]:
    """Each file's book, the time it took, and the memory taken until then."""
    weighed = []
    for path in paths:
        begun = time.process_time()
        book = read_book(path)
        spent = time.process_time() - begun
        weighed.append((book, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    return weighed


@pytest.mark.parametrize("name", ["csv-spectrum", "csv-detective", "duckdb-csv", "blns", "legacy-xls"])
def test_every_file_is_read_or_refused_with_a_finding(name: str) -> None:
    check_all(sorted(p for p in folder(CORPORA / name).rglob("*") if p.is_file()))


def test_every_file_of_the_census_is_read_or_refused_with_a_finding() -> None:
    books = check_all(sorted(folder(DATA).iterdir()))
    assert [name for name, book in books.items() if not book.sheets] == ["Dia_phan_Huyen.dbf"]
    assert len(books["dist_list_wiki.csv"].sheets[0].rows) == 705
    assert len(books["indepth_pop.xlsx"].sheets) == 15


def check_all(paths: Sequence[Path]) -> dict[str, Book]:
    result = run(weigh, paths, limits=Limits(seconds=300))
    assert not isinstance(result, Finding)
    for path, (book, seconds, kilobytes) in zip(paths, result, strict=True):
        assert book.sheets or book.findings, path
        assert seconds < 10, path
        assert kilobytes < 1_000_000, path
        assert all(found.rule != "file.unreadable" for found in book.findings), path
    return {path.name: book for path, (book, _, _) in zip(paths, result, strict=True)}


def test_rows_of_csv_spectrum_are_as_expected() -> None:
    """Two of its expectations are defective as stored."""
    place = folder(CORPORA / "csv-spectrum")
    for path in sorted((place / "csvs").glob("*.csv")):
        if path.stem in ("newlines_crlf", "location_coordinates"):
            continue
        head, *rows = read_book(path).sheets[0].rows
        records = [dict(zip(map(str, head), [str(c or "") for c in row], strict=True)) for row in rows]
        assert records == json.loads((place / "json" / f"{path.stem}.json").read_text()), path


def test_no_row_of_a_readable_text_is_lost() -> None:
    """Where lines are rows, as many come out as stand in the file."""
    for path in sorted(folder(CORPORA / "duckdb-csv").rglob("*.csv")):
        data = path.read_bytes()
        if b'"' not in data and b"'" not in data and b"\0" not in data and b"\r" not in data and data.isascii():
            book = read_book(path)
            assert not book.sheets or len(book.sheets[0].rows) == len(data.decode().removesuffix("\n").split("\n")), (
                path
            )


def polluted() -> list[Path]:
    return sorted(folder(POLLOCK / "csv").glob("*.csv"))


def rows_of(book: Book) -> list[list[str]]:
    return [[str(cell or "") for cell in row] for sheet in book.sheets for row in sheet.rows]


def test_a_finding_names_exactly_the_polluted_row() -> None:
    named: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for path in polluted():
        if kind := re.match(r"row_(\D+?)(?:_row)?_?(\d+)_", path.name):
            files[kind[1]] += 1
            named[kind[1]] += {found.row for found in read_book(path).findings} == {int(kind[2]) + 1}
    tell(", ".join(f"{kind}: {named[kind]} of {files[kind]}" for kind in files))
    assert all(named[kind] >= NAMED * files[kind] for kind in files)


def test_polluted_files_load_as_well_as_the_best_do() -> None:
    """Success, and precision, recall and F1 of header, records and cells, summed and averaged over the files."""
    scores = []
    for path in polluted():
        with (POLLOCK / "clean" / path.name).open(newline="", encoding="utf-8-sig") as stream:
            expected = list(csv.reader(stream))
        scores.append(10.0 if not expected else 1 + sum(_measures(expected, rows_of(read_book(path)))))
    tell(f"simple score {sum(scores) / len(scores):.3f} over {len(scores)} files")
    assert sum(scores) / len(scores) >= SIMPLE


def _measures(expected: Sequence[list[str]], found: Sequence[list[str]]) -> Iterator[float]:
    yield from _agreement(expected[0], found[0] if found else [])
    yield from _agreement(["".join(row) for row in expected[1:]], ["".join(row) for row in found[1:]])
    yield from _agreement([c for row in expected for c in row], [c for row in found for c in row])


def _agreement(expected: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    if not expected:
        return 1, 1, 1
    common = (Counter(expected) & Counter(found)).total()
    if not common:
        return 0, 0, 0
    precision, recall = common / len(expected), common / len(found)
    return precision, recall, 2 * precision * recall / (precision + recall)
