"""What may hold in a row or not, for rules that say: where one thing holds, another must hold too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import polars as pl

from schemas.core.i18n import Lang, say
from schemas.core.rules.base import Row
from schemas.core.rules.words import Joined, titled
from schemas.core.site import Text

Value = str | bool | int
Titles = Mapping[str, Text]


class Condition(Protocol):
    """Something that holds in a row or not."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def expr(self) -> pl.Expr:
        """Whether it holds; null where that cannot be said."""

    def say(self, lang: Lang, titles: Titles) -> str: ...

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        """Cells of ``row`` for which it does not hold; ``rows`` show what stands in its columns elsewhere."""

    def making(self) -> Row | None:
        """Cells for which it holds; None where there are no such of its own."""


def _said(lang: Lang, titles: Titles, message: str, **words: object) -> str:
    return say("schemas", lang, message, **titled(words, lang, titles))


@dataclass(frozen=True)
class Is:
    """``column`` is one of ``values`` (``negate``: none of them); an empty cell is none of either."""

    column: str
    values: tuple[Value, ...]
    negate: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def expr(self) -> pl.Expr:
        found = pl.any_horizontal(pl.col(self.column) == value for value in self.values)
        return (~found if self.negate else found).fill_null(False)

    def say(self, lang: Lang, titles: Titles) -> str:
        message = "{column} is not {values}" if self.negate else "{column} is {values}"
        return _said(lang, titles, message, column=self.column, values=Joined(self.values, " / "))

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        if self.negate:
            yield from ({self.column: value} for value in self.values)
            return
        if isinstance(self.values[0], bool):
            yield {self.column: not self.values[0]}
        others = {r.get(self.column): None for r in rows if r.get(self.column) not in (None, *self.values)}
        yield from ({self.column: value} for value in (*others, None))

    def making(self) -> Row | None:
        return None if self.negate else {self.column: self.values[0]}


@dataclass(frozen=True)
class Filled:
    """At least one of ``any_of`` has a value (``negate``: none has)."""

    any_of: tuple[str, ...]
    negate: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.any_of

    def expr(self) -> pl.Expr:
        found = pl.any_horizontal(pl.col(c).is_not_null() for c in self.any_of)
        return ~found if self.negate else found

    def say(self, lang: Lang, titles: Titles) -> str:
        message = "{columns} is empty" if self.negate else "{columns} has a value"
        return _said(lang, titles, message, columns=Joined(self.any_of, " / "))

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        if not self.negate:
            yield dict.fromkeys(self.any_of)
            return
        for column in self.any_of:
            there = [r[column] for r in rows if r.get(column) is not None]
            yield {column: there[0] if there else "x"}

    def making(self) -> Row | None:
        return dict.fromkeys(self.any_of) if self.negate else None


@dataclass(frozen=True)
class _Number:
    """A comparison with a number; nothing can be said of an empty cell."""

    column: str
    number: float

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True)
class Equals(_Number):
    """``column`` is ``number``; an empty cell is passed over."""

    def expr(self) -> pl.Expr:
        return pl.col(self.column) == self.number

    def say(self, lang: Lang, titles: Titles) -> str:
        return _said(lang, titles, "{column} = {number}", column=self.column, number=self.number)

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        yield {self.column: self.number - 1 if self.number > 0 else self.number + 1}

    def making(self) -> Row | None:
        return {self.column: self.number}


@dataclass(frozen=True)
class AtLeast(_Number):
    """``column`` is not below ``number``; an empty cell is passed over."""

    def expr(self) -> pl.Expr:
        return pl.col(self.column) >= self.number

    def say(self, lang: Lang, titles: Titles) -> str:
        return _said(lang, titles, "{column} is at least {low}", column=self.column, low=self.number)

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        yield {self.column: self.number - 1}

    def making(self) -> Row | None:
        return {self.column: self.number}


@dataclass(frozen=True)
class Above(_Number):
    """``column`` is above ``number``; an empty cell is passed over."""

    def expr(self) -> pl.Expr:
        return pl.col(self.column) > self.number

    def say(self, lang: Lang, titles: Titles) -> str:
        return _said(lang, titles, "{column} is above {low}", column=self.column, low=self.number)

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        yield {self.column: self.number}

    def making(self) -> Row | None:
        return {self.column: self.number + 1}


@dataclass(frozen=True)
class All:
    """Every one of ``conditions`` holds."""

    conditions: tuple[Condition, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for one in self.conditions for c in one.columns))

    def expr(self) -> pl.Expr:
        return pl.all_horizontal(one.expr() for one in self.conditions)

    def say(self, lang: Lang, titles: Titles) -> str:
        said = [one.say(lang, titles) for one in self.conditions]
        return reduce(lambda one, other: say("schemas", lang, "{one} and {other}", one=one, other=other), said)

    def breaking(self, row: Row, rows: Sequence[Row]) -> Iterator[Row]:
        for one in self.conditions:
            yield from one.breaking(row, rows)

    def making(self) -> Row | None:
        made: dict[str, Any] = {}
        for one in self.conditions:
            cells = one.making()
            if cells is None:
                return None
            made |= cells
        return made
