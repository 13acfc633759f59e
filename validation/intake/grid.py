"""A file as a grid of cells, whatever its format: what every reader makes and everything after it works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from validation.findings import Finding

Value = str | int | float | bool | date | datetime | time | None
Place = tuple[int, int]  # (row, column), both from 0


@dataclass(frozen=True, slots=True)
class Range:
    """Merged cells: the first and last row and column, all included, from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Repair:
    """What was changed on the way in, told with how often: nothing is repaired in silence.

    ``rule`` names the kind of repair (``repair.decimal-comma`` …), ``column`` the column's letter in the sheet,
    ``before`` and ``after`` are one example.
    """

    rule: str
    sheet: str = ""
    column: str = ""
    cells: int = 0
    before: str = ""
    after: str = ""
    params: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One sheet, from its cell A1 on; rows may differ in length.

    Text is Unicode NFC whatever font or encoding it came in. ``formats`` holds number formats that are not General
    where they change what a reader sees (percent, dates, text), ``no_value`` the cells whose formula has no stored
    value, ``errors`` those that hold an error such as ``#REF!``; all sparse.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    merged: tuple[Range, ...] = ()
    formats: Mapping[Place, str] = field(default_factory=dict)
    no_value: frozenset[Place] = frozenset()
    errors: Mapping[Place, str] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """Everything read from one file. A file that is refused has no sheets and at least one finding.

    ``format``: csv, xlsx, xls or ods. ``marks``: what a template of ours wrote into it (dataset, model version).
    """

    format: str
    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
