"""Text to typed values, cell by cell as frictionless 5 reads them, but whole columns at a time.

The common spellings of the common types are parsed by polars (:mod:`validation.spelling`). Whatever is left over (odd
spellings, odd formats, rare types) goes through frictionless' own reader, once per different text: the verdict can not
differ, only the time.

What was written survives. A column one of whose numbers does not fit its type (an integer beyond 64 bits, a number with
more digits than a double holds, a time with an offset) is kept as text; :attr:`Parsed.checked` is then true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import polars as pl

from schemas.core.table_schema import TYPES
from validation.reading.judge import askable, judge_of, kind_of, value_reader
from validation.spelling import is_one_of, loses_digits, may_be_blank, may_lose_digits, present, spelled, unspelled

IN_FRAME = ("string", "integer", "number", "year")  # types whose constraints a frame's own schema can judge
BOUNDS: Mapping[str, Callable[[pl.Series, Any], pl.Series]] = {  # constraint -> where it is broken
    "minimum": lambda values, bound: values < bound,
    "maximum": lambda values, bound: values > bound,
    "exclusiveMinimum": lambda values, bound: values <= bound,
    "exclusiveMaximum": lambda values, bound: values >= bound,
}
Said = Mapping[str, Any]


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
    clean: bool = False  # known to have no bad cell


def parse(said: Said, text: pl.Series, missing: Sequence[Any], cells: Sequence[object] | None = None) -> Parsed:
    """The column of the Table Schema field ``said``.

    ``text`` is as read (null = no such cell), ``missing`` the texts that mean "no value". ``cells`` are given where the
    file holds typed cells (a workbook, JSON): they are judged instead of their text.
    """
    if cells is not None:
        absent = _texts(missing)
        return _one_by_one(said, text.name, [None if c is None or str(c) in absent else c for c in cells])
    return parse_columns({text.name: (said, missing)}, text.to_frame())[text.name]


def parse_columns(
    fields: Mapping[str, tuple[Said, Sequence[Any]]], text: pl.DataFrame, *, blank: bool = False
) -> dict[str, Parsed]:
    """Every column that ``fields`` names, with what means "no value" in it; ``blank``: spaces alone mean it too.

    Columns are parsed together in one pass; only one that holds something uncommon is looked at again by itself.
    """
    series = [text.get_column(name).alias(str(place)) for place, name in enumerate(fields)]
    way = _way(json.dumps([[said, _texts(missing)] for said, missing in fields.values()], default=str), blank)
    values = pl.DataFrame(series).lazy().select(way.values).collect()
    found = pl.DataFrame([*series, *values]).lazy().select(way.looks).collect()
    seen = found.row(0, named=True) if text.height and found.width else {}
    none_bad = pl.repeat(False, text.height, dtype=pl.Boolean, eager=True).alias("bad")
    read = [c.parsed(s, values, seen, none_bad) for c, s in zip(way.columns, series, strict=True)]
    return {name: replace(p, values=p.values.alias(name)) for name, p in zip(fields, read, strict=True)}


class _Way(NamedTuple):
    """How columns are parsed together: their values as commonly written, and what is looked at afterwards."""

    columns: list[_Column]
    values: list[pl.Expr]
    looks: list[pl.Expr]


@lru_cache(maxsize=64)
def _way(fields: str, blank: bool) -> _Way:
    """The way for fields as JSON: packages of one form are parsed in one way."""
    columns = [_Column(str(i), said, absent, blank) for i, (said, absent) in enumerate(json.loads(fields))]
    common = [c for c in columns if c.values is not None]
    return _Way(columns, [c.common for c in common], [e for c in common for e in c.looked_at()])


def _texts(missing: Sequence[Any]) -> list[str]:
    return [str(m["value"] if isinstance(m, Mapping) else m) for m in missing]


class _Column:
    """How the column ``name`` of a frame is parsed in the common way, and whether that will do."""

    def __init__(self, name: str, said: Said, absent: Sequence[str], blank: bool) -> None:
        self.name, self.said, self.absent, self.blank = name, said, absent, blank
        self.values = spelled(said, pl.col(name), absent)

    @property
    def common(self) -> pl.Expr:
        assert self.values is not None  # noqa: S101 - the caller looks
        return self.values.alias(f"v{self.name}")

    def looked_at(self) -> Iterator[pl.Expr]:
        """Whether some cell was not read (of texts: may be blank), and whether one was not for certain read rightly."""
        text, values, kind = pl.col(self.name), pl.col(f"v{self.name}"), kind_of(self.said)
        if kind != "string":
            yield self._unread().any().alias(f"unread {self.name}")
        elif self.blank:
            yield may_be_blank(text).alias(f"unread {self.name}")
        if kind == "number" and not self.said.get("floatNumber"):
            yield may_lose_digits(unspelled(self.said, text), values).any().alias(f"doubtful {self.name}")

    def _unread(self) -> pl.Expr:
        text = pl.col(self.name)
        return text.is_not_null() & ~is_one_of(text, self.absent) & pl.col(f"v{self.name}").is_null()

    def parsed(self, text: pl.Series, parsed: pl.DataFrame, seen: Mapping[str, bool], none_bad: pl.Series) -> Parsed:
        """The column; ``parsed`` holds its values as commonly written, ``seen`` what a look at them showed."""
        there = present(pl.col(self.name), self.absent, blank=self.blank)
        if self.values is None or (seen.get(f"doubtful {self.name}") and self._loses_digits(text, parsed)):
            return _one_by_one(self.said, self.name, text.to_frame().select(there).to_series().to_list())
        values = parsed[f"v{self.name}"]
        if not seen.get(f"unread {self.name}"):
            return replace(self._judged(values, none_bad), clean=True)
        if kind_of(self.said) == "string":
            return replace(self._judged(text.to_frame().select(there).to_series(), none_bad), clean=True)
        places = pl.DataFrame([text, values]).select(self._unread()).to_series().arg_true()
        odd = text[places].to_frame().select(present(pl.col(self.name), (), blank=self.blank)).to_series()
        read = _with_odd_spellings(self.said, text, odd.drop_nulls().unique(), values)
        if read is None:
            return _one_by_one(self.said, self.name, text.to_frame().select(there).to_series().to_list())
        return self._judged(
            read, none_bad.clone().scatter(places.filter(odd.is_not_null() & read[places].is_null()), True)
        )

    def _loses_digits(self, text: pl.Series, parsed: pl.DataFrame) -> bool:
        number = text.to_frame().select(unspelled(self.said, pl.col(self.name)).alias("text"))
        return loses_digits(number.with_columns(parsed[f"v{self.name}"].alias("values")))

    def _judged(self, values: pl.Series, bad: pl.Series) -> Parsed:
        if kind_of(self.said) in IN_FRAME and _comparable(self.said, values):
            return Parsed(values, bad)
        return Parsed(values, bad, _failed(self.said, values), checked=True)


def constraint_value(said: Mapping[str, Any], raw: object) -> Any:
    """A bound or an enum member as a value of the field's column; None if it is not of the field's type."""
    value = value_reader(said)(raw)
    return float(value) if isinstance(value, Decimal) else value


# The column at once


def _with_odd_spellings(said: Said, text: pl.Series, odd: pl.Series, values: pl.Series) -> pl.Series | None:
    """The values with those of ``odd`` texts that frictionless reads all the same; None if one fits no column."""
    read = value_reader(said)
    known = {text: value for text in odd if askable(said, text) and (value := read(text)) is not None}
    if not known:
        return values
    try:
        fitting = [_fitting(kind_of(said), value) for value in known.values()]
    except _DoesNotFitError:
        return None
    found = text.replace_strict(list(known), fitting, default=None, return_dtype=values.dtype)
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
        return str(value).replace("Infinity", "INF")
    if isinstance(cell, str):
        return cell
    return cell.isoformat() if isinstance(cell, (date, time)) else json.dumps(cell, ensure_ascii=False, default=str)
