"""A series carried across changes of boundaries, on a small country of two provinces that became one.

Old: province P (districts D1, D2) and Q (D3); communes a b c in D1, d e in D2, f in D3, g in D3.
New: province P' of communes X = a + b, Y = c + a part of d, Z = e + the rest of d, F = f (unchanged), G = g + h, where
h was merged into g a year earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.crosswalk import Carried, carry

START, EARLY, DAY = date(2000, 1, 1), date(2019, 1, 1), date(2020, 7, 1)
OLD, NEW = date(2020, 6, 30), DAY
Unit = tuple[str, date, date | None, str, str, str | None, bool | None]


def _register() -> pl.DataFrame:
    old = [("a", "D1", "xa"), ("b", "D1", "thi_tran"), ("c", "D1", "xa"), ("d", "D2", "xa"), ("e", "D2", "xa")]
    rows: list[Unit] = [
        ("N", START, None, "country", "country", None, None),
        ("P", START, DAY, "province", "province", "N", None),
        ("Q", START, DAY, "province", "province", "N", None),
        ("P", DAY, None, "province", "province", "N", None),  # the code passes to the new province
        ("D1", START, date(2010, 5, 5), "district", "district", "P", None),
        ("D1", date(2010, 5, 5), DAY, "district", "town", "P", True),
        *((code, START, DAY, "district", "district", above, None) for code, above in (("D2", "P"), ("D3", "Q"))),
        *((code, START, DAY, "commune", kind, above, None) for code, above, kind in old),
        ("f", START, DAY, "commune", "xa", "D3", None),
        ("g", START, EARLY, "commune", "xa", "D3", None),
        ("h", START, EARLY, "commune", "xa", "D3", None),
        ("g", EARLY, DAY, "commune", "xa", "D3", False),
        ("f", DAY, None, "commune", "xa", "P", True),
        *((code, DAY, None, "commune", "xa", "P", None) for code in ("X", "Y", "Z", "G")),
    ]
    names = ["code", "valid_from", "valid_to", "level", "unit_type", "parent_code", "same_territory"]
    kinds = [pl.String, pl.Date, pl.Date, pl.String, pl.String, pl.String, pl.Boolean]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _crosswalk(parts: tuple[float | None, float | None] = (None, None)) -> pl.DataFrame:
    ends = {"g": EARLY}
    rows = [
        *((old, "P", DAY, None) for old in "PQ"),
        *((old, "X", DAY, 1.0) for old in "ab"),
        ("c", "Y", DAY, 1.0),
        ("d", "Y", DAY, parts[0]),
        ("d", "Z", DAY, parts[1]),
        ("e", "Z", DAY, 1.0),
        ("f", "f", DAY, 1.0),
        ("g", "G", DAY, 1.0),
    ]
    merged = [(old, START, "g", EARLY, 1.0) for old in "gh"]
    told = [(old, ends.get(old, START), new, day, weight) for old, new, day, weight in rows]
    names = ["old_code", "old_valid_from", "new_code", "new_valid_from", "weight_pop"]
    kinds = [pl.String, pl.Date, pl.String, pl.Date, pl.Float64]
    return pl.DataFrame([*told, *merged], schema=dict(zip(names, kinds, strict=True)), orient="row")


UNITS, CROSSWALK = _register(), _crosswalk()


def series(figures: Mapping[tuple[str, str], float | None], **more: list[object]) -> pl.DataFrame:
    periods, codes = zip(*figures, strict=True)
    return pl.DataFrame({"period": periods, "geo_code": codes, "made": list(figures.values()), **more}, strict=False)


def told(carried: Carried) -> dict[tuple[str, str], float]:
    return {(p, c): v for p, c, v in carried.frame.select("period", "geo_code", "made").iter_rows()}


def refused(carried: Carried) -> dict[str, str]:
    return {code: reason.en for code, reason in carried.refused}


BEFORE = {("2020-H1", code): 1.0 * 2**i for i, code in enumerate("abcdefg")}
AFTER = {("2021", code): 1.0 * 10**i for i, code in enumerate(("X", "Y", "Z", "f", "G"))}


def test_old_units_are_summed_into_the_new_ones_they_became_as_a_whole() -> None:
    found = told(carry(series(BEFORE), UNITS, CROSSWALK, values=["made"], to=NEW))
    assert found == {("2020-H1", "X"): 3, ("2020-H1", "f"): 32, ("2020-H1", "G"): 64, ("2020-H1", "P"): 127}


def test_a_unit_that_was_divided_without_a_weight_is_refused_in_words() -> None:
    reasons = refused(carry(series(BEFORE), UNITS, CROSSWALK, values=["made"], to=NEW))
    assert reasons == {
        "d": "its ground lies in Y, Z; how much in each is not known (2020-H1)",
        "Y": "without d the sum is not whole (2020-H1)",
        "Z": "without d the sum is not whole (2020-H1)",
    }


def test_a_divided_unit_is_refused_also_where_it_is_all_that_was_sent() -> None:
    assert refused(carry(series({("2019", "d"): 1.0}), UNITS, CROSSWALK, values=["made"], to=NEW))["d"]


def test_a_divided_unit_is_apportioned_by_a_weight_and_flagged() -> None:
    carried = carry(series(BEFORE), UNITS, _crosswalk((0.25, 0.75)), values=["made"], to=NEW, weights="weight_pop")
    assert told(carried)["2020-H1", "Y"] == 4 + 0.25 * 8
    assert told(carried)["2020-H1", "Z"] == 16 + 0.75 * 8
    flags = dict(carried.frame.select("geo_code", "obs_flag").iter_rows())
    assert flags == {"X": None, "Y": "E", "Z": "E", "f": None, "G": None, "P": None}
    assert carried.refused == []


@pytest.mark.parametrize("parts", [(0.25, None), (None, None), (0.25, 0.7)])
def test_weights_that_are_not_all_known_or_do_not_add_up_are_no_weights(
    parts: tuple[float | None, float | None],
) -> None:
    carried = carry(series(BEFORE), UNITS, _crosswalk(parts), values=["made"], to=NEW, weights="weight_pop")
    assert "d" in refused(carried)
    assert ("2020-H1", "Y") not in told(carried)


def test_new_units_are_summed_back_into_districts_and_provinces_where_they_nest() -> None:
    carried = carry(series(AFTER), UNITS, CROSSWALK, values=["made"], to=OLD)
    found = told(carried)
    assert found == {("2021", "f"): 1000, ("2021", "g"): 10000, ("2021", "D3"): 11000, ("2021", "Q"): 11000} | {
        ("2021", "P"): 111  # Y and Z cross D1 and D2, and nest in the old P
    }
    assert refused(carried) == {
        "Y": "its ground lies in D1, D2; how much in each is not known (2021)",
        "D1": "without Y the sum is not whole (2021)",
        "D2": "without Y the sum is not whole (2021)",
    }


def test_a_sum_that_lacks_a_part_is_refused_and_names_it() -> None:
    rows = {key: value for key, value in BEFORE.items() if key[1] not in "bd"}
    carried = carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW)
    assert ("2020-H1", "X") not in told(carried)
    assert refused(carried)["X"] == "without b the sum is not whole (2020-H1)"
    empty = carry(series(BEFORE | {("2020-H1", "b"): None}), UNITS, CROSSWALK, values=["made"], to=NEW)
    assert ("2020-H1", "X") not in told(empty)


def test_the_old_provinces_together_are_the_new_one_and_it_cannot_be_taken_apart() -> None:
    rows = {("2019", "P"): 5.0, ("2019", "Q"): 7.0, ("2021", "P"): 13.0}
    assert told(carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW)) == {
        ("2019", "P"): 12,
        ("2021", "P"): 13,
    }
    back = carry(series(rows), UNITS, CROSSWALK, values=["made"], to=OLD)
    assert told(back) == {("2019", "P"): 5, ("2019", "Q"): 7, ("2019", "D3"): 7}  # D3 is all of Q
    assert refused(back) == {"P": "its ground lies in D3, P, Q; how much in each is not known (2021)"}


def test_one_of_two_provinces_is_not_the_new_one() -> None:
    carried = carry(series({("2019", "P"): 5.0}), UNITS, CROSSWALK, values=["made"], to=NEW)
    assert told(carried) == {}
    assert set(refused(carried)) == {"P"}


def test_a_unit_s_own_figure_is_preferred_to_the_sum_of_its_parts_and_nothing_counts_twice() -> None:
    rows = BEFORE | {("2020-H1", "D1"): 100.0, ("2020-H1", "Q"): 1000.0}
    found = told(carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW))
    assert found["2020-H1", "P"] == 100 + 8 + 16 + 1000
    assert found["2020-H1", "X"] == 3


def test_a_merger_of_communes_before_is_carried_too() -> None:
    rows = {("2018", "g"): 1.0, ("2018", "h"): 2.0, ("2019", "g"): 4.0}
    assert told(carry(series(rows), UNITS, CROSSWALK, values=["made"], to=OLD)) == {("2018", "g"): 3, ("2019", "g"): 4}
    assert told(carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW)) == {("2018", "G"): 3, ("2019", "G"): 4}
    assert told(carry(series(rows), UNITS, CROSSWALK, values=["made"], to=date(2018, 1, 1))) == {
        ("2018", "g"): 1,
        ("2018", "h"): 2,
    }


def test_a_code_that_is_no_unit_for_the_whole_period_is_refused() -> None:
    rows = {("2020", "a"): 1.0, ("2021", "a"): 1.0, ("2019", "zz"): 1.0, ("2020", "f"): 3.0}
    carried = carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW)
    assert told(carried) == {("2020", "f"): 3}
    assert refused(carried) == {
        "a": "no unit has this code for the whole period (2020, 2021)",
        "zz": "no unit has this code for the whole period (2019)",
    }


def test_the_country_is_not_taken_for_the_one_province_that_the_register_lists() -> None:
    carried = carry(series({("2021", "N"): 9.0}), UNITS, CROSSWALK, values=["made"], to=NEW)
    assert told(carried) == {("2021", "N"): 9}


def test_a_district_without_a_known_part_is_carried_as_itself_only() -> None:
    units = pl.concat([UNITS, UNITS.filter(pl.col("code") == "D2").with_columns(code=pl.lit("D9"))])
    units = pl.concat(
        [units, units.filter(pl.col("code") == "e").with_columns(code=pl.lit("k"), parent_code=pl.lit("D9"))]
    )
    before = units.with_columns(
        valid_from=pl.when(pl.col("code") == "k").then(date(2015, 1, 1)).otherwise("valid_from"),
        valid_to=pl.when(pl.col("code") == "D9").then(date(2015, 1, 1)).otherwise("valid_to"),
    )
    carried = carry(series({("2014", "D9"): 1.0}), before, CROSSWALK, values=["made"], to=OLD)
    assert refused(carried) == {"D9": "what became of its ground is not recorded (2014)"}


def test_town_and_country_break_where_towns_vanish_and_totals_do_not() -> None:
    rows = [(p, c, a, 1) for p, c in [("2019", "a"), ("2019", "b"), ("2021", "X"), ("2022", "X")] for a in ("ALL", "U")]
    frame = pl.DataFrame(rows, schema=["period", "geo_code", "area", "made"], orient="row")
    carried = carry(
        frame, UNITS, CROSSWALK, values=["made"], to=NEW, within=["area"], broken=("area", ("U",))
    ).frame.filter(pl.col("geo_code") == "X")
    flags = {(p, a): f for p, a, f in carried.select("period", "area", "obs_flag").iter_rows()}
    assert flags == {(p, "ALL"): None for p in ("2019", "2021", "2022")} | {
        ("2019", "U"): None,
        ("2021", "U"): "B",
        ("2022", "U"): None,
    }


def test_no_break_where_no_unit_changed_its_kind() -> None:
    rows = {("2019", "f"): 1.0, ("2021", "f"): 1.0, ("2019", "g"): 1.0, ("2021", "G"): 1.0}
    frame = series(rows).with_columns(area=pl.lit("U"))
    carried = carry(frame, UNITS, CROSSWALK, values=["made"], to=NEW, within=["area"], broken=("area", ("U",)))
    assert carried.frame["obs_flag"].to_list() == [None] * 4


def test_a_break_that_a_part_has_is_kept_by_the_sum() -> None:
    frame = series({("2019", "a"): 1.0, ("2019", "b"): 1.0, ("2019", "f"): 1.0}, obs_flag=["B", None, "N"])
    found = carry(frame, UNITS, CROSSWALK, values=["made"], to=NEW).frame
    assert dict(found.select("geo_code", "obs_flag").iter_rows()) == {"X": "B", "f": "N"}


def test_rows_that_the_key_does_not_tell_apart_are_not_added_up() -> None:
    frame = (
        series({("2019", "a"): 1.0}).select(pl.all().repeat_by(2).explode()).with_columns(kind=pl.Series(["x", "y"]))
    )
    with pytest.raises(ValueError, match="more than one row"):
        carry(frame, UNITS, CROSSWALK, values=["made"], to=NEW)
    assert carry(frame, UNITS, CROSSWALK, values=["made"], to=OLD, within=["kind"]).frame.height == 2


def test_a_key_may_have_any_name_and_a_whole_number_stays_one() -> None:
    frame = series({("2019", "a"): 1.0, ("2019", "b"): 2.0}).with_columns(
        measure=pl.lit("m"), share=pl.lit(None, pl.String), made=pl.col("made").cast(pl.Int64), value=pl.lit(0.5)
    )
    found = carry(frame, UNITS, CROSSWALK, values=["made", "value"], to=NEW, within=["measure", "share"]).frame
    assert found.rows() == [("2019", "X", "m", None, 3, 1.0, None)]
    assert found.columns == ["period", "geo_code", "measure", "share", "made", "value", "obs_flag"]


def test_every_reason_is_told_in_vietnamese_too() -> None:
    for rows in (BEFORE, {("2020", "a"): 1.0}):
        for _, reason in carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW).refused:
            assert reason.vi != reason.en


amounts = st.integers(0, 10**9)


@given(st.lists(amounts, min_size=7, max_size=7))
def test_a_sum_over_everything_is_preserved(numbers: list[int]) -> None:
    rows: dict[tuple[str, str], float | None] = {("2019", code): n for code, n in zip("abcdefg", numbers, strict=True)}
    carried = carry(series(rows), UNITS, _crosswalk((0.3, 0.7)), values=["made"], to=NEW, weights="weight_pop")
    found = told(carried)
    communes = sum(v for (_, code), v in found.items() if code != "P")
    assert communes == pytest.approx(sum(numbers))
    assert found["2019", "P"] == sum(numbers)


@given(st.lists(amounts, min_size=5, max_size=5), st.permutations(range(5)))
def test_what_nests_comes_back_the_same_by_any_way_and_in_any_order(numbers: list[int], order: list[int]) -> None:
    codes = ["X", "Y", "Z", "f", "G"]
    rows: dict[tuple[str, str], float | None] = {("2021", codes[i]): numbers[i] for i in order}
    back = carry(series(rows), UNITS, CROSSWALK, values=["made"], to=OLD)
    found = told(back)
    assert found["2021", "P"] == sum(numbers[:3])
    assert found["2021", "D3"] == found["2021", "Q"] == sum(numbers[3:])
    forth = {k: v for k, v in found.items() if k[1] in ("f", "g")}
    again = {("2019", code): v for (_, code), v in forth.items()}
    assert told(carry(series(again), UNITS, CROSSWALK, values=["made"], to=NEW)) == {
        ("2019", "f"): numbers[3],
        ("2019", "G"): numbers[4],
    }


@given(st.sets(st.sampled_from(list("abcdefg")), min_size=1))
def test_nothing_is_lost_in_silence(codes: set[str]) -> None:
    """Each unit sent is in a sum, or it or the unit it would have been part of is refused."""
    part_of = {"a": "X", "b": "X", "c": "Y", "d": "d", "e": "Z", "f": "f", "g": "G"}
    rows: dict[tuple[str, str], float | None] = dict.fromkeys((("2019", code) for code in sorted(codes)), 1.0)
    carried = carry(series(rows), UNITS, CROSSWALK, values=["made"], to=NEW)
    known = {code for _, code in told(carried)} | set(refused(carried))
    assert {part_of[code] for code in codes} <= known
