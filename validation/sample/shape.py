"""How keys are laid out: who or what a series is about, its breakdown, its periods, each row's place in them."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Literal

import polars as pl

from validation.sample.chance import Random
from validation.sample.domains import Domains
from validation.sample.pools import Pool, spells


class Layout:
    """The keys of one table. ``_outer`` numbers what a series is about, ``_series`` the series, ``_age`` its periods.

    Where an id counts up there is always one more; else there are as many as the references and codes allow.
    """

    def __init__(self, domains: Domains, wanted: int) -> None:
        self.domains = domains
        there = [p for p in domains.pools if not p.empty]
        self.families = {p.columns[0]: p.families for p in there if p.families is not None}
        single = [p for p in there if p.families is None]
        self.listed = [] if domains.counted else [p for p in single if p.key]
        self.picked = [p for p in single if p not in self.listed]
        self._codes = prod(map(len, domains.codes.values()))
        self.depth = self._depth(wanted)
        self.spells = {
            p.columns: spells(p, domains.periods, domains.period, self.depth) for p in there if self._is_dated(p)
        }
        members = prod(-(-f.height // f["_head"].n_unique()) for f in self.families.values())
        self.size = max(1, self._codes * members * (self.depth if domains.repeated else 1))  # rows of one outer, about

    def _is_dated(self, pool: Pool) -> bool:
        return bool(self.domains.period) and (pool.spans is not None or self.domains.period in pool.columns)

    def _depth(self, wanted: int) -> int:
        """The length of a series: longer only where there are not enough series."""
        if self.domains.counted or not self.domains.period:
            return self.domains.depth
        series = self._codes * prod(p.values.height for p in self.listed)
        series *= prod(family.height for family in self.families.values())
        return min(self.domains.periods.height, max(self.domains.depth, -(-wanted // max(1, series))))

    def blocks(self, rows: int, random: Random) -> Iterator[pl.DataFrame]:
        """What series are about, as many at a time as make about ``rows`` rows."""
        step = max(1, rows // self.size)
        listed = self._listed(random)
        limit = self.domains.limit if self.domains.counted else listed.height
        for start in range(0, limit, step):
            count = min(step, limit - start)
            numbers = pl.select(pl.int_range(start, start + count).alias("_outer"))
            outer = numbers if self.domains.counted else numbers.hstack(listed[start : start + count])
            yield self._with_picked(outer, random)

    def _listed(self, random: Random) -> pl.DataFrame:
        """Every combination of what the key points at, those like the examples first, else by chance."""
        found = pl.DataFrame({"_": [0]})
        for pool in self.listed:
            shared = [c for c in self._columns(pool) if c in found.columns]
            values = self._values(pool).rename({"_tier": f"_tier{len(found.columns)}"})
            found = found.join(values, on=shared) if shared else found.join(values, how="cross")
            found = _one_scale(found)
        for column, family in self.families.items():
            found = found.join(_heads(column, family), how="cross")
        tiers = [c for c in found.columns if c.startswith("_tier")]
        chance = pl.Series("_chance", random.random(found.height))
        order = found.select(pl.sum_horizontal(tiers).alias("_tier") if tiers else pl.lit(0).alias("_tier"), chance)
        place = order.select(pl.arg_sort_by("_tier", "_chance")).to_series()
        return found[place].drop("_", *tiers)

    def _with_picked(self, outer: pl.DataFrame, random: Random) -> pl.DataFrame:
        """Each with one value of every further reference, by chance among those like the examples."""
        for pool in self.picked:
            values = self._values(pool)
            values = values.filter(pl.col("_tier") == values["_tier"].min()).drop("_tier")
            shared = [c for c in self._columns(pool) if c in outer.columns]
            if shared:
                one = values[random.permutation(values.height)].unique(shared, keep="first", maintain_order=True)
                outer = outer.join(one, on=shared, how="left", maintain_order="left")
            else:
                outer = outer.hstack(values[random.integers(0, values.height, outer.height)])
            outer = _one_scale(outer)
        for column, family in self.families.items() if self.domains.counted else ():
            heads = _heads(column, family)
            outer = outer.hstack(heads[random.integers(0, heads.height, outer.height)])
        return outer

    def _columns(self, pool: Pool) -> list[str]:
        return [c for c in pool.columns if c != self.domains.period]

    def _values(self, pool: Pool) -> pl.DataFrame:
        """The values of a pool that hold in some period, without the period."""
        columns = self._columns(pool)
        values = pool.values.unique(columns, keep="first", maintain_order=True)
        if pool.columns in self.spells:
            values = values.join(self.spells[pool.columns], on=columns, how="semi", maintain_order="left")
        return values.select(*columns, "_tier", pl.col("_scale").alias("_scale_" + "".join(columns[:1])))

    def expand(self, outer: pl.DataFrame) -> pl.DataFrame:
        """A row per outer, unit of a family, codes and period: the keys, the latest periods first."""
        rows = outer
        for column, family in self.families.items():
            head = f"_head_{column}"
            members = family.rename({"_head": head, "_scale": f"_scale_{column}"}).drop("_tier")
            rows = _one_scale(rows.join(members, on=head, maintain_order="left"))
        for column, codes in self.domains.codes.items():
            rows = rows.join(pl.DataFrame({column: codes}), how="cross")
        rows = rows.with_row_index("_series")
        if self.domains.period:
            rows = self._with_periods(rows)
            rows = rows.with_columns(pl.col("_period").alias(self.domains.period))
        else:
            rows = rows.with_columns(pl.lit(0).alias("_age"))
        rows = rows.with_columns(c.expr(pl.col("_outer")).alias(c.column) for c in self.domains.counted)
        return rows.sort("_outer", "_age", maintain_order=True)

    def _with_periods(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows in each of their periods; in one of them, by turns, where the key has no period."""
        if not self.spells:
            periods = self.domains.periods.head(self.depth)
            found = rows.join(periods.select(pl.int_range(pl.len()).alias("_age"), pl.all()), how="cross")
        for place, (columns, spans) in enumerate(self.spells.items()):
            if place == 0:
                found = self._joined(rows, columns, spans, how="inner")
            else:
                found = self._joined(found, (*columns, "_period"), spans, how="semi")
        if self.domains.repeated:
            return found
        return found.filter(pl.int_range(pl.len()).over("_series") == pl.col("_outer") % pl.len().over("_series"))

    def _joined(
        self, rows: pl.DataFrame, columns: tuple[str, ...], spans: pl.DataFrame, how: Literal["inner", "semi"]
    ) -> pl.DataFrame:
        on = [c for c in columns if c != self.domains.period]
        return rows.join(spans, on=on, how=how, maintain_order="left") if on else rows.join(spans, how="cross")


def _heads(column: str, family: pl.DataFrame) -> pl.DataFrame:
    return family.select(pl.col("_head").unique(maintain_order=True).alias(f"_head_{column}"))


def _one_scale(frame: pl.DataFrame) -> pl.DataFrame:
    """All scales that were joined, as one."""
    found = [c for c in frame.columns if c.startswith("_scale_")]
    if not found:
        return frame
    known = [pl.col("_scale")] if "_scale" in frame.columns else []
    scale = pl.lit(1.0)
    for column in (*known, *map(pl.col, found)):
        scale = scale * column
    return frame.with_columns(scale.alias("_scale")).drop(found)
