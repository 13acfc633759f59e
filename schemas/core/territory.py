"""The ground that units of a register cover, cut into pieces that every vintage of the boundaries is made of.

The register has the columns code, valid_from, valid_to, level, unit_type, parent_code and ``same_territory``; the
crosswalk has old_code, old_valid_from, new_code, new_valid_from and weights. Vintages of one code on unchanged ground
are one *place*. A place that nothing is listed under is cut by the crosswalk: each way through its predecessors and
successors is an *atom*. Any other place is what is listed under it on its last day, which is when registers are most
complete. A place without a parent is not opened: the register of one province does not list the whole country.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from schemas.core.validity import unbroken

SAME = "same_territory"


@dataclass(frozen=True)
class Territory:
    """A register and its crosswalk, read together.

    ``units``: the register with ``place``, ``since``, ``until`` (the place's whole time). ``atoms``: place, atom.
    ``edges``: the crosswalk by places (old, new), without those that stay one place. ``turns``: atom, day: the day on
    which the unit of the lowest level that holds the atom changed its kind.
    """

    units: pl.DataFrame
    atoms: pl.DataFrame
    edges: pl.DataFrame
    turns: pl.DataFrame

    @staticmethod
    def of(units: pl.DataFrame, crosswalk: pl.DataFrame) -> Territory:
        placed = unbroken(units, ("code",), pl.col(SAME)).with_columns(
            pl.struct("code", "since").rank("dense").cast(pl.Int64).alias("place")
        )
        edges = _edges(placed, crosswalk)
        inner = placed.filter(pl.col("code").is_in(units["parent_code"].drop_nulls().unique().implode()))
        leaves = placed.join(inner, on="place", how="anti")
        atoms = _atoms(placed, _paths(leaves["place"].unique().sort(), edges))
        return Territory(placed, atoms, edges, _turns(leaves, edges, atoms))


def overlaps(these: pl.DataFrame, those: pl.DataFrame) -> pl.DataFrame:
    """place, other, common, size, other_size: every two places with common ground, measured in atoms."""
    mine = these.with_columns(pl.len().over("place").alias("size"))
    theirs = those.select(pl.col("place").alias("other"), "atom").with_columns(
        pl.len().over("other").alias("other_size")
    )
    return mine.join(theirs, on="atom").group_by("place", "other", "size", "other_size").agg(pl.len().alias("common"))


def _edges(placed: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    found = crosswalk
    for end in ("old", "new"):
        named = placed.select(
            pl.col("code").alias(f"{end}_code"),
            pl.col("valid_from").alias(f"{end}_valid_from"),
            pl.col("place").alias(end),
            pl.col("unit_type").alias(f"{end}_type"),
        )
        found = found.join(named, on=[f"{end}_code", f"{end}_valid_from"], how="inner")
    forward = (pl.col("old") != pl.col("new")) & (pl.col("old_valid_from") < pl.col("new_valid_from"))
    return found.filter(forward).rename({"new_valid_from": "day"})


def _paths(leaves: pl.Series, edges: pl.DataFrame) -> pl.DataFrame:
    """place, atom of the lowest places: an atom is a way through the crosswalk from its beginning to its end."""
    steps = edges.filter(pl.col("old").is_in(leaves.implode()) & pl.col("new").is_in(leaves.implode()))
    steps = steps.select(pl.col("old").alias("last"), pl.col("new").alias("next"))
    first = leaves.filter(~leaves.is_in(steps["next"].implode()))
    paths = pl.DataFrame({"path": first.reshape((-1, 1)).cast(pl.List(pl.Int64)), "last": first})
    while (longer := paths.join(steps, on="last", how="left"))["next"].is_not_null().any():
        paths = longer.select(
            pl.when(pl.col("next").is_null()).then("path").otherwise(pl.concat_list("path", "next")).alias("path"),
            pl.coalesce("next", "last").alias("last"),
        )
    return paths.with_row_index("atom").explode("path").select(pl.col("path").alias("place"), pl.col("atom"))


def _atoms(placed: pl.DataFrame, lowest: pl.DataFrame) -> pl.DataFrame:
    """place, atom of all places: those above are what stands under them, one that is not opened is itself."""
    above = placed.filter(pl.col("parent_code").is_not_null()).select("place", "code", "until").unique()
    under = (pl.col("valid_from") < pl.col("until")) & (pl.col("ends") >= pl.col("until"))
    child = placed.select(
        pl.col("parent_code").alias("code"),
        pl.col("place").alias("child"),
        "valid_from",
        pl.coalesce("valid_to", "until").alias("ends"),
    )
    links = above.join(child, on="code").filter(under).select("place", "child").unique()
    closed = placed.select("place").unique().join(lowest, on="place", how="anti").join(links, on="place", how="anti")
    own = closed.sort("place").with_row_index("atom", offset=lowest["atom"].n_unique()).select("place", "atom")
    atoms = pl.concat([lowest, own])
    for _ in range(placed["level"].n_unique()):
        through = links.join(atoms, left_on="child", right_on="place").select("place", "atom")
        atoms = pl.concat([atoms, through]).unique()
    return atoms.sort("place", "atom")


def _turns(leaves: pl.DataFrame, edges: pl.DataFrame, atoms: pl.DataFrame) -> pl.DataFrame:
    """atom, day: days on which the kind of the lowest unit changed, by the crosswalk or on unchanged ground."""
    before = pl.col("unit_type").shift(1).over("place", order_by="valid_from")
    turned = leaves.filter(pl.col("unit_type") != before).select("place", pl.col("valid_from").alias("day"))
    crossed = edges.filter(pl.col("old_type") != pl.col("new_type")).select("old", "new", "day")
    shared = crossed.join(atoms, left_on="old", right_on="place").join(
        atoms, left_on=["new", "atom"], right_on=["place", "atom"]
    )
    return pl.concat([turned.join(atoms, on="place").select("atom", "day"), shared.select("atom", "day")]).unique()
