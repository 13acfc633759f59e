"""The catalog of one snapshot in CKAN's words, as far as it is searched and listed: made once, in one go.

A dataset's record, with its resources, is read from the archive when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid5

from publish.ckan.records import ckan_name, tags
from publish.ckan.resources import LABELS, NAMESPACE, both, resource_id
from publish.coverage import Coverage
from publish.portal.action.moments import Moments, ckan_time
from publish.portal.coverage import coverage_of
from publish.portal.dataset import DatasetView
from publish.portal.state import State
from schemas.core.site import Site, Text

OTHERS = ("datapackage", "gate")  # resources of a dataset that are of none of its tables
OF_ALL = ("zip", "html")  # and their formats


@dataclass(frozen=True)
class Entry:
    """A dataset; ``values`` are what it is filtered and counted by, by CKAN's name for the field."""

    view: DatasetView
    id: str
    name: str
    created: str
    modified: str
    values: Mapping[str, Sequence[str]]

    @property
    def organization(self) -> str:
        return next(iter(self.values["organization"]), "")


@dataclass(frozen=True)
class Group:
    """An organisation or a group; ``datasets`` counts those that are in it."""

    id: str
    name: str
    title: Text
    description: Text
    kind: str
    created: str
    datasets: int


class Shelf:
    """``moments`` says since when each dataset is as it is."""

    def __init__(self, state: State, site: Site, moments: Moments) -> None:
        self.state = state
        self._site = site
        self._since = moments.of(state)
        self._covered: dict[str, Coverage] = {}
        self.entries = tuple(sorted(self._entries(), key=lambda one: one.id))

    def _entries(self) -> list[Entry]:
        taken: set[str] = set()
        found = []
        for view in sorted(self.state.datasets.values(), key=lambda view: (view.id != ckan_name(view.id), view.id)):
            id_, name = str(uuid5(NAMESPACE, view.id)), ckan_name(view.id)
            if name in taken:  # another dataset's id is more like it
                name = f"{name[:91]}-{id_[:8]}"
            taken.add(name)
            modified = self._since[view.id]
            created = min((r.created for r in self.state.releases.get(view.id, ())), default=modified)
            found.append(Entry(view, id_, name, ckan_time(created), ckan_time(modified), self._values(view, id_, name)))
        return found

    def _values(self, view: DatasetView, id_: str, name: str) -> Mapping[str, Sequence[str]]:
        said, publisher = view.about, ckan_name(view.about.publisher)
        return {
            "id": [id_],
            "name": [name],
            "organization": [publisher] if publisher else [],
            "owner_org": [group_id("organization", publisher)] if publisher else [],
            "groups": [ckan_name(one.id) for one in self._site.collections if view.id in one.datasets],
            "tags": tags(said.keywords),
            "res_format": [label for form, label in LABELS.items() if form in OF_ALL or said.tables],
            "license_id": [one.name.lower() for one in said.licences[:1] if one.name],
            "type": ["dataset"],
            "dataset_type": ["dataset"],
            "entity_type": ["package"],
            "state": ["active"],
            "private": ["false"],
            "capacity": ["public"],
            "version": [said.version],
        }

    def coverage(self, view: DatasetView) -> Coverage:
        """Of which time and places a dataset is; read once."""
        if view.id not in self._covered:
            self._covered[view.id] = coverage_of(self.state, view)
        return self._covered[view.id]

    @cached_property
    def by_key(self) -> Mapping[str, Entry]:
        """Entries by name, and by id."""
        return {e.name: e for e in self.entries} | {e.id: e for e in self.entries}

    @cached_property
    def by_resource(self) -> Mapping[str, Entry]:
        """Which dataset a resource would be of: every id that one of its tables can have had up to now."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            versions = range(1, len(self.state.releases.get(entry.view.id, ())) + 1)
            for table in (*OTHERS, *(table.name for table in entry.view.about.tables)):
                for form in LABELS:
                    found |= {resource_id(entry.view.id, table, form, n): entry for n in versions}
        return found

    @cached_property
    def organizations(self) -> Mapping[str, Group]:
        """Whoever publishes or is in the register of agencies, by name."""
        named = {ckan_name(v.about.publisher): Text(v.about.publisher) for v in self.state.datasets.values()}
        named |= {ckan_name(code): title for code, title in self.state.registers.agencies.items()}
        return self._groups("organization", {name: (title, Text(title.en)) for name, title in named.items() if name})

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The site's collections, by name."""
        named = {ckan_name(one.id): (one.title, Text(both(one.text))) for one in self._site.collections}
        return self._groups("group", named)

    def _groups(self, kind: str, named: Mapping[str, tuple[Text, Text]]) -> dict[str, Group]:
        field = "organization" if kind == "organization" else "groups"
        counts = Counter(name for entry in self.entries for name in entry.values[field])
        first = min((entry.created for entry in self.entries), default="")
        return {
            name: Group(group_id(kind, name), name, *named[name], kind, first, counts[name]) for name in sorted(named)
        }


def group_id(kind: str, name: str) -> str:
    """The same for the same for ever."""
    return str(uuid5(NAMESPACE, f"{kind}/{name}"))
