"""Which units report locally: districts until they ended, communes from that day."""

from __future__ import annotations

import polars as pl

from schemas.angiang.merger import MERGER
from schemas.core.period import period_bounds
from schemas.core.rules import Given, Rule, rule
from schemas.core.site import Text

DISTRICT, COMMUNE = r"^\d{3}$", r"^\d{5}$"


def local_level(table: str) -> Rule:
    """Rows are of a district where the period begins before the reform, of a commune where it begins after it."""

    @rule(
        f"{table}.local-level",
        title=Text(
            "Kỳ bắt đầu từ 01/07/2025: mã cấp xã (5 số); kỳ trước đó: mã cấp huyện (3 số)",
            "A period from 1 July 2025 on: a commune's code (5 digits); before that: a district's (3 digits)",
        ),
        columns=("geo_code", "period"),
        fails=({1: {"geo_code": "89"}}, {1: {"geo_code": "30307"}}, {1: {"period": "2025-Q4"}}),
        note=Text(
            "Cấp huyện chấm dứt ngày 01/07/2025. Kỳ vắt qua ngày ấy (cả năm 2025) phải tách làm hai.",
            "Districts ended on 1 July 2025. A period across that day (the whole of 2025) is split in two.",
        ),
    )
    def level(frame: pl.DataFrame, given: Given) -> pl.Series:
        code, begins = pl.col("geo_code").str, pl.lit(period_bounds(frame["period"])["period_start"])
        right = pl.when(begins >= MERGER).then(code.contains(COMMUNE)).otherwise(code.contains(DISTRICT))
        return frame.select(right).to_series()

    return level
