"""The agencies that publish, as CKAN organisations: made once, by an administrator's token, never renamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from publish.about import about
from publish.ckan.client import Client
from publish.ckan.records import ckan_name
from publish.rows import text_rows
from publish.snapshot import Catalog
from schemas.core.site import Site, Text


@dataclass(frozen=True)
class Agency:
    """A publisher; ``name`` is the organisation's name on CKAN, for ever."""

    name: str
    title: Text


def agencies(catalog: Catalog, site: Site) -> list[Agency]:
    """All agencies of the content, and whoever else publishes a dataset of the current snapshot, by name."""
    snapshot = catalog.current()
    names = snapshot.datasets if snapshot else {}
    publishers = [about(name, catalog.release(name).descriptor, site).publisher for name in names]
    found = {ckan_name(p): Agency(ckan_name(p), Text(p)) for p in publishers if p}
    if site.agencies in names:
        release = catalog.release(site.agencies)
        for table in release.tables:
            rows = text_rows(release.csv(table))
            if not {"agency_id", "name_vi", "name_en"} <= {*rows.columns}:
                continue
            for row in rows.iter_rows(named=True):
                name = ckan_name(row["agency_id"])
                found[name] = Agency(name, Text(row["name_vi"], row["name_en"]))
    return [found[name] for name in sorted(found)]


def setup(client: Client, agencies: Iterable[Agency]) -> list[str]:
    """Make the organisations that are not there; returns their names. What is there is left as it is.

    Raises:
        DeniedError: the token is not an administrator's.
        KtthError: as :class:`Client` raises.
    """
    missing = [agency for agency in agencies if not _is_there(client, agency)]
    for agency in missing:
        client.patiently(partial(_make, client, agency))
    return [agency.name for agency in missing]


def _make(client: Client, agency: Agency) -> None:
    """Make it unless it is there: CKAN may answer 500 and yet have made it."""
    if not _is_there(client, agency):
        client.write(
            "organization_create",
            {"name": agency.name, "title": agency.title.vi, "description": agency.title.en},
        )


def _is_there(client: Client, agency: Agency) -> bool:
    return client.find("organization_show", id=agency.name) is not None
