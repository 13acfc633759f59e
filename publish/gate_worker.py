"""The gate's worker: for each line of JSON from standard input, a job, it prints one line of JSON, what was not met.

Run as ``python -m publish.gate_worker``; it alone imports Great Expectations.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import great_expectations as gx
from great_expectations import expectations as gxe


def judge(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Unmet expectations: table, expectation, expected, observed.

    Raises:
        RuntimeError: an expectation could not be computed: that says nothing of the data.
    """
    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_sqlite("staging", connection_string=f"sqlite:///{job['database']}")
    unmet = []
    for asked in job["tables"]:
        asset = source.add_table_asset(asked["table"], table_name=asked["table"])
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
        for expectation, expected in (
            (gxe.ExpectTableRowCountToEqual(value=asked["rows"]), str(asked["rows"])),
            (gxe.ExpectTableRowCountToBeBetween(min_value=asked["at_least"]), f"≥ {asked['at_least']}"),
        ):
            found = batch.validate(expectation)
            if any(said.get("raised_exception") for said in _exceptions(found.exception_info)):
                raise RuntimeError(f"{asked['table']}: {found.exception_info}")
            if not found.success:
                observed = found.result["observed_value"]
                name = expectation.expectation_type
                unmet.append({"table": asked["table"], "expectation": name, "expected": expected, "observed": observed})
    return unmet


def _exceptions(info: dict[str, Any]) -> list[dict[str, Any]]:
    """Great Expectations nests this once or twice."""
    return [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]


def main() -> None:
    """Answer jobs until the input ends; a job that cannot be judged is answered with its problem."""
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing a library prints may be taken for an answer
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"unmet": judge(json.loads(line))}
        except Exception as error:  # whatever it is, the answer must say so
            answer = {"problem": f"{type(error).__name__}: {error}".splitlines()[0]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
