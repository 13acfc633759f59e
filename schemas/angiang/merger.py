"""The merger of 1 July 2025: what it breaks in a series, though no ground changed hands."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.core.period import period_bounds
from schemas.core.rules import Given, Rule, rule
from schemas.core.rules.base import Row, set_where
from schemas.core.site import Text

MERGER = date(2025, 7, 1)
SPLIT = ("DT", "NT")
MARKED = ("B", "M", "N", "C")  # a cell without a value breaks nothing


def _ends_in_first_year(periods: pl.Series) -> pl.Series:
    """Whether each period is of 2025 and goes on after the merger."""
    new_year = date(MERGER.year + 1, 1, 1)
    return period_bounds(periods).select(pl.col("period_end").is_between(MERGER, new_year, closed="right")).to_series()


def split_breaks(table: str, *fails: dict[int, Row]) -> Rule:
    """Urban and rural rows of the first year after the merger carry the flag of a break."""

    def marked(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        return set_where(frame, ~told(frame), {"obs_flag": pl.lit("B")})

    def told(frame: pl.DataFrame) -> pl.Series:
        flagged = pl.col("obs_flag").is_in(MARKED).fill_null(False)
        held = ~pl.col("area_type").is_in(SPLIT) | ~_ends_in_first_year(frame["period"]) | flagged
        return frame.select(held.fill_null(True)).to_series()

    @rule(
        f"{table}.split-breaks",
        severity="warning",
        title=Text(
            "Đô thị, nông thôn của kỳ thuộc năm 2025 kết thúc sau ngày 01/07/2025 có ký hiệu B (đứt gãy chuỗi)",
            "Urban and rural rows of a period of 2025 that ends after 1 July 2025 carry flag B (break in series)",
        ),
        columns=("area_type", "period", "obs_flag"),
        mend=marked,
        fails=fails,
        note=Text(
            "Thị trấn không còn từ ngày đó: đô thị và nông thôn trước và sau không phải là một, dù cùng một vùng đất.",
            "Townships ended that day: urban and rural are not the same before and after, on unchanged ground too.",
        ),
    )
    def broken(frame: pl.DataFrame, given: Given) -> pl.Series:
        return told(frame)

    return broken
