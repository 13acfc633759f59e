"""The worker process: whatever happens to it or in it, nothing is taken for a judgement that is none."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from publish.errors import KtthError
from publish.gate import Gate
from publish.gate.expectation import Expectation, Suite
from publish.gate.staging import stage
from schemas.core.site import Text

COUNT = "expect_table_row_count_to_be_between"


def suite(type_: str, table: str = "t", **kwargs: object) -> Suite:
    frame = pl.DataFrame({"a": [1, 2]})
    return Suite("d", table, {f"{table}0": frame}, [Expectation("row-count", type_, kwargs, Text("lời", "words"))])


def staged(tmp_path: Path, *suites: Suite) -> Path:
    stage(tmp_path / "s.db", suites)
    return tmp_path / "s.db"


def test_it_answers_in_order_what_is_met_and_what_is_not(gate: Gate, tmp_path: Path) -> None:
    asked = [suite(COUNT, "good", min_value=2), suite(COUNT, "shrunk", min_value=3)]
    found = gate.ask(staged(tmp_path, *asked), asked)
    assert [(one.table, one.met, one.observed.en) for one in found] == [("good", True, "2"), ("shrunk", False, "2")]


def test_an_expectation_that_cannot_be_computed_is_no_breach(gate: Gate, tmp_path: Path) -> None:
    asked = [suite("expect_column_sum_to_be_between", column="none_such", min_value=1)]
    with pytest.raises(KtthError, match=r"could not judge.*none_such"):
        gate.ask(staged(tmp_path, *asked), asked)


def test_a_query_that_fails_is_no_breach(gate: Gate, tmp_path: Path) -> None:
    asked = [suite("unexpected_rows_expectation", unexpected_rows_query="SELECT nothing FROM {batch}")]
    with pytest.raises(KtthError, match="could not judge"):
        gate.ask(staged(tmp_path, *asked), asked)


def test_a_staging_file_that_is_not_there_lets_nothing_pass(gate: Gate, tmp_path: Path) -> None:
    with pytest.raises(KtthError, match="could not judge"):
        gate.ask(tmp_path / "none" / "s.db", [suite(COUNT, min_value=1)])


def test_a_worker_goes_on_after_what_it_could_not_judge(gate: Gate, tmp_path: Path) -> None:
    with pytest.raises(KtthError):
        gate.ask(tmp_path / "none" / "s.db", [suite(COUNT, min_value=1)])
    asked = [suite(COUNT, min_value=1)]
    assert gate.ask(staged(tmp_path, *asked), asked)[0].met


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("import sys; sys.exit(3)", "ended with 3"),
        ("import sys; sys.stdin.readline(); sys.exit('out of memory')", "out of memory"),
        ("import sys; sys.stdin.readline(); sys.stdout.write('{\"judged\": [['); sys.stdout.flush()", "ended with"),
    ],
)
def test_a_worker_that_dies_lets_nothing_pass_and_says_its_last_words(tmp_path: Path, does: str, says: str) -> None:
    asked = [suite(COUNT, min_value=1)]
    with Gate([sys.executable, "-c", does]) as dying, pytest.raises(KtthError, match=f"could not judge.*{says}"):
        dying.ask(staged(tmp_path, *asked), asked)


def test_figures_are_staged_as_figures_and_what_is_none_as_nothing(gate: Gate, tmp_path: Path) -> None:
    frame = pl.DataFrame({"m0": [1.5, float("nan"), float("inf"), None, 2.5]})
    asked = Expectation("totals", "expect_column_sum_to_be_between", {"column": "m0", "max_value": 4}, Text("lời"))
    one = Suite("d", "t", {"t0": frame}, [asked])
    assert gate.ask(staged(tmp_path, one), [one])[0].observed.en == "4"


def test_it_ends_with_a_release_that_is_killed_while_it_still_imports(tmp_path: Path) -> None:
    """Each would hold 150 MB: kills in a row, each with a worker of its own, have filled a machine's memory."""
    (tmp_path / "great_expectations.py").write_text("import time\ntime.sleep(60)\n")
    begin = "import time; from publish.gate import Gate; g = Gate(); g.start(); print(g._worker.pid, flush=True)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    command = [sys.executable, "-c", f"{begin}; time.sleep(60)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as release:
        assert release.stdout
        worker = int(release.stdout.readline())
        assert runs(worker)
        release.kill()
    last = time.monotonic() + 20
    while runs(worker) and time.monotonic() < last:
        time.sleep(0.1)
    assert not runs(worker)


def runs(pid: int) -> bool:
    """Whether there is such a process that is not merely waiting to be buried."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
