"""The gate: Great Expectations counts what was staged, and says no where rows are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import KtthError
from publish.gate import Breach, Expectation, Gate, stage

CSV = b"a,b\n1,2\n3,4\n"


def test_the_gate_passes_what_holds_and_names_what_does_not(tmp_path: Path) -> None:
    staging = tmp_path / "s.db"
    stage(staging, [CSV, CSV, b"x\n"])
    asked = [Expectation("good", "t", 2, 2), Expectation("shrunk", "t", 2, 3), Expectation("empty", "t", 0)]
    with Gate() as gate:
        found = gate.ask(staging, asked)
    assert found == [Breach("shrunk", "t", "expect_table_row_count_to_be_between", "≥ 3", "2")]


def test_rows_lost_on_the_way_are_a_breach(tmp_path: Path) -> None:
    staging = tmp_path / "s.db"
    stage(staging, [CSV])
    with Gate() as gate:
        found = gate.ask(staging, [Expectation("d", "t", 3)])
    assert [b.expectation for b in found] == ["expect_table_row_count_to_equal"]


def test_a_gate_that_cannot_judge_lets_nothing_pass(tmp_path: Path) -> None:
    with Gate() as gate, pytest.raises(KtthError, match="could not judge"):
        gate.ask(tmp_path / "none" / "s.db", [Expectation("d", "t", 1)])
