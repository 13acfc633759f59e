"""Intervals of validity, and which of them are one: a code that keeps its meaning over a change of name or status."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from schemas.core.rules.time import FOREVER


def unbroken(frame: pl.DataFrame, of: Sequence[str], continues: pl.Expr) -> pl.DataFrame:
    """``frame`` with the columns ``since`` and ``until``: the whole time that its row's interval is part of.

    Intervals ``[valid_from, valid_to)`` of one ``of`` are joined where the later begins on the day the earlier ends and
    ``continues`` holds of the later. An interval without an end has ``until`` = FOREVER.
    """
    end, ordered = pl.col("valid_to").fill_null(FOREVER), {"order_by": "valid_from"}
    abutting = pl.col("valid_from") == end.shift(1).over(of, **ordered)  # type: ignore[arg-type]
    begins = ~(continues & abutting).fill_null(False)
    runs = frame.with_columns(begins.cast(pl.Int64).cum_sum().over(of, **ordered).alias("_run"))  # type: ignore[arg-type]
    run = [*of, "_run"]
    return runs.with_columns(
        pl.col("valid_from").min().over(run).alias("since"), end.max().over(run).alias("until")
    ).drop("_run")
