"""The periods that invented rows are about: the last complete ones, as often as the dataset is due."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from schemas.core.period import parse_period
from schemas.core.table import Field, Table

FORMS: Mapping[str, Sequence[str]] = {  # how often -> what follows the year, the latest first
    "year": ("",),
    "two-years": ("",),
    "half-year": ("-H2", "-H1"),
    "quarter": ("-Q4", "-Q3", "-Q2", "-Q1"),
    "month": tuple(f"-{n:02}" for n in range(12, 0, -1)),
}
DEPTH: Mapping[str, int] = {"year": 5, "two-years": 4, "half-year": 6, "quarter": 8, "month": 12}  # of a series
YEARS_BACK = 40
YEARS = range(1900, 2101)


def period_column(table: Table) -> str:
    """The column that says what period a row is about; empty where there is none."""
    during = [r.during for r in table.references if r.during]
    return next(iter([*during, *(f["name"] for f in table.fields if _is_period(table, f))]), "")


def _is_period(table: Table, said: Field) -> bool:
    """A text whose pattern and examples are periods, or a whole number of the key whose examples are years."""
    written = [row.get(said["name"]) for row in table.examples]
    if said["type"] == "integer":
        in_key = said["name"] in table.primary_key and not said.get("unit")
        return in_key and all(isinstance(year, int) and year in YEARS for year in written)
    if said["type"] != "string" or said.get("codelist") or not (said.get("constraints") or {}).get("pattern"):
        return False
    return all(isinstance(text, str) and _reads(text) for text in written)


def _reads(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True


def frequency_of(table: Table, column: str, frequency: str) -> str:
    """How often the table has rows: as the dataset is due if its periods can be written so, else as its examples."""
    pattern = next(f for f in table.fields if f["name"] == column).get("constraints", {}).get("pattern", "")
    own = [parse_period(str(row[column])).freq for row in table.examples if row.get(column)]
    for wanted in (frequency, *own, *FORMS):
        if wanted in FORMS and all(re.search(pattern, f"2024{form}") for form in FORMS[wanted]):
            return wanted
    return "year"


def complete_periods(frequency: str, today: date) -> pl.DataFrame:
    """``_period``, ``_start``, ``_end`` of the periods that are over on ``today``, the latest first."""
    years = range(today.year, today.year - YEARS_BACK, -1)
    written = [
        f"{year}{form}" for year in years if frequency != "two-years" or year % 2 == 0 for form in FORMS[frequency]
    ]
    found = [(text, parse_period(text)) for text in written]
    rows = [(text, p.start, p.end) for text, p in found if p.end <= today]
    return pl.DataFrame(rows, schema={"_period": pl.String, "_start": pl.Date, "_end": pl.Date}, orient="row")
