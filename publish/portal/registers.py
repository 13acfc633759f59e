"""Names behind codes, from the datasets that the content package names: publishers and code lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publish.rows import text_rows
from publish.snapshot import Catalog, Snapshot
from schemas.core.site import Site, Text


@dataclass(frozen=True)
class Registers:
    """``agencies`` in the order of their register; ``codes`` by (list, code)."""

    agencies: Mapping[str, Text] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], Text] = field(default_factory=dict)

    def agency(self, code: str) -> Text:
        """The name of a publisher; what was said, where it is in no register."""
        return self.agencies.get(code, Text(code))


def read_registers(catalog: Catalog, snapshot: Snapshot, site: Site) -> Registers:
    """The registers as released in ``snapshot``; empty where the site has none."""
    agencies = {row["agency_id"]: _name(row) for row in _rows(catalog, snapshot, site.agencies, "agency_id")}
    codes = {(row["list"], row["code"]): _name(row) for row in _rows(catalog, snapshot, site.code_lists, "code")}
    return Registers(agencies, codes)


def _name(row: Mapping[str, str]) -> Text:
    return Text(row["name_vi"], row.get("name_en", ""))


def _rows(catalog: Catalog, snapshot: Snapshot, dataset: str, key: str) -> Iterator[dict[str, str]]:
    """The rows of the table that bears its dataset's name."""
    if dataset in snapshot.datasets:
        release = catalog.release(dataset, snapshot.datasets[dataset].version)
        rows = text_rows(release.csv(dataset))
        if {key, "name_vi"} <= {*rows.columns}:
            yield from rows.iter_rows(named=True)
