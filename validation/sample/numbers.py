"""Invented figures: each near its template's, of one size through a series, changing slowly."""

from __future__ import annotations

import polars as pl

from schemas.core.rules import UnitsAddUp
from schemas.core.table import Field, Table
from schemas.core.table_schema import TYPES
from validation.sample.chance import Random, per
from validation.sample.domains import Domains

SPREAD, LARGEST = 0.25, 0.7  # of the sizes of things: deviation of their logarithms, and its bound
APART = (0.7, 1.3)  # what the series of one thing differ by
STEP = (-0.008, 0.018)  # a series' change from one period to the next
JITTER = 0.004  # of a single cell
SMALL = 100  # a fraction below it is shown with a decimal


class Numbers:
    """The figures of one table. A number without a unit is a label, such as a year, and is left as it is."""

    def __init__(self, table: Table, domains: Domains, examples: pl.DataFrame) -> None:
        self.domains, self.examples = domains, examples
        self.decimals = {f["name"]: self._decimals(f["name"]) for f in table.fields if f["type"] == "number"}
        self.added = {c for rule in table.rules if isinstance(rule, UnitsAddUp) for c in rule.values}

    def sizes(self, rows: pl.DataFrame, template: pl.Series, random: Random) -> pl.DataFrame:
        """``size`` of what a row is about, with its slow change; ``part`` of its place in the whole."""
        size = per(rows["_outer"], lambda count: random.normal(0, SPREAD, count)).clip(-LARGEST, LARGEST).exp()
        apart = per(rows["_series"], lambda count: random.uniform(*APART, count))
        step = per(rows["_outer"], lambda count: random.uniform(*STEP, count))
        scale = rows["_scale"] if "_scale" in rows.columns else pl.repeat(1.0, rows.height, eager=True)
        part = scale / self._own_scale(template)
        return pl.DataFrame({"size": size * apart * (1 - step * rows["_age"]), "part": part})

    def _own_scale(self, template: pl.Series) -> pl.Series:
        """The part of the whole that the template's own place is."""
        own = pl.Series([1.0] * self.examples.height)
        for pool in self.domains.pools:
            known = self.examples.join(pool.values, on=list(pool.columns), how="left", maintain_order="left")["_scale"]
            own = own * known.fill_null(1.0)
        return own[template]

    def near(self, said: Field, like: pl.Series, sizes: pl.DataFrame, random: Random) -> pl.Series:
        """The column, row for row after ``like``; a share of something keeps its size."""
        limits, base = said.get("constraints") or {}, like.cast(pl.Float64)
        found = base * pl.Series(random.uniform(1 - JITTER, 1 + JITTER, like.len()))
        if "maximum" not in limits and "exclusiveMaximum" not in limits:
            found = found * sizes["size"]
            found = found * sizes["part"] if said["name"] in self.added else found
        rounded = found.round(0 if said["type"] == "integer" else self.decimals[said["name"]])
        allowed = pl.Series([True] * like.len())
        for name, bound in (("minimum", pl.Series.__ge__), ("maximum", pl.Series.__le__)):
            allowed &= bound(rounded, limits[name]) if name in limits else True
        for name, bound in (("exclusiveMinimum", pl.Series.__gt__), ("exclusiveMaximum", pl.Series.__lt__)):
            allowed &= bound(rounded, limits[name]) if name in limits else True
        return rounded.zip_with(allowed.fill_null(True), base).cast(TYPES[said["type"]]).alias(said["name"])

    def _decimals(self, column: str) -> int:
        values = [v for v in self.examples[column].drop_nulls() if v != int(v)]
        written = max((len(repr(v).partition(".")[2]) for v in values), default=0)
        largest = self.examples[column].abs().max()
        return min(4, max(written, 1 if isinstance(largest, float) and largest < SMALL else 0))
