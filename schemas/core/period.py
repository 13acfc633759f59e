"""Reporting periods: the small grammar of what a figure is about, and the half-open interval each one means.

``2024`` · ``2024-H1`` · ``2024-Q3`` · ``2024-9M`` (nine months, a Vietnamese reporting period) · ``2024-07``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

_PARTS = {  # what follows the year -> (frequency, first month, length in months)
    "": ("year", 1, 12),
    "9M": ("nine-months", 1, 9),
    **{f"H{n}": ("half-year", 6 * n - 5, 6) for n in (1, 2)},
    **{f"Q{n}": ("quarter", 3 * n - 2, 3) for n in (1, 2, 3, 4)},
    **{f"{n:02}": ("month", n, 1) for n in range(1, 13)},
}
PATTERN = r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|9M))?$"


@dataclass(frozen=True, slots=True)
class Period:
    """``[start, end)`` and its frequency."""

    freq: str
    start: date
    end: date


def parse_period(text: str) -> Period:
    """The interval of one period text.

    Raises:
        ValueError: the text is not in the grammar.
    """
    if not re.fullmatch(PATTERN[1:-1], text) or text.startswith("0000"):
        raise ValueError(text)
    freq, month, length = _PARTS[text[5:]]
    year, after = int(text[:4]), month + length
    end = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return Period(freq, date(year, month, 1), end)


def period_bounds(periods: pl.Series) -> pl.DataFrame:
    """Columns ``freq`` (str), ``period_start``, ``period_end`` (date), a row per text; null where unreadable."""
    known: dict[str, Period] = {}
    for text in periods.unique().drop_nulls():
        try:
            known[text] = parse_period(text)
        except ValueError:
            continue
    found = [known.get(text) for text in periods]
    return pl.DataFrame(
        {
            "freq": [p and p.freq for p in found],
            "period_start": [p and p.start for p in found],
            "period_end": [p and p.end for p in found],
        },
        schema={"freq": pl.String, "period_start": pl.Date, "period_end": pl.Date},
    )
