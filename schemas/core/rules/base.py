"""What every rule is: an id that never changes, a severity, a judgement per row, two languages, and examples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import polars as pl
from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.site import Text

Severity = Literal["error", "warning"]
TableName = tuple[str, str]  # (dataset, table)
Patch = Mapping[int, Mapping[str, Any]]  # example row number -> the cells that make the rule fail
Rows = list[dict[str, Any]]
OK = "ok"


@dataclass(frozen=True)
class Given:
    """What a rule may look at besides its own rows: other tables, and the same table as last released."""

    key: tuple[str, ...] = ()
    previous: pl.DataFrame | None = None
    tables: Mapping[TableName, pl.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A rule of one table.

    ``fails`` holds authored failing examples, each a patch on the table's passing examples; kinds add their own.
    ``note`` says why the rule is there, where its own sentence does not.
    """

    id: str
    severity: Severity = "error"
    fails: tuple[Patch, ...] = ()
    note: Text | None = None
    needs: tuple[TableName, ...] = ()
    needs_previous: ClassVar[bool] = False
    statement: ClassVar[str] = ""
    detail: ClassVar[str] = ""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns it is about; a finding is shown at the first."""

    @abstractmethod
    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        """One row per row of ``frame``: ``ok`` (bool; null = does not apply), then what the message needs."""

    @property
    def uses(self) -> tuple[str, ...]:
        """Every column it reads: those it is about and those that only group or limit the rows."""
        return self.columns

    def words(self) -> dict[str, object]:
        """What its sentence is made with; a column name is replaced by that column's title."""
        return {}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        """The rule as one sentence, e.g. "Thu gom ≤ Phát sinh"."""
        return self.sentence(self.statement, lang, titles)

    def sentence(self, pattern: str, lang: Lang, titles: Mapping[str, Text]) -> str:
        """``pattern`` in ``lang``, filled with this rule's words, columns by their titles."""
        return say("schemas", lang, pattern, **_titled(self.words(), lang, titles)).strip()

    def broken(self, rows: Sequence[Mapping[str, Any]]) -> Rows | None:
        """``rows`` changed so that the rule fails on them; None where the kind cannot."""
        return None

    def failing(self, rows: Sequence[Mapping[str, Any]]) -> list[Rows]:
        """Every failing example: the authored patches, then what the kind makes of the passing rows."""
        patched = [[{**row, **patch.get(i, {})} for i, row in enumerate(rows)] for patch in self.fails]
        own = self.broken(rows)
        return patched + ([own] if own else [])


class Joined:
    """Columns said with a sign between them; in brackets where more than one stands in a larger formula."""

    def __init__(self, columns: Sequence[str], sign: str, *, bracket: bool = False) -> None:
        self.columns, self.sign, self.bracket = columns, sign, bracket and len(columns) > 1


def _titled(words: Mapping[str, object], lang: Lang, titles: Mapping[str, Text]) -> dict[str, object]:
    def one(value: object) -> str:
        if isinstance(value, Joined):
            text = value.sign.join(one(c) for c in value.columns)
            return f"({text})" if value.bracket else text
        if isinstance(value, tuple):
            return ", ".join(map(one, value))
        if isinstance(value, int | float):
            return format_decimal(value, locale=lang, decimal_quantization=False)
        return titles[str(value)][lang] if value in titles else str(value)

    return {name: one(value) for name, value in words.items()}


def change_one(
    rows: Sequence[Mapping[str, Any]],
    applies: Callable[[Mapping[str, Any]], bool],
    change: Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> Rows | None:
    """The rows with the first one that ``applies`` changed; None where none does."""
    for i, row in enumerate(rows):
        if applies(row):
            patch = change(row) if callable(change) else change
            return [dict(r) if j != i else {**r, **patch} for j, r in enumerate(rows)]
    return None


@dataclass(frozen=True, kw_only=True)
class _FunctionRule(Rule):
    title: Text
    check: Callable[[pl.DataFrame, Given], pl.Series]
    about: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.about

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        return pl.DataFrame({OK: self.check(frame, given)})

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.title[lang]


def rule(
    id: str,  # noqa: A002 - the field's own word for it
    *,
    title: Text,
    columns: Sequence[str],
    severity: Severity = "error",
    needs: Sequence[TableName] = (),
    fails: Sequence[Patch] = (),
) -> Callable[[Callable[[pl.DataFrame, Given], pl.Series]], Rule]:
    """A rule of no kind: the function below takes the rows and what is :class:`Given`, and returns ``ok`` per row."""

    def declare(check: Callable[[pl.DataFrame, Given], pl.Series]) -> Rule:
        return _FunctionRule(
            id=id,
            title=title,
            check=check,
            about=tuple(columns),
            severity=severity,
            needs=tuple(needs),
            fails=tuple(fails),
        )

    return declare
