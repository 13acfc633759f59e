"""Why units could not be expressed on other boundaries, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from schemas.core.i18n import Lang, say
from schemas.core.site import Text
from schemas.core.territory import Territory, overlaps

SHOWN = 6  # codes, and periods, that a reason names


class Refused(NamedTuple):
    """A unit that could not be expressed, and why."""

    code: str
    reason: Text


def refusals(
    rows: pl.DataFrame,
    figures: pl.DataFrame,
    parts: pl.DataFrame,
    whole: pl.DataFrame,
    fits: pl.DataFrame,
    land: Territory,
    targets: pl.DataFrame,
) -> list[Refused]:
    """What was sent and is not in the result: codes that are no units, units divided, targets that lack a part."""
    sent = figures.select("place", "period").unique()
    lies = pl.col("common") == pl.col("size")
    smallest = fits.filter(lies).sort("other_size", "other").unique("place", keep="first", maintain_order=True)
    tried = sent.join(smallest, on="place").select("other", "period").unique()
    partly = sent.join(fits.filter(pl.col("share").is_null()), on="place")
    nowhere = partly.join(smallest, on="place", how="anti")
    found = [
        *_unknown(rows),
        *_lost(sent.join(fits, on="place", how="anti"), land),
        *_divided(partly, pl.concat([tried, nowhere.select("other", "period")]), land, targets),
        *_incomplete(rows, parts, whole, tried, land, targets),
    ]
    return sorted(found, key=lambda refused: (refused.code, refused.reason.en))


def _unknown(rows: pl.DataFrame) -> Iterator[Refused]:
    lost = rows.filter(pl.col("place").is_null() & pl.col("geo").is_not_null())
    for code, periods in lost.group_by("geo").agg(pl.col("period").unique().sort()).iter_rows():
        yield _refused(str(code), periods=periods)


def _lost(sent: pl.DataFrame, land: Territory) -> Iterator[Refused]:
    """Units whose ground is not known to lie in any target."""
    named = sent.join(land.units.select("place", "code").unique(), on="place")
    for code, periods in named.group_by("code").agg(pl.col("period").unique().sort()).iter_rows():
        yield _refused(code, periods=periods, lost=True)


def _divided(partly: pl.DataFrame, tried: pl.DataFrame, land: Territory, targets: pl.DataFrame) -> Iterator[Refused]:
    """Units that lie in several targets: those the crosswalk divides, and those that a target tried for would need."""
    edges = land.edges.select(pl.col("old").alias("place"), pl.col("new").alias("other"))
    divided = partly.join(edges, on=["place", "other"], how="semi")
    needed = partly.join(tried, on=["other", "period"], how="semi")
    lost = pl.concat([divided, needed]).select("place", "period").unique()
    periods = lost.group_by("place").agg(pl.col("period").unique().sort())
    among = _largest(partly.drop("period").unique().join(lost, on="place", how="semi"), land)
    named = among.join(targets, left_on="other", right_on="place")
    codes = named.group_by("place").agg(pl.col("code").unique().sort().alias("among"))
    told = periods.join(codes, on="place").join(land.units.select("place", "code").unique(), on="place")
    for code, within, parts in told.select("code", "period", "among").iter_rows():
        yield _refused(code, periods=within, among=parts)


def _largest(among: pl.DataFrame, land: Territory) -> pl.DataFrame:
    """Of the targets that a unit lies in, those that lie in no other of them."""
    ground = land.atoms.join(among.select(pl.col("other").alias("place")).unique(), on="place", how="semi")
    lies = (pl.col("common") == pl.col("size")) & (pl.col("size") < pl.col("other_size"))
    inside = (
        overlaps(ground, ground).filter(lies).select(pl.col("place").alias("other"), pl.col("other").alias("holder"))
    )
    smaller = (
        among.select("place", "other")
        .join(inside, on="other")
        .join(among.select("place", pl.col("other").alias("holder")), on=["place", "holder"], how="semi")
    )
    return among.join(smaller, on=["place", "other"], how="anti")


def _incomplete(
    rows: pl.DataFrame,
    parts: pl.DataFrame,
    whole: pl.DataFrame,
    tried: pl.DataFrame,
    land: Territory,
    targets: pl.DataFrame,
) -> Iterator[Refused]:
    """Targets that some unit lies in, and that are not covered."""
    group = [c for c in whole.columns if c not in ("other_size", "value", "covered", "said")]
    short = parts.join(tried, on=["other", "period"], how="semi")
    short = short.join(whole.select(group), on=group, how="anti", nulls_equal=True)
    numbered = short.select(group).unique().with_row_index("_sum")
    wanted = numbered.join(land.atoms, left_on="other", right_on="place").select("_sum", "other", "period", "atom")
    given = short.join(numbered, on=group, nulls_equal=True).join(land.atoms, on="place").select("_sum", "atom")
    lacking = wanted.join(given, on=["_sum", "atom"], how="anti").select("other", "period", "atom").unique()
    named = lacking.join(_lowest(rows, land), on=["period", "atom"], how="left")
    told = named.group_by("other").agg(
        pl.col("period").unique().sort(), pl.col("code").drop_nulls().unique().sort().alias("missing")
    )
    told = told.join(targets, left_on="other", right_on="place").select("code", "period", "missing")
    for code, periods, missing in told.iter_rows():
        yield _refused(code, periods=periods, missing=missing)


def _lowest(rows: pl.DataFrame, land: Territory) -> pl.DataFrame:
    """period, atom, code: the smallest unit that held the atom in the period."""
    periods = rows.select("period", "period_start", "period_end").unique()
    sizes = land.atoms.with_columns(pl.len().over("place").alias("size"))
    spans = land.units.select("place", "code", "since", "until").unique().join(sizes, on="place")
    valid = (pl.col("since") <= pl.col("period_start")) & (pl.col("until") >= pl.col("period_end"))
    held = periods.join(spans, how="cross").filter(valid).sort("size", "code")
    return held.unique(["period", "atom"], keep="first", maintain_order=True).select("period", "atom", "code")


def _refused(
    code: str,
    periods: Sequence[str],
    among: Sequence[str] = (),
    missing: Sequence[str] | None = None,
    *,
    lost: bool = False,
) -> Refused:
    """The reason by what is given: divided among units, parts missing, ground lost sight of, or no unit at all."""
    words = {"periods": _listed(periods), "among": _listed(among), "missing": _listed(missing or ("?",))}

    def reason(lang: Lang) -> str:
        if among:
            text = say(
                "schemas", lang, "its ground lies in {among}; how much in each is not known ({periods})", **words
            )
        elif missing is not None:
            text = say("schemas", lang, "without {missing} the sum is not whole ({periods})", **words)
        elif lost:
            text = say("schemas", lang, "what became of its ground is not recorded ({periods})", **words)
        else:
            text = say("schemas", lang, "no unit has this code for the whole period ({periods})", **words)
        return text

    return Refused(code, Text(reason("vi"), reason("en")))


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts[:SHOWN]) + (f" … ({len(texts)})" if len(texts) > SHOWN else "")
