"""References that must hold for a row's whole period: which intervals count as one, and which never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.dictionary import table_schema
from schemas.core.model import Reference
from schemas.core.registry import Content
from schemas.core.validity import unbroken
from validation.references import broken_references

UNITS = pl.DataFrame(
    [
        ("890", date(2004, 7, 8), date(2023, 4, 10), None),
        ("890", date(2023, 4, 10), date(2025, 7, 1), True),  # a district becomes a town on the same ground
        ("887", date(2004, 7, 8), date(2009, 8, 24), None),
        ("887", date(2009, 8, 24), date(2025, 7, 1), False),  # a district becomes a town and loses land
        ("91", date(2004, 7, 8), date(2025, 7, 1), None),
        ("91", date(2025, 7, 1), None, None),  # the code passes to another province
        ("7", date(2000, 1, 1), date(2010, 1, 1), None),
        ("7", date(2011, 1, 1), None, True),  # says that it goes on, but there is a gap
    ],
    schema={"code": pl.String, "valid_from": pl.Date, "valid_to": pl.Date, "same": pl.Boolean},
    orient="row",
)
WHOLE = Reference(("geo",), "units", ("code",), during="period", continues="same")


def broken(reference: Reference, rows: list[tuple[str, str]], units: pl.DataFrame = UNITS) -> list[tuple[int, str]]:
    frame = pl.DataFrame(rows, schema=["geo", "period"], orient="row")
    return [(f.index, f.check) for f in broken_references(reference, frame, units)]


def test_a_code_is_valid_in_the_year_it_changed_its_status_on_unchanged_territory() -> None:
    assert broken(WHOLE, [("890", "2023"), ("890", "2023-04"), ("890", "2022"), ("890", "2024")]) == []


@pytest.mark.parametrize("period", ["2009", "2009-08", "2009-Q3"])
def test_a_code_whose_territory_changed_is_not_valid_across_the_change(period: str) -> None:
    assert broken(WHOLE, [("887", period), ("887", "2010")]) == [(0, "reference.not-valid")]


def test_a_code_that_passed_to_another_unit_is_not_valid_across_the_change() -> None:
    assert broken(WHOLE, [("91", "2025"), ("91", "2024"), ("91", "2025-H2")]) == [(0, "reference.not-valid")]


def test_a_row_that_says_so_may_be_of_the_ground_at_the_end_of_its_period() -> None:
    ending = replace(WHOLE, or_at_end=("flag", ("B",)))
    rows = [("91", "2025", "B"), ("91", "2025", None), ("91", "2025", "E"), ("890", "2025", "B"), ("7", "2010", "B")]
    frame = pl.DataFrame(rows, schema=["geo", "period", "flag"], orient="row")
    assert [f.index for f in broken_references(ending, frame, UNITS)] == [1, 2, 3, 4]
    assert [f.index for f in broken_references(ending, frame.drop("flag"), UNITS)] == [0, 1, 2, 3, 4]


def test_intervals_that_do_not_touch_are_never_one() -> None:
    assert broken(WHOLE, [("7", "2010"), ("7", "2009"), ("7", "2011")]) == [(0, "reference.not-valid")]


def test_an_ended_code_is_not_valid_afterwards_and_the_whole_time_is_told() -> None:
    frame = pl.DataFrame({"geo": ["890"], "period": ["2025"]})
    failure = next(iter(broken_references(WHOLE, frame, UNITS)))
    assert failure.params["valid"] == "2004-07-08 → 2025-07-01"


@pytest.mark.parametrize("units", [UNITS.drop("same"), UNITS.with_columns(pl.lit(None, pl.Boolean).alias("same"))])
def test_without_the_column_or_its_values_no_interval_goes_on(units: pl.DataFrame) -> None:
    assert broken(WHOLE, [("890", "2023")], units) == [(0, "reference.not-valid")]


def test_a_reference_that_names_no_column_joins_nothing() -> None:
    plain = Reference(("geo",), "units", ("code",), during="period")
    assert broken(plain, [("890", "2023"), ("890", "2022")]) == [(0, "reference.not-valid")]


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([True, False, None])), min_size=1, max_size=8))
def test_what_is_joined_covers_each_day_as_often_as_before(steps: list[tuple[int, bool | None]]) -> None:
    """Joined intervals are unions of the given ones: they begin where one of them begins and end where one ends."""
    days = [0]
    for length, _ in steps:
        days.append(days[-1] + length)
    start = pl.date(2000, 1, 1)
    frame = pl.DataFrame({"code": "a", "at": days[:-1], "to": days[1:], "same": [s for _, s in steps]}).select(
        "code",
        (start + pl.duration(days="at")).alias("valid_from"),
        (start + pl.duration(days="to")).alias("valid_to"),
        pl.Series("same", [s for _, s in steps], pl.Boolean),
    )
    found = unbroken(frame.sample(fraction=1, shuffle=True, seed=1), ("code",), pl.col("same")).sort("valid_from")
    runs = found.select("since", "until").unique().sort("since")
    assert runs.height == 1 + sum(same is not True for _, same in steps[1:])
    assert runs["since"].to_list()[1:] == runs["until"].to_list()[:-1]
    assert ((found["since"] <= found["valid_from"]) & (found["until"] >= found["valid_to"])).all()


def test_the_published_schema_says_what_the_reference_asks(province: Content) -> None:
    table = next(iter(province.tables.values()))
    told = table_schema(replace(table, references=(replace(WHOLE, or_at_end=("flag", ("B",))),)))["references"]
    assert told == [
        {
            "fields": ["geo"],
            "package": "units",
            "resource": "units",
            "to": ["code"],
            "validDuring": "period",
            "continuedWhere": "same",
            "validAtEndWhere": {"field": "flag", "values": ["B"]},
        }
    ]
