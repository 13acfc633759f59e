"""What must not be shown: a hidden part that could be computed from the whole and the other parts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.rules import Complementary, ComplementaryPeriods, ComplementaryUnits, Given
from tests.schemas.rules_support import Rows, judged, mended

LONE = Complementary(id="c", by="kind", total="TONG", values=("v", "w"), within=("period",))


def group(*cells: tuple[str, float | None, str | None], period: str = "2024") -> Rows:
    return [{"period": period, "kind": kind, "v": v, "w": 1.0, "obs_flag": flag} for kind, v, flag in cells]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (group(("TONG", 9.0, None), ("A", 4.0, None), ("B", 5.0, None)), []),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", 5.0, None)), [1]),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", None, "C")), []),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", None, "M")), [1]),
        (group(("TONG", None, "C"), ("A", None, "C"), ("B", 5.0, None)), []),
        (group(("A", None, "C"), ("B", 5.0, None)), []),
        (group(("TONG", 9.0, None), ("A", None, "M"), ("B", 5.0, None)), []),
    ],
)
def test_a_lone_hidden_part_is_found_where_its_total_is_shown(rows: Rows, found: list[int]) -> None:
    elsewhere = group(("TONG", 1.0, None), ("A", 1.0, None), ("Z", None, "x"), period="2023")
    assert judged(LONE, rows + elsewhere) == found


def test_hidden_parts_with_too_few_left_for_them_are_found() -> None:
    counted = Complementary(id="c", by="kind", total="TONG", values=("v",), counts=("v",), within=("period",))
    nil = group(("TONG", 6.0, None), ("tht", 5.0, None), ("khac", 0.0, None), ("dn", None, "C"), ("htx", None, "N"))
    two = group(("TONG", 7.0, None), ("tht", 5.0, None), ("dn", None, "C"), ("htx", None, "C"))
    assert judged(counted, nil) == [3]
    assert judged(counted, two) == [2, 3]
    assert judged(counted, [{**row, "v": 99.0} if row["kind"] == "TONG" else row for row in two]) == []


def test_a_part_that_is_omitted_or_flagged_otherwise_counts_as_hidden() -> None:
    counted = Complementary(id="c", by="kind", total="TONG", values=("v",), counts=("v",), within=("period",))
    shown = [("TONG", 12.0, None), ("dn", 10.0, None)]
    assert judged(counted, group(*shown, ("htx", 0.0, "x"))) == [0]
    assert judged(counted, group(*shown, ("htx", None, "M"))) == [0]
    assert judged(counted, group(("TONG", 13.0, "x"), *shown[1:])) == []
    assert judged(counted, group(("TONG", 2.0, "x"))) == []
    known = Complementary(
        id="c", by="kind", total="TONG", values=("v",), counts=("v",), within=("period",), parts=("dn", "htx")
    )
    assert judged(known, group(*shown, ("htx", 1.0, "x"))) == []
    assert mended(counted, group(*shown, ("htx", None, "M")))[0] == {**group(("TONG", None, "C"))[0]}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([(80, 20, None), (40, 18, None), (40, None, "C")], [2]),
        ([(80, 20, None), (40, 18, None), (40, None, None)], [0]),
        ([(80, 75, None), (40, 37, None), (40, None, None)], [0]),
        ([(80, 40, None), (40, 18, None), (40, None, None)], []),
        ([(80, None, "C"), (40, 18, None), (40, None, "C")], []),
    ],
)
def test_women_and_men_of_the_parts_that_are_not_shown(
    cells: list[tuple[int, int | None, str | None]], found: list[int]
) -> None:
    counts = ("n", "w")
    women = Complementary(id="c", by="kind", total="TONG", values=counts, counts=counts, rest=counts, within=())
    rows: Rows = [
        {"kind": kind, "n": n, "w": w, "obs_flag": flag}
        for kind, (n, w, flag) in zip(("TONG", "A", "B"), cells, strict=True)
    ]
    assert judged(women, [*rows, {"kind": "Z", "n": 0, "w": 0, "obs_flag": "x"}]) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([("2024", 10, None), ("2024-H1", 8, None), ("2024-H2", None, "C")], [2]),
        ([("2024", 10, None), ("2024-H1", 8, None)], [0]),
        ([("2024", 10, None), ("2024-9M", 8, None)], [0]),
        ([("2024", 90, None), ("2024-H1", None, "C"), ("2024-H2", 40, None)], [1]),
        ([("2024", 90, None), ("2024-Q1", None, "C")], []),
        ([("2024", 10, None), ("2024-H1", 4, None), ("2024-H2", 5, None)], []),
        ([("2024", 10, None), ("2023-H1", 8, None)], []),
        ([("2024-Q1", 9, None), ("2024-01", 7, None), ("2024-02", None, "C"), ("2024-03", None, "C")], [2, 3]),
    ],
)
def test_a_hidden_part_of_a_year_is_found(cells: list[tuple[str, int | None, str | None]], found: list[int]) -> None:
    rule = ComplementaryPeriods(id="p", values=("v",), counts=("v",), within=("kind",))
    rows = [{"kind": "A", "period": period, "v": v, "obs_flag": flag} for period, v, flag in cells]
    whole: Rows = [*rows, {"kind": "B", "period": "2024-H2", "v": 1, "obs_flag": "x"}]
    assert judged(rule, whole) == found
    assert judged(rule, mended(rule, whole)) == []


FLAGS = st.sampled_from([None, "C", "M"])
CELLS = st.tuples(st.sampled_from(["TONG", "A", "B", "D"]), st.sampled_from(["2023", "2024"]), st.booleans(), FLAGS)


@given(st.lists(CELLS, min_size=1, max_size=8, unique_by=lambda cell: cell[:2]))
def test_what_is_found_and_mended_is_what_a_reader_could_compute(
    cells: list[tuple[str, str, bool, str | None]],
) -> None:
    rows = [{"kind": k, "period": p, "v": 5.0 if v else None, "w": None, "obs_flag": f} for k, p, v, f in cells]
    found = judged(LONE, [*rows, {"kind": "A", "period": "x", "v": 1.0, "w": 1.0, "obs_flag": "x"}])
    naive = []
    for i, row in enumerate(rows):
        beside = [r for r in rows if r["period"] == row["period"] and r is not row and r["kind"] != "TONG"]
        shown = any(r["period"] == row["period"] and r["kind"] == "TONG" and r["v"] for r in rows)
        hidden = row["kind"] != "TONG" and row["v"] is None and row["obs_flag"] == "C"
        naive += [i] if hidden and shown and all(r["v"] is not None or r["obs_flag"] != "C" for r in beside) else []
    assert found == naive
    whole: Rows = [*rows, {"kind": "A", "period": "x", "v": 1.0, "w": 1.0, "obs_flag": "x"}]
    after = mended(LONE, whole)
    assert len(after) == len(whole)
    assert judged(LONE, after) == []


REGISTER = pl.DataFrame(
    [
        {"code": code, "parent_code": parent, "valid_from": date(2004, 1, 1), "valid_to": until}
        for code, parent, until in [
            ("VN", None, None),
            ("89", "VN", date(2025, 7, 1)),
            ("91", "VN", None),
            *((code, "89", date(2025, 7, 1)) for code in ("883", "884", "886")),
            ("30301", "883", date(2025, 7, 1)),
        ]
    ],
    schema_overrides={"valid_to": pl.Date},
)
KNOWN = Given(tables={("ref-admin-unit", "ref-admin-unit"): REGISTER})


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([("89", 31, None), ("883", 20, None), ("884", 8, None), ("886", None, "C")], [3]),
        ([("89", 90, None), ("883", 20, None), ("884", 8, None), ("886", None, "C")], [3]),
        ([("89", 90, None), ("883", 20, None), ("884", None, "C"), ("886", None, "C")], []),
        ([("89", 22, None), ("883", 20, None)], [0]),
        ([("89", 30, None), ("883", 20, None), ("884", 5, None), ("886", 3, None)], []),
        ([("89", 22, None), ("91", 20, None), ("30301", 20, None)], []),
        ([("883", 9, None), ("30301", None, "C")], [1]),
    ],
)
def test_a_hidden_unit_is_found_where_the_one_above_it_is_shown(
    cells: list[tuple[str, int | None, str | None]], found: list[int]
) -> None:
    rule = ComplementaryUnits(id="u", values=("v",), counts=("v",), within=("kind",))
    rows: Rows = [{"kind": "A", "period": "2024", "geo_code": geo, "v": v, "obs_flag": flag} for geo, v, flag in cells]
    whole: Rows = [*rows, {"kind": "B", "period": "2024", "geo_code": "89", "v": 9, "obs_flag": "x"}]
    assert judged(rule, whole, KNOWN) == found
    assert judged(rule, mended(rule, whole, KNOWN), KNOWN) == []
