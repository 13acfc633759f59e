"""Units add up to the one above them: against a sum made row by row, over a register with gaps and changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.period import parse_period
from schemas.core.rules import Given, UnitsAddUp
from tests.schemas.rules_support import Rows, judged, mended

OLD, MERGER = date(2004, 7, 8), date(2025, 7, 1)
REGISTER = [
    ("VN", None, OLD, None),
    ("89", "VN", OLD, MERGER),
    ("883", "89", OLD, MERGER),
    ("884", "89", OLD, date(2013, 7, 19)),  # a town, then a city: one code without a break
    ("884", "89", date(2013, 7, 19), MERGER),
    ("886", "89", date(2009, 9, 1), MERGER),  # not there before
    ("91", "VN", MERGER, None),
    ("30307", "91", MERGER, None),
]
UNITS = pl.DataFrame(REGISTER, schema=["code", "parent_code", "valid_from", "valid_to"], orient="row")
KNOWN = Given(tables={("ref-admin-unit", "ref-admin-unit"): UNITS})
WHOLE = UnitsAddUp(id="u", values=("v",), within=("period", "kind"))


def figures(period: str, **values: float | None) -> Rows:
    return [{"period": period, "geo_code": code[1:], "kind": "TS", "v": value} for code, value in values.items()]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (figures("2020", _89=100.0, _883=50.0, _884=30.0, _886=20.5), []),
        (figures("2020", _89=100.0, _883=50.0, _884=30.0, _886=30.0), [0]),
        (figures("2020", _89=100.0, _883=50.0, _884=90.0), []),  # one is not there
        (figures("2020", _89=100.0, _883=50.0, _884=90.0, _886=None), []),
        (figures("2008", _89=100.0, _883=50.0, _884=90.0), [0]),  # 886 was not there yet
        (figures("2013", _89=100.0, _883=50.0, _884=90.0, _886=1.0), [0]),  # 884 through its change
        (figures("2009", _89=100.0, _883=50.0, _884=90.0, _886=1.0), []),  # 886 for a part of the year
        (figures("2026", _91=10.0, _30307=3.0), [0]),
        (figures("2024", _VN=999.0, _89=10.0), []),  # the register holds only some provinces
    ],
)
def test_units_below_add_up_where_all_are_there_for_the_whole_period(rows: Rows, found: list[int]) -> None:
    assert judged(WHOLE, rows, KNOWN) == found


def test_other_columns_of_the_key_are_kept_apart() -> None:
    town = [row | {"kind": "DT"} for row in figures("2020", _89=1.0, _883=50.0, _884=30.0, _886=20.0)]
    assert judged(WHOLE, [*figures("2020", _89=100.0, _883=50.0, _884=30.0, _886=20.0), *town], KNOWN) == [4]


def naive(rows: Rows) -> list[int]:
    def below(code: str, period: str) -> set[str] | None:
        span = parse_period(period)
        days = (span.start, date(int(period), 7, 1))
        sets = []
        for day in days:
            valid = {c for c, p, since, until in REGISTER if p == code and since <= day < (until or date.max)}
            sets.append(frozenset(valid))
        return set(sets[0]) if len(set(sets)) == 1 else None

    found = []
    values: dict[tuple[str, str], Any] = {(row["geo_code"], row["period"]): row["v"] for row in rows}
    for i, row in enumerate(rows):
        codes = below(row["geo_code"], row["period"]) if row["geo_code"] in ("89", "91") else None
        parts = [values.get((code, row["period"])) for code in codes or ()]
        if parts and None not in parts and row["v"] is not None:
            found += [i] if abs(sum(parts) - row["v"]) > abs(row["v"]) / 100 + 1e-9 else []
    return found


CODES = ["VN", "89", "883", "884", "886", "91", "30307"]
VALUES = st.none() | st.sampled_from([0.0, 10.0, 20.0, 40.0, 60.2])
KEYS = st.tuples(st.sampled_from(CODES), st.sampled_from(["2008", "2012", "2020", "2026"]))


@given(st.dictionaries(KEYS, VALUES, min_size=1), st.randoms(use_true_random=False))
def test_what_is_found_is_what_a_sum_by_hand_finds_and_mended_there_is_none(values: Any, random: Any) -> None:
    rows = [{"geo_code": g, "period": p, "kind": "TS", "v": v} for (g, p), v in values.items()]
    random.shuffle(rows)
    rows.append({"geo_code": "x", "period": "2020", "kind": "TS", "v": 1.0})
    assert judged(WHOLE, rows, KNOWN) == naive(rows)
    after = mended(WHOLE, rows, KNOWN)
    assert len(after) == len(rows)
    assert judged(WHOLE, after, KNOWN) == []


def test_without_the_register_nothing_is_mended_but_an_example_can_be_broken() -> None:
    rows = figures("2020", _89=100.0, _883=60.0, _884=40.0, _886=0.0)
    assert mended(WHOLE, rows) == rows
    assert judged(WHOLE, WHOLE.failing(rows)[0], KNOWN) == [0]
