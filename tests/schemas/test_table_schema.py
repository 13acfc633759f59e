"""The projection both ways: what a model says arrives in Table Schema, and what that says is held by pandera."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest

from schemas.core.dictionary import table_schema
from schemas.core.model import Reference, TableModel, column, table
from schemas.core.rules import Order
from schemas.core.table import Table
from schemas.core.table_schema import fields_of, keys_of, pandera_schema


class Sourced(TableModel):
    note: str = column("Ghi chú", "Note", tail=True, max_length=5)


@table(
    "t-one",
    key=("code", "day"),
    references=(Reference(("code",), "ref-unit", ("code",)), Reference(("twin",), "t-one", ("code",))),
    rules=(Order(id="t.order", rising=("low", "high")),),
)
class One(Sourced):
    code: str = column("Mã", "Code", pattern=r"^\d{2}$")
    day: pl.Date = column("Ngày", "Day")
    low: float = column("Thấp", "Low", unit="tấn/ngày", ge=0)
    high: float = column("Cao", "High", le=10, description="Mô tả", description_en="Words")
    count: int = column("Số", "Count", gt=0, lt=9, unique=True)
    twin: str = column("Cặp", "Twin", codelist="twins", required=True)


def test_a_model_becomes_fields_with_titles_units_and_constraints_in_both_languages() -> None:
    fields = {f["name"]: f for f in Table.of_model(One).fields}
    assert list(fields) == ["code", "day", "low", "high", "count", "twin", "note"]  # the shared tail stands last
    assert fields["low"] == {
        "name": "low", "type": "number", "title": "Thấp", "titleEn": "Low",
        "unit": "tấn/ngày", "constraints": {"minimum": 0},
    }  # fmt: skip
    assert fields["high"]["descriptionEn"] == "Words"
    assert fields["code"]["constraints"] == {"required": True, "pattern": r"^\d{2}$"}
    assert fields["day"]["type"] == "date"
    assert fields["count"]["constraints"] == {"unique": True, "exclusiveMinimum": 0, "exclusiveMaximum": 9}
    assert fields["twin"]["constraints"] == {"required": True}
    assert fields["note"]["constraints"] == {"maxLength": 5}


def test_every_constraint_of_a_model_is_a_check_of_its_schema() -> None:
    """``unique`` is checked where it can name both rows, ``required`` by the column's nullability."""
    fields = Table.of_model(One).fields
    for field, column_ in zip(fields, pandera_schema(fields).columns.values(), strict=True):
        asked = set(field.get("constraints", {})) - {"unique"}
        made = {check.name for check in column_.checks} | (set() if column_.nullable else {"required"})
        assert made == asked, field["name"]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "number", "constraints": {"minimum": 1}}, 1.0, 0.9),
        ({"type": "integer", "constraints": {"maximum": "5"}}, 5, 6),
        ({"type": "string", "constraints": {"pattern": "a|b"}}, "ax", "xb"),
        ({"type": "string", "constraints": {"pattern": r"\d+"}}, "12", "12x"),
        ({"type": "string", "constraints": {"enum": ["x", "y"]}}, "x", "z"),
        ({"type": "string", "constraints": {"minLength": 2}}, "đđ", "đ"),
        ({"type": "string", "constraints": {"maxLength": 2}}, "đđ", "đđđ"),
        ({"type": "year", "constraints": {"enum": ["2020"]}}, 2020, 2021),
        ({"type": "date", "constraints": {"required": True}}, date(2020, 1, 1), None),
    ],
)
def test_pandera_holds_what_table_schema_says(field: dict[str, Any], good: object, bad: object) -> None:
    schema = pandera_schema([{"name": "c", **field}])
    kind = schema.columns["c"].dtype.type
    schema.validate(pl.DataFrame({"c": [good]}, schema={"c": kind}))
    with pytest.raises(pa.errors.SchemaErrors):
        schema.validate(pl.DataFrame({"c": [bad]}, schema={"c": kind}), lazy=True)


def test_the_schema_for_the_public_tells_references_rules_and_code_lists() -> None:
    said = table_schema(Table.of_model(One), {"twins": ["a", "b"]})
    assert said["primaryKey"] == ["code", "day"]
    assert said["foreignKeys"] == [{"fields": ["twin"], "reference": {"resource": "", "fields": ["code"]}}]
    assert said["references"][0]["package"] == "ref-unit"
    assert said["rules"] == [
        {
            "id": "t.order",
            "severity": "error",
            "title": "Thấp ≤ Cao",
            "titleEn": "Low ≤ High",
        }
    ]
    assert [f["constraints"]["enum"] for f in said["fields"] if f["name"] == "twin"] == [["a", "b"]]


def test_a_foreign_schema_keeps_what_it_says_and_gains_nothing() -> None:
    said = {"fields": [{"name": "a", "type": "integer", "rdfType": "x"}], "primaryKey": "a", "custom": {"k": 1}}
    found = Table.of_schema("p", "t", said)
    assert table_schema(found) == said
    assert found.primary_key == ("a",)
    assert keys_of({"foreignKeys": [{"fields": "a", "reference": {"resource": "r", "fields": "b"}}]})[1] == [
        (("a",), "r", ("b",))
    ]


def test_a_check_that_table_schema_cannot_say_is_refused_in_a_model() -> None:
    class Odd(TableModel):
        n: int = pa.Field(ne=3)

    with pytest.raises(TypeError, match="declare it as a rule"):
        fields_of(Odd.to_schema())


def test_a_pattern_that_is_not_anchored_is_refused() -> None:
    with pytest.raises(ValueError, match="anchored"):
        column("a", "b", pattern=r"\d")


def test_a_declaration_that_names_no_column_of_its_model_is_refused() -> None:
    @table("t-two", key=("nope",))
    class Two(TableModel):
        a: str = column("a", "a")

    with pytest.raises(ValueError, match="nope"):
        Table.of_model(Two)
