"""Where a code lies on a day: a code names a unit only with its validity, so the register is asked for that day."""

from __future__ import annotations

import polars as pl

from schemas.core.rules import Given
from schemas.core.rules.time import FOREVER

UNITS = ("ref-admin-unit", "ref-admin-unit")
LEVELS_BELOW = 2  # district and commune


def parents_on(codes: pl.Series, days: pl.Series, given: Given) -> pl.Series:
    """The parent that each code has on its day; null where the register does not know the code on that day."""
    asked = pl.DataFrame({"code": codes, "day": days}).with_row_index("_row")
    valid = (pl.col("valid_from") <= pl.col("day")) & (pl.col("day") < pl.col("valid_to").fill_null(FOREVER))
    found = asked.join(given.tables[UNITS], on="code").filter(valid).unique("_row").select("_row", "parent_code")
    return asked.join(found, on="_row", how="left", maintain_order="left")["parent_code"]


def provinces_on(codes: pl.Series, days: pl.Series, given: Given) -> pl.Series:
    """The province that each code lies in on its day, itself where it is one; null where the register does not know."""
    found = codes
    for _ in range(LEVELS_BELOW):
        parents = parents_on(found, days, given)
        found = pl.select(pl.when(found.str.contains(r"^(VN|\d{2})$")).then(found).otherwise(parents)).to_series()
    return found
