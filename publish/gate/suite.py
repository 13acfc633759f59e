"""What is expected of a table as a whole, derived from its model, its descriptor and its last release.

Only what the table could breach is asked: of a first release little, of an empty table nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from publish.gate.expectation import Expectation, Severity, Suite
from publish.gate.limits import (
    DAYS,
    DRIFT_NULLS,
    DRIFT_QUANTILES,
    DRIFT_ROWS,
    LEAST_GRACE,
    MANY_FACTOR,
    MANY_UNITS,
    TOTAL_FACTOR,
)
from publish.gate.series import Compared, absent_frame, due_frame, periods_frame
from publish.gate.totals import totals_frame
from publish.gate.words import day, day_number, text
from schemas.core.site import Text

Frames = dict[str, pl.DataFrame]
ROWS = "unexpected_rows_expectation"


def derive(said: Compared, name: str, late: Severity = "warning") -> Suite:
    """The suite of one table, staged as ``name``; ``late`` is how much it matters that it is behind its frequency."""
    now = said.staged(said.now)
    before = None if said.before is None or said.before.is_empty() or not said.key else said.staged(said.before)
    frames: Frames = {name: now}
    expected = [
        *_row_count(said),
        *_freshness(said, now, before, late),
        *_coverage(said, frames, name, before),
        *_comparison(said, frames, name, before),
        *_drift(said),
    ]
    needed, nothing = _needed(expected, now.columns), pl.repeat(None, now.height, dtype=pl.Null, eager=True)
    frames[name] = now.select(needed) if needed else nothing.to_frame("row")
    return Suite(said.table.dataset, said.table.name, frames, expected)


def _needed(expected: Sequence[Expectation], columns: Sequence[str]) -> list[str]:
    """The columns that are judged; of all others only that there are rows."""
    kinds = {one.kind for one in expected}
    needed = {str(one.kwargs.get("column")) for one in expected}
    needed |= {"period", "place"} if "coverage" in kinds else set()
    return [c for c in columns if c in needed]


def _row_count(said: Compared) -> Iterator[Expectation]:
    type_ = "expect_table_row_count_to_be_between"
    if said.before is not None and said.before.height:
        words = text("at least {count} rows, as many as the last release has", count=said.before.height)
        yield Expectation("row-count", type_, {"min_value": said.before.height}, words)
    elif said.now.height:
        words = text("{count} rows, as many as were checked", count=said.now.height)
        yield Expectation("row-count", type_, {"min_value": said.now.height, "max_value": said.now.height}, words)


def _freshness(said: Compared, now: pl.DataFrame, before: pl.DataFrame | None, late: Severity) -> Iterator[Expectation]:
    newest = None if before is None else before["period_end"].max()
    if newest is not None:
        words = text("the newest period ends on {day} or later, as in the last release", day=day(newest))
        yield _newest("freshness", int(str(newest)), words)
    due = due_by(said.frequency, date.fromisoformat(said.created[:10]))
    if due and now["period_end"].max() is not None:
        words = text("the newest period ends on {day} or later, for the table to be on time", day=due)
        yield _newest("late", day_number(due), words, late)


def _newest(kind: str, least: int, words: Text, severity: Severity = "critical") -> Expectation:
    kwargs = {"column": "period_end", "min_value": least}
    return Expectation(kind, "expect_column_max_to_be_between", kwargs, words, severity, shown="day")


def due_by(frequency: str, today: date) -> date | None:
    """The day on which the newest period of a table that is on time has ended; None of one that nothing is due in."""
    if frequency not in DAYS:
        return None
    days = DAYS[frequency]
    return today - timedelta(days=days + max(days // 2, LEAST_GRACE))


def _coverage(said: Compared, frames: Frames, name: str, before: pl.DataFrame | None) -> Iterator[Expectation]:
    if before is None or not said.periods:
        return
    frames[f"{name}_due"] = due_frame(said, frames[name], before)
    query = f"SELECT period, place FROM {name}_due EXCEPT SELECT period, place FROM {{batch}}"  # noqa: S608
    yield _rows("coverage", f"{query} ORDER BY 1, 2", _covered(said))
    if said.places != said.units:
        frames[f"{name}_absent"] = absent_frame(said, frames[name], before, frames[f"{name}_due"])
        query = f"SELECT period, place FROM {name}_absent WHERE EXISTS (SELECT 1 FROM {{batch}})"  # noqa: S608
        words = text(
            "where {place} reports, every {columns} that it had in that period, or in the one before a new one",
            place=said.place,
            columns=", ".join(c for c in said.units if c != said.place),
        )
        yield _rows("breakdown", f"{query} ORDER BY 1, 2", words, "warning")


def _covered(said: Compared) -> Text:
    if not said.places:
        return text("every period of the last release")
    return text(
        "every value of {columns} in each period of the last release;"
        " in a new period, every one of the period before it",
        columns=", ".join(said.places),
    )


def _comparison(said: Compared, frames: Frames, name: str, before: pl.DataFrame | None) -> Iterator[Expectation]:
    """Totals and duplicated periods: both need figures, and something to compare them with."""
    if not said.measures or not said.key:
        return
    figures: Severity = "warning" if said.invented else "critical"  # a program repeats itself, and slips in no unit
    periods = periods_frame(said, frames[name], before) if said.periods else None
    totals = totals_frame(frames[name], before, periods, single=said.rows_are_units)
    if periods is not None:
        frames[f"{name}_periods"] = periods
        yield from _duplicated(periods, name, figures)
    if totals.height:
        frames[f"{name}_totals"] = totals
        words = text(
            "no total {factor} times larger or smaller than that of the same units before"
            " ({many} times where there are {units} units or more)",
            factor=TOTAL_FACTOR,
            many=MANY_FACTOR,
            units=MANY_UNITS,
        )
        measures = {f"m{i}": column for i, column in enumerate(said.measures)}
        yield _rows("totals", _slips(f"{name}_totals"), words, figures, measures)


def _slips(totals: str) -> str:
    factor = f"CASE WHEN units >= {MANY_UNITS} THEN {MANY_FACTOR} ELSE {TOTAL_FACTOR} END"
    return (
        f"SELECT measure, period, value, against, reference FROM {totals} "  # noqa: S608
        f"WHERE value > 0 AND reference > 0 AND (value >= reference * ({factor}) OR reference >= value * ({factor})) "
        "AND EXISTS (SELECT 1 FROM {batch}) ORDER BY measure, period, against"
    )


def _duplicated(periods: pl.DataFrame, name: str, severity: Severity) -> Iterator[Expectation]:
    if periods["print"].drop_nulls().len() < 2 or not periods["fresh"].any():
        return
    query = (
        f"SELECT n.period AS period, o.period AS other FROM {name}_periods n JOIN {name}_periods o "  # noqa: S608
        "ON n.print = o.print AND (o.period < n.period OR (o.period > n.period AND NOT o.fresh)) "
        "WHERE n.fresh AND EXISTS (SELECT 1 FROM {batch}) ORDER BY 1, 2"
    )
    yield _rows(
        "duplicated-period", query, text("no new or corrected period with all the figures of another"), severity
    )


def _drift(said: Compared) -> Iterator[Expectation]:
    if said.before is None or min(said.now.height, said.before.height) < DRIFT_ROWS:
        return
    for i, column in enumerate(said.measures):
        if column in said.before.columns and said.before.schema[column].is_numeric():
            yield from _moved(f"m{i}", column, said.before[column].drop_nulls(), said.before.height)


def _moved(staged: str, column: str, before: pl.Series, height: int) -> Iterator[Expectation]:
    low, high = (before.quantile(q) for q in DRIFT_QUANTILES)
    if low is not None and high is not None and low < high:
        kwargs = {"column": staged, "min_value": low, "max_value": high}
        words = text("the median of {column} between {low} and {high}", column=column, low=low, high=high)
        yield Expectation("drift", "expect_column_median_to_be_between", kwargs, words)
    least = len(before) / height - DRIFT_NULLS
    if least > 0:
        words = text("{column} filled in in at least the share {share} of the rows", column=column, share=least)
        type_ = "expect_column_proportion_of_non_null_values_to_be_between"
        yield Expectation("drift", type_, {"column": staged, "min_value": least}, words)


def _rows(
    kind: str, query: str, words: Text, severity: Severity = "critical", names: dict[str, str] | None = None
) -> Expectation:
    kwargs = {"unexpected_rows_query": query}
    return Expectation(kind, ROWS, kwargs, words, severity, names or {}, "rows")
