"""The works that are measured: what is done, who else does it, and the bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import data
import folders
from measure import Measured, in_turn
from measure import cold as cold_runs
from told import Bar, Work

SMALL = 10_000  # rows to begin with: enough to be read the way many are
SAMPLED = 50_000  # rows that frictionless is given; it takes ten minutes for a million
KINDS = [*data.KINDS, "other"]


def rows(quick: bool) -> Iterator[Work]:
    """Many rows in one table, every bad cell to be found."""
    count = 100_000 if quick else 1_000_000
    found = _checked(count, ["polars-text", "polars-typed", "pandera", "check"], repeats=5)
    sampled = min(count, SAMPLED)
    scaled = in_turn({"frictionless": (folders.package(sampled), folders.package(SMALL))}, 3)["frictionless"]
    found["frictionless"] = scaled.times(count / sampled)
    bars = [Bar("check", 4, "polars-typed"), Bar("check", 1 / 35, "frictionless")]
    note = f"frictionless: đo {sampled:,} dòng rồi nhân lên / measured on {sampled:,} rows and scaled"
    yield Work(
        f"{count:,} dòng, tìm mọi ô sai / {count:,} rows, every bad cell",
        found,
        bars,
        "polars-typed",
        note,
        _cells(count, found),
    )


def many_rows(quick: bool) -> Iterator[Work]:
    """So many rows that they are not held."""
    if quick:
        return
    count = 10_000_000
    found = _checked(count, ["polars-text", "polars-typed", "pandera", "check"], repeats=1)
    bars = [Bar("check", 4, "polars-typed"), Bar("check", 1 << 30, "", "peak")]
    yield Work(f"{count:,} dòng / {count:,} rows", found, bars, "polars-typed", "", _cells(count, found))


def workbooks(quick: bool) -> Iterator[Work]:
    """Reading a workbook, of plain cells and of formulas and formats."""
    for formulas in (False, True):
        yield _workbook(100_000, formulas, 1 if quick else 3)


def _workbook(count: int, formulas: bool, repeats: int) -> Work:
    paths = folders.book(count, formulas=formulas), folders.book(SMALL, formulas=formulas)
    found = in_turn(dict.fromkeys(("calamine", "read-book"), paths), repeats) | in_turn({"openpyxl": paths}, 1)
    what = "có công thức, phần trăm / with formulas, percent" if formulas else "ô thường / plain cells"
    return Work(f"XLSX {count:,} dòng / rows, {what}", found, [Bar("read-book", 1.5, "calamine")], "calamine")


def cold(quick: bool) -> Iterator[Work]:
    """A command from its start to its end, on 100 rows."""
    elsewhere, ours = folders.many(1, 100) / "p00000", folders.package(100)
    product = [sys.executable, "-m", "publish", "check"]
    bulk = {"KTTH_CONTENT": "bulk", "PYTHONPATH": f"{folders.ROOT}:{Path(__file__).parent}"}
    commands = {
        "frictionless": ([sys.executable, "-m", "frictionless", "validate", str(elsewhere / "datapackage.json")], {}),
        "ktth check FOLDER": ([*product, str(elsewhere)], bulk),
        "ktth check CSV": ([*product, str(ours / data.FILE), "--as", data.DATASET], bulk),
    }
    found = cold_runs(commands, 2 if quick else 5)
    bars = [Bar(name, 1, "frictionless") for name in commands if name != "frictionless"]
    yield Work("lệnh, 100 dòng / command, 100 rows", found, bars, "frictionless")


def packages(quick: bool) -> Iterator[Work]:
    """Thousands of small packages in one check."""
    count, few = (200, 20) if quick else (2_000, 100)
    small = folders.many(1, 100)
    found = in_turn({"check-many": (folders.many(count, 100), small)}, 2)
    peer = in_turn({"frictionless-many": (folders.many(few, 100), small)}, 1)["frictionless-many"]
    each = {"check-many": found["check-many"].times(1 / count), "frictionless-many": peer.times(1 / few)}
    note = f"mỗi gói; frictionless: {few} gói / of each package; frictionless: {few} packages"
    yield Work(
        f"{count:,} gói × 100 dòng / packages × 100 rows", each, [Bar("check-many", 0.010)], "frictionless-many", note
    )


def _checked(count: int, jobs: Sequence[str], repeats: int) -> dict[str, Measured]:
    paths = folders.package(count), folders.package(SMALL)
    return in_turn(dict.fromkeys(jobs, paths), repeats)


def _cells(count: int, found: dict[str, Measured]) -> dict[str, tuple[int, int]]:
    """Of each kind of bad cell: how many were found where they stand, and how many there are."""
    broken = dict(data.broken(folders.package(count))["rule"].value_counts().iter_rows())
    return {kind: (found["check"].found.get(kind, 0), broken.get(kind, 0)) for kind in KINDS}
