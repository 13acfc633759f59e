"""Where rows come from, counted, and what a dataset as a whole may therefore be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.site import Site

if TYPE_CHECKING:  # the SQLite's metadata says the counts in the words that stand here
    from publish.sqlite import TableInfo

UNSTATED = "unstated"
KINDS = ("official", "cited", "compiled", UNSTATED, "sample")  # of rows
STANDINGS = ("official", "mixed", "cited", "compiled", UNSTATED, "sample", "files", "awaiting")  # of datasets
ALWAYS = ("official", "cited", "compiled", "awaiting")  # told of even where there are none
COUNTED: Mapping[str, str] = {
    "official": "{count} official",
    "mixed": "{count} mixed",
    "cited": "{count} cited",
    "compiled": "{count} compiled",
    "unstated": "{count} of unstated source",
    "sample": "{count} illustrative",
    "files": "{count} of files only",
    "awaiting": "{count} awaiting data",
}


def row_kinds(info: TableInfo, site: Site) -> Counter[str]:
    """Rows of a table by kind of provenance; ``unstated`` where they do not say it, or say it in no code of ours."""
    known = {p.code: p.kind for p in site.provenances}
    kinds: Counter[str] = Counter()
    for code, rows in info.provenance.items():
        kinds[known.get(code, UNSTATED)] += rows
    if unsaid := info.rows - kinds.total():
        kinds[UNSTATED] += unsaid
    return kinds


def standing(kinds: Mapping[str, int] | None) -> str:
    """The kind of all its rows, ``mixed`` where they are of several; ``awaiting`` without rows.

    None = there is no table to hold rows: ``files``.
    """
    if kinds is None:
        return "files"
    found = [kind for kind, rows in kinds.items() if rows]
    return "mixed" if len(found) > 1 else next(iter(found), "awaiting")


def summary(datasets: Iterable[str], tables: Mapping[tuple[str, str], TableInfo], site: Site) -> dict[str, int]:
    """Datasets by standing, each counted once; ``tables`` is what the snapshot's SQLite says of them.

    Those of ``ALWAYS`` are there even as 0, others only where there are any.
    """
    by_dataset: dict[str, Counter[str]] = {}
    for (dataset, _), info in tables.items():
        by_dataset.setdefault(dataset, Counter()).update(row_kinds(info, site))
    return by_standing(standing(by_dataset.get(dataset)) for dataset in datasets)


def by_standing(standings: Iterable[str]) -> dict[str, int]:
    """How often each standing occurs, in the order in which they are told."""
    counts = Counter(standings)
    return {kind: counts[kind] for kind in STANDINGS if kind in ALWAYS or counts[kind]}


def counted(counts: Mapping[str, int], lang: Lang) -> str:
    """Counts of rows or of datasets in words, e.g. ``1 official, 23 cited``."""
    told = [(kind, counts[kind]) for kind in COUNTED if kind in counts]
    return ", ".join(say("publish", lang, COUNTED[k], count=format_decimal(n, locale=lang)) for k, n in told)
