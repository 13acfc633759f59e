"""Periods: the grammar, the half-open interval, and what is outside it."""

import itertools
import re
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.period import ONCE_A_YEAR, Period, parse_period, period_before, period_bounds


@pytest.mark.parametrize(
    ("text", "freq", "start", "end"),
    [
        ("2024", "year", date(2024, 1, 1), date(2025, 1, 1)),
        ("2024-H2", "half-year", date(2024, 7, 1), date(2025, 1, 1)),
        ("2024-Q1", "quarter", date(2024, 1, 1), date(2024, 4, 1)),
        ("2024-9M", "nine-months", date(2024, 1, 1), date(2024, 10, 1)),
        ("2025-02", "month", date(2025, 2, 1), date(2025, 3, 1)),
        ("2025-12", "month", date(2025, 12, 1), date(2026, 1, 1)),
        ("2024-DX", "winter-spring", date(2023, 11, 1), date(2024, 4, 1)),
        ("2024-HT", "summer-autumn", date(2024, 4, 1), date(2024, 8, 1)),
        ("2024-TD", "autumn-winter", date(2024, 8, 1), date(2024, 11, 1)),
        ("2024-MUA", "main-season", date(2024, 8, 1), date(2025, 2, 1)),
    ],
)
def test_a_period_is_a_half_open_interval(text: str, freq: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(freq, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "2024-Q5",
        "2024-H3",
        "2024-8M",
        "2024 ",
        "0000",
        "0001-DX",
        "9999-MUA",
        "2024-Q1\n",
        "quý 1/2024",
    ],
)
def test_what_is_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        parse_period(text)


@given(st.integers(1, 9998), st.sampled_from([f"Q{n}" for n in range(1, 5)]))
def test_quarters_tile_the_year(year: int, quarter: str) -> None:
    found = [parse_period(f"{year:04}-Q{n}") for n in range(1, 5)]
    assert found[0].start == date(year, 1, 1)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
    assert found[-1].end - timedelta(days=1) == date(year, 12, 31)
    assert parse_period(f"{year:04}-{quarter}") in found


def test_the_seasons_of_a_year_follow_each_other_and_the_next_year_follows_them() -> None:
    seasons = [parse_period(f"{year}-{part}") for year in (2023, 2024) for part in ("DX", "HT", "TD")]
    assert all(a.end == b.start for a, b in itertools.pairwise(seasons))


EACH = ("", "-H1", "-Q1", "-Q3", "-9M", "-01", "-12", "-DX", "-HT", "-TD", "-MUA")


@given(st.integers(3, 9998), st.sampled_from(EACH))
def test_the_period_before_is_the_neighbour_of_the_same_frequency(year: int, part: str) -> None:
    now, before = parse_period(f"{year:04}{part}"), parse_period(period_before(f"{year:04}{part}"))
    assert before.freq == now.freq
    if now.freq in ONCE_A_YEAR:
        assert before.start == now.start.replace(year=now.start.year - 1)
    else:
        assert before.end == now.start


def test_bounds_of_a_column_keep_its_rows_and_leave_the_unreadable_empty() -> None:
    found = period_bounds(pl.Series(["2024", None, "x", "2024"]))
    assert found["freq"].to_list() == ["year", None, None, "year"]
    assert found["period_end"].to_list() == [date(2025, 1, 1), None, None, date(2025, 1, 1)]
