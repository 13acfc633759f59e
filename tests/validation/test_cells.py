"""Cells: every type and format read exactly as frictionless reads it, and nothing that was written is lost."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from frictionless import Field
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.table_schema import TYPES
from validation.cells import Parsed, constraint_value, parse
from validation.reading.judge import ELSEWHERE

MISSING = ["", "NA"]
TEXTS = [
    *("", "NA", "a", " ", "\n", "a\n", "-", "None", "null", "1", " 1", "1 ", "+1", "-1", "007", "1_000", "１２", "1.0"),
    *("1.", "-.5", "1e5", "1E+5", "nan", "NaN", "INF", "-Infinity", "inf", "0x10", "1,000", "1,000.5", "1.000,5"),
    *("1 000", "12%", "$12.50", "true", "True", "TRUE", "yes", "no", "0", "false", "2024-01-01", "2024-1-5"),
    *("0000-01-01", "2024-02-30", "2024-13-01", "20240101", "01/02/2024", "1 Jan 2024", "2024-01-01T00:00:00"),
    *("2024-01-01 00:00:00", "2024-01-01T24:00:00", "2024-01-01T23:59:60", "2024-01-01T00:00:00.123"),
    *("2024-01-01T00:00", "10:00:00", "24:00:00", "10:00", "25:00:00", "10:00:60", "2024", "0000", "-123", " 12 "),
    *("24", "2024-01", "2024-1", "24-01", "2024-13", "2024-00", "99999-01", "P1Y", "PT1H", "P", "1,2", "181,0"),
    *("90,91", "[1,2]", "[1]", '{"lon":1,"lat":2}', '{"a":1}', "{}", "[]", '["a"]', "http://example.org/a", "a@b.vn"),
    *('{"type":"Point","coordinates":[1,2]}', '{"type":"x"}', "95ecc380-afe9-11e4-9b6c-751b66dd541e", "YWJj", "a,b"),
]
UNFITTING = [  # each alone turns its whole column into text
    *("9223372036854775808", "123456789012345678901", "0.1234567890123456789", "1e400", "1e-400", "sNaN"),
    *("2024-01-01T00:00:00Z", "2024-01-01T00:00:00+07:00", "10:00:00Z"),
]
FIELDS: list[dict[str, Any]] = [
    *({"type": kind} for kind in (*TYPES, "yearmonth", "duration", "geopoint", "geojson", "array", "object", "list")),
    {},
    {"type": "any"},
    *({"type": "string", "format": form} for form in ("uri", "email", "uuid", "binary", "default")),
    *({"type": "date", "format": form} for form in ("any", "%d/%m/%Y", "%Y%m%d")),
    *({"type": "datetime", "format": form} for form in ("any", "%Y-%m-%d %H:%M:%S")),
    *({"type": "time", "format": form} for form in ("any", "%H:%M")),
    {"type": "number", "decimalChar": ","},
    {"type": "number", "groupChar": ","},
    {"type": "number", "decimalChar": ",", "groupChar": "."},
    {"type": "number", "decimalChar": ",", "groupChar": " ", "bareNumber": False},
    {"type": "number", "floatNumber": True},
    {"type": "integer", "bareNumber": False},
    {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no", "0"]},
    *({"type": "geopoint", "format": form} for form in ("array", "object")),
    {"type": "list", "itemType": "integer"},
    {"type": "array", "arrayItem": {"type": "integer"}},
    {"type": "integer", "constraints": {"minimum": 1, "enum": ["1", "7"]}},
    {"type": "integer", "constraints": {"exclusiveMaximum": "7", "exclusiveMinimum": 0}},
    {"type": "number", "constraints": {"minimum": "0.1", "maximum": 1000}},
    {"type": "number", "constraints": {"enum": ["1", 0.5]}},
    {"type": "year", "constraints": {"minimum": "2000"}},
    {"type": "date", "constraints": {"minimum": "2024-01-02", "enum": ["2024-1-5"]}},
    {"type": "datetime", "constraints": {"maximum": "2024-01-01T00:00:00"}},
    {"type": "time", "constraints": {"exclusiveMaximum": "10:00:00"}},
    {"type": "yearmonth", "constraints": {"minimum": "2024-01", "enum": ["2024-1"]}},
    {"type": "boolean", "constraints": {"enum": ["true"]}},
    {"type": "string", "constraints": {"enum": ["a", 1]}},
    {"type": "string", "format": "email", "constraints": {"minLength": 7}},
    {"type": "any", "constraints": {"enum": ["a", "1"]}},
    {"type": "array", "constraints": {"minLength": 2, "enum": ["[1,2]"]}},
    {"type": "object", "constraints": {"minLength": 1}},
    {"type": "list", "constraints": {"maxLength": 1}},
    {"type": "geopoint", "constraints": {"enum": ["1,2"]}},
    {"type": "duration", "constraints": {"enum": ["P1Y"]}},
]


def column(*texts: str | None) -> pl.Series:
    return pl.Series("x", texts, dtype=pl.String)


def wrong(parsed: Parsed, row: int) -> set[str]:
    return {"type"} if parsed.bad[row] else {name for name, mask in parsed.failed.items() if mask[row]}


def frictionless_wrong(said: Mapping[str, Any], text: str) -> set[str]:
    field = Field.from_descriptor({"name": "x", "type": "string", **said, "missingValues": MISSING}, allow_invalid=True)
    return set(field.create_cell_reader()(text)[1] or ())


@pytest.mark.parametrize("said", FIELDS, ids=str)
def test_every_cell_is_judged_as_by_frictionless(said: dict[str, Any]) -> None:
    expected = {text: frictionless_wrong(said, text) for text in TEXTS}
    readable = [text for text in TEXTS if "type" not in expected[text]]
    for texts in (TEXTS, readable):  # a column without a wrong cell may take another way
        parsed = parse({"name": "x", **said}, column(*texts), MISSING)
        for row, text in enumerate(texts):
            told = expected[text] if parsed.checked else expected[text] & {"type"}
            assert wrong(parsed, row) == told, text


@pytest.mark.parametrize("odd", UNFITTING)
@pytest.mark.parametrize("kind", ["integer", "number", "datetime", "time"])
def test_a_value_no_dtype_holds_is_judged_alike_and_kept_as_text(kind: str, odd: str) -> None:
    said = {"name": "x", "type": kind, "constraints": {"minimum": "2"} if kind in ("integer", "number") else {}}
    parsed = parse(said, column(odd, "", "x"), MISSING)
    if frictionless_wrong({"type": kind}, odd):
        assert parsed.bad.to_list() == [True, False, True]
    else:
        assert (parsed.values.dtype, parsed.checked) == (pl.String, True)
        assert parsed.bad.to_list() == [False, False, True]
        if odd != "sNaN":
            assert wrong(parsed, 0) == frictionless_wrong(said, odd)


def test_values_are_typed_and_missing_ones_null() -> None:
    cases: list[tuple[str, str, object]] = [
        ("integer", "007", 7),
        ("number", "1e5", 100000.0),
        ("boolean", "TRUE", True),
        ("date", "2024-1-5", date(2024, 1, 5)),
        ("datetime", "2024-01-05T06:07:08", datetime(2024, 1, 5, 6, 7, 8)),  # noqa: DTZ001 - a local time is meant
        ("time", "06:07:08", time(6, 7, 8)),
        ("year", "2024", 2024),
        ("yearmonth", "2024-1", "2024-01"),
        ("string", " a", " a"),
    ]
    for kind, text, value in cases:
        parsed = parse({"name": "x", "type": kind}, column(text, "NA", None), MISSING)
        assert parsed.values.to_list() == [value, None, None]
        assert not parsed.bad.any()


def test_missing_values_may_carry_labels_and_the_empty_text_may_be_a_value() -> None:
    said = {"name": "x", "type": "integer"}
    assert parse(said, column("-9", ""), [{"value": "-9", "label": "no answer"}]).bad.to_list() == [False, True]
    assert parse({"name": "x"}, column(""), []).values.to_list() == [""]


def test_a_cell_can_not_make_the_reader_hang() -> None:
    long = "x" * 200_000 + "1"
    for said in ({"type": "number", "bareNumber": False}, {"type": "string", "format": "email"}):
        assert parse({"name": "x", **said}, column(long), [""]).bad.to_list() == [True]
    assert parse({"name": "x", "type": "string", "format": "wkt"}, column("POINT(1 2)"), [""]).bad.to_list() == [False]


def test_numbers_in_vietnamese_spelling() -> None:
    said = {"name": "x", "type": "number", "decimalChar": ",", "groupChar": "."}
    parsed = parse(said, column("1.128,5", "718", "64,3 %"), [""])
    assert parsed.values.to_list() == [1128.5, 718.0, None]
    assert parsed.bad.to_list() == [False, False, True]


def test_not_a_number_breaks_every_bound_as_in_frictionless() -> None:
    said = {"name": "x", "type": "number", "constraints": {"minimum": 0, "enum": [1]}}
    parsed = parse(said, column("NaN", "1"), [""])
    assert parsed.values.dtype == pl.Float64
    assert [wrong(parsed, 0), wrong(parsed, 1)] == [{"minimum", "enum"}, set()]


def test_a_bound_that_is_not_of_the_type_is_broken_by_every_value() -> None:
    parsed = parse({"name": "x", "type": "date", "constraints": {"minimum": "soon"}}, column("2024-01-01", ""), [""])
    assert [wrong(parsed, 0), wrong(parsed, 1)] == [{"minimum"}, set()]


def test_typed_cells_are_judged_instead_of_their_text() -> None:
    text = column("1", "1.5", "true", "x", None)
    cells = [1, 1.5, True, "x", None]
    assert parse({"name": "x", "type": "integer"}, text, [""], cells).bad.to_list() == [False, True, True, True, False]
    assert parse({"name": "x", "type": "string"}, text, [""], cells).bad.to_list() == [True, True, True, False, False]
    number = parse({"name": "x", "type": "number"}, column("0.1", "2"), [""], [Decimal("0.1"), 2])
    assert number.values.to_list() == [0.1, 2.0]


def test_a_nested_cell_is_kept_as_json() -> None:
    parsed = parse({"name": "x", "type": "object"}, column('{"a": [1]}'), [""], [{"a": [1]}])
    assert parsed.values.to_list() == ['{"a": [1]}']


def test_constraint_values_are_of_the_column() -> None:
    assert constraint_value({"type": "date"}, "2024-01-02") == date(2024, 1, 2)
    assert constraint_value({"type": "number", "decimalChar": ","}, "0,5") == 0.5
    assert constraint_value({"type": "integer"}, "x") is None


def test_what_is_judged_elsewhere_never_shows_here() -> None:
    said = {"name": "x", "type": "date", "constraints": {"required": True, "unique": True}}
    assert not set(parse(said, column("", "2024-01-01", "2024-01-01"), [""]).failed) & set(ELSEWHERE)


WRITTEN_NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.floats(allow_nan=False).map(repr),
    st.integers().map(str),
    st.from_regex(r"[+-]?[0-9]{0,25}\.?[0-9]{0,25}([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.text(string.digits + "+-.,eE_ ", max_size=8),
)


@given(st.lists(WRITTEN_NUMBERS, min_size=1, max_size=4))
def test_no_number_loses_what_was_written(texts: list[str]) -> None:
    read = Field.from_descriptor({"name": "x", "type": "number", "missingValues": [""]}).create_cell_reader()
    parsed = parse({"name": "x", "type": "number"}, column(*texts), [""])
    for text, value, bad in zip(texts, parsed.values, parsed.bad, strict=True):
        expected, notes = read(text)
        assert bad == bool(notes)
        if expected is not None:
            assert Decimal(value if isinstance(value, str) else repr(value)) == expected


@given(st.sampled_from(["date", "datetime", "time"]), st.data())
def test_every_date_and_time_is_the_one_frictionless_reads(kind: str, data: st.DataObject) -> None:
    plain = {"date": st.dates(), "datetime": st.datetimes(), "time": st.times()}[kind].map(lambda d: d.isoformat())
    texts = data.draw(st.lists(st.one_of(plain, st.text(string.digits + "-:T .Z", max_size=20)), min_size=1))
    read = Field.from_descriptor({"name": "x", "type": kind, "missingValues": [""]}).create_cell_reader()
    parsed = parse({"name": "x", "type": kind}, column(*texts), [""])
    for text, value, bad in zip(texts, parsed.values, parsed.bad, strict=True):
        expected, notes = read(text)
        assert bad == bool(notes)
        assert value == (text if isinstance(value, str) else expected)
