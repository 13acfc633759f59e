"""Table Schema constraints as pandera checks, with the meaning that frictionless 5 gives them.

Each check is named by its constraint. ``unique`` and keys are not here: a duplicate is found once, at its later row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from schemas.core.lean import pa

NUMBERS: Mapping[str, type[float] | type[int]] = {"integer": int, "year": int, "number": float}
BOUNDS: Mapping[str, Callable[..., pa.Check]] = {
    "minimum": pa.Check.ge,
    "maximum": pa.Check.le,
    "exclusiveMinimum": pa.Check.gt,
    "exclusiveMaximum": pa.Check.lt,
}
LENGTHS = {"minLength": "min_value", "maxLength": "max_value"}


def field_checks(field: Mapping[str, Any]) -> list[pa.Check]:
    """The checks of one field's constraints; of types that polars has no column for they are made in parsing."""
    kind, said = field.get("type") or "string", field.get("constraints") or {}
    if kind in NUMBERS:
        return list(_of_number(NUMBERS[kind], said))
    return list(_of_text(said)) if kind == "string" else []


def required() -> pa.Check:
    """No empty cell. Not pandera's own nullability, which takes NaN, a number of Table Schema, for empty."""

    def filled(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).is_not_null())

    return pa.Check(filled, name="required", ignore_na=False)


def matching(pattern: str) -> pa.Check:
    """Text that matches. Not pandera's own check, which wants the pattern compiled by Python's engine too."""
    there = engine_pattern(pattern)

    def matches(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).str.contains(there).fill_null(True))

    return pa.Check(matches, name="pattern", ignore_na=False)


def engine_pattern(pattern: str) -> str:
    """The pattern as polars' ``str.contains`` has to be given it to find what frictionless accepts.

    frictionless writes ``^`` before and ``$`` behind whatever stands there: ``a|b`` means "begins with a, or is b".
    """
    return rf"\A(?:^{pattern.replace(chr(92) + 'Z', chr(92) + 'z')}\n?\z)"


def _of_number(kind: type[float] | type[int], said: Mapping[str, Any]) -> Iterator[pa.Check]:
    """A bound that is no number is the descriptor's fault and is found there."""
    for name, make in BOUNDS.items():
        bound = _number(said.get(name), float)
        if bound is not None:
            yield make(bound, name=name)
    allowed = [value for value in (_number(v, kind) for v in said.get("enum") or ()) if value is not None]
    if allowed:
        yield pa.Check.isin(allowed, name="enum")


def _number(value: Any, kind: type[float] | type[int]) -> float | int | None:
    try:
        return None if value is None else kind(value)
    except (TypeError, ValueError):
        return None


def _of_text(said: Mapping[str, Any]) -> Iterator[pa.Check]:
    if said.get("enum"):
        yield pa.Check.isin([str(v) for v in said["enum"]], name="enum")
    if "pattern" in said:
        yield matching(said["pattern"])
    for name, option in LENGTHS.items():
        length = _number(said.get(name), int)
        if length is not None:
            limits: dict[str, Any] = {option: length}
            yield pa.Check.str_length(**limits, name=name)
