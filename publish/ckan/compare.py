"""What one dataset needs, given what CKAN shows of it: nothing asked, nothing written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from publish.ckan.datastore import Held
from publish.ckan.drift import (
    PUSHED,
    RESOURCE_WORDS,
    WORDS,
    Drift,
    dictionary_part,
    digests,
    edited,
    parts,
    parts_there,
)
from publish.ckan.records import EXTRAS, Dataset
from publish.ckan.resources import Resource, is_resource_id
from publish.errors import KtthError
from schemas.core.i18n import Lang, say

PENDING = "pending"  # in the place of a digest: not complete yet
OURS = re.compile(f"sha256:[0-9a-f]{{64}}|{PENDING}|withdrawn")  # a digest of somebody else's may be anything
Action = Literal["create", "update", "withdraw", "unchanged", "blocked"]
ResourceAction = Literal["create", "update", "unchanged", "retire"]
Tables = Mapping[str, Held | None]  # by resource id, what stands in the DataStore
_SAYINGS: Mapping[str, str] = {
    "create": "create",
    "update": "update",
    "withdraw": "becomes a notice that it was withdrawn",
    "unchanged": "unchanged",
    "blocked": "cannot be pushed",
    "retire": "no longer updated",
}


@dataclass(frozen=True)
class ResourceStep:
    id: str
    name: str
    action: ResourceAction


@dataclass(frozen=True)
class Step:
    """One dataset. ``before`` is the version CKAN shows now, empty if none; ``reason`` says why it is blocked.

    ``drift`` are the parts that somebody edited on CKAN, kept or replaced.
    """

    wanted: Dataset
    action: Action
    before: str = ""
    resources: Sequence[ResourceStep] = ()
    reason: KtthError | None = None
    drift: Sequence[Drift] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "dataset": self.wanted.name,
            "organization": self.wanted.organization,
            "action": self.action,
            "before": self.before,
            "version": self.wanted.version,
            "resources": [{"id": r.id, "name": r.name, "action": r.action} for r in self.resources],
            "drift": [one.to_dict() for one in self.drift],
            "reason": str(self.reason) if self.reason else "",
        }

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell of it."""
        return self.action == "unchanged" and not self.drift

    def lines(self, lang: Lang) -> Iterator[str]:
        versions = f"{self.before} → {self.wanted.version}" if self.action == "update" else self.wanted.version
        yield f"{' '.join(filter(None, (self.wanted.name, versions)))}: {say('publish', lang, _SAYINGS[self.action])}"
        if self.reason:
            yield f"    {self.reason.say(lang)}"
        for resource in self.resources if self.action == "update" else ():
            if resource.action != "unchanged":
                yield f"    {resource.name}: {say('publish', lang, _SAYINGS[resource.action])}"
        yield from (f"    {one.line(lang)}" for one in self.drift)


def compare(wanted: Dataset, held: Mapping[str, Any] | None, tables: Tables, *, overwrite: bool = False) -> Step:
    """What ``wanted`` needs, given the ``package_show`` of what is there and its tables."""
    if held is None:
        fresh = [ResourceStep(r.id, r.name, "create") for r in wanted.resources]
        return Step(wanted, "unchanged" if wanted.withdrawn else "create", resources=fresh)
    before = held.get("version") or ""
    if reason := _not_ours(wanted, held):
        return Step(wanted, "unchanged" if wanted.withdrawn else "blocked", before, reason=reason)
    if wanted.withdrawn:
        return Step(wanted, "unchanged" if _is_notice(wanted, held) else "withdraw", before)
    ours, there = parts(wanted), parts_there(wanted, held, tables)
    drift = edited(there, ours, extras(held).get(PUSHED, ""), overwrite)
    differ = {name for name in ours if there.get(name) != ours[name]} - {one.part for one in drift if one.kept}
    shown = {r["id"]: r for r in held["resources"]}
    steps = [
        ResourceStep(r.id, r.name, resource_action(r, shown.get(r.id), tables.get(r.id), differ))
        for r in wanted.resources
    ]
    steps += [ResourceStep(r["id"], str(r.get("name")), "retire") for r in retired(wanted, held)]
    settled = not differ and not taken_back(wanted, held) and all(s.action == "unchanged" for s in steps)
    same = settled and _is_as_released(wanted, held)
    pending = extras(held).get("digest") == PENDING
    return Step(wanted, "unchanged" if same else "create" if pending else "update", before, steps, drift=drift)


def _is_as_released(wanted: Dataset, held: Mapping[str, Any]) -> bool:
    """Whether version, addresses, licence and extras are those of the release."""
    ours = {key: value for key, value in extras(held).items() if key in EXTRAS}
    facts = {key: value for key, value in wanted.fields.items() if key not in WORDS}
    return ours == own_extras(wanted) and all((held.get(key) or "") == value for key, value in facts.items())


def _is_notice(wanted: Dataset, held: Mapping[str, Any]) -> bool:
    """Whether the notice stands there, and no resource of ours has data any more."""
    same = all((held.get(key) or "") == value for key, value in wanted.fields.items())
    left = [r for r in ours_of(held) if r.get("url") != wanted.fields["url"] or r.get("datastore_active")]
    return same and not left and extras(held).items() >= wanted.extras.items()


def own_extras(wanted: Dataset) -> dict[str, str]:
    """All extras that are ours, with what is remembered of this push."""
    return {**wanted.extras, PUSHED: digests(parts(wanted))}


def extras(held: Mapping[str, Any]) -> dict[str, str]:
    """The extras of a ``package_show`` by key."""
    return {extra["key"]: extra["value"] for extra in held.get("extras") or ()}


def ours_of(held: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources that came from here: they name a release, or that there is none any more, under an id of ours."""
    return [r for r in held["resources"] if "release" in r and is_resource_id(r["id"])]


def retired(wanted: Dataset, held: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Resources of ours that no release fills any more and that do not say so yet."""
    ids = {resource.id for resource in wanted.resources}
    return [r for r in ours_of(held) if r["id"] not in ids and not r.get("retired")]


def taken_back(wanted: Dataset, held: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Retired resources whose release was withdrawn, and that still hold it."""
    ids, page = {resource.id for resource in wanted.resources}, wanted.fields["url"]
    return [r for r in ours_of(held) if r["id"] not in ids and r["release"] in wanted.gone and r.get("url") != page]


def resource_action(
    wanted: Resource, held: Mapping[str, Any] | None, table: Held | None, differ: Set[str]
) -> ResourceAction:
    """``differ`` are the parts whose words are to be replaced."""
    if held is None:
        return "create"
    facts = {key: value for key, value in wanted.fields.items() if key not in RESOURCE_WORDS}
    moved = any((held.get(key) or "") != value for key, value in facts.items())
    stored = wanted.dictionary is None or (
        table is not None and table.has(wanted) and table.is_typed(wanted.dictionary)
    )
    worded = {wanted.name, dictionary_part(wanted)} & differ
    return "update" if moved or worded or not stored or is_stale(wanted, held) else "unchanged"


def is_stale(wanted: Resource, held: Mapping[str, Any]) -> bool:
    """Whether the uploaded file is another: by its hash, which is ours, or its size, which CKAN counts."""
    size = wanted.file.stat().st_size if wanted.file else held.get("size")
    return (held.get("hash") or "") != wanted.hash or held.get("size") != size


def _not_ours(wanted: Dataset, held: Mapping[str, Any]) -> KtthError | None:
    if held.get("state") == "deleted":
        return KtthError("{name} has been deleted on CKAN. Restore or purge it there first.", name=wanted.name)
    if OURS.fullmatch(extras(held).get("digest", "")):
        return None
    return KtthError(
        "CKAN already has a dataset {name} that was not made from here; it is left alone. Rename one of the two.",
        name=wanted.name,
    )
