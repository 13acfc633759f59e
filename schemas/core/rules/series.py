"""Rows as series along time, for rules that look at the neighbours of a row."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from schemas.core.period import next_start, period_bounds

ROW, _SERIES = "_row", "_series"


def in_series(frame: pl.DataFrame, columns: Sequence[str], within: Sequence[str], period: str) -> pl.DataFrame:
    """``columns`` and period of each row with its place (``_row``), the rows of a series and frequency in order."""
    used = dict.fromkeys((*columns, period, *within))
    rows = frame.select(pl.row_index(ROW), *used).hstack(period_bounds(frame[period]))
    series = [*within, "freq"]
    return rows.sort(*series, "period_start").with_columns(pl.struct(series).rle_id().alias(_SERIES))


def beside(value: pl.Expr, step: int) -> pl.Expr:
    """``value`` of the row ``step`` rows before in the same series; null beyond its ends."""
    return pl.when(pl.col(_SERIES) == pl.col(_SERIES).shift(step)).then(value.shift(step))


def touching() -> pl.Expr:
    """Whether the row before is that of the neighbouring period, so that no gap lies between."""
    return (beside(next_start(), 1) == pl.col("period_start")).fill_null(False)


def in_place(rows: pl.DataFrame) -> pl.DataFrame:
    """What was made of :func:`in_series`, row for row as the frame has them."""
    return rows.sort(ROW).drop(ROW)
