"""The values of indicators, computed by their formulas; each keeps what is known of the rows it was made of.

A frame of figures has the columns ``period``, ``geo_code``, those of its breakdown, ``invented`` (illustrative rows and
real ones never make one figure) and ``value``, and in every figure the weakest of what its inputs were: ``status``,
``flag``, ``provenance`` as ranks, ``documents``, and how many rows of a sum were ``counted`` and ``left`` out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import polars as pl

from schemas.angiang.formulas import PERCENT, PERIOD, PLACE, Formula, Measure, Other, Side
from schemas.angiang.ste.places import provinces_on
from schemas.core.derived import Tables
from schemas.core.period import period_bounds
from schemas.core.rules import Given
from schemas.core.rules.base import TableName

STATUSES = ("UT", None, "SB", "CT")  # the weakest first; a source that does not say may mean any but an estimate
FLAGS = (None, "I", "E", "B")  # what weighs most last; the others stand where no value does
PROVENANCES = ("minh_hoa", "trich_dan", "chinh_thuc")  # the weakest first; what is compiled is no figure
INVENTED = "minh_hoa"
RANKS = ("status", "flag", "provenance")
FIGURE = ("value", *RANKS, "documents", "counted", "left")
DIGITS = 7  # that are kept: more than any input has


@dataclass(frozen=True)
class Inputs:
    """The tables, the key of each, and all formulas by indicator."""

    tables: Tables
    keys: Mapping[TableName, Sequence[str]]
    formulas: Mapping[str, Formula] = field(default_factory=dict)


def figures(formula: Formula, inputs: Inputs, base_year: int | None = None) -> pl.DataFrame:
    """The figures of an indicator; none where an input has none, or where there is no base year to compare with."""
    above = _side(formula, formula.numerator, formula.denominator, inputs, base_year)
    if formula.denominator:
        below = _side(formula, formula.denominator, formula.numerator, inputs, base_year)
        below = below.filter(pl.col("value") != 0)
        times = 100 if formula.unit == PERCENT else 1
        above = _joined(above, below, times * pl.col("value") / pl.col("value_right"))
    if base_year is not None and any(isinstance(term, Other) and term.base for term in formula.terms):
        above = _since(above, formula, inputs, str(base_year))
    return above.filter(pl.col("value").is_finite()).with_columns(pl.col("value").round_sig_figs(DIGITS))


def _side(formula: Formula, side: Side, other: Side | None, inputs: Inputs, base_year: int | None) -> pl.DataFrame:
    """The signed terms of one side put together; at least one row must stand behind it."""
    frames = []
    for sign, term in side.terms:
        found = _term(formula, term, _partner(side, other), inputs, base_year)
        frames.append(found.with_columns(pl.col("value") * sign * side.factor))
    added = pl.col("value") + pl.col("value_right")
    return reduce(lambda left, right: _joined(left, right, added), frames).filter(pl.col("counted") > 0)


def _partner(side: Side, other: Side | None) -> Measure | None:
    """The other side where both are one sum over the same rows: a row then counts only if it has both values."""
    terms = [term for one in (side, other) if one for _, term in one.terms]
    if len(terms) == 2 and isinstance(terms[0], Measure) and isinstance(terms[1], Measure) and terms[0].how == "sum":
        return terms[1] if terms[0].rows == terms[1].rows else None
    return None


def _term(
    formula: Formula, term: Measure | Other, partner: Measure | None, inputs: Inputs, base_year: int | None
) -> pl.DataFrame:
    if isinstance(term, Measure):
        return _measured(term, partner, formula.breakdown, inputs)
    found = figures(inputs.formulas[term.indicator], inputs, base_year)
    if not term.base:
        return found
    base = found.filter(pl.col(PERIOD) == ("" if base_year is None else str(base_year)))
    return base.drop(PERIOD).with_columns(flag=pl.lit(0))  # a break before the base year is none for what comes after


def _measured(measure: Measure, partner: Measure | None, breakdown: Sequence[str], inputs: Inputs) -> pl.DataFrame:
    """The figures of one column, or of a sum or number of rows; a sum with a value missing is none."""
    rows = _rows(measure, inputs)
    by = [PERIOD, PLACE, *(name for name in breakdown if name in rows.columns), "invented"]
    if not measure.how:
        whole = [_cell(measure.column).alias("value"), pl.concat_list("documents").alias("documents")]
        return rows.filter("asked").select(*by, *RANKS, *whole, counted=pl.lit(1), left=pl.lit(0))
    if measure.how == "count":
        used, value, left = pl.lit(True), pl.col("asked").sum().cast(pl.Float64), pl.lit(0)
    else:
        cell = _cell(measure.column)
        given = cell.is_not_null() & _cell(partner.column).is_not_null() if partner else pl.lit(True)
        used, left = pl.col("asked") & given, (pl.col("asked") & ~given).sum()
        value = pl.when((used & cell.is_null()).any()).then(None).otherwise(cell.filter(used).sum())
    return rows.group_by(by).agg(
        value.alias("value"),
        used.sum().alias("counted"),
        left.alias("left"),
        pl.col("status", "provenance").filter(used).min(),
        pl.col("flag").filter(used).max(),
        pl.col("documents").filter(used).unique(),
    )


def _rows(measure: Measure, inputs: Inputs) -> pl.DataFrame:
    """The rows that may count, with the ranks of what they are; ``asked`` are those that the filter lets through.

    Where the place is no part of the key (projects, surveys, urban areas) a row counts for the province it lies in.
    """
    named = {column for column in (measure.column, *(name for name, _ in measure.where)) if column}
    if measure.name not in inputs.keys or not named <= {*inputs.tables[measure.name].columns}:
        raise ValueError(f"no input: {'/'.join(measure.name)} {', '.join(sorted(named))}")
    key = inputs.keys[measure.name]
    rows = inputs.tables[measure.name].filter(pl.col("provenance").is_in(PROVENANCES))
    rows = rows.with_columns(
        pl.all_horizontal(pl.lit(True), *(pl.col(name).is_in(codes) for name, codes in measure.where)).alias("asked"),
        _rank("data_status", STATUSES).alias("status"),
        _rank("obs_flag", FLAGS).alias("flag"),
        _rank("provenance", PROVENANCES).alias("_provenance"),
        (pl.col("provenance") == INVENTED).alias("invented"),
        pl.col("source_doc").alias("documents"),
    )
    bounds = period_bounds(rows[PERIOD])
    if PLACE not in key:
        rows = rows.with_columns(
            provinces_on(rows[PLACE], bounds["period_start"], Given(tables=inputs.tables)).alias(PLACE)
        )
    rows = rows.with_columns(bounds).drop("provenance").rename({"_provenance": "provenance"})
    return _of_years(rows, key) if measure.yearly else rows


def _of_years(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """For each year what is reported for the period that ends with it, the shortest where there are several."""
    ends = (pl.col("period_end").dt.month() == 1) & (pl.col("period_end").dt.day() == 1)
    years = pl.col("period_start").dt.year().cast(pl.String).alias(PERIOD)
    return rows.filter(ends).sort("period_start").with_columns(years).unique([*key], keep="last", maintain_order=True)


def _rank(name: str, ranks: Sequence[str | None]) -> pl.Expr:
    """The place of a code among ``ranks``; any other is as good as none."""
    known = {code: place for place, code in enumerate(ranks) if code}
    return pl.col(name).replace_strict(known, default=ranks.index(None) if None in ranks else 0, return_dtype=pl.Int8)


def _cell(name: str) -> pl.Expr:
    """The value of a column; an empty one is never 0: flag N says nil or not applicable, and of the whole row."""
    return pl.col(name).cast(pl.Float64)


def _joined(left: pl.DataFrame, right: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """Figures of the same period, place and breakdown, as far as both have them, put together."""
    by = [name for name in left.columns if name in right.columns and name not in FIGURE]
    both = left.join(right, on=by, how="inner")
    return both.select(
        *(name for name in both.columns if name.removesuffix("_right") not in FIGURE),
        value.alias("value"),
        *(pl.min_horizontal(name, f"{name}_right") for name in ("status", "provenance")),
        *(pl.max_horizontal(name, f"{name}_right") for name in ("flag", "counted", "left")),
        pl.concat_list("documents", "documents_right").alias("documents"),
    )


def _since(found: pl.DataFrame, formula: Formula, inputs: Inputs, base: str) -> pl.DataFrame:
    """The years after the base year, as far as no input has a break between the two."""
    found = found.filter((pl.col(PERIOD).str.len_chars() == len(base)) & (pl.col(PERIOD) > base))
    by = [name for name in found.columns if name not in FIGURE]
    for measure in formula.measures(inputs.formulas):
        rows = _rows(measure, inputs)
        same = [name for name in by if name in rows.columns and name != PERIOD]
        broken = rows.filter("asked", pl.col("flag") == FLAGS.index("B"), pl.col(PERIOD) > base)
        breaks = broken.select(*same, pl.col(PERIOD).alias("_break")).unique()
        crossed = found.join(breaks, on=same).filter(pl.col("_break") <= pl.col(PERIOD))
        found = found.join(crossed, on=by, how="anti")
    return found
