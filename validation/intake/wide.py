"""Columns that a sheet spreads over several: one for each year, one for each area. They become rows again.

Each part of such a heading is a measure, or a value of a key column that the block has no column for: ``Thu gom / Đô
thị``, ``2021 / Dân số trung bình``. Where no heading names the measure, the title must, or there must be one only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.core.fold import fold
from validation.intake.fixed import Periods
from validation.intake.headings import Heading
from validation.intake.keys import Keys
from validation.intake.names import Index, plain, shortened, without_number
from validation.intake.said import without_period
from validation.intake.values.result import Flag
from validation.intake.values.units import heading_unit
from validation.intake.words import FILLER

NEUTRAL = ("thuc hien", "th", "so lieu", "nam", "ky", "gia tri")  # words of a heading that say neither measure nor key


@dataclass(frozen=True)
class Spread:
    """A column of the sheet that holds one measure for one value of each of some key columns."""

    heading: Heading
    measure: str = ""  # empty: no part of the heading says which
    keys: Mapping[str, str] = field(default_factory=dict)
    flag: Flag | None = None

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self.keys.items()))


@dataclass(frozen=True)
class _Read:
    """A heading in the making."""

    measures: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    flag: Flag | None = None
    known: bool = True  # every part was understood


class Spreads:
    """Reads headings as measures and values of the key columns ``open_keys``."""

    def __init__(self, index: Index, keys: Keys, open_keys: Sequence[str], periods: Periods = (None,)) -> None:
        self.index = index
        self.keys = keys
        self.open_keys = open_keys
        self.periods = periods
        self.measures = measures_of(keys)

    def read(self, heading: Heading) -> Spread | None:
        """The heading as a spread column; None where a part is not understood, or a key has two values."""
        read = _Read()
        for part in heading.parts:
            read = self._with(read, without_number(part))
        names = [name for name, _ in read.keys]
        if not read.known or not read.keys or len({*names}) < len(names) or len({*read.measures}) > 1:
            return None
        return Spread(heading, read.measures[0] if read.measures else "", dict(read.keys), read.flag)

    def _with(self, read: _Read, part: str) -> _Read:
        told = _without_filler(part)
        if not told:
            return read
        if measures := self._measure(told):
            return _Read((*read.measures, *measures), read.keys, read.flag, read.known)
        if value := self._value(told):
            return _Read(read.measures, (*read.keys, value), read.flag, read.known)
        rest, period = without_period(told)
        column = next((name for name in self.open_keys if self.keys.is_period(name)), None)
        if period and period.period and column:
            rest = _without_filler(heading_unit(rest)[0])
            measures = self._measure(rest) if rest else ()
            known = not rest or bool(measures) or fold(rest) in NEUTRAL
            keys = (*read.keys, (column, period.period))
            return _Read((*read.measures, *measures), keys, period.flag or read.flag, read.known and known)
        return _Read(read.measures, read.keys, read.flag, known=fold(told) in NEUTRAL and read.known)

    def _measure(self, text: str) -> tuple[str, ...]:
        found = self.index.meant([text]) & set(self.measures)
        return tuple(found) if len(found) == 1 else ()

    def _value(self, text: str) -> tuple[str, str] | None:
        """The one value of one open key column that a text is a name of."""
        bare = heading_unit(text)[0]
        found = []
        for name in (n for n in self.open_keys if not self.keys.is_period(n)):
            values = {value for p in self.periods for value in self.keys.read(name, bare, p)}
            found += [(name, values.pop())] if len(values) == 1 else []
        return found[0] if len(found) == 1 else None


def _without_filler(part: str) -> str:
    found = FILLER.match(fold(part))
    return part[found.end() :] if found else part


def measures_of(keys: Keys) -> list[str]:
    """The columns of figures that are no part of the key."""
    primary = keys.table.primary_key
    return [n for n, f in keys.fields.items() if f.get("type") in ("number", "integer") and n not in primary]


def measure_said(keys: Keys, index: Index, texts: Sequence[str]) -> list[str]:
    """The measures that texts around a table name; the longer name where one stands within another."""
    measures = measures_of(keys)
    if len(measures) == 1:
        return measures
    padded = [f" {plain(text)} " for text in texts]
    hits: dict[str, str] = {}
    for name in measures:
        for title in {plain(shortened(n)) for n in index.names[name]}:
            if len(title) > 3 and any(f" {title} " in text for text in padded):
                hits[title] = name
    longest = [t for t in hits if not any(t != other and f" {t} " in f" {other} " for other in hits)]
    return list(dict.fromkeys(hits[t] for t in longest))


def by_key(spreads: Sequence[Spread]) -> dict[tuple[tuple[str, str], ...], list[Spread]]:
    """Spread columns by the values of the key columns they are of: each group makes one row of a row."""
    found: dict[tuple[tuple[str, str], ...], list[Spread]] = {}
    for one in spreads:
        found.setdefault(one.values, []).append(one)
    return found


def open_keys(keys: Keys, taken: Mapping[str, Any]) -> list[str]:
    """Key columns that words can stand for and no column of the block is."""
    return [n for n in keys.table.primary_key if n not in taken and keys.readable(n)]
