"""The kind of rule about counts so small that they tell of single people or firms: they are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, each_changed, set_where
from schemas.core.rules.words import Where
from schemas.core.site import Text


@dataclass(frozen=True, kw_only=True)
class SmallCells(Rule):
    """A count of 1 to ``least`` - 1 is not shown: it and ``values`` are left empty and the row is flagged.

    Nor do the values stand where the count has been hidden. Where it is a part ``of`` another count, the
    rest of that is no more shown than itself.
    """

    count: str
    values: tuple[str, ...] = ()
    of: str = ""
    least: int = 3
    flag: Where = ("obs_flag", "C")
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{count} from 1 to {most} is not shown: {hidden} are left empty, {flag} is {code}"
    either: ClassVar[str] = (
        "{count}, or {of} less {count}, from 1 to {most} is not shown: {hidden} are left empty, {flag} is {code}"
    )
    detail: ClassVar[str] = "{found} must not be shown ({column})"
    of_the_rest: ClassVar[str] = "{found} must not be shown ({of} less {column})"
    remedy: ClassVar[str] = (
        "In this row leave empty: {hidden}; write {code} under {flag}. Where there is a total, hide another part or "
        "the total in the same way, for what is hidden alone can be computed."
    )

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.count, *self.values, *filter(None, [self.of]), self.flag[0])))

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.count, *self.values)))

    def words(self) -> dict[str, object]:
        said = {"count": self.count, "most": self.least - 1, "hidden": self.hidden}
        return {**said, "of": self.of, "flag": self.flag[0], "code": self.flag[1]}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.either if self.of else self.statement, lang, titles)

    def told(self, params: Mapping[str, object]) -> str:
        return self.of_the_rest if "of" in params else self.detail

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        few = small(pl.col(self.count), self.least)
        rest = pl.col(self.of or self.count) - pl.col(self.count)
        few_left = ~few & small(rest, self.least)
        concealed = pl.col(self.count).is_null() & (pl.col(self.flag[0]) == self.flag[1]).fill_null(False)
        shown = {
            self.count: few | few_left,
            **{v: concealed & pl.col(v).is_not_null() for v in self.values if v != self.count},
        }

        def first(values: Mapping[str, pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong).then(values[c]) for c, wrong in shown.items()])

        return frame.select(
            (~pl.any_horizontal(shown.values())).alias(OK),
            first({c: pl.lit(c) for c in shown}).alias("column"),
            pl.when(few_left)
            .then(rest)
            .otherwise(first({c: pl.col(c) for c in shown}))
            .cast(pl.Float64)
            .alias("found"),
            pl.when(few_left).then(pl.lit(self.of)).alias("of"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        counted = [row for row in rows if row.get(self.count)]
        yield from each_changed(rows, lambda row: row in counted, {self.count: self.least - 1})
        others = [v for v in self.values if v != self.count]
        for row, value in ((row, v) for row in counted for v in others if row.get(v) is not None):
            yield changed(rows, rows.index(row), {self.count: None, self.flag[0]: self.flag[1], value: row[value]})

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = ~self.judge(frame, given)[OK]
        return self.kept(hide(frame, wrong, self.hidden, self.flag), given)


def small(count: pl.Expr, least: int) -> pl.Expr:
    """Whether a count is above nothing and below ``least``."""
    return ((count > 0) & (count < least)).fill_null(False)


def hide(frame: pl.DataFrame, wrong: pl.Expr | pl.Series, columns: Sequence[str], flag: Where) -> pl.DataFrame:
    return set_where(frame, wrong, {**dict.fromkeys(columns, pl.lit(None)), flag[0]: pl.lit(flag[1])})
