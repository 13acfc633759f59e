"""The computed version: which change makes which bump, and that no number is used twice."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.reasons import reason_text
from publish.version import Reason, State, bump_of, changes, next_version, parse

FIELDS = [
    {"name": "k", "type": "string", "constraints": {"required": True}},
    {"name": "v", "type": "number", "constraints": {"enum": ["1", "2", "3"]}},
]


def state(rows: list[dict[str, str]], fields: list[dict[str, Any]] = FIELDS, **said: Any) -> State:
    schema = {"fields": fields, "primaryKey": said.pop("key", ["k"])}
    descriptor = {"name": "d", "licenses": [{"name": "open"}], **said, "resources": [{"name": "t", "schema": schema}]}
    return State(descriptor, {"t": pl.DataFrame(rows, schema=dict.fromkeys([f["name"] for f in fields], pl.String))})


ROWS = [{"k": "a", "v": "1"}, {"k": "b", "v": "2"}]


def second(**said: Any) -> list[dict[str, Any]]:
    """The fields with the second one changed."""
    return [FIELDS[0], {**FIELDS[1], **said}]


BEFORE = state(ROWS)
CASES = {
    "values-changed": ("patch", state([{"k": "a", "v": "3"}, ROWS[1]])),
    "rows-added": ("minor", state([*ROWS, {"k": "c", "v": "1"}])),
    "rows-removed": ("patch", state(ROWS[:1])),
    "column-removed": ("major", state([{"k": "a"}, {"k": "b"}], FIELDS[:1])),
    "column-added": ("minor", state([{**row, "w": ""} for row in ROWS], [*FIELDS, {"name": "w", "type": "string"}])),
    "column-retyped": ("major", state(ROWS, second(type="integer"))),
    "column-described": ("patch", state(ROWS, second(title="x"))),
    "value-withdrawn": ("major", state(ROWS, second(constraints={"enum": ["1", "2"]}))),
    "key-changed": ("major", state(ROWS, key=["k", "v"])),
    "metadata-changed": ("patch", state(ROWS, title="new")),
    "license-changed": ("major", state(ROWS, licenses=[{"name": "closed"}])),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_change_has_its_reason_and_its_bump(kind: str) -> None:
    bump, after = CASES[kind]
    found = changes(BEFORE, after)
    assert kind in [r.kind for r in found]
    assert bump_of(found) == bump


def test_values_that_change_as_their_row_becomes_more_final_are_revised_and_all_others_corrected() -> None:
    fields = [*FIELDS, {"name": "s", "type": "string"}]

    def of(*cells: tuple[str, str]) -> State:
        return state([{"k": str(n), "v": v, "s": s} for n, (v, s) in enumerate(cells)], fields)

    before = of(("1", "early"), ("1", "final"), ("1", ""))
    after = of(("2", "final"), ("3", "final"), ("2", "final"))
    found = changes(before, after, status="s")
    assert {r.kind: r.params["count"] for r in found} == {"values-changed": 3, "values-revised": 2}
    assert {r.bump for r in found} == {"patch"}
    assert {r.kind: r.params["count"] for r in changes(before, after)} == {"values-changed": 5}


def test_nothing_changed_is_no_reason() -> None:
    assert changes(BEFORE, BEFORE) == []


def test_the_gravest_reason_stands_first_and_counts_are_told() -> None:
    after = state([{"k": "a", "v": "9"}, {"k": "c", "v": "1"}])
    found = changes(BEFORE, after)
    assert [(r.kind, r.params["count"]) for r in found] == [
        ("rows-added", 1),
        ("rows-removed", 1),
        ("values-changed", 1),
    ]


def test_allowed_values_of_a_code_list_have_versions_of_their_own() -> None:
    listed = [FIELDS[0], {**FIELDS[1], "codelist": "l"}]
    fewer = [FIELDS[0], {"name": "v", "type": "number", "codelist": "l", "constraints": {"enum": ["1"]}}]
    rows = [{"k": "a", "v": "1"}]
    assert changes(state(rows, listed), state(rows, fewer)) == []


def test_a_code_withdrawn_from_the_code_lists_is_major() -> None:
    after = CASES["rows-removed"][1]
    assert bump_of(changes(BEFORE, after, code_lists="d")) == "major"


def test_a_table_without_a_key_is_compared_as_a_multiset() -> None:
    before, after = (state(rows, key=[]) for rows in ([{"k": "a", "v": "1"}] * 2, [{"k": "a", "v": "1"}]))
    assert [(r.kind, r.params["count"]) for r in changes(before, after)] == [("rows-removed", 1)]
    assert changes(before, state([{"k": "a", "v": "1"}] * 2, key=[])) == []


def test_as_many_rows_without_a_key_are_compared_in_place() -> None:
    """One corrected figure in a table without a key is a correction, not a row removed and another added."""
    after = state([{"k": "a", "v": "1"}, {"k": "b", "v": "3"}], key=[])
    assert [(r.bump, r.kind, r.params["count"]) for r in changes(state(ROWS, key=[]), after)] == [
        ("patch", "values-changed", 1)
    ]
    assert changes(state(ROWS, key=[]), state(ROWS[::-1], key=[])) == []


def test_a_window_that_moves_over_rows_without_a_key_takes_one_away_and_brings_one() -> None:
    rows = [{"k": "a", "v": str(number)} for number in range(20)]
    found = changes(state(rows[:-1], key=[]), state(rows[1:], key=[]))
    assert [(r.kind, r.params["count"]) for r in found] == [("rows-added", 1), ("rows-removed", 1)]


def test_a_row_that_goes_as_the_key_is_narrowed_is_removed_all_the_same() -> None:
    before = state([{"k": "a", "v": "1"}, {"k": "a", "v": "2"}, {"k": "b", "v": "2"}], key=["k", "v"])
    found = changes(before, state([{"k": "a", "v": "1"}, {"k": "b", "v": "2"}, {"k": "c", "v": "2"}]))
    assert [(r.bump, r.kind) for r in found] == [
        ("major", "key-changed"),
        ("minor", "rows-added"),
        ("patch", "rows-removed"),
    ]


@pytest.mark.parametrize(
    ("current", "bump", "highest", "version"),
    [
        ("1.2.3", "patch", "1.2.3", "1.2.4"),
        ("1.2.3", "minor", "1.2.3", "1.3.0"),
        ("1.2.3", "major", "1.2.3", "2.0.0"),
        ("1.0.0", "patch", "1.1.0", "1.1.1"),  # rolled back from 1.1.0: its number is not used again
        ("1.9.0", "minor", "1.10.0", "1.11.0"),  # numbers, not text
    ],
)
def test_the_next_number(current: str, bump: Any, highest: str, version: str) -> None:
    assert next_version(current, bump, highest) == version


rows = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123")).map(
    lambda d: [{"k": k, "v": v} for k, v in sorted(d.items())]
)


@given(rows, rows)
def test_counts_account_for_every_row(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    found: dict[str, Any] = {r.kind: r.params["count"] for r in changes(state(old), state(new))}
    assert len(old) + found.get("rows-added", 0) - found.get("rows-removed", 0) == len(new)
    before = {r["k"]: r["v"] for r in old}
    assert found.get("values-changed", 0) == sum(before.get(r["k"], r["v"]) != r["v"] for r in new)


def test_versions_are_three_numbers() -> None:
    with pytest.raises(ValueError, match=r"1\.0"):
        parse("1.0")
    assert parse("1.10.2") == (1, 10, 2)
    assert bump_of([Reason("patch", "a"), Reason("major", "b")]) == "major"


def test_a_reason_names_the_table_unless_the_dataset_is_called_so() -> None:
    reason = {"kind": "rows-added", "params": {"table": "waste", "count": 2}}
    assert (reason_text(reason, "en", "waste"), reason_text(reason, "vi", "waste")) == ("2 rows added", "Thêm 2 dòng")
    assert reason_text(reason, "en", "odd") == "waste: 2 rows added"
    assert reason_text({"kind": "theirs", "params": {}}, "vi", "odd") == "theirs"
