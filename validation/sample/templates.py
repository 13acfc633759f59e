"""Which of a table's passing examples each invented row is made after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from schemas.core.period import parse_period
from schemas.core.table import Table
from validation.sample.chance import Random, per
from validation.sample.domains import Domains


def templates(table: Table, domains: Domains, rows: pl.DataFrame, random: Random) -> pl.Series:
    """The number of the example for every row: the one whose codes match best.

    Of several that match alike an id is made after any one of them, the same for all its periods; a series that has no
    id is made after the fullest.
    """
    columns = list(domains.codes)
    fullest = [sum(isinstance(v, int | float) for v in row.values()) for row in table.examples]
    if not columns:
        best = pl.Series([_best(table.examples, {}, domains, fullest)]).new_from_index(0, rows.height)
        return _chosen(best, rows, domains, random)
    combinations = rows.select(columns).unique(maintain_order=True)
    lists = [_best(table.examples, row, domains, fullest) for row in combinations.iter_rows(named=True)]
    known = combinations.with_columns(pl.Series("_best", lists))
    found = rows.select(columns).join(known, on=columns, how="left", maintain_order="left")
    return _chosen(found["_best"], rows, domains, random)


def _best(
    examples: Sequence[Mapping[str, Any]], codes: Mapping[str, Any], domains: Domains, fullest: Sequence[int]
) -> list[int]:
    """The examples that match ``codes`` best, the fullest first."""

    def score(row: Mapping[str, Any]) -> tuple[int, bool]:
        same = sum(1 for column, code in codes.items() if row.get(column) == code)
        return same, bool(domains.period) and _freq(row.get(domains.period)) == domains.frequency

    scores = [score(row) for row in examples]
    found = [i for i, s in enumerate(scores) if s == max(scores)]
    return sorted(found, key=lambda i: -fullest[i])


def _freq(period: object) -> str:
    try:
        return parse_period(str(period)).freq
    except ValueError:
        return ""


def _chosen(best: pl.Series, rows: pl.DataFrame, domains: Domains, random: Random) -> pl.Series:
    if not domains.counted:
        return best.list.first()
    place = per(rows["_outer"], lambda count: random.integers(0, 2**31, count)) % best.list.len()
    return pl.DataFrame({"best": best, "place": place}).select(pl.col("best").list.get(pl.col("place"))).to_series()
