"""What releasing is measured by: a diff, a table into SQLite, a whole release, one dataset of a thousand changed."""

from __future__ import annotations

from collections.abc import Iterator

import folders
from measure import Measured, in_turn
from told import Bar, Work

FEW = 10_000  # rows to begin with, and for a peer that takes minutes for more
SAMPLED = 50_000


def diff(quick: bool) -> Iterator[Work]:
    """Two states of a table compared by key, cell by cell."""
    count = 100_000 if quick else 1_000_000
    ours, few = folders.pair(count), folders.pair(FEW)
    found = in_turn({"diff": (ours, few)}, 3) | in_turn({"csv-diff": (folders.pair(min(count, 200_000)), few)}, 1)
    found["csv-diff"] = found["csv-diff"].times(count / min(count, 200_000))
    found["daff"] = in_turn({"daff": (few, folders.pair(1_000))}, 1)["daff"].times(count / FEW)
    bars = [Bar("diff", 1 / 7, "csv-diff"), Bar("diff", 1 / 25, "daff")]
    note = f"csv-diff ≤ 200.000, daff {FEW:,} dòng rồi nhân lên / csv-diff ≤ 200,000, daff {FEW:,} rows, then scaled"
    yield Work(f"so {count:,} dòng / {count:,} rows compared", found, bars, "diff", note)


def sqlite(quick: bool) -> Iterator[Work]:
    """A table with its key into SQLite."""
    count = 100_000 if quick else 1_000_000
    paths = folders.clean(count), folders.clean(FEW)
    found = in_turn(dict.fromkeys(("sqlite", "sqlite3-import"), paths), 3)
    title = f"SQLite, {count:,} dòng có khóa / {count:,} rows with their key"
    yield Work(title, found, [Bar("sqlite", 1.5, "sqlite3-import")], "sqlite3-import")


def release(quick: bool) -> Iterator[Work]:
    """From the folder to the archive, the snapshot and SQLite: checked, gated, compared with nothing before."""
    count = 100_000 if quick else 1_000_000
    found = in_turn({"release": (folders.clean(count), folders.clean(FEW))}, 3)
    parts = in_turn(
        dict.fromkeys(("frictionless", "expectations", "sqlite-utils"), (folders.clean(SAMPLED), folders.clean(1_000))),
        3,
    )
    found |= {name: one.times(count / SAMPLED) for name, one in parts.items()}
    found["frictionless + GX + sqlite-utils"] = Measured(sum(found[name].seconds for name in parts))
    bars = [Bar("release", 1 / 8, "frictionless + GX + sqlite-utils")]
    note = f"ba công cụ: {SAMPLED:,} dòng rồi nhân lên / the three: {SAMPLED:,} rows, then scaled"
    yield Work(f"phát hành {count:,} dòng / {count:,} rows released", found, bars, "release", note)


def change(quick: bool) -> Iterator[Work]:
    """One value corrected in one dataset of many, beside the first release of them all; checking is not counted."""
    count = 200 if quick else 1_000
    packages = folders.many(count, 100), folders.many(20, 100)
    found = in_turn({"release-all": packages, "release-one": packages}, 1)
    title = f"một bộ trong {count:,} thay đổi / one dataset of {count:,} changes"
    note = "kho lưu, ảnh chụp, SQLite / archive, snapshot, SQLite"
    yield Work(title, found, [Bar("release-one", 0.02, "release-all")] if not quick else [], "release-all", note)
