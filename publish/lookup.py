"""Where a check finds the tables it refers to: as last released, else as authored in the content's folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import polars as pl

from publish.settings import Settings
from publish.snapshot import Catalog, Release
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from validation.package import read_package


def released_frame(release: Release, table: str) -> pl.DataFrame | None:
    """The typed rows of a released table; None where the release has no such table."""
    for resource in release.descriptor["resources"]:
        if resource["name"] == table and resource.get("type") == "table":
            return pl.read_parquet(release.files[resource["path"].removesuffix(".csv") + ".parquet"], glob=False)
    return None


def elsewhere(catalog: Catalog, content: Content, settings: Settings) -> Callable[[TableName], pl.DataFrame | None]:
    """Looks up a table that is not in the batch under check; each is read once."""
    current = catalog.current()

    @cache
    def look(name: TableName) -> pl.DataFrame | None:
        dataset, table = name
        if current and dataset in current.datasets:
            return released_frame(catalog.release(dataset), table)
        folder = settings.datapackages / dataset
        if dataset not in content.datasets or not folder.is_dir():
            return None
        typed = {t.table.name: t.frame for t in read_package(folder, content).tables}
        return typed.get(table)

    return look


def previous(catalog: Catalog) -> Callable[[TableName], pl.DataFrame | None]:
    """Looks up the same table in the current release."""
    current = catalog.current()

    def look(name: TableName) -> pl.DataFrame | None:
        dataset, table = name
        return released_frame(catalog.release(dataset), table) if current and dataset in current.datasets else None

    return look
