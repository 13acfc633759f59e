"""Where rows come from, counted: how many datasets hold official figures, cited ones, compilations, or none yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from publish.sqlite import TableInfo
from schemas.core.site import Site

KINDS = ("official", "cited", "compiled", "awaiting")


def row_kinds(info: TableInfo, site: Site) -> Counter[str]:
    """Rows of a table by kind of provenance.

    Rows that do not say where they come from (a package from elsewhere) are cited: its publisher is the source.
    """
    known = {p.code: p.kind for p in site.provenances}
    kinds: Counter[str] = Counter()
    for code, rows in info.provenance.items():
        kinds[known.get(code, "cited")] += rows
    if not info.provenance and info.rows:
        kinds["cited"] = info.rows
    return kinds


def standing(kinds: Mapping[str, int]) -> str:
    """The weightiest kind a dataset has rows of; ``awaiting`` where it has no rows."""
    return next((kind for kind in (*KINDS, "sample") if kinds.get(kind)), "awaiting")


def summary(datasets: Iterable[str], tables: Mapping[tuple[str, str], TableInfo], site: Site) -> dict[str, int]:
    """Datasets by standing, each counted once; ``tables`` is what the snapshot's SQLite says of them."""
    by_dataset: dict[str, Counter[str]] = {dataset: Counter() for dataset in datasets}
    for (dataset, _), info in tables.items():
        by_dataset[dataset] += row_kinds(info, site)
    counts = Counter(standing(kinds) for kinds in by_dataset.values())
    return {kind: counts[kind] for kind in (*KINDS, "sample") if kind in KINDS or counts[kind]}
