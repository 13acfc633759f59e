"""The canonical form: golden texts of numbers, round trips, and what the identity of a release depends on."""

from __future__ import annotations

import csv
import io
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.canonical import _number_texts, csv_bytes, identity, number_text

GOLDEN = [
    (1220.0, "1220"), (938.52, "938.52"), (0.1, "0.1"), (-0.0, "0"), (1e-7, "0.0000001"), (1e22, "1" + 22 * "0"),
    (5830724.95, "5830724.95"), (1 / 3, "0.3333333333333333"), (100.0, "100"),
    (float("nan"), "NaN"), (float("-inf"), "-INF"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), GOLDEN)
def test_golden_numbers(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself_and_has_no_exponent(value: float) -> None:
    text = number_text(value)
    assert float(text) == value
    assert "e" not in text.lower() and not text.endswith(".")


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.floats(),
            st.integers(-(10**18), 10**18).map(float),
            st.decimals(-9999, 9999, places=3).map(float),
        )
    )
)
def test_a_column_of_numbers_is_written_as_each_of_them_is(values: list[float | None]) -> None:
    texts = _number_texts(pl.Series("n", values, dtype=pl.Float64))
    assert texts.to_list() == ["" if value is None else number_text(value) for value in values]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_survives_the_csv(rows: list[tuple[str, str]]) -> None:
    kept = [(a.encode("utf-8", "replace").decode(), b.encode("utf-8", "replace").decode()) for a, b in rows]
    content = csv_bytes(pl.DataFrame(kept, schema={"a": pl.String, "b": pl.String}, orient="row"))
    read = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert read == [["a", "b"], *map(list, kept)]


def test_lines_end_in_one_way_and_quotes_stand_only_where_needed() -> None:
    frame = pl.DataFrame({"a": ["1", "", 'x"y', "p,q"], "b": ["", "", "\r", "đ"]})
    assert csv_bytes(frame).decode() == 'a,b\n1,\n,\n"x""y","\r"\n"p,q",đ\n'
    assert csv_bytes(pl.DataFrame({"a": [""]})) == b'a\n""\n'


def described(**said: Any) -> dict[str, Any]:
    field = {"name": "c", "type": "string", "codelist": "l", "constraints": {"enum": ["x"]}}
    return {
        "name": "d",
        "title": "t",
        **said,
        "resources": [{"name": "r", "hash": "h", "bytes": 1, "schema": {"fields": [field]}}],
    }


def test_identity_is_content_and_metadata_but_not_version_time_or_code_list() -> None:
    known = identity(described(), {"r": b"a\n"})
    assert identity(described(version="9.9.9", created="later"), {"r": b"a\n"}) == known
    assert identity(described(), {"r": b"b\n"}) != known
    assert identity(described(title="other"), {"r": b"a\n"}) != known
    longer = described()
    longer["resources"][0]["schema"]["fields"][0]["constraints"]["enum"] = ["x", "y"]
    assert identity(longer, {"r": b"a\n"}) == known
