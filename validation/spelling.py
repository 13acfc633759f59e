"""The common spellings of the common types, one polars expression for each: many columns in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from schemas.core.table_schema import TYPES
from validation.reading.judge import kind_of

PLAIN: Mapping[str, tuple[str, str]] = {  # type -> (how it is commonly written, polars' name of that form)
    "date": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"),
    "datetime": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%Y-%m-%dT%H:%M:%S"),
    "time": (r"^[0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%H:%M:%S"),
}
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
DOUBLE_DIGITS = 15  # every decimal number of so many digits survives a double
NORMAL = 1e-300  # below it a double begins to lose digits


def present(text: pl.Expr, absent: Sequence[str], *, blank: bool = False) -> pl.Expr:
    """``text`` where it is a value; null where it means that there is none (``blank``: spaces alone do)."""
    said = is_one_of(text, absent)
    return pl.when(~((text.str.strip_chars() == "") | said if blank else said)).then(text)


def is_one_of(text: pl.Expr, known: Sequence[str]) -> pl.Expr:
    """Whether each text is one of those known."""
    return text.is_in(list(known)) if len(known) > 1 else text == known[0] if known else pl.lit(False)


def may_be_blank(text: pl.Expr) -> pl.Expr:
    """Whether some cell of a column begins with what may be a space of some alphabet."""
    return (((text < "!") & (text != "")) | (text >= "\x80")).any()


def spelled(said: Mapping[str, Any], text: pl.Expr, absent: Sequence[str]) -> pl.Expr | None:
    """The values that are written in the common way, null elsewhere; None for a type that polars can not parse."""
    kind, form = kind_of(said), said.get("format") or "default"
    there = text if list(absent) in ([], [""]) else present(text, absent)  # no value is written as nothing
    if kind == "string":
        return present(text, absent) if form not in ("uri", "email", "uuid", "binary") else None
    if kind == "integer":  # what polars takes for a number, Python does too; but inf and nan are words
        return there.cast(pl.Int64, strict=False)
    if kind == "number":
        values = unspelled(said, there).cast(pl.Float64, strict=False)
        return pl.when(values.is_finite()).then(values)
    if kind == "year":
        return _where(r"^[0-9]{4}$", there, there.cast(pl.Int64, strict=False))
    if kind == "boolean":
        known = dict.fromkeys(said.get("trueValues") or TRUE, True)
        known |= dict.fromkeys(said.get("falseValues") or FALSE, False)
        return present(text, absent).replace_strict(
            list(known), list(known.values()), default=None, return_dtype=pl.Boolean
        )
    if kind in PLAIN and form == "default":
        pattern, written = PLAIN[kind]
        values = _where(pattern, there, there.str.strptime(TYPES[kind], written, strict=False))  # type: ignore[arg-type]
        return values if kind == "time" else pl.when(~there.str.starts_with("0000")).then(values)
    return None


def unspelled(said: Mapping[str, Any], there: pl.Expr) -> pl.Expr:
    """Numbers without their group character and with a point; null where only frictionless' reader knows."""
    decimal, group = said.get("decimalChar", "."), said.get("groupChar", "")
    if not isinstance(decimal, str) or not isinstance(group, str) or not decimal:
        return pl.when(there.is_null()).then(there)
    text = there.str.replace_all(group, "", literal=True) if group else there
    if decimal == ".":
        return text
    return pl.when(~text.str.contains(".", literal=True)).then(text.str.replace_all(decimal, ".", literal=True))


def may_lose_digits(text: pl.Expr, values: pl.Expr) -> pl.Expr:
    """Of numbers with a point: where the double may not be what was written."""
    return (text.str.len_bytes() > DOUBLE_DIGITS) | values.is_infinite() | (values.abs() < NORMAL)


def loses_digits(numbers: pl.DataFrame) -> bool:
    """Whether one of the ``text`` was written with digits that its double in ``values`` does not have."""
    asked = numbers.filter(may_lose_digits(pl.col("text"), pl.col("values"))).unique()
    return bool(asked.select((_digits(pl.col("text")) != _digits(pl.col("values").cast(pl.String))).any()).item())


def _digits(numbers: pl.Expr) -> pl.Expr:
    """The significant digits of numbers."""
    mantissa = numbers.str.extract(r"^[+-]?([0-9.]*)").str.replace(".", "", literal=True)
    return mantissa.str.strip_chars_start("0").str.strip_chars_end("0")


def _where(pattern: str, text: pl.Expr, values: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(pattern)).then(values)
