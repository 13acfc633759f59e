"""What every rule is: an id that never changes, a severity, a judgement per row, two languages, and examples."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import polars as pl

from schemas.core.i18n import Lang, say
from schemas.core.period import period_before
from schemas.core.rules.words import titled
from schemas.core.site import Text

Severity = Literal["error", "warning"]
TableName = tuple[str, str]  # (dataset, table)
Patch = Mapping[int, Mapping[str, Any]]  # example row number -> the cells that make the rule fail
Row = Mapping[str, Any]
Rows = list[dict[str, Any]]
OK = "ok"


@dataclass(frozen=True)
class Given:
    """What a rule may look at besides its own rows: other tables, the same table as last released, the day."""

    key: tuple[str, ...] = ()
    previous: pl.DataFrame | None = None
    tables: Mapping[TableName, pl.DataFrame] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A rule of one table.

    ``fails`` holds authored failing examples, each a patch on the table's passing examples; kinds add their own.
    ``note`` says why the rule is there, where its own sentence does not.

    Of a kind that is ``rowwise`` each row is judged by its own cells and what is :class:`Given`, so that a long table
    may be judged some rows at a time. One that ``reads_all`` may read columns that :attr:`uses` does not name.
    """

    id: str
    severity: Severity = "error"
    fails: tuple[Patch, ...] = ()
    note: Text | None = None
    needs: tuple[TableName, ...] = ()
    needs_previous: ClassVar[bool] = False
    needs_today: ClassVar[bool] = False
    rowwise: ClassVar[bool] = False
    reads_all: ClassVar[bool] = False
    statement: ClassVar[str] = ""
    detail: ClassVar[str] = ""
    remedy: ClassVar[str] = ""  # what to do about what it finds, where that is more than to look at the source

    if TYPE_CHECKING:  # a kind has it as a property or as a field, which a property here would not let be set

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

    def told(self, params: Mapping[str, object]) -> str:
        """The sentence about one finding; ``params`` are what :meth:`judge` says of it."""
        return self.detail

    def sentence(self, pattern: str, lang: Lang, titles: Mapping[str, Text]) -> str:
        """``pattern`` in ``lang``, filled with this rule's words, columns by their titles."""
        return say("schemas", lang, pattern, **titled(self.words(), lang, titles)).strip()

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        """``rows`` changed in each way the kind knows to make the rule fail on them, the plainest first."""
        return iter(())

    def broken(self, rows: Sequence[Row]) -> Rows | None:
        """``rows`` changed so that the rule fails on them; None where the kind cannot."""
        return next(self.breakings(rows), None)

    def failing(self, rows: Sequence[Row]) -> list[Rows]:
        """Every failing example: the authored patches, then what the kind makes of the passing rows."""
        patched = [[{**row, **patch.get(i, {})} for i, row in enumerate(rows)] for patch in self.fails]
        own = self.broken(rows)
        return patched + ([own] if own else [])

    def holds(self, rows: Sequence[Row]) -> bool:
        """Whether nothing is found in rows that have not been typed, on their own."""
        return bool(self.judge(pl.DataFrame(list(rows), infer_schema_length=None), Given())[OK].fill_null(True).all())

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        """Generated rows made to keep the rule: :meth:`judge` finds nothing on what is returned."""
        return self.kept(frame, given)

    def kept(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        """The rows without those that fail, nor those that then do; all of them where the rule cannot be judged."""
        if (self.needs_previous and given.previous is None) or any(name not in given.tables for name in self.needs):
            return frame
        while not frame.is_empty():
            ok = self.judge(frame, given)[OK].fill_null(True)
            if ok.all():
                break
            frame = frame.filter(ok)
        return frame


def each_changed(
    rows: Sequence[Row], applies: Callable[[Row], bool], change: Row | Callable[[Row], Row]
) -> Iterator[Rows]:
    """The rows with one that ``applies`` changed, once for every such row."""
    for i, row in enumerate(rows):
        if applies(row):
            patch = change(row) if callable(change) else change
            yield changed(rows, i, patch)


def changed(rows: Sequence[Row], place: int, patch: Row) -> Rows:
    """The rows, the one at ``place`` with other cells."""
    return [{**row, **patch} if i == place else dict(row) for i, row in enumerate(rows)]


def preceded(rows: Sequence[Row], place: int, period: str, cells: Row) -> Iterator[Rows]:
    """The rows, another of them turned into the one at ``place`` a period earlier, with other cells."""
    row = rows[place]
    if isinstance(row.get(period), str):
        earlier = {**row, period: period_before(row[period]), **cells}
        yield from (changed(rows, j, earlier) for j in range(len(rows) - 1, -1, -1) if j != place)


def filled(row: Row, columns: Sequence[str]) -> bool:
    return all(row.get(c) is not None for c in columns)


def more(like: float, value: float) -> float:
    """``value``, whole and not below it where ``like`` is whole: a column keeps its type."""
    return math.ceil(value) if isinstance(like, int) else float(value)


def slack(value: pl.Expr) -> pl.Expr:
    """What binary fractions may be off by in a sum of about ``value``."""
    return value.abs() * 1e-12 + 1e-9


def set_where(
    frame: pl.DataFrame, wrong: pl.Expr | pl.Series, values: Mapping[str, pl.Expr | pl.Series]
) -> pl.DataFrame:
    """The frame with other values in the rows that are ``wrong``; its types stay."""
    return frame.with_columns(
        pl.when(wrong).then(value).otherwise(pl.col(c)).cast(frame.schema[c], strict=False).alias(c)
        for c, value in values.items()
    )
