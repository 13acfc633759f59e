"""What a table's references may point at: the keys of the other table, and the periods for which each holds."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from schemas.core.model import Reference
from schemas.core.rules import UnitsAddUp
from schemas.core.table import Table
from schemas.core.validity import unbroken
from validation.sample.hierarchy import Hierarchy, hierarchy
from validation.sample.world import World, texts


@dataclass(frozen=True)
class Pool:
    """The values of one reference, those like the examples first.

    ``values`` has the columns of the reference, ``_tier`` (0 = like the examples) and ``_scale`` (the part of the whole
    that a place is). ``spans`` adds ``_from`` and ``_to`` where a value holds for a time only. ``families`` is there
    where a rule adds values up: each ``_head`` with itself and those below it, which come together. ``empty``: nothing
    can be pointed at, and nothing need be.
    """

    columns: tuple[str, ...]
    values: pl.DataFrame
    spans: pl.DataFrame | None = None
    families: pl.DataFrame | None = None
    key: bool = False

    @property
    def empty(self) -> bool:
        return self.values.is_empty()


def pools(table: Table, world: World, period: str) -> list[Pool]:
    """One pool per reference of ``table`` to another table; ``period`` is its period column."""
    return [_pool(table, r, world, period) for r in table.references if r.target != (table.dataset, table.name)]


def _pool(table: Table, reference: Reference, world: World, period: str) -> Pool:
    columns = reference.columns
    target = _target(table, reference, world)
    target = target.rename(dict(zip(reference.to, columns, strict=True)), strict=False)
    target = target.with_columns(pl.col(c).cast(pl.String) for c in columns if c == period)
    values = target.select(columns).drop_nulls().unique(maintain_order=True)
    units = hierarchy(reference, world)
    names = values[columns[0]]
    tiers, scales = _tiers(table, reference, names, units), [units.scale(name) for name in names]
    values = values.with_columns(
        pl.Series("_tier", tiers, dtype=pl.Int8), pl.Series("_scale", scales, dtype=pl.Float64)
    ).sort("_tier", maintain_order=True)
    inside = {*columns} - {period} <= {*table.primary_key}
    added = inside and any(isinstance(rule, UnitsAddUp) and rule.geo in columns for rule in table.rules)
    families = units.families(values, columns[0]) if added and units.above else None
    return Pool(columns, values, _spans(target, reference), families, inside)


def _target(table: Table, reference: Reference, world: World) -> pl.DataFrame:
    """The rows that may be pointed at: of agencies the invented ones for tables that ask for them, else the real."""
    if reference.target not in world.tables:
        return pl.DataFrame(schema=dict.fromkeys(reference.to, pl.String))
    target = world.tables[reference.target]
    if reference.dataset != world.content.site.agencies:
        return target
    of_invented = pl.col(reference.to[0]).is_in(world.invented_agencies)
    return target.filter(of_invented if table.invented else ~of_invented)


def _spans(target: pl.DataFrame, reference: Reference) -> pl.DataFrame | None:
    if not reference.during:
        return None
    goes_on = pl.col(reference.continues) if reference.continues in target.columns else pl.lit(False)
    whole = unbroken(target, reference.columns, goes_on)
    return whole.select(*reference.columns, pl.col("since").alias("_from"), pl.col("until").alias("_to")).unique()


def _tiers(table: Table, reference: Reference, names: pl.Series, units: Hierarchy) -> list[int]:
    """0 for what stands as high in its hierarchy as one of the examples.

    Nor is a group of agencies like a member of one. A place is dated: whether it had places below it may have changed.
    """
    heads = set() if reference.during else {over for over in units.above.values() if over is not None}

    def kind(unit: str) -> tuple[int, bool]:
        return units.depth(unit), unit in heads

    like = {kind(v) for v in texts(row.get(reference.columns[0]) for row in table.examples) if v in units.above}
    return [0 if not like or kind(unit) in like else 1 for unit in names]


def spells(pool: Pool, periods: pl.DataFrame, period: str, depth: int) -> pl.DataFrame:
    """The last ``depth`` of ``periods`` for which each value holds, ``_age`` 0 the latest."""
    if period in pool.columns:
        found = pool.values.join(periods, left_on=period, right_on="_period", coalesce=False)
    else:
        assert pool.spans is not None  # noqa: S101 - the caller looks
        inside = (pl.col("_from") <= pl.col("_start")) & (pl.col("_to") >= pl.col("_end"))
        found = pool.spans.join(periods, how="cross").filter(inside)
    columns = [c for c in pool.columns if c != period]
    found = found.select(*columns, "_period", "_start", "_end").unique().sort(*columns, "_start", descending=True)
    age = pl.int_range(pl.len()).over(columns) if columns else pl.int_range(pl.len())
    return found.with_columns(age.alias("_age")).filter(pl.col("_age") < depth)
