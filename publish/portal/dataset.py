"""One dataset as the pages and the API show it: its description, where its rows come from, where its tables are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from publish.about import About, TableAbout, about
from publish.rows import text_rows
from publish.snapshot import Release
from publish.sqlite import TableInfo
from publish.summary import KINDS, row_kinds, standing
from schemas.core.site import Site


@dataclass(frozen=True)
class TableView:
    """A table of a release; ``kinds`` counts its rows by kind of provenance, ``codes`` by its code."""

    about: TableAbout
    sqlite_name: str
    rows: int
    kinds: Mapping[str, int]
    codes: Mapping[str, int]


@dataclass(frozen=True)
class DatasetView:
    """A dataset in one of its releases."""

    about: About
    digest: str
    tables: tuple[TableView, ...]

    @property
    def id(self) -> str:
        return self.about.id

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def kinds(self) -> dict[str, int]:
        """Rows by kind of provenance, over all tables; only kinds there are."""
        found = sum((Counter(table.kinds) for table in self.tables), Counter[str]())
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def standing(self) -> str:
        """The one kind of its rows, or what :func:`publish.summary.standing` calls it otherwise."""
        return standing(self.kinds if self.tables else None)


def dataset_view(said: About, digest: str, tables: Mapping[tuple[str, str], TableInfo], site: Site) -> DatasetView:
    """``tables`` is what the snapshot's SQLite says of its tables."""
    views = [
        _table_view(table, tables[said.id, table.name], site)
        for table in said.tables
        if (said.id, table.name) in tables
    ]
    return DatasetView(said, digest, tuple(views))


def archived_view(release: Release, site: Site) -> DatasetView:
    """A release that need not be the current one, its rows counted in the archive; its tables have no SQLite name."""
    said = about(release.dataset, release.descriptor, site)
    return DatasetView(said, release.digest, tuple(_archived_table(release, table, site) for table in said.tables))


def _archived_table(release: Release, said: TableAbout, site: Site) -> TableView:
    rows, provenance = text_rows(release.csv(said.name)), site.provenance_column
    codes = Counter(rows[provenance].to_list()) if provenance in rows.columns else Counter[str]()
    return _table_view(said, TableInfo("", rows.height, dict(sorted(codes.items()))), site)


def _table_view(said: TableAbout, info: TableInfo, site: Site) -> TableView:
    return TableView(said, info.name, info.rows, row_kinds(info, site), info.provenance)
