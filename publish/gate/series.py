"""A table as units and periods: what the gate counts, compares and misses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import chain

import polars as pl
import polars.selectors as cs

from publish.gate.limits import COVERED_UNITS, MOST_MEASURES, SAME_FIGURES, SMALL_COUNT
from publish.gate.words import JOINED, day_number
from schemas.core.model import Reference
from schemas.core.period import ONCE_A_YEAR, Period, parse_period
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from schemas.core.validity import unbroken

PERIOD = "period"
Find = Callable[[TableName], pl.DataFrame | None]


@dataclass(frozen=True)
class Compared:
    """A table that is to be released: its typed rows, those of the last release, and what is known around them.

    ``place`` is the column of the site's places, ``created`` the moment of the release as an ISO text; ``find`` looks
    up other tables, those of the batch first. A ``computed`` table is nobody's report; the rows that a demonstration
    begins with are ``invented``.
    """

    table: Table
    now: pl.DataFrame
    before: pl.DataFrame | None
    frequency: str
    created: str
    find: Find
    place: str = ""
    computed: bool = False
    invented: bool = False

    @cached_property
    def key(self) -> list[str]:
        """The columns of the primary key that both states have: figures are compared by those, summed over the rest.

        Empty where nothing can be compared: figures of many periods or days are no sum of one.
        """
        states = [self.now] if self.before is None else [self.now, self.before]
        both = [c for c in self.table.primary_key if all(c in state.columns for state in states)]
        new = {*self.table.primary_key} - {*both}
        return [] if any(c == PERIOD or self.now.schema.get(c, pl.Null).is_temporal() for c in new) else both

    @cached_property
    def periods(self) -> Mapping[str, Period]:
        """Every period now and before, read; empty where the key has no period, or one that cannot be read."""
        if PERIOD not in self.key or self.now.schema[PERIOD] != pl.String:
            return {}
        said = {*self.now[PERIOD].drop_nulls(), *([] if self.before is None else self.before[PERIOD].drop_nulls())}
        try:
            return {str(text): parse_period(str(text)) for text in sorted(said, key=str)}
        except ValueError:
            return {}

    @cached_property
    def measures(self) -> list[str]:
        """Columns of figures: numbers that are neither key nor reference nor code; of a very wide table the first."""
        named = {c for r in self.table.references for c in r.columns} | {*self.table.primary_key}
        numbers = [f["name"] for f in self.table.fields if f.get("type") in ("number", "integer")]
        coded = {f["name"] for f in self.table.fields if f.get("codelist")}
        types = self.now.schema
        return [c for c in numbers if c not in named | coded and types.get(c, pl.Null).is_numeric()][:MOST_MEASURES]

    @property
    def units(self) -> list[str]:
        """What a figure is of: the key without its period and without days, which differ from period to period."""
        return [c for c in self.key if c != PERIOD and not self.now.schema[c].is_temporal()]

    @property
    def places(self) -> list[str]:
        """What coverage is judged by: the site's place where it is in the key, else all that a unit is."""
        return [self.place] if self.place in self.units else self.units

    @property
    def rows_are_units(self) -> bool:
        """Whether a unit has one row in a period, as it has where no day and nothing new is part of the key."""
        return {PERIOD, *self.units} == {*self.table.primary_key}

    def staged(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``unit`` and ``period_end`` (its last day) as numbers, ``place``, ``period``, and the measures, ``m0`` …"""
        ends = {text: day_number(p.end - timedelta(days=1)) for text, p in self.periods.items()}
        period = pl.col(PERIOD).cast(pl.String) if self.periods else pl.repeat("", pl.len())
        none, there = pl.lit(None, pl.Float64), [c for c in self.measures if frame.schema.get(c, pl.Null).is_numeric()]
        measures = [(cs.by_name(c) if c in there else none).alias(f"m{i}") for i, c in enumerate(self.measures)]
        return frame.select(
            _numbered(self.units).alias("unit"),
            joined(self.places).alias("place"),
            period.alias("period"),
            period.replace_strict(ends, default=None, return_dtype=pl.Int64).alias("period_end"),
            *measures,
        )

    def earlier(self, period: str) -> str | None:
        """The nearest earlier period of the same kind."""
        this = self.periods[period]
        past = [t for t, p in self.periods.items() if p.freq == this.freq and p.start < this.start]
        return max(past, key=lambda text: self.periods[text].start, default=None)

    def follows(self, period: str, earlier: str) -> bool:
        """Whether nothing was due between the two."""
        this, past = self.periods[period], self.periods[earlier]
        yearly = this.freq in ONCE_A_YEAR or self.frequency == "two-years"
        return (this.start - past.end).days <= (366 if yearly else 0)


def _numbered(columns: list[str]) -> pl.Expr:
    """A number for the cells of several columns: where it differs, they do."""
    return pl.struct(_texts(columns)).hash() if columns else pl.repeat(0, pl.len(), dtype=pl.UInt64)


def joined(columns: list[str]) -> pl.Expr:
    """Cells of several columns as one text."""
    return pl.concat_str([c.fill_null("") for c in _texts(columns)] or [pl.lit("")], separator=JOINED)


def _texts(columns: list[str]) -> list[pl.Expr]:
    """Columns by their exact names: to ``pl.col`` some are patterns."""
    return [cs.by_name(c).cast(pl.String) for c in columns]


def periods_frame(said: Compared, now: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """A row per period of the staged table ``now``: ``period``, ``earlier``, ``added``, ``fresh``, ``print``.

    ``fresh``: added, or with other figures than before. ``print`` is the same for the same figures of the same units;
    null where they could be the same by chance.
    """
    prints, old = _prints(now), {} if before is None else _prints(before)
    known = set() if before is None else {*before["period"]}
    rows = [
        (period, said.earlier(period), period not in known, period not in known or prints[period] != old.get(period))
        for period in sorted(prints)
    ]
    types = {"period": pl.String, "earlier": pl.String, "added": pl.Boolean, "fresh": pl.Boolean}
    frame = pl.DataFrame(rows, schema=types, orient="row")
    return frame.with_columns(pl.Series("print", [prints[row[0]] for row in rows], dtype=pl.String))


def _prints(staged: pl.DataFrame) -> dict[str, str | None]:
    measures = [c for c in staged.columns if c.startswith("m")]
    filled = staged.drop_nulls("period").filter(pl.any_horizontal(pl.col(measures).is_not_null()))
    rows = filled.select("period", *measures, row=filled.select("unit", *measures).hash_rows())
    found: dict[str, str | None] = dict.fromkeys(map(str, staged["period"].drop_nulls().unique()))
    for (period,), figures in rows.group_by("period"):
        if figures.height >= SAME_FIGURES and _tell_apart(figures.select(measures)):
            found[str(period)] = hashlib.sha256(figures["row"].sort().to_numpy().tobytes()).hexdigest()
    return found


def _tell_apart(figures: pl.DataFrame) -> bool:
    """Whether enough of the figures differ, small counts left out."""
    telling = set[float]()
    for value in chain.from_iterable(column.drop_nulls().unique() for column in figures.iter_columns()):
        if abs(value) >= SMALL_COUNT or value % 1:
            telling.add(value)
            if len(telling) == SAME_FIGURES:
                return True
    return False


def due_frame(said: Compared, now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """``period`` and ``place`` of all that must be there: what was, and in a new period the places of the one before.

    A place is due in a new period only while it exists. Nothing is due in a new period of a dataset that grows by
    events, of a computed one, after a gap, or where hardly any place reported before.
    """
    due = [before.select("period", "place")]
    everything = pl.concat([before.select("period", "place"), now.select("period", "place")]).unique()
    regular = said.frequency not in ("", "event") and not said.computed
    for period in sorted({*now["period"].drop_nulls()} - {*before["period"]}) if regular else ():
        earlier = said.earlier(period)
        if earlier is None or not said.follows(period, earlier):
            continue
        places = everything.filter(pl.col("period") == earlier)["place"]
        if len(places) >= COVERED_UNITS:
            standing = _standing(said, places, said.periods[period])
            due.append(pl.DataFrame({"period": [period] * len(standing), "place": standing}))
    return pl.concat(due).unique().sort("period", "place")


def absent_frame(said: Compared, now: pl.DataFrame, before: pl.DataFrame, due: pl.DataFrame) -> pl.DataFrame:
    """``period`` and ``place`` (all of a unit, as one text) of the units that are missing where their place is not.

    ``due`` is the :func:`due_frame`: what is due of a place in a new period is what it had in the one before.
    """
    told = ["period", "place", "unit"]
    had = pl.concat([before.select(told), now.select(told)]).with_row_index("row")
    new = {*now["period"].drop_nulls()} - {*before["period"]}
    after = pl.DataFrame([(p, said.earlier(p)) for p in sorted(new)], schema=["period", "earlier"], orient="row")
    again = had.join(after.cast(pl.String), left_on="period", right_on="earlier", suffix="_new")
    expected = [had.head(before.height).select("row", *told), again.select("row", "place", "unit", period="period_new")]
    missing = (
        pl.concat(expected, how="diagonal")
        .join(due, on=["period", "place"], how="semi")
        .join(now, on=["period", "place"], how="semi")
        .join(now, on=["period", "unit"], how="anti")
        .unique(["period", "unit"])
    )
    keys = [frame.select(_texts(said.units)) for frame in (said.before, said.now) if frame is not None]
    words = pl.concat(keys)[missing["row"]].select(joined(said.units).alias("place"))
    return pl.DataFrame([missing["period"], words["place"]]).sort("period", "place")


def _standing(said: Compared, places: pl.Series, period: Period) -> pl.Series:
    """Those of ``places`` that exist for the whole period, where their register says how long they do."""
    reference = next((r for r in said.table.references if r.columns == (said.place,) and r.during == PERIOD), None)
    target = said.find(reference.target) if reference else None
    if reference is None or target is None or said.place not in said.units:
        return places
    return places.filter(places.is_in(_valid(reference, target, period).implode()))


def _valid(reference: Reference, target: pl.DataFrame, period: Period) -> pl.Series:
    known = reference.continues and reference.continues in target.columns
    spans = unbroken(target, reference.to, pl.col(reference.continues) if known else pl.lit(False))
    covering = (pl.col("since") <= period.start) & (pl.col("until") >= period.end)
    return spans.filter(covering)[reference.to[0]].cast(pl.String).unique()
