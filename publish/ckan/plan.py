"""What a push would do, told before it is done: per dataset and per resource, and why a dataset cannot be pushed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publish.ckan.client import Client, DeniedError, is_loopback
from publish.ckan.compare import Action, Step, Tables, compare
from publish.ckan.datastore import look
from publish.ckan.records import UNKNOWN, Dataset, dataset, tombstone
from publish.coverage import Coverage
from publish.demo import refuse_marked
from publish.errors import KtthError, UsageError
from publish.snapshot import Catalog, Snapshot
from schemas.core.i18n import Lang, say
from schemas.core.site import Site

Progress = Callable[[str, int, int], None]  # of what, datasets done, datasets to do


@dataclass(frozen=True)
class Plan:
    """``url`` is the site; ``steps`` one per dataset of the current snapshot, by name, then of those withdrawn.

    ``overwrite``: what was edited on CKAN is replaced. ``is_current``: whether nothing was released since.
    """

    url: str
    steps: Sequence[Step]
    overwrite: bool = False
    is_current: Callable[[], bool] = lambda: True

    @property
    def counts(self) -> dict[Action, int]:
        found = Counter(step.action for step in self.steps)
        return {action: found[action] for action in ("create", "update", "withdraw", "unchanged", "blocked")}

    def to_dict(self) -> dict[str, Any]:
        return {"url": self.url, "counts": self.counts, "datasets": [step.to_dict() for step in self.steps]}

    def lines(self, lang: Lang) -> list[str]:
        """The plan for people: what is not unchanged, and a sum at the end."""
        told = [line for step in self.steps if not step.is_quiet for line in step.lines(lang)]
        total = (
            "{create} to create, {update} to update, {withdraw} to withdraw, {unchanged} unchanged, "
            "{blocked} that cannot be pushed"
        )
        return [*told, say("publish", lang, total, **self.counts)]


def plan(
    catalog: Catalog,
    client: Client,
    site: Site,
    base_url: str,
    *,
    coverage: Callable[[str], Coverage] = lambda dataset: UNKNOWN,
    overwrite: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> Plan:
    """What would make the CKAN site equal to the current snapshot; ``base_url`` is the portal's public address.

    ``coverage`` tells of a dataset's time and places. What people edited on CKAN is kept unless ``overwrite``.

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
        dataset(catalog.releases(name), catalog.release(name), site, base_url, coverage(name), catalog.named(name))
        for name in sorted(snapshot.datasets)
    ]
    named = {one.name for one in wanted}
    wanted += [one for one in _gone(snapshot, base_url, site.timezone) if one.name not in named]
    obstacles, steps = _obstacles(client, [one for one in wanted if not one.withdrawn]), list[Step]()
    for one in wanted:
        progress(one.name, len(steps), len(wanted))
        steps.append(_step(client, one, obstacles.get(one.name), overwrite))
    return Plan(client.url, steps, overwrite, lambda: catalog.current() == snapshot)


def _gone(snapshot: Snapshot, base_url: str, timezone: str) -> Iterator[Dataset]:
    """Datasets that are in no catalog any more because all of them was withdrawn."""
    for name in sorted(snapshot.withdrawn.keys() - snapshot.datasets.keys()):
        newest = max(snapshot.withdrawn[name].values(), key=lambda one: one.created)
        yield tombstone(name, newest, base_url, timezone)


def _step(client: Client, wanted: Dataset, obstacle: KtthError | None, overwrite: bool) -> Step:
    try:
        held = client.package(wanted.name)
        step = compare(wanted, held, tables_of(client, wanted, held), overwrite=overwrite)
    except DeniedError as error:
        return Step(wanted, "blocked", reason=error)
    if obstacle and step.action in ("create", "update"):
        return Step(wanted, "blocked", step.before, step.resources, obstacle, step.drift)
    return step


def _obstacles(client: Client, wanted: Sequence[Dataset]) -> dict[str, KtthError]:
    """By dataset name, what stands in the way of writing it: its name or its organisation."""
    needed = sorted({one.organization for one in wanted if one.organization})
    there = {name for name in needed if client.find("organization_show", id=name)}
    may = there
    if client.authorized:
        may = client.organizations()
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


def tables_of(client: Client, wanted: Dataset, held: Mapping[str, Any] | None) -> Tables:
    """What the DataStore has of a dataset's resources."""
    there = {resource["id"] for resource in held["resources"]} if held else set()
    return {one.id: look(client, one.id) for one in wanted.resources if one.dictionary and one.id in there}
