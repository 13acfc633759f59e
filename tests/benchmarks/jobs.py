"""One piece of work, done and measured in a process of its own: ``python jobs.py NAME PATH``.

It is done on something small first: what has to be imported is imported then, and not measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

import catalogs
import ours
import peers

Found = Mapping[str, int] | Mapping[str, float]
Job = Callable[[Path], Found | Callable[[], Found]]
JOBS: Mapping[str, Job] = {
    "check": ours.check,
    "check-many": ours.check_many,
    "read-book": ours.read_workbook,
    "polars-text": peers.polars_text,
    "polars-typed": peers.polars_typed,
    "pandera": peers.pandera_eager,
    "frictionless": peers.frictionless_validate,
    "frictionless-many": peers.frictionless_many,
    "calamine": peers.calamine,
    "openpyxl": peers.openpyxl,
    "diff": ours.diff,
    "csv-diff": peers.csv_diff,
    "daff": peers.daff_diff,
    "sqlite": ours.sqlite,
    "sqlite3-import": peers.sqlite3_import,
    "sqlite-utils": peers.sqlite_utils,
    "expectations": peers.expectations,
    "release": ours.release_whole,
    "release-all": ours.release_all,
    "release-one": ours.release_one,
    "search": catalogs.search,
    "catalog-api": catalogs.catalog_api,
}


def _peak() -> int:
    """Bytes; not what ``getrusage`` says, which begins with the peak of the process that started this one."""
    status = Path("/proc/self/status")
    said = status.read_text(encoding="ascii").partition("VmHWM:")[2].split() if status.exists() else []
    return int(said[0]) * 1024 if said else 0


def main() -> None:
    job, path, small = JOBS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    job(small)
    began = perf_counter()
    found = job(path)
    seconds = perf_counter() - began
    told = dict(found() if callable(found) else found)
    seconds = told.pop("seconds", seconds)  # of a job that measures a part of itself
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": _peak(), "found": told}))


if __name__ == "__main__":
    main()
