"""The kind of rule that says: where one thing holds, another must hold too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang, say
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, set_where
from schemas.core.rules.conditions import Condition
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class Implication(Rule):
    """Where ``when`` holds, ``then`` must. Both ways with ``both`` (where ``then`` holds, ``when`` must)."""

    when: Condition
    then: Condition
    both: bool = False
    rowwise: ClassVar[bool] = True

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.then.columns, *self.when.columns)))

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        when, then = self.when.expr(), self.then.expr()
        return frame.select(((when == then) if self.both else (~when | then)).alias(OK))

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        sentence = "{when} exactly where {then}" if self.both else "Where {when}: {then}"
        return say("schemas", lang, sentence, when=self.when.say(lang, titles), then=self.then.say(lang, titles))

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        if not rows:
            return
        frame = pl.DataFrame(list(rows), infer_schema_length=None)
        when, then = frame.select(self.when.expr().alias("when"), self.then.expr().alias("then"))
        for i in (when & then).arg_true():
            for cells in self.then.breaking(rows[i], rows):
                yield changed(rows, i, cells)
        made = self.when.making()
        if made is not None and not set(made) & {*self.then.columns}:
            yield from (changed(rows, i, made) for i in (~when & ~then).arg_true())

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = ~self.judge(frame, given)[OK]
        for holds, other in ((self.when, self.then), (self.then, self.when)):
            cells = other.making()
            if cells is not None and not set(cells) & {*given.key, *holds.columns}:
                frame = set_where(
                    frame, holds.expr().fill_null(False) & wrong, {c: pl.lit(v) for c, v in cells.items()}
                )
        return self.kept(frame, given)
