"""The formulas of the indicator register: how its numerators and denominators are written, and read.

    side      := [number " × "] term ((" + " | " − ") term)*
    term      := measure | "sum(" measure ")" | "count(" rows ")" | indicator | indicator "(base)"
    measure   := dataset ["/" table] "." column ["@year"] [filter]
    rows      := dataset ["/" table] [filter]
    filter    := "[" column "=" code ("|" code)* (";" column "=" code ("|" code)*)* "]"

A plain measure is one cell for each period, place and listed breakdown; ``sum`` adds up rows, ``count`` counts them.
``@year`` takes for a year what is reported for the period that ends with it. ``(base)`` is the indicator in the
target's base year. An indicator in % is 100 times its numerator over its denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PERIOD, PLACE = "period", "geo_code"
PERCENT = "%"
NAME = r"[a-z][a-z0-9-]*"
_FILTER = r"(?:\[(?P<where>[^\[\]]+)\])?"
_TABLE = rf"(?P<dataset>{NAME})(?:/(?P<table>{NAME}))?"
_MEASURE = re.compile(rf"{_TABLE}\.(?P<column>[a-z][a-z0-9_]*)(?P<yearly>@year)?{_FILTER}")
_ROWS = re.compile(rf"{_TABLE}{_FILTER}")
_INDICATOR = re.compile(rf"(?P<indicator>{NAME})(?P<base>\(base\))?")
_CALL = re.compile(r"(?P<how>sum|count)\((?P<inner>.+)\)")
_CONDITION = re.compile(r"(?P<column>[a-z][a-z0-9_]*)=(?P<codes>[^=;|\s]+(?:\|[^=;|\s]+)*)")


@dataclass(frozen=True)
class Measure:
    """A column of a table; ``how`` its rows are put together is ``""`` (there is one), ``sum`` or ``count``."""

    dataset: str
    table: str
    column: str = ""
    how: str = ""
    yearly: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def name(self) -> tuple[str, str]:
        return self.dataset, self.table

    @property
    def rows(self) -> tuple[object, ...]:
        """What two measures of the same rows have in common."""
        return self.name, self.how, self.yearly, self.where


@dataclass(frozen=True)
class Other:
    """Another indicator; ``base`` = in the target's base year."""

    indicator: str
    base: bool


Term = Measure | Other


@dataclass(frozen=True)
class Side:
    """``factor`` times the sum of signed terms."""

    factor: float
    terms: tuple[tuple[int, Term], ...]


@dataclass(frozen=True)
class Formula:
    """One version of an indicator; ``breakdown`` are the columns beside period and place by which it is told."""

    indicator: str
    version: int
    unit: str
    breakdown: tuple[str, ...]
    numerator: Side
    denominator: Side | None

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        sides = [self.numerator, *([self.denominator] if self.denominator else [])]
        return tuple(term for side in sides for _, term in side.terms)

    def measures(self, formulas: Mapping[str, Formula]) -> Iterator[Measure]:
        """Every column it is computed from, through other indicators too."""
        for term in self.terms:
            if isinstance(term, Measure):
                yield term
            else:
                yield from formulas[term.indicator].measures(formulas)


def read_formula(row: Mapping[str, Any]) -> Formula:
    """The formula of a row of the indicator register.

    Raises:
        ValueError: its numerator or denominator is not written in the grammar.
    """
    told = tuple(name for name in row["disaggregation"].split(";") if name not in (PERIOD, PLACE))
    denominator = read_side(row["denominator"]) if row["denominator"] else None
    return Formula(row["indicator_id"], row["version"], row["unit"], told, read_side(row["numerator"]), denominator)


def read_side(text: str) -> Side:
    """A numerator or a denominator. :class:`ValueError` if it is not written in the grammar."""
    number, times, rest = text.rpartition(" × ")
    factor = float(number) if times else 1.0
    first, *more = re.split(r" ([+−]) ", rest)
    signs = [1, *(1 if sign == "+" else -1 for sign in more[::2])]
    return Side(factor, tuple(zip(signs, map(_term, [first, *more[1::2]]), strict=True)))


def _term(text: str) -> Term:
    call = _CALL.fullmatch(text)
    how, inner = (call["how"], call["inner"]) if call else ("", text)
    found = (_ROWS if how == "count" else _MEASURE).fullmatch(inner)
    if found:
        said = found.groupdict()
        where = tuple(_condition(part) for part in (said["where"] or "").split(";") if part)
        table = said["table"] or said["dataset"]
        return Measure(said["dataset"], table, said.get("column") or "", how, bool(said.get("yearly")), where)
    other = _INDICATOR.fullmatch(text)
    if other is None:
        raise ValueError(f"not a formula: {text}")
    return Other(other["indicator"], bool(other["base"]))


def _condition(text: str) -> tuple[str, tuple[str, ...]]:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a filter: {text}")
    return found["column"], tuple(found["codes"].split("|"))
