"""Text to typed values, cell by cell as frictionless 5 reads them, but a column at a time.

The common spellings of the common types are parsed by polars. Whatever is left over (odd spellings, odd formats, rare
types) goes through frictionless' own reader, once per different text: the verdict can not differ, only the time.

What was written survives. A column one of whose numbers does not fit its type (an integer beyond 64 bits, a number with
more digits than a double holds, a time with an offset) is kept as text; :attr:`Parsed.checked` is then true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.core.table_schema import TYPES
from validation.reading.judge import askable, judge_of, kind_of, value_reader

IN_FRAME = ("string", "integer", "number", "year")  # types whose constraints a frame's own schema can judge
NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$"
PLAIN: Mapping[str, tuple[str, str]] = {  # type -> (how it is commonly written, polars' name of that form)
    "date": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"),
    "datetime": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%Y-%m-%dT%H:%M:%S"),
    "time": (r"^[0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%H:%M:%S"),
}
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
BOUNDS: Mapping[str, Callable[[pl.Series, Any], pl.Series]] = {  # constraint -> where it is broken
    "minimum": lambda values, bound: values < bound,
    "maximum": lambda values, bound: values > bound,
    "exclusiveMinimum": lambda values, bound: values <= bound,
    "exclusiveMaximum": lambda values, bound: values >= bound,
}
DOUBLE_DIGITS = 15  # every decimal number of so many digits survives a double
NORMAL = 1e-300  # below it a double begins to lose digits


@dataclass(frozen=True)
class Parsed:
    """One column, row for row: ``values`` (null = missing or unreadable) and ``bad`` (the cell is not of its type).

    ``checked``: every constraint but ``required``, ``unique`` and ``pattern`` was judged here, because the values' own
    dtype can not say what the type means; ``failed`` then holds a mask for each constraint that some cell breaks.
    """

    values: pl.Series
    bad: pl.Series
    failed: Mapping[str, pl.Series] = field(default_factory=dict)
    checked: bool = False


def parse(
    said: Mapping[str, Any], text: pl.Series, missing: Sequence[Any], cells: Sequence[object] | None = None
) -> Parsed:
    """The column of the Table Schema field ``said``.

    ``text`` is as read (null = no such cell), ``missing`` the texts that mean "no value". ``cells`` are given where the
    file holds typed cells (a workbook, JSON): they are judged instead of their text.
    """
    absent = [str(m["value"] if isinstance(m, Mapping) else m) for m in missing]
    if cells is not None:
        return _one_by_one(said, text.name, [None if c is None or str(c) in absent else c for c in cells])
    present = text.set(text.is_in(absent).fill_null(False), None)
    values = _vectorised(said, present)
    if values is not None:
        values = _with_odd_spellings(said, present, values)
    if values is None:
        return _one_by_one(said, text.name, present.to_list())
    bad = (present.is_not_null() & values.is_null()).rename("bad")
    if kind_of(said) in IN_FRAME and _comparable(said, values):
        return Parsed(values, bad)
    return Parsed(values, bad, _failed(said, values), checked=True)


def constraint_value(said: Mapping[str, Any], raw: object) -> Any:
    """A bound or an enum member as a value of the field's column; None if it is not of the field's type."""
    value = value_reader(said)(raw)
    return float(value) if isinstance(value, Decimal) else value


# The column at once


def _vectorised(said: Mapping[str, Any], present: pl.Series) -> pl.Series | None:
    """The values that are written in the common way, null elsewhere; None for a type that polars can not parse."""
    kind, form = kind_of(said), said.get("format") or "default"
    if kind == "string":
        return present if form not in ("uri", "email", "uuid", "binary") else None
    if kind in ("integer", "year"):
        return _cast(present, r"^-?[0-9]{1,18}$" if kind == "integer" else r"^[0-9]{4}$", pl.Int64)
    if kind == "number":
        return _numbers(said, present)
    if kind == "boolean":
        known = dict.fromkeys(said.get("trueValues") or TRUE, True)
        known |= dict.fromkeys(said.get("falseValues") or FALSE, False)
        return present.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Boolean)
    if kind in PLAIN and form == "default":
        pattern, spelled = PLAIN[kind]
        plain = present.set(~(present.str.contains(pattern) & ~present.str.starts_with("0000")).fill_null(True), None)
        if kind == "time":
            plain = present.set(~present.str.contains(pattern).fill_null(True), None)
        return plain.str.strptime(TYPES[kind], spelled, strict=False)  # type: ignore[arg-type]
    return None


def _cast(text: pl.Series, pattern: str, dtype: type[pl.DataType]) -> pl.Series:
    return text.set(~text.str.contains(pattern).fill_null(True), None).cast(dtype, strict=False)


def _numbers(said: Mapping[str, Any], present: pl.Series) -> pl.Series | None:
    text = _unspelled(said, present)
    values = _cast(text, NUMBER, pl.Float64)
    return None if _loses_digits(text, values) and not said.get("floatNumber") else values


def _unspelled(said: Mapping[str, Any], present: pl.Series) -> pl.Series:
    """Numbers without their group character and with a point; null where only frictionless' reader knows."""
    decimal, group = said.get("decimalChar", "."), said.get("groupChar", "")
    if not isinstance(decimal, str) or not isinstance(group, str) or not decimal:
        return pl.Series(present.name, [None] * len(present), dtype=pl.String)
    text = present.str.replace_all(group, "", literal=True) if group else present
    if decimal == ".":
        return text
    text = text.set(text.str.contains(".", literal=True).fill_null(True), None)
    return text.str.replace_all(decimal, ".", literal=True)


def _loses_digits(text: pl.Series, values: pl.Series) -> bool:
    """Whether some number was written with digits that its double does not have."""
    digits = _digits(text)
    doubtful = (digits.str.len_chars() > DOUBLE_DIGITS) | values.is_infinite() | (values.abs() < NORMAL)
    asked = doubtful.fill_null(False)
    return bool((digits.filter(asked) != _digits(values.filter(asked).cast(pl.String))).any())


def _digits(numbers: pl.Series) -> pl.Series:
    """The significant digits of numbers."""
    mantissa = numbers.str.extract(r"^[+-]?([0-9.]*)").str.replace(".", "", literal=True)
    return mantissa.str.strip_chars_start("0").str.strip_chars_end("0")


def _with_odd_spellings(said: Mapping[str, Any], present: pl.Series, values: pl.Series) -> pl.Series | None:
    """The values with those frictionless reads although they are oddly written; None if one does not fit the column."""
    odd = present.filter(present.is_not_null() & values.is_null()).unique()
    if odd.is_empty():
        return values
    read = value_reader(said)
    known = {text: value for text in odd if askable(said, text) and (value := read(text)) is not None}
    if not known:
        return values
    try:
        fitting = [_fitting(kind_of(said), value) for value in known.values()]
    except _DoesNotFitError:
        return None
    found = present.replace_strict(list(known), fitting, default=None, return_dtype=values.dtype)
    return values.zip_with(values.is_not_null(), found)


class _DoesNotFitError(Exception):
    """A value that the column's type would change."""


def _fitting(kind: str, value: Any) -> Any:
    """A value frictionless read, as one of the column's dtype.

    Raises:
        _DoesNotFitError: the column's dtype would change it.
    """
    if kind in ("integer", "year") and not -(2**63) <= value < 2**63:
        raise _DoesNotFitError
    if kind == "number" and not isinstance(value, float):
        exact = Decimal(value)
        if exact.is_nan() and not exact.is_snan():
            return float("nan")
        if exact.is_snan() or (exact.is_finite() and Decimal(repr(float(exact))) != exact):
            raise _DoesNotFitError
        return float(exact)
    if isinstance(value, (datetime, time)) and value.tzinfo is not None:
        raise _DoesNotFitError
    return value


def _comparable(said: Mapping[str, Any], values: pl.Series) -> bool:
    """Whether bounds and enumeration are values of the column as they stand, and all values can be compared."""
    limits = said.get("constraints") or {}
    members = [limits[name] for name in BOUNDS if name in limits] + list(limits.get("enum") or ())
    if values.dtype == pl.Float64 and values.is_nan().any():
        return False
    types = {type(member) for member in members}
    fitting: dict[str, set[type]] = {"string": {str}, "number": {int, float}}
    return len(types) < 2 and types <= fitting.get(kind_of(said), {int})


def _failed(said: Mapping[str, Any], values: pl.Series) -> dict[str, pl.Series]:
    """Where typed values break the field's bounds and enumeration. A bound that is not of the type is always broken."""
    limits, found = said.get("constraints") or {}, {}
    for name, broken in BOUNDS.items():
        if name in limits:
            bound = constraint_value(said, limits[name])
            mask = values.is_not_null() if bound is None else broken(values, bound)
            found[name] = mask | values.is_nan() if values.dtype == pl.Float64 else mask
    if "enum" in limits:
        allowed = [constraint_value(said, member) for member in limits["enum"]]
        found["enum"] = ~values.is_in(pl.Series([a for a in allowed if a is not None], dtype=values.dtype))
    if values.dtype == pl.String:
        length = values.str.len_chars()
        found |= {n: length < limits[n] for n in ("minLength",) if n in limits}
        found |= {n: length > limits[n] for n in ("maxLength",) if n in limits}
    masks = {name: mask.fill_null(False).rename(name) for name, mask in found.items()}
    return {name: mask for name, mask in masks.items() if mask.any()}


# Cell by cell


def _one_by_one(said: Mapping[str, Any], name: str, cells: Sequence[object]) -> Parsed:
    """The column through frictionless' reader, once per different cell."""
    judge, kind = judge_of(said), kind_of(said)
    known: dict[object, tuple[Any, Iterable[str]]] = {}
    read = []
    for cell in cells:
        key = (type(cell), cell if isinstance(cell, (str, int, float)) else repr(cell))
        if key not in known:
            known[key] = (None, ()) if cell is None else judge(cell)
        read.append(known[key])
    bad = [notes is None or "type" in notes for _, notes in read]
    values = _column(kind, name, [None if b else value for (value, _), b in zip(read, bad, strict=True)], cells)
    names = sorted({note for _, notes in read for note in notes} - {"type"})
    failed = {n: pl.Series(n, [n in notes and not b for (_, notes), b in zip(read, bad, strict=True)]) for n in names}
    return Parsed(values, pl.Series("bad", bad, dtype=pl.Boolean), {k: v for k, v in failed.items() if v.any()}, True)


def _column(kind: str, name: str, values: Sequence[Any], cells: Sequence[object]) -> pl.Series:
    """Values as the type's dtype, or as text where the type has none or one of the values does not fit it."""
    if kind in TYPES:
        try:
            fitting = [None if v is None else _fitting(kind, v) for v in values]
            return pl.Series(name, fitting, dtype=TYPES[kind])
        except _DoesNotFitError:
            pass
    written = [None if v is None else _written(kind, v, cell) for v, cell in zip(values, cells, strict=True)]
    return pl.Series(name, written, dtype=pl.String)


def _written(kind: str, value: Any, cell: object) -> str:
    """The text of a value that no dtype holds: numbers and months in the standard's spelling, all else as sent."""
    if kind == "yearmonth":
        return f"{value[0]:04}-{value[1]:02}"
    if kind in ("integer", "number"):
        return str(value)
    if isinstance(cell, str):
        return cell
    return cell.isoformat() if isinstance(cell, (date, time)) else json.dumps(cell, ensure_ascii=False, default=str)
