"""Of which time and places a dataset that is shown is."""

from __future__ import annotations

from publish.coverage import Coverage, Register, read_coverage
from publish.portal.dataset import DatasetView
from publish.portal.state import State


def coverage_of(state: State, view: DatasetView) -> Coverage:
    """As the snapshot's SQLite has it."""
    tables = [table.sqlite_name for table in view.tables]
    return read_coverage(state.database, tables, _register(state)) if state.database else Coverage()


def _register(state: State) -> Register | None:
    """Where places stand in tables, of a site that says so."""
    reading = state.plan.reading if state.plan else None
    if not reading or not reading.place_column:
        return None
    units = state.datasets.get(reading.plan.places)
    return Register(reading.place_column, reading.places, units.tables[0].sqlite_name if units else "")
