"""The gate's worker: for each line of JSON from standard input, a job, it prints one line of JSON, what it judged.

Run as ``python -m publish.gate.worker``; it alone imports Great Expectations.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any


def _end_with(parent: int) -> None:
    """End once the release is gone that asked: the end of the input is seen only after seconds of importing."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(int(os.environ.get("KTTH_GATE_OF") or os.getppid()),), daemon=True).start()


class _Later(ModuleType):
    """A module that is imported when something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what importing itself looks at
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


# half of what Great Expectations takes to be imported, for distributions and charts, which nothing here asks
for name in ("scipy.stats", "altair"):
    sys.modules.setdefault(name, _Later(name))
gc.disable()  # of what is imported nothing goes: looking for garbage in it is a quarter of the time

import great_expectations as gx  # noqa: E402
from great_expectations import expectations as gxe  # noqa: E402

gc.freeze()
gc.enable()


def judge(job: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """For each suite, for each of its expectations: met (bool), observed (a value), rows and missing (unexpected).

    ``job`` has ``database``, the path of the staging file, and ``suites``: the staged table's name and a list of
    expectations with type and kwargs.

    Raises:
        RuntimeError: an expectation could not be computed: that says nothing of the data.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sqlite("staging", connection_string=f"sqlite:///{job['database']}")
    return [_suite(source, asked["table"], asked["expectations"]) for asked in job["suites"]]


def _suite(source: Any, table: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One validation of a table. Results come in an order of their own; ``place`` says which expectation each is of."""
    asset = source.add_table_asset(table, table_name=table)
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    made = [_class(one["type"])(**one["kwargs"], meta={"place": place}) for place, one in enumerate(asked)]
    found = batch.validate(gx.ExpectationSuite(table, expectations=made), result_format="COMPLETE")
    by_place = {one.expectation_config.meta["place"]: one for one in found.results}
    return [_told(table, by_place[place]) for place in range(len(asked))]


def _class(name: str) -> Any:
    return getattr(gxe, "".join(word.capitalize() for word in name.split("_")))


def _told(table: str, found: Any) -> dict[str, Any]:
    if any(said.get("raised_exception") for said in _exceptions(found.exception_info)):
        raise RuntimeError(f"{table}: {found.expectation_config.type}: {_reason(found.exception_info)}")
    result = found.result
    return {
        "met": bool(found.success),
        "observed": result.get("observed_value"),
        "rows": (result.get("details") or {}).get("unexpected_rows") or [],
        "missing": result.get("partial_missing_list") or [],
    }


def _exceptions(info: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Great Expectations nests this once or twice."""
    yield from [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, Mapping)]


def _reason(info: Mapping[str, Any]) -> str:
    return next(str(said.get("exception_message")) for said in _exceptions(info) if said.get("raised_exception"))


def main() -> None:
    """Answer jobs until the input ends; a job that cannot be judged is answered with its problem."""
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing a library prints may be taken for an answer
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"judged": judge(json.loads(line))}
        except Exception as error:  # whatever it is, the answer must say so
            answer = {"problem": (f"{type(error).__name__}: {error}".splitlines() or [""])[0]}
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
