"""What stands below what in a register that points at itself: places, agencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from schemas.core.model import Reference
from validation.sample.world import World


@dataclass(frozen=True)
class Hierarchy:
    """``above``: each unit and the one above it, the latest if it changed; ``pairs`` (``_head``, ``_member``): all."""

    above: Mapping[str, str | None] = field(default_factory=dict)
    pairs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=["_head", "_member"]))

    @cached_property
    def _below(self) -> Counter[str | None]:
        return Counter(self.above.values())

    def depth(self, unit: str) -> int:
        return len(self._over(unit))

    def scale(self, unit: str) -> float:
        """The part of the whole that a unit is, if all below one unit are of one size."""
        found = 1.0
        for over in self._over(unit):
            found /= self._below[over]
        return found

    def _over(self, unit: str) -> list[str]:
        """The units above one, up to the whole."""
        found: list[str] = []
        over = self.above.get(unit)
        while over is not None and over not in found:
            found.append(over)
            over = self.above.get(over)
        return found

    def families(self, values: pl.DataFrame, column: str) -> pl.DataFrame:
        """``_head``, the columns of ``values``: of those of tier 0 the highest, each before the units just below it."""
        depths = {unit: self.depth(unit) for unit in values.filter(pl.col("_tier") == 0)[column]}
        heads = [unit for unit, depth in depths.items() if depth == min(depths.values())]
        own = pl.DataFrame({"_head": heads, "_member": heads}, schema={"_head": pl.String, "_member": pl.String})
        found = pl.concat([own, self.pairs.filter(pl.col("_head").is_in(heads))]).rename({"_member": column})
        return found.join(values, on=column, maintain_order="left")


def hierarchy(reference: Reference, world: World) -> Hierarchy:
    """That of what is pointed at; empty where it does not point at itself."""
    table = world.content.tables.get(reference.target)
    own = [r for r in table.references if r.target == reference.target and r.to == reference.to] if table else []
    if not own or reference.target not in world.tables or len(reference.to) > 1:
        return Hierarchy()
    frame, unit, over = world.tables[reference.target], reference.to[0], own[0].columns[0]
    frame = frame.sort("valid_from", maintain_order=True) if "valid_from" in frame.columns else frame
    pairs = frame.select(pl.col(over).alias("_head"), pl.col(unit).alias("_member")).drop_nulls()
    return Hierarchy(dict(frame.select(unit, over).iter_rows()), pairs.unique(maintain_order=True))
