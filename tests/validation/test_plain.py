"""The ways to read CSV fast: each gives what the careful way gives, to the cell, or leaves the file to it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.reading import TextTable, plain, read_table, simple
from validation.reading.pieces import first_piece

FIELDS = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
NEVER, ALWAYS = 1 << 40, 0


def read(content: bytes, folder: Path, **resource: Any) -> TextTable:
    (folder / "t.csv").write_bytes(content)
    return read_table({"name": "t", "path": "t.csv", "schema": {"fields": FIELDS}, **resource}, folder)


def carefully(content: bytes, folder: Path, **resource: Any) -> TextTable:
    return read_by(content, folder, NEVER, -1, **resource)


def in_pieces(content: bytes, folder: Path, size: int, **resource: Any) -> TextTable:
    return read_by(content, folder, ALWAYS, -1, size, **resource)


def simply(content: bytes, folder: Path, **resource: Any) -> TextTable:
    return read_by(content, folder, NEVER, NEVER, **resource)


def read_by(
    content: bytes, folder: Path, worth: int, small: int, size: int = plain.PIECE, **resource: Any
) -> TextTable:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "WORTH", worth)
        patch.setattr(plain, "PIECE", size)
        patch.setattr(simple, "SMALL", small)
        return read(content, folder, **resource)


def same(one: TextTable, other: TextTable) -> bool:
    """Equal to the cell."""
    frames = one.columns.equals(other.columns, null_equal=True) and one.rows.equals(other.rows)
    return frames and replace(one, columns=other.columns, rows=other.rows) == other


PLAIN = [
    b"a,b\n1,2\n",
    b"a,b\n1,2",
    b"a,b\r\n1,2\r\n3,4\r\n",
    b'a,b\n"1","x, ""y"" z"\n"",""\n',
    b'"a","b"\n"two\nlines",2\n',
    b'a,b\n"""","""x"""\r\n3,4\n',
    "a,b\nrác,đô thị\n".encode(),
    b"\xef\xbb\xbfa,b\n1,2\n",
    b"a,b\n",
    b"a,b\n,\n1,\n",
    b"a,b\nx\x01,\xef\xbb\xbfy\n\xef\xbb\xbf1,2\n",
    b"a,b\nNA,null\nnull, 1 \n",
]
ODD = [
    b'a,b\n1,5" pipe\n2,3\n4,5\n6,7\n',
    b'a,b\n"1"x,2\n3,4\n',
    b'a,b\n1,2\n"open,3\n4,5\n',
    b'a,b\n 1, "2"\n3,4\n',
    b"a,b\n1\n2,3,4\n5,6\n\n7,8\n",
    b"a,b\n1,2\r3,4\n5,6\n",
    b'a,b\n"1\r\n2",3\n"4\r",5\n6,7\n',
    b"a,b\r\r\n1,2\n",
    b"a,b\n1,\xff\n2,3\n",
    b"a,b\nx\x00,1\n",
    b"a,b\n\n",
    b"",
    b"\n",
    b"a,b,c\n1,2,3\n",
    b"a;b\n1;2\n",
    b"b,a\n1,2\n",
    b" a,b \n1,2\n",
    b"a\n1\n",
]


@pytest.mark.parametrize("declared", [{"encoding": "utf-8"}, {}], ids=["declared", "found"])
@pytest.mark.parametrize("content", [*PLAIN, *ODD])
def test_all_ways_give_the_same_table(content: bytes, declared: dict[str, str], tmp_path: Path) -> None:
    expected = carefully(content, tmp_path, **declared)
    assert same(simply(content, tmp_path, **declared), expected)
    for size in (3, 7, 1 << 24):
        assert same(in_pieces(content, tmp_path, size, **declared), expected)


@pytest.mark.parametrize("content", PLAIN)
def test_what_is_plain_is_left_to_polars(content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plain.PlainFile, "_by_csv", None)
    assert {f.rule for f in in_pieces(content, tmp_path, 1 << 24).findings} <= {"row.blank"}


@pytest.mark.parametrize("content", PLAIN)
def test_what_is_simple_is_not_left_to_frictionless(
    content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("validation.reading.careful.make_resource", None)
    assert {f.rule for f in simply(content, tmp_path).findings} <= {"row.blank"}


RESOURCES: list[dict[str, Any]] = [
    {"dialect": {"delimiter": ";"}},
    {"dialect": {"header": False}},
    {"schema": {"fields": FIELDS, "fieldsMatch": "subset"}},
    {"schema": {"fields": FIELDS, "missingValues": ["NA", "-"]}},
    {"schema": {"fields": [{"name": "a"}, {"name": "b", "type": "nonsense"}]}},
    {"schema": {"fields": [FIELDS[0], FIELDS[0]]}},
    {"schema": {"fields": [*FIELDS, {"name": "c"}], "primaryKey": "a"}},
    {"schema": {"fields": [{**FIELDS[0], "missingValues": ["1"]}, FIELDS[1]]}},
    {"schema": {}},
    {"hash": "sha256:0"},
    {"bytes": 1},
    {"rows": 1},
    {"fields": 3},
    {"format": "tsv"},
    {"type": "table", "mediatype": "text/csv", "profile": "tabular-data-resource", "format": "csv"},
    {"encoding": "cp1258"},
    {"encoding": "utf-16"},
    {"path": "gone.csv"},
    {"path": ["t.csv"]},
    {"path": "./t.csv"},
    {"ours": 1},
]


@pytest.mark.parametrize("resource", RESOURCES, ids=str)
@pytest.mark.parametrize("content", [b"a,b\n1,NA\n-,2\n", b"a,b,c\n1,2,3\n", b"a;b\n1;2\n"])
def test_whatever_a_resource_says_is_heeded(content: bytes, resource: dict[str, Any], tmp_path: Path) -> None:
    expected = carefully(content, tmp_path, **resource)
    assert same(simply(content, tmp_path, **resource), expected)
    assert same(in_pieces(content, tmp_path, 1 << 24, **resource), expected)


def written(rows: list[tuple[str, str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([("a", "b"), *rows])
    return stream.getvalue()


CELLS = st.tuples(st.text('a,"\n', max_size=4), st.text('a,"\r\n;', max_size=4))
CONTENTS = st.one_of(
    st.text('ab,";\r\n \x00\ufeffđ', max_size=40),
    st.text('ab,";\r\n \x00\ufeffđ', max_size=40).map("a,b\n".__add__),
    st.lists(CELLS, max_size=6).map(written),
)


@given(content=CONTENTS, size=st.sampled_from([1, 5, 16, 1 << 20]), kind=st.sampled_from(["csv", "tsv"]))
def test_any_text_is_read_alike(content: str, size: int, kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, octets = tmp_path_factory.mktemp("p"), content.replace(",", "\t" if kind == "tsv" else ",").encode()
    for declared in ({}, {"encoding": "utf-8"}):
        expected = carefully(octets, folder, format=kind, **declared)
        assert same(simply(octets, folder, format=kind, **declared), expected)
        assert same(in_pieces(octets, folder, size, format=kind, **declared), expected)


@given(octets=st.text('a,"\n', max_size=30).map(str.encode), alone=st.booleans())
def test_a_piece_holds_the_rows_that_csv_sees(octets: bytes, alone: bool) -> None:
    piece = first_piece(octets, ",", last=alone)
    if piece is None or not piece.plain:
        return
    rows = list(csv.reader(io.StringIO(octets[: piece.size].decode(), newline="")))
    assert piece.rows == len(rows)
    if all(rows):
        assert piece.delimiters == sum(len(row) - 1 for row in rows)


def test_sums_are_taken_on_the_way(tmp_path: Path) -> None:
    content = b"a,b\n1,2\n3,4\n"
    for promised in ({"bytes": 12, "rows": 2}, {"bytes": 13}, {"hash": "sha256:0"}, {"hash": "0" * 32}, {"rows": 3}):
        read_fast, expected = in_pieces(content, tmp_path, 5, **promised), carefully(content, tmp_path, **promised)
        assert same(read_fast, expected)
        assert bool(expected.findings) == (promised != {"bytes": 12, "rows": 2})
