"""Kinds of rule about what must not be shown: small counts, and a hidden part that could be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, each_changed, set_where
from schemas.core.rules.words import Where


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
    detail: ClassVar[str] = "{found} must not be shown ({column})"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.count, *self.values, *filter(None, [self.of]), self.flag[0])))

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.count, *self.values)))

    def words(self) -> dict[str, object]:
        said = {"count": self.count, "most": self.least - 1, "hidden": self.hidden}
        return {**said, "flag": self.flag[0], "code": self.flag[1]}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        few = ((pl.col(self.count) > 0) & (pl.col(self.count) < self.least)).fill_null(False)
        if self.of:
            rest = pl.col(self.of) - pl.col(self.count)
            few |= ((rest > 0) & (rest < self.least)).fill_null(False)
        concealed = pl.col(self.count).is_null() & (pl.col(self.flag[0]) == self.flag[1]).fill_null(False)
        shown = {self.count: few, **{v: concealed & pl.col(v).is_not_null() for v in self.values if v != self.count}}

        def first(values: Mapping[str, pl.Expr]) -> pl.Expr:
            return pl.coalesce([pl.when(wrong).then(values[c]) for c, wrong in shown.items()])

        return frame.select(
            (~pl.any_horizontal(shown.values())).alias(OK),
            first({c: pl.lit(c) for c in shown}).alias("column"),
            first({c: pl.col(c).cast(pl.Float64) for c in shown}).alias("found"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        counted = [row for row in rows if row.get(self.count)]
        yield from each_changed(rows, lambda row: row in counted, {self.count: self.least - 1})
        others = [v for v in self.values if v != self.count]
        for row, value in ((row, v) for row in counted for v in others if row.get(v) is not None):
            yield changed(rows, rows.index(row), {self.count: None, self.flag[0]: self.flag[1], value: row[value]})

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        wrong = ~self.judge(frame, given)[OK]
        return self.kept(_hide(frame, wrong, self.hidden, self.flag), given)


def _hide(frame: pl.DataFrame, wrong: pl.Expr | pl.Series, columns: Sequence[str], flag: Where) -> pl.DataFrame:
    return set_where(frame, wrong, {**dict.fromkeys(columns, pl.lit(None)), flag[0]: pl.lit(flag[1])})


@dataclass(frozen=True, kw_only=True)
class Complementary(Rule):
    """Where a total is shown never exactly one of its parts is hidden: it could be computed.

    In a group of ``within`` the row where ``by`` is ``total`` is the total, the others are its parts; hidden is an
    empty cell in a row that is flagged. A part that is empty for another reason (nil, unknown) hides nothing. Nor may
    what is left of the ``count`` for the hidden parts together be below ``least``.
    """

    by: str
    total: str
    values: tuple[str, ...]
    within: tuple[str, ...]
    count: str = ""
    least: int = 3
    flag: Where = ("obs_flag", "C")
    statement: ClassVar[str] = (
        "{values}: where {by} {total} is shown, never just one part is hidden ({flag} {code}), for it could be computed"
    )
    detail: ClassVar[str] = "hidden alone, or with too few, it can be computed from the total ({column})"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, self.by, self.flag[0])

    @property
    def uses(self) -> tuple[str, ...]:
        return (*self.columns, *self.within)

    def words(self) -> dict[str, object]:
        said = {"values": self.values, "by": self.by, "total": self.total}
        return {**said, "flag": self.flag[0], "code": self.flag[1]}

    def _group(self, value: pl.Expr) -> pl.Expr:
        return value.over(self.within) if self.within else value

    def _computable(self, value: str) -> pl.Expr:
        """At a part that is hidden: whether it can be computed."""
        is_total = (pl.col(self.by) == self.total).fill_null(False)
        flagged = (pl.col(self.flag[0]) == self.flag[1]).fill_null(False)
        hidden = ~is_total & pl.col(value).is_null() & flagged
        total_shown = self._group((is_total & pl.col(value).is_not_null()).any())
        computed = self._group(hidden.sum()) == 1
        if value == self.count:
            shown = self._group(pl.col(value).filter(~is_total).sum())
            remainder = self._group(pl.col(value).filter(is_total).first()) - shown
            computed |= (remainder < self.least).fill_null(False)
        return hidden & total_shown & computed

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        found = {v: self._computable(v) for v in self.values}
        return frame.select(
            (~pl.any_horizontal(found.values())).alias(OK),
            pl.coalesce([pl.when(wrong).then(pl.lit(v)) for v, wrong in found.items()]).alias("column"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        hide: dict[str, Any] = {**dict.fromkeys(self.values), self.flag[0]: self.flag[1]}
        for i, row in enumerate(rows):
            if row.get(self.by) != self.total and any(row.get(v) is not None for v in self.values):
                tried = changed(rows, i, hide)
                if not self.holds(tried):
                    yield tried

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        for value in self.values:
            staged = frame.with_columns(self._computable(value).alias("_found"))
            lone = staged.select((pl.col(self.by) == self.total) & self._group(pl.col("_found").any())).to_series()
            frame = _hide(frame, lone, (value,), self.flag)
        return self.kept(frame, given)
