"""The agencies that publish, as CKAN organisations: made once, by an administrator's token, never renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from publish.about import about
from publish.ckan.client import Client
from publish.ckan.records import ckan_name
from publish.errors import UsageError
from publish.rows import text_rows
from publish.snapshot import Catalog
from schemas.core.site import Site, Text

SUCCESSION = ("valid_from", "valid_to", "successors")  # extras of ours; any other is somebody's on CKAN and stays


@dataclass(frozen=True)
class Agency:
    """A publisher; ``name`` is the organisation's name on CKAN, for ever. ``extras``: since and until when (a day), and
    the names of those that took over, as far as the register says."""

    name: str
    title: Text
    extras: Mapping[str, str] = field(default_factory=dict)


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
            if {"agency_id", "name_vi", "name_en"} <= {*rows.columns}:
                found |= {one.name: one for one in map(_agency, rows.iter_rows(named=True))}
    return [found[name] for name in sorted(found)]


def _agency(row: Mapping[str, str]) -> Agency:
    """Of an agency with several rows, the last, which is the newest, stands."""
    successors = " ".join(ckan_name(one) for one in row.get("successor_ids", "").replace(";", " ").split())
    said = {"valid_from": row.get("valid_from", ""), "valid_to": row.get("valid_to", ""), "successors": successors}
    extras = {key: value for key, value in said.items() if value}
    return Agency(ckan_name(row["agency_id"]), Text(row["name_vi"], row["name_en"]), extras)


def setup(client: Client, agencies: Sequence[Agency], editor: str = "") -> list[str]:
    """Make the organisations that are not there, say who took over from whom, and let ``editor`` write in them all.

    Returns the names of those that were made. Titles and words of what is there are left as they are. Repeating it
    does nothing.

    Raises:
        DeniedError: the token is not an administrator's.
        UsageError: there is no such user; nothing was made.
        KtthError: as :class:`Client` raises.
    """
    if editor and client.find("user_show", id=editor) is None:
        raise UsageError("CKAN at {url} has no user {name}: make that user first.", url=client.url, name=editor)
    made = [agency.name for agency in agencies if client.patiently(partial(_settle, client, agency))]
    if editor:
        for name in sorted({agency.name for agency in agencies} - client.organizations(id=editor)):
            client.write("organization_member_create", {"id": name, "username": editor, "role": "editor"})
    return made


def _settle(client: Client, agency: Agency) -> bool:
    """Whether it had to be made: CKAN may answer 500 and yet have made it, so that each try looks first."""
    held = client.find("organization_show", id=agency.name)
    if held is None:
        said = {"name": agency.name, "title": agency.title.vi, "description": agency.title.en}
        client.write("organization_create", {**said, "extras": _listed(agency.extras)})
        return True
    try:
        there = {str(one["key"]): str(one["value"]) for one in held.get("extras") or ()}
    except (AttributeError, KeyError, TypeError):
        raise client.strange("organization_show") from None
    theirs = {key: value for key, value in there.items() if key not in SUCCESSION}
    wanted = {**theirs, **agency.extras}
    if there != wanted:
        client.write("organization_patch", {"id": agency.name, "extras": _listed(wanted)})
    return False


def _listed(extras: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(extras.items())]
