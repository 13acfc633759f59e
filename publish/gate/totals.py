"""Totals of the same units now and before, period by period: what a slip of thousands shows in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

TYPES = {
    "measure": pl.String,
    "period": pl.String,
    "value": pl.Float64,
    "against": pl.String,
    "reference": pl.Float64,
    "units": pl.Int64,
}


def totals_frame(
    now: pl.DataFrame, before: pl.DataFrame | None, periods: pl.DataFrame | None, *, single: bool = False
) -> pl.DataFrame:
    """A row per measure (``m0`` …) and period of the staged table ``now``: ``value`` of ``units`` units, and beside it
    what the same units had (``reference``) in the last release, and in a new period in the one before it (``against``).

    ``periods`` are those of :func:`publish.gate.series.periods_frame`; None where the key has none. ``single``: a unit
    has one row in a period.
    """
    measures = [c for c in now.columns if c.startswith("m")]
    these, found = _by_unit(now, measures, single), [pl.DataFrame(schema=TYPES)]
    if before is not None:
        found += _sums(these.with_columns(against=pl.col("period")), _by_unit(before, measures, single), measures)
    if periods is not None:
        new = periods.filter("added").drop_nulls("earlier").select("period", against="earlier")
        if new.height:
            found += _sums(these.join(new, on="period"), these, measures)
    return pl.concat(found).sort("measure", "period", "against")


def _by_unit(staged: pl.DataFrame, measures: Sequence[str], single: bool) -> pl.DataFrame:
    """A row per unit and period: of its several days the sum."""
    if single:
        return staged.select("unit", "period", pl.col(measures).abs().cast(pl.Float64))
    filled = [
        pl.when(pl.col(m).is_not_null().any()).then(pl.col(m).abs().sum()).cast(pl.Float64).alias(m) for m in measures
    ]
    return staged.group_by("unit", "period").agg(filled)


def _sums(now: pl.DataFrame, then: pl.DataFrame, measures: Sequence[str]) -> Iterator[pl.DataFrame]:
    """``then`` holds for each row of ``now`` what stood in the period it is compared ``against``."""
    both = now.join(then.rename({"period": "against"}), on=["unit", "against"], suffix="_then", nulls_equal=True)
    sums: list[pl.Expr] = []
    for m in measures:  # all in one pass over the rows
        told = pl.col(m).is_not_null() & pl.col(f"{m}_then").is_not_null()
        sums += [
            pl.col(m).filter(told).sum().alias(f"{m} value"),
            pl.col(f"{m}_then").filter(told).sum().alias(f"{m} reference"),
            told.sum().cast(pl.Int64).alias(f"{m} units"),
        ]
    found = both.group_by("period", "against").agg(sums)
    for m in measures:
        named = [pl.col(f"{m} {name}").alias(name) for name in ("value", "reference", "units")]
        of = found.select(pl.lit(m).alias("measure"), "period", "against", *named)
        yield of.filter(pl.col("units") > 0).select(list(TYPES))
