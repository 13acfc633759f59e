"""The kind of rule that says: where one thing holds, another must hold too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import polars as pl

from schemas.core.i18n import Lang, say
from schemas.core.rules.base import OK, Given, Rows, Rule, change_one
from schemas.core.site import Text


class Condition(Protocol):
    """Something that holds in a row or not."""

    @property
    def column(self) -> str: ...

    def expr(self) -> pl.Expr: ...

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str: ...

    def breaking(self) -> object:
        """A value of ``column`` for which it does not hold."""


@dataclass(frozen=True)
class Is:
    """``column`` is one of ``values`` (``negate``: none of them)."""

    column: str
    values: tuple[str, ...]
    negate: bool = False

    def expr(self) -> pl.Expr:
        found = pl.col(self.column).is_in(self.values)
        return ~found if self.negate else found

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        sentence = "{column} is not {values}" if self.negate else "{column} is {values}"
        return say("schemas", lang, sentence, column=titles[self.column][lang], values=" / ".join(self.values))

    def breaking(self) -> object:
        return self.values[0] if self.negate else None


@dataclass(frozen=True)
class Filled:
    """At least one of ``any_of`` has a value (``negate``: none has)."""

    any_of: tuple[str, ...]
    negate: bool = False

    @property
    def column(self) -> str:
        return self.any_of[0]

    def expr(self) -> pl.Expr:
        found = pl.any_horizontal(pl.col(c).is_not_null() for c in self.any_of)
        return ~found if self.negate else found

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        sentence = "{columns} is empty" if self.negate else "{columns} has a value"
        return say("schemas", lang, sentence, columns=" / ".join(titles[c][lang] for c in self.any_of))

    def breaking(self) -> object:
        return "x" if self.negate else None


@dataclass(frozen=True)
class AtLeast:
    """``column`` is not below ``low``; a missing value holds."""

    column: str
    low: float

    def expr(self) -> pl.Expr:
        return (pl.col(self.column) >= self.low).fill_null(True)

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return say("schemas", lang, "{column} is at least {low}", column=titles[self.column][lang], low=self.low)

    def breaking(self) -> object:
        return self.low - 1


@dataclass(frozen=True, kw_only=True)
class Implication(Rule):
    """Where ``when`` holds, ``then`` must. Both ways with ``both`` (where ``then`` holds, ``when`` must)."""

    when: Condition
    then: Condition
    both: bool = False
    detail: ClassVar[str] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.then.column, self.when.column)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        when, then = self.when.expr().fill_null(False), self.then.expr().fill_null(False)
        return frame.select(((when == then) if self.both else (~when | then)).alias(OK))

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        sentence = "{when} exactly where {then}" if self.both else "Where {when}: {then}"
        return say("schemas", lang, sentence, when=self.when.say(lang, titles), then=self.then.say(lang, titles))

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        if not rows:
            return None
        holds = pl.DataFrame(list(rows), infer_schema_length=None).select(self.when.expr().fill_null(False)).to_series()
        columns = self.then.any_of if isinstance(self.then, Filled) else (self.then.column,)
        numbered = [{**row, "_row": i} for i, row in enumerate(rows)]
        found = change_one(numbered, lambda r: bool(holds[r["_row"]]), dict.fromkeys(columns, self.then.breaking()))
        return found and [{k: v for k, v in row.items() if k != "_row"} for row in found]
