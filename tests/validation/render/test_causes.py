"""Findings with one cause are one thing to mend, and nothing of them is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.validation.render.answers import finding
from validation.findings import Finding, Report
from validation.messages import MESSAGES
from validation.render.causes import SHOWN, STAGES, grouped
from validation.render.told import LeftOut, Told, left_out_together

RULES = ["cell.type", "cell.codelist", "header.missing", "file.empty", "well.levels", "row.blank", "reference.missing"]
findings = st.builds(
    Finding,
    rule=st.sampled_from(RULES),
    severity=st.sampled_from(["error", "warning"]),
    dataset=st.sampled_from(["a", "b"]),
    row=st.one_of(st.none(), st.integers(1, 9)),
    column=st.sampled_from([None, "x", "y"]),
    value=st.sampled_from([None, "1", "2", "3", "4", "5", "6", "7"]),
    params=st.fixed_dictionaries({"expected": st.sampled_from(["p", "q"])}),
)


def test_eight_hundred_cells_of_one_slip_are_one_cause(told: Told) -> None:
    (cause,) = [cause for cause in grouped(told.report) if cause.rule == "cell.type"]
    assert len(cause.findings) == cause.values == 800


def test_what_must_be_right_first_comes_first(told: Told) -> None:
    found = [(cause.severity, cause.rule) for cause in grouped(told.report)]
    assert found == [
        ("error", "header.missing"),
        ("error", "cell.type"),
        ("error", "cell.codelist"),
        ("error", "row.duplicate-key"),
        ("error", "well.levels"),
        ("warning", "file.encoding-guessed"),
        ("warning", "cell.required"),
    ]


def test_another_reason_is_another_cause() -> None:
    two = [finding("cell.maximum", f"C{n}", "low", "9", expected=limit) for n, limit in ((5, "7"), (6, "8"))]
    assert len(grouped(Report(tuple(two)))) == 2


def test_what_is_said_of_each_cell_alone_makes_no_cause_of_its_own() -> None:
    rows = [finding("row.duplicate-key", f"A{n}", "well", "G1", first=float(n), columns="well") for n in range(5, 25)]
    assert [len(cause.findings) for cause in grouped(Report(tuple(rows)))] == [20]


def test_examples_show_different_values_before_equal_ones() -> None:
    values = ["x"] * 50 + ["y", "x", "z"]
    cells = [finding("cell.type", f"C{n}", "low", value, expected="our number") for n, value in enumerate(values, 5)]
    (cause,) = grouped(Report(tuple(cells)))
    assert [one.value for one in cause.examples()] == ["x", "x", "x", "y", "z"]
    assert [one.value for one in cause.examples(2)] == ["x", "y"]


@given(st.lists(findings, max_size=60))
def test_nothing_is_lost_or_told_twice(found: list[Finding]) -> None:
    causes = grouped(Report(tuple(found)))
    told = [id(finding) for cause in causes for finding in cause.findings]
    assert sorted(told) == sorted(map(id, found))
    for cause in causes:
        examples = cause.examples()
        assert len(examples) == min(SHOWN, len(cause.findings))
        assert len({id(one) for one in examples}) == len(examples)
    assert [cause.severity for cause in causes] == sorted(cause.severity for cause in causes)


def test_every_rule_of_the_engine_has_its_place_in_the_order() -> None:
    named = {kind for kinds in STAGES for kind in kinds}
    assert [rule for rule in MESSAGES if not {rule, rule.partition(".")[0]} & named] == []


def test_rows_left_out_are_told_by_stretches() -> None:
    rows = [LeftOut(n, "blank") for n in (9, 5, 6, 7)] + [LeftOut(1, "title", "A"), LeftOut(2, "title", "B")]
    title, blank = left_out_together(rows)
    assert (title.reason, title.count, title.rows, title.first.text) == ("title", 2, ((1, 2),), "A")
    assert (blank.count, blank.rows) == (4, ((5, 7), (9, 9)))
