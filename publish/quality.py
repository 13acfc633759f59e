"""How good a released dataset is, as far as that can be counted: what of it is filled in, how new it is, what was said
of it when it was checked and when it passed the gate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

import polars as pl

from publish.gate.suite import due_by
from publish.snapshot import Release
from schemas.core.period import parse_period

REPORT = "report.json"
PERIOD = "period"


@dataclass(frozen=True)
class Quality:
    """``filled`` is the share of cells with a value, None without rows; ``first`` and ``last`` are days of periods.

    ``late`` is None where nothing is due: no frequency, or no period. ``warnings`` counts findings by rule,
    ``unchecked`` rules that could not be asked, ``breached`` what the gate found and its owner justified.
    """

    rows: int
    filled: float | None
    first: date | None
    last: date | None
    late: bool | None
    warnings: dict[str, int]
    unchecked: int
    judged: int
    breached: int


def quality(release: Release, frequency: str, today: date) -> Quality:
    """What is counted of one release; ``frequency`` is its descriptor's, ``today`` what lateness is judged by."""
    tables = [_counted(path) for path in _tables(release)]
    cells, empty = sum(t.cells for t in tables), sum(t.empty for t in tables)
    first, last = _span({text for t in tables for text in t.periods})
    due = due_by(frequency, today)
    said = json.loads(release.files[REPORT].read_bytes()) if REPORT in release.files else {}
    warnings = {cause["rule"]: int(cause.get("count", 1)) for cause in said.get("causes", ())}
    return Quality(
        rows=sum(t.rows for t in tables),
        filled=1 - empty / cells if cells else None,
        first=first,
        last=last,
        late=last < due if last and due else None,
        warnings=warnings,
        unchecked=len(said.get("unchecked", ())),
        judged=len(release.gate),
        breached=sum(not one["met"] for one in release.gate),
    )


@dataclass(frozen=True)
class _Counted:
    rows: int
    cells: int
    empty: int
    periods: tuple[str, ...]


def _tables(release: Release) -> Iterator[Path]:
    for resource in release.descriptor["resources"]:
        path = str(PurePosixPath(str(resource.get("path"))).with_suffix(".parquet"))
        if resource.get("type") == "table" and path in release.files:
            yield release.files[path]


def _counted(path: Path) -> _Counted:
    """One table; its rows are not held."""
    rows = pl.scan_parquet(path, glob=False)
    names = rows.collect_schema().names()
    counts = rows.select(pl.len().alias("rows"), empty=pl.sum_horizontal(pl.all().null_count())).collect()
    height, empty = counts.row(0)
    periods = rows.select(pl.col(PERIOD).unique()).collect()[PERIOD] if PERIOD in names else pl.Series([])
    return _Counted(height, height * len(names), empty, tuple(map(str, periods.drop_nulls())))


def _span(said: Set[str]) -> tuple[date | None, date | None]:
    """The first and the last day of what figures are of; nothing where a period is not in our grammar."""
    try:
        periods = [parse_period(text) for text in said]
    except ValueError:
        return None, None
    ends = [p.end - timedelta(days=1) for p in periods]
    return min((p.start for p in periods), default=None), max(ends, default=None)
