"""What must not be shown: small counts."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.core.rules import Given, SmallCells
from tests.schemas.rules_support import judged, mended

SMALL = SmallCells(id="s", count="n", values=("v",))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"n": 0, "v": 0.0, "obs_flag": "N"}, False),
        ({"n": 1, "v": 5.0, "obs_flag": None}, True),
        ({"n": 2, "v": None, "obs_flag": "C"}, True),
        ({"n": 3, "v": 5.0, "obs_flag": None}, False),
        ({"n": None, "v": None, "obs_flag": "C"}, False),
        ({"n": None, "v": 5.0, "obs_flag": "C"}, True),
        ({"n": None, "v": 5.0, "obs_flag": "M"}, False),
        ({"n": 9, "v": None, "obs_flag": "C"}, False),
    ],
)
def test_a_small_count_is_not_shown_nor_what_belongs_to_a_hidden_one(row: dict[str, object], found: bool) -> None:
    typed = [row, {"n": 7, "v": 1.0, "obs_flag": "x"}]
    assert judged(SMALL, typed) == ([0] if found else [])
    assert mended(SMALL, typed)[0] == ({"n": None, "v": None, "obs_flag": "C"} if found else row)


def test_an_example_of_small_cells_shows_a_count_and_one_that_shows_only_the_value() -> None:
    rows = [{"n": 5, "v": 2.0, "obs_flag": None}]
    assert [one[0] for one in SMALL.breakings(rows)] == [
        {"n": 2, "v": 2.0, "obs_flag": None},
        {"n": None, "v": 2.0, "obs_flag": "C"},
    ]


def test_it_is_said_whether_the_women_or_the_men_are_few() -> None:
    women = SmallCells(id="s", count="w", of="n")
    told = women.judge(pl.DataFrame({"n": [9, 9], "w": [8, 2], "obs_flag": ["x", "x"]}), Given()).to_dicts()
    assert [(one["found"], one["of"]) for one in told] == [(1.0, "n"), (2.0, None)]
    assert women.told({"of": "n"}) != women.told({})


def test_the_rest_of_a_small_part_is_small_too() -> None:
    women = SmallCells(id="s", count="w", of="n")
    rows = [{"n": 9, "w": w, "obs_flag": "x"} for w in (9, 8, 7, 6, 3, 2, 0)]
    assert judged(women, rows) == [1, 2, 5]
