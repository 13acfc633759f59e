"""Each kind of rule: finds what breaks it, leaves the rest alone, says itself twice, and can break its own examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.i18n import catalog
from schemas.core.rules import (
    Above,
    All,
    AtLeast,
    Band,
    Change,
    Equals,
    Filled,
    Given,
    Implication,
    Is,
    NoOverlap,
    Order,
    Progress,
    Ratio,
    Rule,
    SumOfColumns,
    SumOfParts,
    rule,
)
from schemas.core.site import Text
from tests.schemas.rules_support import judged, mended

WASTE = [
    {
        "period": "2019",
        "area": "TS",
        "made": 1128.0,
        "taken": 718.0,
        "rate": 63.65,
        "left": 410.0,
        "who": "a",
        "src": "u",
        "new": True,
        "from": date(2019, 1, 1),
        "to": date(2019, 1, 1),
    },
    {"period": "2019", "area": "DT", "made": 505.0, "taken": None, "rate": None, "left": None, "who": "a", "src": "u"},
    {"period": "2019", "area": "NT", "made": 623.0, "taken": None, "rate": None, "left": None, "who": "b", "src": None},
    {
        "period": "2020",
        "area": "TS",
        "made": 1200.0,
        "taken": None,
        "rate": None,
        "left": None,
        "who": "b",
        "src": None,
    },
]
KINDS: list[tuple[Rule, dict[int, dict[str, Any]], list[int]]] = [  # rule, cells changed, rows then found
    (Order(id="o", rising=("taken", "made")), {0: {"taken": 1130.0}}, [0]),
    (Order(id="o3", rising=("left", "taken", "made")), {0: {"taken": None, "left": 1129.0}}, [0]),
    (Band(id="b", column="made", low=1, high=2000), {2: {"made": 0.5}}, [2]),
    (Band(id="q", column="taken", per="made", low=0, high=1), {0: {"taken": 1200.0}}, [0]),
    (Change(id="c", column="made", percent=30, within=("area",)), {3: {"made": 1500.0}}, [3]),
    (
        SumOfParts(
            id="s", by="area", total="TS", parts=("DT", "NT"), values=("made",), within=("period",), tolerance=0.1
        ),
        {1: {"made": 506.0}},
        [0],
    ),
    (
        SumOfParts(id="sp", by="area", total="TS", parts=("DT", "NT"), values=("made",), within=("period",), percent=1),
        {1: {"made": 517.0}},
        [0],
    ),
    (SumOfColumns(id="sc", total="made", parts=("taken", "left"), tolerance=0.1), {0: {"left": 400.0}}, [0]),
    (SumOfColumns(id="s%", total="made", parts=("taken", "left"), percent=1, tolerance=2), {0: {"left": 398.0}}, [0]),
    (
        SumOfColumns(id="sw", total="made", parts=("taken", "left"), where=("who", "a")),
        {0: {"left": 400.0}, 3: {"taken": 1.0, "left": 1.0}},
        [0],
    ),
    (Order(id="of", rising=("left", "taken"), factor=0.6), {0: {"left": 431.0}}, [0]),
    (Order(id="od", rising=("from", "to")), {0: {"to": date(2018, 12, 31)}}, [0]),
    (Band(id="bw", column="made", low=1, high=2000, where=("area", "NT")), {0: {"made": 0.5}, 2: {"made": 0.5}}, [2]),
    (Implication(id="i=", when=Is("new", (True,)), then=Equals("rate", 63.65)), {0: {"rate": 60.0}}, [0]),
    (
        Implication(id="i&", when=All((Is("who", ("a",)), Filled(("taken",)))), then=Above("left", 0), both=False),
        {0: {"left": 0.0}, 1: {"left": 0.0}},
        [0],
    ),
    (
        Implication(id="i2", when=Equals("rate", 63.65), then=Is("new", (False,), negate=True), both=True),
        {0: {"new": False}},
        [0],
    ),
    (Ratio(id="r", rate="rate", numerator=("taken",), denominator="made", tolerance=0.5), {0: {"rate": 64.3}}, [0]),
    (Implication(id="i", when=Is("who", ("a",)), then=Filled(("src",))), {1: {"src": None}}, [1]),
    (Implication(id="n", when=Is("area", ("TS",), negate=True), then=AtLeast("made", 0)), {2: {"made": -1.0}}, [2]),
    (Implication(id="e", when=Is("who", ("a",)), then=Filled(("src",)), both=True), {3: {"src": "u"}}, [3]),
]


@pytest.mark.parametrize(("one", "change", "found"), KINDS, ids=[k[0].id for k in KINDS])
def test_a_kind_finds_what_breaks_it_and_nothing_else(
    one: Rule, change: dict[int, dict[str, Any]], found: list[int]
) -> None:
    assert judged(one, WASTE) == []
    assert judged(one, [{**row, **change.get(i, {})} for i, row in enumerate(WASTE)]) == found


@pytest.mark.parametrize("one", [k[0] for k in KINDS], ids=[k[0].id for k in KINDS])
def test_a_kind_breaks_its_own_passing_examples(one: Rule) -> None:
    for rows in one.failing(WASTE):
        assert judged(one, rows)
    assert one.failing(WASTE)


@pytest.mark.parametrize("one", [k[0] for k in KINDS], ids=[k[0].id for k in KINDS])
def test_a_kind_says_itself_with_column_titles_in_both_languages(one: Rule) -> None:
    titles = {c: Text(f"«{c}»", f"<{c}>") for c in WASTE[0]}
    vi, en = one.say("vi", titles), one.say("en", titles)
    assert vi != en
    assert "«" in vi
    assert "<" not in vi
    assert "{" not in vi
    assert "<" in en
    assert "«" not in en
    assert "{" not in en


def kinds(base: type[Rule] = Rule) -> list[type[Rule]]:
    return [one for kind in base.__subclasses__() for one in (kind, *kinds(kind))]


@pytest.mark.parametrize("kind", kinds(), ids=[kind.__name__ for kind in kinds()])
def test_every_sentence_of_a_kind_stands_in_the_catalog(kind: type[Rule]) -> None:
    said = {name: text for name, text in vars(kind).items() if isinstance(text, str) and "{" in text}
    untranslated = {name for name, text in said.items() if text not in catalog("schemas") and text != "{rising}"}
    assert not untranslated - {"__doc__"}


@pytest.mark.parametrize(("one", "change", "found"), KINDS, ids=[k[0].id for k in KINDS])
def test_a_kind_mends_what_it_finds(one: Rule, change: dict[int, dict[str, Any]], found: list[int]) -> None:
    after = mended(one, [{**row, **change.get(i, {})} for i, row in enumerate(WASTE)])
    assert judged(one, after) == []
    assert mended(one, WASTE) == pl.DataFrame(WASTE, infer_schema_length=None).to_dicts()


@given(st.lists(st.tuples(*[st.none() | st.integers(-5, 5)] * 4), min_size=1, max_size=9))
def test_an_order_is_mended_by_sorting_what_a_row_has(rows: list[tuple[int | None, ...]]) -> None:
    one = Order(id="o", rising=("a", "b", "c", "d"))
    frame = [dict(zip("abcd", row, strict=True)) for row in [*rows, (0, 0, 0, 0)]]
    after = mended(one, frame)
    assert judged(one, after) == []
    for row, before in zip(after, frame, strict=True):
        assert [row[c] is None for c in "abcd"] == [before[c] is None for c in "abcd"]
        assert sorted(v for v in row.values() if v is not None) == sorted(v for v in before.values() if v is not None)


def test_nothing_is_divided_by_zero() -> None:
    rows = [{"period": str(2020 + i), "a": a, "b": b} for i, (a, b) in enumerate([(0.0, 0.0), (5.0, 0.0), (5.0, 1.0)])]
    assert judged(Ratio(id="r", rate="a", numerator=("a",), denominator="b"), rows) == [2]
    assert judged(Band(id="b", column="a", per="b", low=0, high=1), rows) == [2]
    assert judged(Change(id="c", column="b", percent=1, within=()), rows) == []


def test_a_printed_rate_that_is_wrong_is_told_with_the_recomputed_one() -> None:
    one = Ratio(id="r", rate="rate", numerator=("taken",), denominator="made", tolerance=0.5)
    told = one.judge(pl.DataFrame([WASTE[0] | {"rate": 64.3}]), Given()).to_dicts()[0]
    assert told == {"ok": False, "expected": 63.6525, "found": 64.3}


def test_a_gap_in_a_series_is_no_jump_and_other_frequencies_are_not_neighbours() -> None:
    one = Change(id="c", column="v", percent=10, within=())
    rows = [{"period": p, "v": v} for p, v in (("2018", 1.0), ("2020", 9.0), ("2020-Q1", 100.0), ("2021", 9.5))]
    assert judged(one, rows) == []


@given(st.permutations(range(6)))
def test_a_change_is_found_at_its_row_whatever_the_order_of_rows(order: list[int]) -> None:
    rows = [{"period": str(2015 + i), "v": 100.0 + (80.0 if i >= 3 else 0.0)} for i in range(6)]
    assert judged(Change(id="c", column="v", percent=30, within=()), [rows[i] for i in order]) == [order.index(3)]


UNITS = [
    {"code": "91", "valid_from": date(2004, 1, 1), "valid_to": date(2025, 7, 1)},
    {"code": "91", "valid_from": date(2025, 7, 1), "valid_to": None},
    {"code": "89", "valid_from": date(2004, 1, 1), "valid_to": date(2025, 7, 1)},
]


def test_intervals_may_touch_but_not_overlap_nor_be_empty() -> None:
    one = NoOverlap(id="v", of=("code",))
    assert judged(one, UNITS) == []
    assert judged(one, [UNITS[0] | {"valid_to": date(2025, 7, 2)}, *UNITS[1:]]) == [0]
    assert judged(one, [*UNITS[:2], UNITS[2] | {"valid_to": date(2003, 1, 1)}]) == [2]
    assert judged(one, one.failing(UNITS)[0])


def test_a_status_goes_forward_only_against_the_last_release() -> None:
    one = Progress(id="p", column="s", steps=("UT", "SB", "CT"))
    known = Given(key=("k",), previous=pl.DataFrame([{"k": 1, "s": "SB"}, {"k": 2, "s": "SB"}]))
    rows = [{"k": 1, "s": "UT"}, {"k": 2, "s": "CT"}, {"k": 3, "s": "UT"}]
    assert judged(one, rows, known) == [0]


def test_a_plain_function_is_a_rule_too() -> None:
    @rule("odd", title=Text("số lẻ", "odd"), columns=["n"], fails=[{0: {"n": 2}}])
    def odd(frame: pl.DataFrame, known: Given) -> pl.Series:
        return frame["n"] % 2 == 1

    assert judged(odd, [{"n": 1}, {"n": 2}]) == [1]
    assert (odd.say("vi", {}), odd.say("en", {})) == ("số lẻ", "odd")
    assert odd.failing([{"n": 1}]) == [[{"n": 2}]]
