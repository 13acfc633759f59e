"""Reading a released table: the text that was written, whoever of the two readers reads it."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish import rows
from publish.canonical import csv_bytes
from publish.rows import text_rows

ODD = st.sampled_from(list('a0,"\n\r\t ;\ufeff\x00\x0c\x85\u2028#-1.é'))
CELLS = st.text(st.one_of(ODD, st.characters(codec="utf-8")), max_size=6)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    names = draw(st.lists(CELLS.filter(bool), min_size=1, max_size=4, unique=True))
    cells = draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=5))
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames())
def test_what_was_written_is_read(tmp_path: Path, frame: pl.DataFrame) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(csv_bytes(frame))
    assert text_rows(path).equals(frame)


def test_a_file_written_another_way_is_read_by_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *(["1", "x,y"] for _ in range(5))])
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    assert text_rows(path).rows() == [("1", "x,y")] * 5


def test_a_file_without_rows_or_without_anything_has_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for content, width in ((b"", 0), (b"a\n", 1), (b"a,b\n", 2)):
        path.write_bytes(content)
        assert text_rows(path).shape == (0, width)
