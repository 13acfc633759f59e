"""What finding is measured by: a search, a page of the catalog's list, in a catalog of 10,000 datasets."""

from __future__ import annotations

from collections.abc import Iterator

import catalogs
from measure import in_turn
from told import Bar, Work

BAR = 0.050  # seconds, of nineteen answers in twenty


def search(quick: bool) -> Iterator[Work]:
    """Questions with and without marks, short and long, with a cut word and with a wrong one."""
    yield _work("search", "tìm / searched", quick)


def catalog_api(quick: bool) -> Iterator[Work]:
    """The list of datasets, its API and its page: sifted, sorted, searched, with facets counted."""
    yield _work("catalog-api", "danh mục / listed", quick)


def _work(name: str, title: str, quick: bool) -> Work:
    count = 1_000 if quick else 10_000
    found = in_turn({name: (catalogs.index(count), catalogs.index(100))}, 1)
    note = ", ".join(f"{key} {value}" for key, value in found[name].found.items())
    return Work(f"{count:,} bộ dữ liệu {title}, p95", found, [Bar(name, BAR)], name, note)
