"""Datasets, resources, organisations and groups as CKAN's ``…_show`` actions give them.

What they say is :func:`publish.ckan.records.dataset`'s; here are the portal's own addresses and the fields that a CKAN
site would add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import uuid5

from publish.ckan.records import Dataset, dataset
from publish.ckan.resources import NAMESPACE, Resource
from publish.coverage import Coverage
from publish.portal.action.shelf import Entry, Group, Shelf
from publish.portal.state import Portal
from publish.snapshot import Release

KEPT = 1_000  # records in memory, each of some 50 KB: a page of the longest
HERE = "https://portal.invalid"  # in place of the portal's address, which each request may call otherwise
NOTHING = ("author", "author_email", "creator_user_id", "maintainer", "maintainer_email")
OPEN = ("cc-by-", "cc-by-sa-", "cc0-", "odc-", "pddl")  # how ids begin of licences that the Open Definition lists
Json = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """What is known of a dataset in one release; its addresses begin with :data:`HERE`."""

    release: Release
    record: Dataset


class Records:
    """The records of datasets, read when they are asked for."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._kept = lru_cache(KEPT)(self._read)

    def of(self, entry: Entry, shelf: Shelf) -> Held:
        """Raises :class:`publish.errors.Withdrawn` where it was taken back since the snapshot."""
        view = entry.view
        versions = tuple(one.version for one in shelf.state.releases.get(view.id, ()))
        return self._kept(view.id, view.about.version, view.digest, versions, shelf.coverage(view))

    def _read(self, id_: str, version: str, digest: str, versions: tuple[str, ...], coverage: Coverage) -> Held:
        """``digest`` and ``versions`` are only what it is kept by."""
        catalog, site = self._portal.catalog, self._portal.content.site
        release = catalog.release(id_, version)
        return Held(release, dataset(catalog.releases(id_), release, site, HERE, coverage, catalog.named(id_)))


def package(entry: Entry, held: Held, shelf: Shelf, address: str) -> Json:
    """``package_show`` of a dataset; ``address`` begins its links."""
    record, extras = held.record, _located(held.record.extras, address)
    resources = [resource(entry, held, one, address) for one in record.resources]
    organization = shelf.organizations.get(entry.organization)
    return {
        **dict.fromkeys(NOTHING),
        **_located(record.fields, address),
        "id": entry.id,
        "name": entry.name,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": is_open(record.fields["license_id"]),
        "license_title": extras.get("license_title"),
        "license_url": extras.get("license_url"),
        "metadata_created": entry.created,
        "metadata_modified": entry.modified,
        "owner_org": organization.id if organization else None,
        "organization": organization and in_package(organization),
        "groups": [in_package(shelf.groups[name]) for name in entry.values["groups"]],
        "tags": [tag(name) for name in record.tags],
        "num_tags": len(record.tags),
        "extras": [{"key": key, "value": value} for key, value in sorted(extras.items())],
        "resources": [{**one, "position": place} for place, one in enumerate(resources)],
        "num_resources": len(resources),
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource(entry: Entry, held: Held, said: Resource, address: str) -> Json:
    """``resource_show``; ``size`` in bytes, where the bytes are kept."""
    url = f"{held.record.fields['url']}/releases/{held.release.version}/{said.name}"
    return {
        **_located({"url": url, **said.fields}, address),
        "id": said.id,
        "package_id": entry.id,
        "url_type": None,
        "resource_type": None,
        "mimetype_inner": None,
        "cache_url": None,
        "cache_last_updated": None,
        "hash": said.hash,
        "size": held.release.size(f"data/{said.name}") or None,
        "state": "active",
        "created": entry.created,
        "last_modified": entry.modified,
        "metadata_modified": entry.modified,
        "datastore_active": said.dictionary is not None,
    }


def _located(said: Mapping[str, str], address: str) -> dict[str, str]:
    return {name: text.replace(HERE, address) for name, text in said.items()}


def in_package(group: Group) -> Json:
    """An organisation or a group as the datasets in it name it."""
    return {
        "id": group.id,
        "name": group.name,
        "title": group.title.vi,
        "display_name": group.title.vi,
        "description": group.description.vi,
        "type": group.kind,
        "is_organization": group.kind == "organization",
        "approval_status": "approved",
        "state": "active",
        "created": group.created,
        "image_url": "",
        "image_display_url": "",
    }


def listed(group: Group) -> Json:
    """An organisation or a group in a list of them."""
    return {**in_package(group), "package_count": group.datasets, "num_followers": 0}


def tag(name: str) -> Json:
    id_ = str(uuid5(NAMESPACE, f"tag/{name}"))
    return {"id": id_, "name": name, "display_name": name, "state": "active", "vocabulary_id": None}


def license_of(id_: str, title: str, url: str) -> Json:
    """A licence; what nobody has judged is not reviewed."""
    unjudged = {"od_conformance": "approved" if is_open(id_) else "not reviewed", "osd_conformance": "not reviewed"}
    return {"id": id_, "title": title, "url": url, "status": "active", "is_generic": False, **unjudged}


def is_open(license_id: str) -> bool:
    """Whether the Open Definition lists the licence; of one that it does not know, no."""
    return license_id.startswith(OPEN) and not {"nc", "nd"} & {*license_id.split("-")}


def by_id(held: Held) -> Mapping[str, Resource]:
    return {one.id: one for one in held.record.resources}
