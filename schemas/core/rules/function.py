"""A rule of no kind: a plain function beside its model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Patch, Rule, Severity, TableName
from schemas.core.site import Text

Check = Callable[[pl.DataFrame, Given], pl.Series]
Mend = Callable[[pl.DataFrame, Given], pl.DataFrame]


@dataclass(frozen=True, kw_only=True)
class _FunctionRule(Rule):
    reads_all: ClassVar[bool] = True
    title: Text
    check: Check
    about: tuple[str, ...]
    mended: Mend | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return self.about

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        return pl.DataFrame({OK: self.check(frame, given)})

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.title[lang]

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        kept = self.kept(frame, given)
        if self.mended is None or kept.height == frame.height:
            return kept
        return self.kept(self.mended(frame, given), given)


def rule(
    id: str,  # noqa: A002 - the field's own word for it
    *,
    title: Text,
    columns: Sequence[str],
    severity: Severity = "error",
    needs: Sequence[TableName] = (),
    fails: Sequence[Patch] = (),
    note: Text | None = None,
    mend: Mend | None = None,
) -> Callable[[Check], Rule]:
    """A rule of no kind: the function below takes the rows and what is :class:`Given`, and returns ``ok`` per row.

    ``mend`` makes generated rows keep it; without one those that fail are left out.
    """

    def declare(check: Check) -> Rule:
        return _FunctionRule(
            id=id,
            title=title,
            check=check,
            about=tuple(columns),
            severity=severity,
            needs=tuple(needs),
            fails=tuple(fails),
            note=note,
            mended=mend,
        )

    return declare
