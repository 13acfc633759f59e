"""Reporting periods: the small grammar of what a figure is about, and the half-open interval each one means.

``2024`` · ``2024-H1`` · ``2024-Q3`` · ``2024-9M`` (nine months, a Vietnamese reporting period) · ``2024-07``, and the
rice seasons of the Mekong delta: ``2024-DX`` Đông Xuân (winter-spring, November 2023 to March 2024), ``2024-HT`` Hè Thu
(summer-autumn, April to July), ``2024-TD`` Thu Đông (autumn-winter, August to October), ``2024-MUA`` Mùa (the main
season, August 2024 to January 2025). The months of the seasons are this engine's own convention, so that they can be
ordered and compared; sowing and harvest of a source may differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

_PARTS = {  # what follows the year -> (frequency, first month, length in months); month -1 is November before it
    "": ("year", 1, 12),
    "9M": ("nine-months", 1, 9),
    "DX": ("winter-spring", -1, 5),
    "HT": ("summer-autumn", 4, 4),
    "TD": ("autumn-winter", 8, 3),
    "MUA": ("main-season", 8, 6),
    **{f"H{n}": ("half-year", 6 * n - 5, 6) for n in (1, 2)},
    **{f"Q{n}": ("quarter", 3 * n - 2, 3) for n in (1, 2, 3, 4)},
    **{f"{n:02}": ("month", n, 1) for n in range(1, 13)},
}
PATTERN = r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|9M|DX|HT|TD|MUA))?$"
# with time between one and the next
ONCE_A_YEAR = ("nine-months", "winter-spring", "summer-autumn", "autumn-winter", "main-season")


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
    if not re.fullmatch(PATTERN[1:-1], text):
        raise ValueError(text)
    freq, month, length = _PARTS[text[5:]]
    year = int(text[:4])
    try:
        return Period(freq, _first_day(year, month), _first_day(year, month + length))
    except ValueError:  # a year that no calendar has
        raise ValueError(text) from None


def _first_day(year: int, month: int) -> date:
    """The first day of a month counted from January of ``year``, which is 1."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def period_before(text: str) -> str:
    """The period of the same frequency just before, of a text in the grammar."""
    year, part = int(text[:4]), text[5:]
    cycle = [other for other, (freq, _, _) in _PARTS.items() if freq == _PARTS[part][0]]
    place = cycle.index(part)
    before = f"{year - (place == 0):04}"
    return f"{before}-{cycle[place - 1]}" if part else before


def period_bounds(periods: pl.Series) -> pl.DataFrame:
    """Columns ``freq`` (str), ``period_start``, ``period_end`` (date), a row per text; null where unreadable."""
    known: dict[str, Period] = {}
    for text in periods.unique().drop_nulls():
        try:
            known[text] = parse_period(text)
        except ValueError:
            continue
    read = pl.DataFrame(
        {
            "period": list(known),
            "freq": [p.freq for p in known.values()],
            "period_start": [p.start for p in known.values()],
            "period_end": [p.end for p in known.values()],
        },
        schema={"period": pl.String, "freq": pl.String, "period_start": pl.Date, "period_end": pl.Date},
    )
    texts = periods.cast(pl.String).alias("period").to_frame()
    return texts.join(read, on="period", how="left", maintain_order="left").drop("period")


def next_start() -> pl.Expr:
    """Of the columns of :func:`period_bounds`: where the next period of the same frequency begins."""
    yearly = pl.col("freq").is_in(ONCE_A_YEAR)
    return pl.when(yearly).then(pl.col("period_start").dt.offset_by("1y")).otherwise("period_end")
