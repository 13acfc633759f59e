"""Rules along time: a state that never goes back, a unit that slipped, days within their period, what is final when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.period import parse_period
from schemas.core.rules import Advance, Change, Dated, FinalAfterPeriod, Given, Rule, UnitSlip
from tests.schemas.rules_support import Rows, judged, mended

STAGES = ("DX", "CB", "TH", "HT")
STAGE = Advance(id="a", column="v", steps=STAGES, within=("project",), free=("TD",))
SUM = Advance(id="n", column="v", within=("project",))
PERIODS = st.sampled_from(["2019", "2020", "2020-H1", "2020-Q4", "2021", "2021-Q1", "x"])


def naive(rows: Rows, rank: Any) -> list[int]:
    """Each row against the highest of the nearest earlier period of its series that has any."""
    found = []
    for i, row in enumerate(rows):
        try:
            end = parse_period(row["period"]).end
        except ValueError:
            continue
        before = [
            (parse_period(r["period"]).end, rank(r["v"]))
            for r in rows
            if r["project"] == row["project"] and r["period"] != "x" and rank(r["v"]) is not None
        ]
        earlier = [one for one in before if one[0] < end]
        if earlier and rank(row["v"]) is not None:
            nearest = max(one[0] for one in earlier)
            found += [i] if rank(row["v"]) < max(r for e, r in earlier if e == nearest) else []
    return found


@given(st.dictionaries(st.tuples(st.sampled_from("pq"), PERIODS), st.sampled_from([*STAGES, "TD", "??", None])))
def test_a_code_never_goes_back_and_free_ones_are_passed_over(cells: dict[tuple[str, str], str | None]) -> None:
    rows = [{"project": p, "period": t, "v": v} for (p, t), v in cells.items()]
    rows.append({"project": "z", "period": "2020", "v": "DX"})
    assert judged(STAGE, rows) == naive(rows, lambda v: STAGES.index(v) if v in STAGES else None)
    after = mended(STAGE, rows)
    assert len(after) == len(rows)
    assert judged(STAGE, after) == []


@given(st.dictionaries(st.tuples(st.sampled_from("pq"), PERIODS), st.none() | st.integers(-3, 9)))
def test_a_number_never_falls(cells: dict[tuple[str, str], int | None]) -> None:
    rows: Rows = [{"project": p, "period": t, "v": v} for (p, t), v in cells.items()]
    rows.append({"project": "z", "period": "2020", "v": 1})
    assert judged(SUM, rows) == naive(rows, lambda v: v)
    assert judged(SUM, mended(SUM, rows)) == []


def test_suspension_may_come_and_be_left() -> None:
    states = ["DX", "TH", "TD", "TH", "TD", "CB"]
    rows = [{"project": "p", "period": str(2020 + i), "v": v} for i, v in enumerate(states)]
    assert judged(STAGE, rows) == [5]


SLIP = UnitSlip(id="s", columns=("v",), within=("geo",), factors=(1000, 365))


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([100.0, 110.0, 120.0], []),
        ([100.0, 110_000.0, 120.0], [1]),
        ([100.0, 110_000.0, 120_000.0], [0]),
        ([100.0, 110.0, 110_000.0, 120_000.0], [2]),  # from here on in another unit
        ([100.0, 110.0, 120_000.0], [2]),
        ([100_000.0, 110.0, 120.0], [0]),
        ([100.0, 36_500.0], [1]),
        ([100.0, 0.3, 100.0], [1]),
        ([100.0, 20_000.0, 100.0], []),  # a jump, but no such factor
        ([100.0, None, 100_000.0], []),
        ([0.0, 100.0, -100_000.0], []),
    ],
)
def test_the_value_in_another_unit_is_found_and_its_neighbours_are_not(values: list[float], found: list[int]) -> None:
    rows = [{"geo": "89", "period": str(2020 + i), "v": v} for i, v in enumerate(values)]
    assert judged(SLIP, rows) == found
    assert judged(SLIP, mended(SLIP, rows)) == []


@given(
    st.lists(st.floats(85, 115), min_size=3, max_size=7),
    st.integers(0, 6),
    st.sampled_from([1000.0, 365.0, 1 / 1000, 1 / 365]),
    st.randoms(use_true_random=False),
)
def test_exactly_the_slipped_one_of_a_steady_series_is_found(
    v: list[float], at: int, factor: float, random: Any
) -> None:
    at %= len(v)
    rows = [{"geo": "89", "period": f"{2000 + i}", "v": x * (factor if i == at else 1)} for i, x in enumerate(v)]
    other = [{**row, "geo": "90", "v": 7.0} for row in rows]
    slipped, mixed = rows[at], [*rows, *other]
    random.shuffle(mixed)
    assert [mixed[i] for i in judged(SLIP, mixed)] == [slipped]


def test_seasons_and_nine_months_are_compared_with_those_of_the_year_before() -> None:
    change = Change(id="c", column="v", percent=10, within=("geo",))
    for part in ("DX", "HT", "TD", "9M"):
        rows = [{"geo": "89", "period": f"{year}-{part}", "v": v} for year, v in ((2023, 1.0), (2024, 1000.0))]
        assert judged(change, rows) == [1]
        assert judged(SLIP, rows) == [1]


def test_a_day_lies_within_its_period() -> None:
    rows = [{"period": "2024-02", "issued": day} for day in (date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1))]
    rows += [{"period": "2024-02", "issued": date(2024, 1, 31)}, {"period": None, "issued": None}]
    inside, until = (Dated(id="d", date="issued", within=within) for within in (True, False))
    assert judged(inside, rows) == [2, 3]
    assert judged(until, rows) == [2]
    assert [row["issued"] for row in mended(inside, rows)][2:4] == [date(2024, 2, 29), date(2024, 2, 1)]
    assert judged(until, mended(until, rows)) == []


def test_a_moment_is_dated_by_its_day() -> None:
    rows = [{"period": "2024", "issued": datetime(2024, 12, 31, 23, 59)}]  # noqa: DTZ001 - a wall clock's
    one = Dated(id="d", date="issued")
    assert judged(one, rows) == []
    assert judged(one, one.failing(rows)[0]) == [0]


@pytest.mark.parametrize(
    ("today", "days", "found"),
    [
        (date(2024, 12, 31), 0, [0, 1]),
        (date(2025, 1, 1), 0, [1]),
        (date(2025, 1, 1), 30, [0, 1]),
        (date(2025, 1, 31), 30, [1]),
        (None, 0, []),
    ],
)
def test_nothing_is_final_before_its_period_is_over(today: date | None, days: int, found: list[int]) -> None:
    rows = [{"period": p, "data_status": s} for p, s in (("2024", "CT"), ("2025", "CT"), ("2025", "SB"), (None, "CT"))]
    one, known = FinalAfterPeriod(id="f", days=days, instead="SB"), Given(today=today)
    assert judged(one, rows, known) == found
    assert [row["data_status"] for row in mended(one, rows, known)][:2] == [
        "SB" if i in found else "CT" for i in (0, 1)
    ]


@pytest.mark.parametrize(
    "one",
    [STAGE, SUM, SLIP, Change(id="c", column="v", percent=120, within=("geo",))],
    ids=["code", "number", "unit", "change"],
)
def test_a_series_of_one_row_is_broken_by_another_before_it(one: Rule) -> None:
    value: Any = "CB" if one is STAGE else 40
    rows = [{"period": "2024-Q1", "project": p, "geo": p, "v": value} for p in "pq"]
    failing = one.failing(rows)
    assert judged(one, rows) == []
    assert failing and all(judged(one, broken) for broken in failing)
