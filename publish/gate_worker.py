"""The gate's worker: reads one job as JSON from standard input, prints what was not met as JSON, and ends.

Run as ``python -m publish.gate_worker``; it alone imports Great Expectations.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import great_expectations as gx
from great_expectations.expectations import ExpectTableRowCountToBeBetween, ExpectTableRowCountToEqual


def judge(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Unmet expectations: table, expectation, expected, observed.

    Raises:
        RuntimeError: an expectation could not be computed: that says nothing of the data.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sqlite("staging", connection_string=f"sqlite:///{job['database']}")
    unmet = []
    for asked in job["tables"]:
        asset = source.add_table_asset(asked["table"], table_name=asked["table"])
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
        for expectation, expected in (
            (ExpectTableRowCountToEqual(value=asked["rows"]), str(asked["rows"])),
            (ExpectTableRowCountToBeBetween(min_value=asked["at_least"]), f"≥ {asked['at_least']}"),
        ):
            found = batch.validate(expectation)
            if any(said.get("raised_exception") for said in _exceptions(found.exception_info)):
                raise RuntimeError(f"{asked['table']}: {found.exception_info}")
            if not found.success:
                observed = found.result["observed_value"]
                name = found.expectation_config.type
                unmet.append({"table": asked["table"], "expectation": name, "expected": expected, "observed": observed})
    return unmet


def _exceptions(info: dict[str, Any]) -> list[dict[str, Any]]:
    """Great Expectations nests this once or twice."""
    return [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]


if __name__ == "__main__":
    said = sys.stdin.read()
    if said:
        sys.stdout.write(json.dumps(judge(json.loads(said))))
