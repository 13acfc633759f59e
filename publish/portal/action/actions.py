"""The actions: each takes what is asked and answers with CKAN's result. What they are for is their help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import getdoc
from typing import Any

from publish.ckan.resources import both
from publish.errors import Withdrawn
from publish.portal.action import datastore
from publish.portal.action.answers import ActionError, invalid, not_found
from publish.portal.action.asked import Asked
from publish.portal.action.packages import (
    Held,
    Json,
    Records,
    by_id,
    license_of,
    listed,
    package,
    resource,
    tag,
)
from publish.portal.action.search import Searched
from publish.portal.action.shelf import Entry, Group, Shelf
from schemas.core.fold import fold
from schemas.core.site import Site

VERSION = "2.12.0"  # of CKAN, whose answers these are like
MOST = 1_000  # datasets inside an organisation or a group
ORDERS: Mapping[str, Callable[[Group], Any]] = {
    "name": lambda one: one.name,
    "title": lambda one: (fold(one.title.vi), one.name),
    "package_count": lambda one: one.datasets,
}


@dataclass(frozen=True)
class Actions:
    """The catalog of one snapshot, asked by one request; ``address`` begins every link, ``path`` is the request's."""

    shelf: Shelf
    searched: Searched
    records: Records
    site: Site
    address: str
    path: str = ""

    def site_read(self, _: Asked) -> bool:
        """Whether the site may be read: it may."""
        return True

    def status_show(self, _: Asked) -> Json:
        """What this site is; ``ckan_version`` is the version of CKAN whose reading actions these are like."""
        site = self.site
        return {
            "site_title": site.name.vi,
            "site_description": site.about.vi,
            "site_url": self.address,
            "ckan_version": VERSION,
            "error_emails_to": None,
            "locale_default": "vi",
            "extensions": ["datastore"],
        }

    def help_show(self, asked: Asked) -> str:
        """What the action ``name`` does."""
        name = asked.required("name")
        if name not in ACTIONS:
            raise not_found("Action function does not exist: " + name[:100])
        return getdoc(getattr(Actions, name)) or ""

    def package_list(self, asked: Asked) -> list[str]:
        """The names of all datasets; of ``limit`` of them from ``offset`` on."""
        return _part(asked, sorted(entry.name for entry in self.shelf.entries))

    def package_show(self, asked: Asked) -> Json:
        """The dataset whose name or id is ``id``, with its resources."""
        return self._package(self._entry(asked.text("id") or asked.required("name_or_id")))

    def package_search(self, asked: Asked) -> Json:
        """Datasets by words (``q``) and filters (``fq``, ``fq_list``): ``rows`` (at most 1000) from ``start`` on.

        Filters are ``field:value`` with quotes, ``*`` at the end, ``(a OR b)``, ``+``, ``-``, AND, OR, NOT, and
        ``[A TO B]`` for metadata_modified and metadata_created; anything else is refused. ``sort`` is a list of score,
        id, name, title_string, metadata_modified, metadata_created, each asc or desc. ``facet.field`` counts datasets
        by value, ``facet.limit`` values of each, at least ``facet.mincount``.
        """
        found = self.searched.search(asked)
        return {
            "count": found.count,
            "results": [one for entry in found.entries if (one := self._unless_withdrawn(entry))],
            "sort": found.sort,
            "facets": found.facets,
            "search_facets": {name: self._facet(name, counts) for name, counts in found.facets.items()},
        }

    def organization_list(self, asked: Asked) -> list[Any]:
        """The organisations that publish here: their names, or more with ``all_fields``; ``sort`` by name, title or
        package_count, ``limit``, ``offset``; ``organizations`` names the only ones wanted."""
        return _listed(self.shelf.organizations, asked, "organizations")

    def organization_show(self, asked: Asked) -> Json:
        """The organisation whose name or id is ``id``; with its datasets where ``include_datasets`` is true."""
        return self._group(self.shelf.organizations, "organization", asked)

    def group_list(self, asked: Asked) -> list[Any]:
        """The collections of datasets, listed as organisations are."""
        return _listed(self.shelf.groups, asked, "groups")

    def group_show(self, asked: Asked) -> Json:
        """The collection whose name or id is ``id``; with its datasets where ``include_datasets`` is true."""
        return self._group(self.shelf.groups, "groups", asked)

    def group_package_show(self, asked: Asked) -> list[Json]:
        """The datasets of the collection whose name or id is ``id``, at most ``limit``."""
        group = _named(self.shelf.groups, asked.required("id"))
        return self._packages("groups", group, asked.whole("limit", MOST) or 0)

    def tag_list(self, asked: Asked) -> list[Any]:
        """The tags of all datasets, those with ``query`` in them; with ``all_fields`` more than their names."""
        if asked.text("vocabulary_id"):
            raise not_found("There are no vocabularies here")
        words = fold(asked.text("query"))
        names = sorted({name for entry in self.shelf.entries for name in entry.values["tags"] if words in fold(name)})
        return [tag(name) for name in names] if asked.flag("all_fields") else names

    def license_list(self, _: Asked) -> list[Json]:
        """The licences of this site and of its datasets."""
        found = {
            one.id.lower(): license_of(one.id.lower(), both(one.title, " / "), one.url) for one in self.site.licenses
        }
        for entry in self.shelf.entries:
            for name, said in zip(entry.values["license_id"], entry.view.about.licences, strict=False):
                found.setdefault(name, license_of(name, both(said.title, " / "), said.url))
        return [found[name] for name in sorted(found)]

    def resource_show(self, asked: Asked) -> Json:
        """The resource whose id is ``id``."""
        entry, held, id_ = self._resource(asked.required("id"))
        return resource(entry, held, by_id(held)[id_], self.address)

    def datastore_search(self, asked: Asked) -> Json:
        """Rows of the table whose resource is ``resource_id``: ``limit`` (at most 32000) from ``offset`` on.

        ``filters`` is an object of columns: a value, a list any of which will do, or lt, lte, gt, gte, eq, in with one.
        ``q`` are words in the row, or by column; ``fields`` the columns wanted, ``sort`` those to order by;
        ``distinct`` leaves out repeats. ``records_format`` is objects, lists, csv or tsv; ``include_total`` counts.
        """
        _, held, id_ = self._resource(asked.text("resource_id") or asked.text("id"), "resource_id")
        return datastore.search(datastore.table_of(held, by_id(held)[id_]), asked, self.path)

    def datastore_info(self, asked: Asked) -> Json:
        """How many rows the table of ``resource_id`` has, and what its columns mean."""
        _, held, id_ = self._resource(asked.text("resource_id") or asked.text("id"), "resource_id")
        return datastore.info(datastore.table_of(held, by_id(held)[id_]))

    def _entry(self, key: str) -> Entry:
        entry = self.shelf.by_key.get(key)
        if entry is None:
            raise not_found()
        return entry

    def _held(self, entry: Entry) -> Held:
        try:
            return self.records.of(entry, self.shelf)
        except Withdrawn:
            raise not_found() from None

    def _package(self, entry: Entry) -> Json:
        return package(entry, self._held(entry), self.shelf, self.address)

    def _unless_withdrawn(self, entry: Entry) -> Json | None:
        """What was taken back since the snapshot is not told any more."""
        try:
            return self._package(entry)
        except ActionError:
            return None

    def _resource(self, id_: str, name: str = "id") -> tuple[Entry, Held, str]:
        if not id_:
            raise invalid(name, "Missing value")
        entry = self.shelf.by_resource.get(id_)
        held = self._held(entry) if entry else None
        if entry is None or held is None or id_ not in by_id(held):
            raise not_found(f'Resource "{id_[:100]}" was not found.')
        return entry, held, id_

    def _group(self, groups: Mapping[str, Group], field: str, asked: Asked) -> Json:
        group = _named(groups, asked.required("id"))
        shown = {**listed(group), "extras": [], "tags": [], "users": [], "groups": []}
        if asked.flag("include_datasets"):
            shown["packages"] = self._packages(field, group, MOST)
        return shown

    def _packages(self, field: str, group: Group, most: int) -> list[Json]:
        entries = [entry for entry in self.shelf.entries if group.name in entry.values[field]]
        return [one for entry in entries[: min(most, MOST)] if (one := self._unless_withdrawn(entry))]

    def _facet(self, field: str, counts: Mapping[str, int]) -> Json:
        items = [{"name": name, "display_name": self._titles(field, name), "count": n} for name, n in counts.items()]
        return {"title": field, "items": items}

    def _titles(self, field: str, name: str) -> str:
        """What a facet's value is called."""
        groups = {"organization": self.shelf.organizations, "groups": self.shelf.groups}.get(field, {})
        if field == "license_id":
            return self._licences.get(name, name)
        return groups[name].title.vi if name in groups else name

    @cached_property
    def _licences(self) -> Mapping[str, str]:
        return {one["id"]: one["title"] for one in self.license_list(Asked({}))}


ACTIONS = tuple(name for name in vars(Actions) if not name.startswith("_") and callable(getattr(Actions, name)))


def _part(asked: Asked, found: Sequence[Any]) -> list[Any]:
    offset, limit = asked.whole("offset", 0) or 0, asked.whole("limit", None)
    return list(found[offset:] if limit is None else found[offset : offset + limit])


def _listed(groups: Mapping[str, Group], asked: Asked, only: str) -> list[Any]:
    name, _, way = (asked.text("sort") or asked.text("order_by") or "title asc").strip().lower().partition(" ")
    name = "package_count" if name == "packages" else name
    if name not in ORDERS or way.strip() not in ("", "asc", "desc"):
        raise invalid("sort", f"One of {', '.join(ORDERS)}, with asc or desc")
    wanted = set(asked.names(only))
    found = [one for one in groups.values() if not wanted or one.name in wanted]
    part = _part(asked, sorted(found, key=ORDERS[name], reverse=way.strip() == "desc"))
    return [listed(one) for one in part] if asked.flag("all_fields") else [one.name for one in part]


def _named(groups: Mapping[str, Group], key: str) -> Group:
    for group in groups.values():
        if key in (group.name, group.id):
            return group
    raise not_found()
