"""Rules about farming seasons: what winter-spring, summer-autumn, autumn-winter and Mùa make of the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from schemas.core.rules import Given, Patch, Rule, rule
from schemas.core.rules.base import set_where
from schemas.core.rules.function import Mend
from schemas.core.site import Text

THREE = ("DX", "HT", "TD")  # every year has them; Mùa is sown in some places only
SEASONS = (*THREE, "MUA")
PERCENT = 1.0

_YEAR, _PART = pl.col("period").str.slice(0, 4), pl.col("period").str.slice(5)
Kept = Callable[[str, Sequence[str]], pl.Expr]


def _made(value: str, within: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """At a year's row: what its seasons add up to, and how many of the three are there; null where there are none."""
    there, series = pl.col(value).is_not_null(), [_YEAR, *within]
    number = (_PART.is_in(THREE) & there).sum().over(series)
    given = _PART.is_in(SEASONS) & there
    total = pl.col(value).filter(given).sum().over(series)
    of_year = (_PART == "") & given.any().over(series)
    return pl.when(of_year).then(total), pl.when(of_year).then(number)


def _not_over(value: str, within: Sequence[str]) -> pl.Expr:
    total, _ = _made(value, within)
    return total <= pl.col(value) * (1 + PERCENT / 100)


def _not_short(value: str, within: Sequence[str]) -> pl.Expr:
    total, number = _made(value, within)
    return pl.when(number == len(THREE)).then(total >= pl.col(value) * (1 - PERCENT / 100))


def _kept(frame: pl.DataFrame, kept: Kept, values: Sequence[str], within: Sequence[str]) -> pl.Series:
    return frame.select(pl.all_horizontal(kept(value, within).fill_null(True) for value in values)).to_series()


def _mend(kept: Kept, values: Sequence[str], within: Sequence[str]) -> Mend:
    """A year that its seasons do not make is what they add up to."""

    def mend(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        for value in values:
            wrong = ~_kept(frame, kept, (value,), within)
            frame = set_where(frame, wrong, {value: _made(value, within)[0]})
        return frame

    return mend


def seasons_add_up(
    table: str, *values: str, within: Sequence[str], over: Sequence[Patch], short: Sequence[Patch]
) -> tuple[Rule, Rule]:
    """The seasons given are not above the year; a warning where all three (and Mùa, if given) are below it."""

    @rule(
        f"{table}.seasons-of-year",
        title=Text(
            "Các vụ đã có của năm cộng lại không vượt số của năm (chừa 1% làm tròn)",
            "The seasons given of a year add up to no more than the year (1 % left for rounding)",
        ),
        columns=(*values, "period"),
        fails=over,
        mend=_mend(_not_over, values, within),
    )
    def not_over(frame: pl.DataFrame, given: Given) -> pl.Series:
        return _kept(frame, _not_over, values, within)

    @rule(
        f"{table}.seasons-make-year",
        title=Text(
            "Khi có đủ ba vụ Đông Xuân, Hè Thu, Thu Đông: ba vụ, cộng vụ Mùa nếu có, không thấp hơn số của năm quá 1%",
            "Where winter-spring, summer-autumn and autumn-winter are there: they, with Mùa if given, are not more "
            "than 1 % below the year",
        ),
        columns=(*values, "period"),
        severity="warning",
        fails=short,
        note=Text(
            "Cảnh báo: năm có thể gồm vụ Mùa chưa được gửi.", "A warning: the year may have a Mùa crop not sent yet."
        ),
        mend=_mend(_not_short, values, within),
    )
    def not_short(frame: pl.DataFrame, given: Given) -> pl.Series:
        return _kept(frame, _not_short, values, within)

    return not_over, not_short
