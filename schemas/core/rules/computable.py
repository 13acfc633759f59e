"""What the kinds of rule share that find a hidden part which could be computed from the whole and the other parts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.i18n import Lang
from schemas.core.rules.base import OK, Given, Rule
from schemas.core.rules.disclosure import hide, small
from schemas.core.rules.words import Where
from schemas.core.site import Text

ROW, GROUP, WHOLE, SIZE = "_row", "_group", "_whole", "_size"
_LEFT, _OF, _FOUND, _TOLD = "_left_", "_of_", "_found_", "_told"

NOTHING = pl.lit(None, pl.Float64)


@dataclass(frozen=True, kw_only=True)
class Computable(Rule):
    """Where a whole is shown never exactly one of its parts is hidden: it could be computed.

    Hidden is an empty cell in a row that is flagged; one that is empty for another reason (nil, unknown) hides nothing.
    But of ``counts`` the parts that are not shown, for whatever reason, must not have 1 to ``least`` - 1 left for them
    all, and not less than ``least`` where they are hidden. ``rest`` names a count and a part of it: what that leaves
    is a count as well.
    """

    values: tuple[str, ...]
    counts: tuple[str, ...] = ()
    rest: tuple[str, str] | None = None
    least: int = 3
    flag: Where = ("obs_flag", "C")
    whole_known: ClassVar[bool] = False  # whether a lone part can be computed only where all others have their rows
    counted: ClassVar[str] = ""
    detail: ClassVar[str] = "hidden alone, it can be computed from the total ({column})"
    few_left: ClassVar[str] = "the total less what is shown leaves {left}, too few for what is not shown ({column})"
    few_of_rest: ClassVar[str] = (
        "the total less what is shown leaves {left}, too few for what is not shown ({of} less {column})"
    )
    remedy: ClassVar[str] = (
        "Hide another part or the total too: leave empty there {values}, and write {code} under {flag}. Do not fill in "
        "the parts that are hidden."
    )

    @abstractmethod
    def members(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        """Which row (``_row``) is the ``_whole`` or a part in which ``_group``; ``_size`` of the whole is that of all
        its parts together, null where that is not known."""

    def words(self) -> dict[str, object]:
        return {"values": self.values, "flag": self.flag[0], "code": self.flag[1], "most": self.least - 1}

    def say(self, lang: Lang, titles: Mapping[str, Text]) -> str:
        return self.sentence(self.counted if self.counts else self.statement, lang, titles)

    def told(self, params: Mapping[str, object]) -> str:
        if "of" in params:
            return self.few_of_rest
        return self.few_left if "left" in params else self.detail

    def _found(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        """A row for every row in every group: by value what is found there (``_found_…``), and what is said of it."""
        needed = frame.select({*self.values, *(self.rest or ()), self.flag[0]}).with_row_index(ROW)
        rows = self.members(frame, given).join(needed, on=ROW, maintain_order="left")
        return rows.with_columns(*(one for value in self.values for one in self._at(value)))

    def _at(self, value: str) -> Iterator[pl.Expr]:
        whole, there = pl.col(WHOLE), pl.col(value).is_not_null()
        hidden = ~whole & ~there & (pl.col(self.flag[0]) == self.flag[1]).fill_null(False)
        left, others = self._left(value), self._others(value)
        few, few_others = small(left, self.least), small(others, self.least)
        lone = self._covered() & (hidden.sum().over(GROUP) == 1)
        computed = lone | few | few_others | (left == 0).fill_null(False)
        at_part = hidden & (whole & there).any().over(GROUP) & computed
        not_all_shown = (_size(~whole & there) != _size(whole)).fill_null(True)
        at_whole = whole & there & not_all_shown & ~hidden.any().over(GROUP) & (few | few_others)
        yield (at_part | at_whole).alias(_FOUND + value)
        yield pl.when(few).then(left).when(few_others).then(others).when(~lone).then(left).alias(_LEFT + value)
        yield (few_others & ~few).alias(_OF + value)

    def _left(self, value: str) -> pl.Expr:
        return _left(pl.col(value)) if value in self.counts else NOTHING

    def _others(self, value: str) -> pl.Expr:
        """What is left of the rest of a count."""
        if self.rest is None or self.rest[1] != value:
            return NOTHING
        return _left(pl.col(self.rest[0]) - pl.col(value))

    def _covered(self) -> pl.Expr:
        """Whether all parts have a row, where that matters."""
        if not self.whole_known:
            return pl.lit(True)
        return (_size(~pl.col(WHOLE)) >= _size(pl.col(WHOLE))).fill_null(False)

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        told = [pl.when(pl.col(_FOUND + v)).then(pl.struct(*self._told(v))) for v in self.values]
        found = self._found(frame, given).select(ROW, pl.coalesce(told).alias(_TOLD)).drop_nulls(_TOLD)
        first = found.unique(ROW, keep="first").unnest(_TOLD).with_columns(pl.lit(False).alias(OK))
        judged = frame.select(pl.row_index(ROW)).join(first, on=ROW, how="left", maintain_order="left").drop(ROW)
        return judged.with_columns(pl.col(OK).fill_null(True))

    def _told(self, value: str) -> Iterator[pl.Expr]:
        yield pl.lit(value).alias("column")
        yield pl.col(_LEFT + value).cast(pl.Float64).alias("left")
        yield pl.when(pl.col(_OF + value)).then(pl.lit(self.rest[0] if self.rest else None, pl.String)).alias("of")

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        if any(name not in given.tables for name in self.needs):
            return frame
        for value in self.values:
            found = self._found(frame, given)
            lone = found.filter(pl.col(WHOLE) & pl.col(_FOUND + value).any().over(GROUP))[ROW]
            frame = hide(frame, pl.row_index().is_in(lone.unique().to_list()), (value,), self.flag)
        return self.kept(frame, given)


def _left(count: pl.Expr) -> pl.Expr:
    """In each group: what is left of the whole's count when the parts that are shown are taken away, if any are."""
    shown = count.filter(~pl.col(WHOLE)).sum().over(GROUP)
    return pl.when(shown > 0).then(count.filter(pl.col(WHOLE)).first().over(GROUP) - shown)


def _size(which: pl.Expr) -> pl.Expr:
    """In each group: the size of some of its rows together; null where that of one is not known."""
    size = pl.col(SIZE).filter(which)
    return pl.when(size.null_count().over(GROUP) == 0).then(size.sum().over(GROUP))
