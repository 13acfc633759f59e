"""Reading a released table: the text that was written, whoever of the two readers reads it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from publish import rows
from publish.candidate import make_candidate
from publish.canonical import csv_bytes, number_text
from publish.rows import parquet_rows, text_rows, typed_rows
from tests.standin.releases import CONTENT, SITE
from validation.package import check_packages

ODD = st.sampled_from(list('a0,"\n\r\t ;\ufeff\x00\x0c\x85\u2028#-1.é'))
CELLS = st.text(st.one_of(ODD, st.characters(codec="utf-8")), max_size=6)


NUMBERS = st.floats().map(number_text) | st.sampled_from(["-0", "0.10", "1e5", "12345678901234567890123"])
KINDS = {
    "string": CELLS,
    "number": NUMBERS,
    "integer": st.integers(-(2**70), 2**70).map(str) | st.sampled_from(["007", "-0"]),
    "date": st.dates(date(1000, 1, 1)).map(date.isoformat),
    "datetime": st.datetimes().map(lambda d: d.replace(microsecond=0).isoformat()),
    "time": st.times().map(lambda t: t.replace(microsecond=0).isoformat()),
    "boolean": st.sampled_from(["true", "false"]),
    "year": st.integers(1000, 2999).map(str),
    "yearmonth": st.dates(date(1000, 1, 1)).map(lambda d: f"{d:%Y-%m}"),
    "duration": st.sampled_from(["P1Y", "PT5M"]),
    "geopoint": st.sampled_from(["105.1, 10.4"]),
    "any": CELLS,
}


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


def test_a_path_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "[1]*").mkdir()
    frame, schema = pl.DataFrame({"a": ["1"], "b": ["2"]}), {"fields": [{"name": "b", "type": "string"}]}
    for folder, said in (("1", frame.head(0)), ("[1]*", frame)):
        (tmp_path / folder / "t.csv").write_bytes(csv_bytes(said))
        said.write_parquet(tmp_path / folder / "t.parquet")
    assert text_rows(tmp_path / "[1]*" / "t.csv").equals(frame)
    assert parquet_rows(tmp_path / "[1]*" / "t.parquet", schema).rows() == [("2",)]


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6), st.data())
def test_parquet_holds_what_the_csv_is_read_as(tmp_path: Path, kinds: list[str], data: st.DataObject) -> None:
    cells = st.tuples(*(KINDS[kind] | st.just("") for kind in kinds))
    table = data.draw(st.lists(cells, min_size=1, max_size=6))
    fields = [{"name": f"c{i}", "type": kind} for i, kind in enumerate(kinds)]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields}}
    said = {"name": "odd", "title": "Lạ", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "t.csv").write_bytes(csv_bytes(pl.DataFrame(table, schema=[f["name"] for f in fields], orient="row")))
    (checked,) = check_packages([tmp_path], CONTENT, lambda _: None)
    assume(checked.report.valid)
    candidate = make_candidate(checked, {}, SITE)
    [parquet] = candidate.parquet.values()
    [path] = candidate.parquet
    (tmp_path / "c.csv").write_bytes(candidate.files[path.replace(".parquet", ".csv")])
    (tmp_path / "c.parquet").write_bytes(parquet)
    schema = candidate.descriptor["resources"][0]["schema"]
    assert_frame_equal(
        parquet_rows(tmp_path / "c.parquet", schema), typed_rows(tmp_path / "c.csv", schema), check_exact=True
    )
