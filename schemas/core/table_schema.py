"""The projection between pandera and Table Schema, both ways.

A model's constraints become Table Schema constraints with :func:`fields_of`; any fields become a pandera schema with
:func:`pandera_schema`. A field of a type that polars has no column for (array, object, geopoint …) is text to pandera;
its own checks are made where it is parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from schemas.core.constraints import LENGTHS, field_checks
from schemas.core.lean import pa

TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {  # Table Schema type -> polars type
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
    "year": pl.Int64,
}
_NAMES = {"String": "string", "Int64": "integer", "Float64": "number", "Boolean": "boolean", "Date": "date"}
_STATISTICS = {  # pandera's name of a check -> (Table Schema constraint, the statistic that holds its value)
    "greater_than_or_equal_to": ("minimum", "min_value"),
    "less_than_or_equal_to": ("maximum", "max_value"),
    "greater_than": ("exclusiveMinimum", "min_value"),
    "less_than": ("exclusiveMaximum", "max_value"),
    "str_matches": ("pattern", "pattern"),
    "isin": ("enum", "allowed_values"),
}


def fields_of(schema: pa.DataFrameSchema, key: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Table Schema fields of a pandera schema, in its order but with ``tail`` columns last; key columns are required.

    Raises:
        TypeError: a column's type, or a check of the model, has no Table Schema name: declare it as a rule.
    """
    if schema.checks:
        raise TypeError(f"{schema.name}: declare checks over several columns as rules")
    fields = []
    for name, column in sorted(schema.columns.items(), key=lambda item: bool((item[1].metadata or {}).get("tail"))):
        words = column.metadata or {}
        if str(column.dtype) not in _NAMES:
            raise TypeError(f"column {name}: {column.dtype} has no Table Schema type")
        field: dict[str, Any] = {
            "name": name,
            "type": _NAMES[str(column.dtype)],
            "title": column.title,
            "titleEn": words.get("title_en"),
            "description": column.description,
            "descriptionEn": words.get("description_en"),
            "unit": words.get("unit"),
            "unitEn": words.get("unit_en"),
            "codelist": words.get("codelist"),
            "constraints": _constraints(column, required=not column.nullable or name in key),
        }
        fields.append({k: v for k, v in field.items() if v})
    return fields


def _constraints(column: pa.Column, *, required: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"required": True} if required else {}
    if column.unique:
        found["unique"] = True
    for check in column.checks or []:
        found |= _constraint(check)
    return found


def _constraint(check: pa.Check) -> dict[str, Any]:
    said = check.statistics or {}
    if check.name == "str_length":
        return {k: said[statistic] for k, statistic in LENGTHS.items() if said.get(statistic)}
    if check.name not in _STATISTICS:
        raise TypeError(f"check {check.name} has no Table Schema constraint: declare it as a rule")
    constraint, statistic = _STATISTICS[check.name]
    value = said[statistic]
    return {constraint: list(value) if constraint == "enum" else value}


def pandera_schema(fields: Iterable[Mapping[str, Any]]) -> pa.DataFrameSchema:
    """The pandera schema of typed columns that keep these fields' constraints; the same one for the same fields."""
    return _pandera_schema(json.dumps(list(fields), default=str))


@lru_cache(maxsize=64)
def _pandera_schema(said: str) -> pa.DataFrameSchema:
    fields = json.loads(said)
    return pa.DataFrameSchema(
        {
            f["name"]: pa.Column(
                TYPES.get(f.get("type") or "string", pl.String),
                checks=field_checks(f),
                nullable=not (f.get("constraints") or {}).get("required"),
                title=f.get("title"),
                description=f.get("description"),
            )
            for f in fields
        },
        strict=True,
    )


Keys = tuple[tuple[str, ...], list[tuple[tuple[str, ...], str, tuple[str, ...]]]]


def keys_of(descriptor: Mapping[str, Any]) -> Keys:
    """Primary key and foreign keys (columns, table, target columns) of a Table Schema; a lone name is a list of one."""

    def names(value: Any) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else tuple(value or ())

    foreign = []
    for key in descriptor.get("foreignKeys") or ():
        target = key.get("reference") or {}
        columns, to = names(key.get("fields")), names(target.get("fields"))
        foreign.append((columns, target.get("resource", ""), to))
    return names(descriptor.get("primaryKey")), foreign
