"""The projection between pandera and Table Schema, both ways.

A model's constraints become Table Schema constraints with :func:`fields_of`; any fields become a pandera schema with
:func:`pandera_schema`. A field of a type that polars has no column for (array, object, geopoint …) is text to pandera;
its own checks are made where it is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandera.polars as pa
import polars as pl

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
_CONSTRAINTS = {  # Table Schema constraint -> (pandera's name of the check, the statistic that holds its value)
    "minimum": ("greater_than_or_equal_to", "min_value"),
    "maximum": ("less_than_or_equal_to", "max_value"),
    "exclusiveMinimum": ("greater_than", "min_value"),
    "exclusiveMaximum": ("less_than", "max_value"),
    "pattern": ("str_matches", "pattern"),
    "enum": ("isin", "allowed_values"),
}
_LENGTHS = {"minLength": "min_value", "maxLength": "max_value"}
_COMPARED = ("integer", "number", "year")


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
    """A check of a model has pandera's name, one made by :func:`field_checks` the constraint's."""
    said = check.statistics or {}
    if check.name in ("str_length", *_LENGTHS):
        return {k: said[statistic] for k, statistic in _LENGTHS.items() if said.get(statistic)}
    for constraint, (name, statistic) in _CONSTRAINTS.items():
        if check.name in (name, constraint):
            value = said[statistic]
            return {constraint: list(value) if constraint == "enum" else value}
    raise TypeError(f"check {check.name} has no Table Schema constraint: declare it as a rule")


def pandera_schema(fields: Iterable[Mapping[str, Any]]) -> pa.DataFrameSchema:
    """The pandera schema of typed columns that keep these fields' constraints.

    ``unique`` and keys are not in it: a duplicate is found once, at its later row, by the key check.
    """
    return pa.DataFrameSchema(
        {
            f["name"]: pa.Column(
                TYPES.get(f.get("type", "any"), pl.String),
                checks=field_checks(f),
                nullable=not (f.get("constraints") or {}).get("required"),
                title=f.get("title"),
                description=f.get("description"),
            )
            for f in fields
        },
        strict=True,
    )


def field_checks(field: Mapping[str, Any]) -> list[pa.Check]:
    """pandera checks of one field's constraints, each named by its Table Schema constraint."""
    kind, said = field.get("type", "any"), field.get("constraints") or {}
    checks: list[pa.Check] = []
    if kind in _COMPARED:
        makers: dict[str, Callable[..., pa.Check]] = {
            "minimum": pa.Check.ge,
            "maximum": pa.Check.le,
            "exclusiveMinimum": pa.Check.gt,
            "exclusiveMaximum": pa.Check.lt,
        }
        checks += [make(_number(said[k], float), name=k) for k, make in makers.items() if k in said]
        if "enum" in said:
            checks.append(
                pa.Check.isin([_number(v, float if kind == "number" else int) for v in said["enum"]], name="enum")
            )
    if kind == "string":
        if "enum" in said:
            checks.append(pa.Check.isin(said["enum"], name="enum"))
        if "pattern" in said:
            checks.append(pa.Check.str_matches(_anchored(said["pattern"]), name="pattern"))
        for k, option in (("minLength", "min_value"), ("maxLength", "max_value")):
            if k in said:
                checks.append(pa.Check.str_length(**{option: int(said[k])}, name=k))
    return checks


def _number(value: Any, kind: type[float] | type[int]) -> float | int:
    return kind(value) if isinstance(value, str) or kind is int else value


def _anchored(pattern: str) -> str:
    return pattern if pattern.startswith("^") and pattern.endswith("$") and "|" not in pattern else f"^(?:{pattern})$"


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
