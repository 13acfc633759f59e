"""What a push would do, told before it is done: per dataset and per resource, and why a dataset cannot be pushed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from publish.ckan.client import Client, DeniedError, is_loopback
from publish.ckan.records import Dataset, Resource, dataset
from publish.demo import refuse_marked
from publish.errors import KtthError, UsageError
from publish.snapshot import Catalog
from schemas.core.i18n import Lang, say
from schemas.core.site import Site

PENDING = "pending"  # the digest of a dataset that is not complete yet
Action = Literal["create", "update", "unchanged", "blocked"]
ResourceAction = Literal["create", "update", "unchanged", "retire"]
_SAYINGS: Mapping[str, str] = {
    "create": "create",
    "update": "update",
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
    """One dataset. ``before`` is the version CKAN shows now, empty if none; ``reason`` says why it is blocked."""

    wanted: Dataset
    action: Action
    before: str = ""
    resources: Sequence[ResourceStep] = ()
    reason: KtthError | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "dataset": self.wanted.name,
            "organization": self.wanted.organization,
            "action": self.action,
            "before": self.before,
            "version": self.wanted.version,
            "resources": [{"id": r.id, "name": r.name, "action": r.action} for r in self.resources],
            "reason": str(self.reason) if self.reason else "",
        }

    def lines(self, lang: Lang) -> Iterator[str]:
        versions = f"{self.before} → {self.wanted.version}" if self.action == "update" else self.wanted.version
        yield f"{self.wanted.name} {versions}: {say('publish', lang, _SAYINGS[self.action])}"
        if self.reason:
            yield f"    {self.reason.say(lang)}"
        for resource in self.resources if self.action == "update" else ():
            if resource.action != "unchanged":
                yield f"    {resource.name}: {say('publish', lang, _SAYINGS[resource.action])}"


@dataclass(frozen=True)
class Plan:
    """``url`` is the site; ``steps`` one per dataset of the current snapshot, by name."""

    url: str
    steps: Sequence[Step]

    @property
    def counts(self) -> dict[Action, int]:
        found = Counter(step.action for step in self.steps)
        return {action: found[action] for action in ("create", "update", "unchanged", "blocked")}

    def to_dict(self) -> dict[str, Any]:
        return {"url": self.url, "counts": self.counts, "datasets": [step.to_dict() for step in self.steps]}

    def lines(self, lang: Lang) -> list[str]:
        """The plan for people: what is not unchanged, and a sum at the end."""
        told = [line for step in self.steps if step.action != "unchanged" for line in step.lines(lang)]
        total = "{create} to create, {update} to update, {unchanged} unchanged, {blocked} that cannot be pushed"
        return [*told, say("publish", lang, total, **self.counts)]


def plan(catalog: Catalog, client: Client, site: Site, base_url: str) -> Plan:
    """What would make the CKAN site equal to the current snapshot; ``base_url`` is the portal's public address.

    Raises:
        DeniedError: the token may write nowhere.
        DemoMixed: a dataset is of a demonstration.
        UsageError: ``base_url`` is of this computer alone and the CKAN site is not.
        KtthError: nothing is released, or the site cannot be read.
    """
    snapshot = catalog.current()
    if snapshot is None:
        raise KtthError("nothing is released yet: run ktth release first")
    if is_loopback(base_url) and not is_loopback(client.url):
        raise UsageError(
            "The links on CKAN would lead to {address}, which only this computer can open: set KTTH_BASE_URL to the "
            "portal's public address.",
            address=base_url,
        )
    refuse_marked(catalog.release(name).descriptor for name in snapshot.datasets)
    wanted = [
        dataset(catalog.releases(name), catalog.release(name), site, base_url) for name in sorted(snapshot.datasets)
    ]
    obstacles = _obstacles(client, wanted)
    return Plan(client.url, [_step(client, one, obstacles.get(one.name)) for one in wanted])


def compare(wanted: Dataset, held: Mapping[str, Any] | None) -> Step:
    """What ``wanted`` needs, given the ``package_show`` of what is there."""
    if held is None:
        return Step(wanted, "create", resources=[ResourceStep(r.id, r.name, "create") for r in wanted.resources])
    digest, before = extras(held).get("digest"), held.get("version") or ""
    if digest is None or held.get("state") == "deleted":
        return Step(wanted, "blocked", before, reason=_taken(wanted, held))
    there = {r["id"]: r for r in held["resources"]}
    steps = [ResourceStep(r.id, r.name, _resource_action(r, there.get(r.id))) for r in wanted.resources]
    steps += [ResourceStep(r["id"], str(r.get("name")), "retire") for r in retired(wanted, held)]
    same = (digest, before) == (wanted.digest, wanted.version) and all(s.action == "unchanged" for s in steps)
    return Step(wanted, "unchanged" if same else "create" if digest == PENDING else "update", before, steps)


def extras(held: Mapping[str, Any]) -> dict[str, str]:
    """The extras of a ``package_show`` by key."""
    return {extra["key"]: extra["value"] for extra in held.get("extras") or ()}


def retired(wanted: Dataset, held: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Resources of ours (they name a release) that no release fills any more and that do not say so yet."""
    ids = {resource.id for resource in wanted.resources}
    return [r for r in held["resources"] if r.get("release") and r["id"] not in ids]


def _resource_action(wanted: Resource, held: Mapping[str, Any] | None) -> ResourceAction:
    if held is None:
        return "create"
    moved = "url" in wanted.fields and wanted.fields["url"] != held.get("url")
    return "update" if moved or (held.get("hash") or "") != wanted.hash else "unchanged"


def _step(client: Client, wanted: Dataset, obstacle: KtthError | None) -> Step:
    try:
        step = compare(wanted, client.find("package_show", id=wanted.name))
    except DeniedError as error:
        return Step(wanted, "blocked", reason=error)
    if obstacle and step.action in ("create", "update"):
        return Step(wanted, "blocked", step.before, step.resources, obstacle)
    return step


def _taken(wanted: Dataset, held: Mapping[str, Any]) -> KtthError:
    if held.get("state") == "deleted":
        return KtthError("{name} has been deleted on CKAN. Restore or purge it there first.", name=wanted.name)
    return KtthError(
        "CKAN already has a dataset {name} that was not made from here; it is left alone. Rename one of the two.",
        name=wanted.name,
    )


def _obstacles(client: Client, wanted: Sequence[Dataset]) -> dict[str, KtthError]:
    """By dataset name, what stands in the way of writing it: its name or its organisation."""
    needed = sorted({one.organization for one in wanted if one.organization})
    there = {name for name in needed if client.find("organization_show", id=name)}
    may = there
    if client.authorized:
        may = {o["name"] for o in client.read("organization_list_for_user", permission="create_dataset")}
        if there and not may:
            raise DeniedError(
                "CKAN at {url} does not know this token, or it may write in no organisation. Check that "
                "KTTH_CKAN_TOKEN is the token of an editor and has not expired or been revoked.",
                url=client.url,
            )
    names = Counter(one.name for one in wanted)
    found = {one.name: _obstacle(one, there, may) for one in wanted}
    for name in (name for name, count in names.items() if count > 1):
        found[name] = KtthError("Two datasets would both be {name} on CKAN. Rename one of them.", name=name)
    return {name: obstacle for name, obstacle in found.items() if obstacle}


def _obstacle(wanted: Dataset, there: set[str], may: set[str]) -> KtthError | None:
    if not wanted.organization:
        return KtthError(
            "The dataset {name} names no publisher, and CKAN needs one: add publisher to its datapackage.json.",
            name=wanted.name,
        )
    if wanted.organization not in there:
        return KtthError(
            "The organisation {organization} is not on CKAN yet. Run ktth publish ckan --setup once, with an "
            "administrator's token.",
            organization=wanted.organization,
        )
    if wanted.organization not in may:
        return KtthError(
            "This token may not write in the organisation {organization}. Ask its administrator for the editor's role.",
            organization=wanted.organization,
        )
    return None
