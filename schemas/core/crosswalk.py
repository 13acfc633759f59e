"""A series carried across changes of boundaries: expressed on the units of one day, by sums that are exact.

    carried = carry(waste, units, crosswalk, values=("collected",), to=date(2025, 6, 30), within=("area_type",))
    carried.frame     # old districts go on after the merger, as sums of the new communes that lie in them
    carried.refused   # which units could not be expressed, and why, in words

Old units are summed into new ones, new ones back into old ones where they nest exactly. A unit above (a district, a
province) is carried by what stands under it: districts ended without a successor, and the crosswalk needs no row for
them, for the new communes lie in them by way of the old communes whose ``parent_code`` is the district. What was
divided is refused, unless weights say how, and a sum that lacks a part is refused.

Only additive measures (tonnes, persons, dong) may be carried. A rate, a share or a mean may not: carry its numerator
and denominator, and divide again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.core.period import period_bounds
from schemas.core.refusal import Refused, refusals
from schemas.core.territory import Territory, overlaps

BREAK, ESTIMATE = "B", "E"


@dataclass(frozen=True)
class Carried:
    """``frame``: period, geo, the key columns within, the values and the flag. ``refused``: what is not in it."""

    frame: pl.DataFrame
    refused: list[Refused]


def carry(
    frame: pl.DataFrame,
    units: pl.DataFrame,
    crosswalk: pl.DataFrame,
    *,
    values: Sequence[str],
    to: date,
    within: Sequence[str] = (),
    geo: str = "geo_code",
    period: str = "period",
    weights: str = "",
    broken: tuple[str, Sequence[str]] | None = None,
    flag: str = "obs_flag",
) -> Carried:
    """The additive ``values`` of ``frame`` on the boundaries of the day ``to``, at every level that can be had.

    ``within`` are the other columns of the key. A target's own figure is preferred to the sum of its parts, and of
    parts the larger ones. With ``weights`` (a column of the crosswalk) a divided unit is apportioned, and flagged E.
    ``broken`` names the column that tells town from country, and its codes whose series break (B) in the first period
    after units of a target changed their kind: towns vanish, totals do not.

    Raises:
        ValueError: several rows of one unit and period are alike in ``within``.
        KeyError: ``broken`` names no column of ``within``.
    """
    land, keys = Territory.of(units, crosswalk), {name: f"key{i}" for i, name in enumerate(within)}
    group = ["period", *keys.values()]
    rows = _placed(_plain(frame, {period: "period", geo: "geo", **keys}, values, flag), land)
    if rows.select(*group, "geo").is_duplicated().any():
        raise ValueError(f"more than one row per {', '.join([period, *within, geo])}")
    targets = _targets(land, to)
    figures = _figures(rows, group, values)
    fits = _fits(land, targets, figures["place"].unique(), weights)
    parts = _parts(figures, fits, land, [*group, "measure"])
    sums = _sums(parts, [*group, "measure"])
    whole = sums.filter(pl.col("covered") == pl.col("other_size"))
    found = _wide(whole, group, values)
    if broken is not None:
        found = _with_breaks(found, land, targets, group, keys[broken[0]], broken[1])
    found = found.join(targets.rename({"code": "geo", "place": "other"}), on="other")
    whole_numbers = () if weights else [v for v in values if frame.schema[v].is_integer()]
    told = found.sort("period", "geo", *keys.values(), nulls_last=True).select(
        pl.col("period").alias(period),
        pl.col("geo").alias(geo),
        *(pl.col(key).alias(name) for name, key in keys.items()),
        *(pl.col(f"value.{v}").alias(v) for v in values),
        pl.col("said").alias(flag),
    )
    told = told.with_columns(pl.col(v).round().cast(frame.schema[v]) for v in whole_numbers)
    return Carried(told, refusals(rows, figures, parts, whole, fits, land, targets))


def _plain(frame: pl.DataFrame, names: Mapping[str, str], values: Sequence[str], flag: str) -> pl.DataFrame:
    """The columns that count, under names of our own: a key may be called anything."""
    said = pl.col(flag).cast(pl.String) if flag in frame.columns else pl.lit(None, pl.String)
    keys = [pl.col(name).alias(plain) for name, plain in names.items()]
    return frame.select(*keys, said.alias("said"), *(pl.col(v).cast(pl.Float64).alias(f"value.{v}") for v in values))


def _placed(frame: pl.DataFrame, land: Territory) -> pl.DataFrame:
    """The rows with ``place``, null where the code is no unit for the whole period."""
    rows = pl.concat([frame, period_bounds(frame["period"])], how="horizontal").with_row_index("_row")
    spans = land.units.select("code", "since", "until", "place").unique()
    here = rows.select("_row", "geo", "period_start", "period_end").join(spans, left_on="geo", right_on="code")
    valid = (pl.col("since") <= pl.col("period_start")) & (pl.col("until") >= pl.col("period_end"))
    return rows.join(here.filter(valid).select("_row", "place"), on="_row", how="left")


def _targets(land: Territory, to: date) -> pl.DataFrame:
    """code, place of the units valid on the day."""
    return land.units.filter((pl.col("since") <= to) & (pl.col("until") > to)).select("code", "place").unique()


def _figures(rows: pl.DataFrame, group: Sequence[str], values: Sequence[str]) -> pl.DataFrame:
    """One row per figure: the key, ``place``, ``said`` (its flag), ``measure``, ``value``."""
    cells = [f"value.{v}" for v in values]
    return (
        rows.filter(pl.col("place").is_not_null())
        .unpivot(on=cells, index=[*group, "place", "said"], variable_name="measure", value_name="value")
        .drop_nulls("value")
    )


def _fits(land: Territory, targets: pl.DataFrame, sources: pl.Series, weights: str) -> pl.DataFrame:
    """place, other (a target), size, other_size, common, share: 1 where the place lies in it, null where unknown."""
    have = land.atoms.filter(pl.col("place").is_in(sources.implode()))
    found = overlaps(have, land.atoms.join(targets, on="place", how="semi"))
    found = found.with_columns(pl.when(pl.col("common") == pl.col("size")).then(1.0).alias("share"))
    if not weights:
        return found
    total = pl.col(weights).sum().over("old")
    known = ((total - 1).abs() < 0.001) & pl.col(weights).is_not_null().all().over("old")
    shares = land.edges.filter(known).select("old", "new", pl.col(weights).alias("weight"))
    joined = found.join(shares, left_on=["place", "other"], right_on=["old", "new"], how="left")
    return joined.with_columns(pl.coalesce("share", "weight").alias("share")).drop("weight")


def _parts(figures: pl.DataFrame, fits: pl.DataFrame, land: Territory, group: list[str]) -> pl.DataFrame:
    """The figures of each target, without those that a larger one of the same target contains already."""
    parts = figures.join(fits.filter(pl.col("share").is_not_null()), on="place")
    have = land.atoms.filter(pl.col("place").is_in(figures["place"].unique().implode()))
    inside = (pl.col("common") == pl.col("size")) & (pl.col("place") != pl.col("holder"))
    first = (pl.col("size") < pl.col("other_size")) | (pl.col("place") > pl.col("holder"))
    holds = overlaps(have, have).rename({"other": "holder"}).filter(inside & first).select("place", "holder")
    here = [*group, "other"]
    double = parts.select(*here, "place").join(holds, on="place")
    double = double.join(
        parts.select(*here, pl.col("place").alias("holder")), on=[*here, "holder"], how="semi", nulls_equal=True
    )
    return parts.join(double, on=[*here, "place"], how="anti", nulls_equal=True)


def _sums(parts: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """One row per target, key and measure: the sum, how many atoms it covers, and the flag it takes from its parts."""
    part, passed = pl.col("common") < pl.col("size"), [BREAK, ESTIMATE]
    own = (pl.col("place") == pl.col("other")).all()
    inherited = pl.col("said").filter(pl.col("said").is_in(passed)).min()
    return parts.group_by(*group, "other", "other_size").agg(
        (pl.col("value") * pl.col("share")).sum().alias("value"),
        pl.col("common").sum().alias("covered"),
        pl.when(part.any())
        .then(pl.lit(ESTIMATE))
        .when(own)
        .then(pl.col("said").first())
        .otherwise(inherited)
        .alias("said"),
    )


def _wide(whole: pl.DataFrame, group: list[str], values: Sequence[str]) -> pl.DataFrame:
    """One row per target and key, a column per measure; of the flags of the measures the first."""
    return whole.group_by(*group, "other").agg(
        *(pl.col("value").filter(pl.col("measure") == c).first().alias(c) for c in (f"value.{v}" for v in values)),
        pl.col("said").min(),
    )


def _with_breaks(
    found: pl.DataFrame, land: Territory, targets: pl.DataFrame, group: list[str], column: str, codes: Sequence[str]
) -> pl.DataFrame:
    """A break where units of the target changed their kind since the period before, in the series broken down by it."""
    days = land.atoms.join(targets, on="place", how="semi").join(land.turns, on="atom").select("place", "day").unique()
    rows = pl.concat([found, period_bounds(found["period"])], how="horizontal").with_row_index("_row")
    turned = (
        rows.select("_row", "other", "period_end")
        .join(days, left_on="other", right_on="place")
        .filter(pl.col("day") < pl.col("period_end"))
        .group_by("_row")
        .agg(pl.len().alias("_turns"))
    )
    turns = pl.col("_turns").fill_null(0)
    since = turns > turns.shift(1).over("other", "freq", *group[1:], order_by="period_start")
    breaks = since & pl.col(column).is_in(codes)
    flagged = pl.when(breaks).then(pl.lit(BREAK)).otherwise(pl.col("said")).alias("said")
    return rows.join(turned, on="_row", how="left").with_columns(flagged).select(found.columns)
