"""What a dataset's folder asks for in ``gate.json``: judged with the rest, or refused with its place and reason."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from publish.errors import UsageError
from publish.gate import Gate
from publish.gate.batch import _with
from publish.gate.declared import FILE, declared, read_declared
from publish.gate.expectation import Judged, Suite
from publish.gate.series import Compared
from publish.gate.staging import stage
from publish.steps import Refused
from tests.publish.gate.conftest import WASTE, Figures, Office, compared, frame, year

WORDS = {"vi": "Tổng hợp lý", "en": "A sensible total"}
COLLECTED = {"column": "collected"}
SUM = "expect_column_sum_to_be_between"


def one(type_: str = SUM, **said: Any) -> dict[str, Any]:
    return {"type": type_, "kwargs": {"column": "collected", "max_value": 1e6}, "meta": WORDS} | said


def suites(*expectations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"suites": [{"name": WASTE, "expectations": list(expectations), **more}]}


def put(folder: Path, said: object) -> Path:
    (folder / FILE).write_text(said if isinstance(said, str) else json.dumps(said))
    return folder


def test_what_is_asked_is_judged_and_kept_in_its_own_words(office: Office) -> None:
    folder = put(office.waste(year("2024")), suites(one(), one(kwargs={"column": "collected", "max_value": 5.0})))
    with pytest.raises(Refused, match="A sensible total") as refused:
        office.release(office.districts(), folder)
    assert "Tổng hợp lý" in refused.value.say("vi")
    put(folder, suites(one()))
    office.release(office.districts(), folder)
    kept = [said for said in office.catalog.release(WASTE).gate if said["kind"] == "declared"]
    assert [(said["expected"], said["met"]) for said in kept] == [(WORDS, True)]


def test_a_warning_is_told_and_a_late_table_is_stopped_where_the_suite_says_so(office: Office) -> None:
    few = one(severity="warning", kwargs={"column": "collected", "max_value": 5})
    folder = put(office.waste(year("2019")), suites(few))
    judged = {j.kind: j for step in office.release(office.districts(), folder) for j in step.judged}
    assert not judged["declared"].met and not judged["declared"].breached
    put(office.waste(year("2019", 1.3)), suites(meta={"late": "critical"}))
    with pytest.raises(Refused, match=r"\(late\)"):
        office.release(folder)


@pytest.mark.parametrize(
    ("type_", "kwargs"),
    [
        ("expect_table_row_count_to_be_between", {"min_value": 11, "max_value": 11}),
        ("expect_column_max_to_be_between", {"column": "collected", "max_value": 1e5, "strict_max": True}),
        ("expect_column_min_to_be_between", {"column": "collected", "min_value": 0}),
        ("expect_column_mean_to_be_between", {"column": "collected", "min_value": 1}),
        ("expect_column_median_to_be_between", {"column": "collected", "min_value": 1}),
        ("expect_column_unique_value_count_to_be_between", {"column": "district", "min_value": 11}),
        ("expect_column_proportion_of_non_null_values_to_be_between", {"column": "collected", "min_value": 1}),
        ("expect_column_distinct_values_to_contain_set", {"column": "district", "value_set": ["D01", "D11"]}),
    ],
)
def test_every_kind_that_is_allowed_can_be_asked(office: Office, type_: str, kwargs: dict[str, Any]) -> None:
    folder = put(office.waste(year("2024")), suites(one(type_, kwargs=kwargs)))
    judged = [j for step in office.release(office.districts(), folder) for j in step.judged]
    assert [(j.type, j.met) for j in judged if j.kind == "declared"] == [(type_, True)]


def test_values_that_are_missing_are_named(office: Office) -> None:
    asked = one("expect_column_distinct_values_to_contain_set", kwargs={"column": "district", "value_set": ["D99"]})
    with pytest.raises(Refused, match="D99"):
        office.release(office.districts(), put(office.waste(year("2024")), suites(asked)))


def test_sums_that_agree_are_met(office: Office) -> None:
    equals = {"table": WASTE, "column": "collected", "by": ["period"], "tolerance": 0.01}
    asked = one(kwargs=COLLECTED, meta=WORDS | {"equals": equals})
    folder = put(office.waste(year("2024")), suites(asked))
    office.release(office.districts(), folder)
    judged = [said for said in office.catalog.release(WASTE).gate if said["kind"] == "totals"]
    assert [said["met"] for said in judged] == [True]


@pytest.mark.parametrize(
    ("column", "value_set", "observed"),
    [
        ("district", ["D01"], "all of them"),
        ("day", ["2024-01-02"], "all of them"),
        ("collected", [1000], "all of them"),
        ("day", ["2024-01-02", "1999-01-01"], "missing: 1999-01-01"),
        ("collected", [1000, 7], "missing: 7"),
    ],
)
def test_of_a_set_only_what_is_missing_is_told(
    gate: Gate, tmp_path: Path, column: str, value_set: Any, observed: str
) -> None:
    kwargs = {"column": column, "value_set": value_set}
    folder = put(tmp_path, suites(one("expect_column_distinct_values_to_contain_set", kwargs=kwargs)))
    said = compared({}, now=frame(year("2024")).with_columns(day=date(2024, 1, 2)))
    judged = ask(gate, folder, said)
    assert (judged.met, judged.observed.en) == (observed == "all of them", observed)


def ask(gate: Gate, folder: Path, said: Compared) -> Judged:
    """The one expectation of a folder, judged."""
    suite = declared(read_declared(folder, WASTE, {WASTE: said.now})[WASTE], said, "t0")
    with_staged = _with(Suite(WASTE, WASTE, {"t0": said.now.select("origin")}, []), list(suite))
    stage(folder / "s.db", [with_staged])
    return gate.ask(folder / "s.db", [with_staged])[0]


def held(gate: Gate, folder: Path, mine: Figures, others: Figures, by: list[str], tolerance: float = 0) -> Judged:
    """The sum of one table judged against that of another."""
    equals = {"dataset": "other", "table": "other", "column": "collected", "by": by, "tolerance": tolerance}
    put(folder, suites(one(kwargs=COLLECTED, meta=WORDS | {"equals": equals})))
    return ask(gate, folder, compared(mine, find=lambda _: frame(others)))


def test_sums_that_do_not_agree_are_told_by_group(gate: Gate, tmp_path: Path) -> None:
    more = {**year("2023"), **year("2024", 1.01)}
    judged = held(gate, tmp_path, {**year("2023"), **year("2024")}, more, ["period"], 0.001)
    assert judged.breached and judged.observed.en.startswith("collected 2024: ")


@pytest.mark.parametrize(
    ("mine", "others", "by", "told"),
    [
        ({**year("2023"), **year("2024")}, year("2023"), ["period"], ["2024"]),
        (year("2023"), {**year("2023"), **year("2024")}, ["period"], ["2024"]),
        (year("2023"), year("2019"), ["period"], ["2019", "2023"]),
        (year("2023"), {}, [], [""]),
    ],
)
def test_a_group_that_only_one_table_has_does_not_agree(
    gate: Gate, tmp_path: Path, mine: Figures, others: Figures, by: list[str], told: list[str]
) -> None:
    judged = held(gate, tmp_path, mine, others, by)
    assert judged.breached
    assert [line.split(":")[0] for line in judged.observed.en.split("; ")] == [f"collected {period}" for period in told]


def test_sums_of_large_decimals_agree_where_the_decimals_do(gate: Gate, tmp_path: Path) -> None:
    parts = [Decimal(100_000_000 + n * 7_654_321) + Decimal(n * 37 % 100) / 100 for n in range(2000)]
    mine = {("2024", f"X{n}"): float(part) for n, part in enumerate(parts)}
    assert float(sum(parts)) != sum(mine.values())
    assert held(gate, tmp_path, mine, {("2024", "all"): float(sum(parts))}, ["period"]).met


def test_a_file_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside.json"
    folder.mkdir()
    outside.write_text('{"suites": [], "secret_key": 1}')
    (folder / FILE).symlink_to(outside)
    with pytest.raises(UsageError, match=r"path\.link") as refused:
        read_declared(folder, WASTE, {WASTE: frame(year("2024"))})
    assert "secret" not in str(refused.value)


def test_a_sum_is_not_held_to_texts(tmp_path: Path) -> None:
    equals = {"dataset": "other", "table": "other", "column": "district"}
    put(tmp_path, suites(one(kwargs=COLLECTED, meta=WORDS | {"equals": equals})))
    said = compared(year("2024"), find=lambda _: frame(year("2024")))
    with pytest.raises(UsageError, match="district is no column of numbers"):
        list(declared(read_declared(tmp_path, WASTE, {WASTE: said.now})[WASTE], said, "t0"))


BAD = [
    ("{", "Expecting"),
    ({"suites": {}}, "suites"),
    ({"suites": [{"name": "nothing"}]}, "nothing"),
    ({"suites": [{"name": WASTE}, {"name": WASTE}]}, "suites"),
    (suites(one(unknown=1)), "unknown"),
    (suites(one(meta={"en": "no Vietnamese"})), "vi"),
    (suites(one(severity="fatal")), "severity"),
    (suites(one("expect_column_values_to_be_between")), "is not among"),
    (suites(one("unexpected_rows_expectation", kwargs={"unexpected_rows_query": "SELECT 1"})), "unexpected_rows_query"),
    (suites(one(kwargs={"column": "collected", "row_condition": "1=1", "max_value": 1})), "row_condition"),
    (suites(one(kwargs={"column": "none", "max_value": 1})), "kwargs.column: none"),
    (suites(one(kwargs={"column": "district", "max_value": 1})), "no column of numbers"),
    (suites(one(kwargs={"column": "collected", "max_value": "1"})), "max_value"),
    (suites(one(kwargs={"column": "collected", "max_value": 10**400})), "less than"),
    (suites(one(kwargs={"column": "collected", "value_set": ["1"]})), "value_set"),
    (suites(one(kwargs=COLLECTED)), "min_value"),
    (suites(one(meta=WORDS | {"equals": {"table": WASTE, "column": "collected"}})), "meta.equals"),
    (
        suites(one(kwargs=COLLECTED, meta=WORDS | {"equals": {"table": "x", "column": "y", "by": ["z"]}})),
        "meta.equals.by: z",
    ),
]


@pytest.mark.parametrize(("said", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_file_that_asks_what_cannot_be_asked_is_refused(tmp_path: Path, said: object, reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_declared(put(tmp_path, said), WASTE, {WASTE: frame(year("2024"))})
    assert reason in str(refused.value) and FILE in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_sum_to_be_held_to_a_table_that_is_not_there_is_refused(office: Office) -> None:
    equals = {"table": "nowhere", "column": "collected"}
    asked = one(kwargs=COLLECTED, meta=WORDS | {"equals": equals})
    with pytest.raises(UsageError, match="nowhere"):
        office.release(office.districts(), put(office.waste(year("2024")), suites(asked)))
    assert office.catalog.current() is None
