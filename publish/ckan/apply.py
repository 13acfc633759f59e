"""Carry out a plan. Every dataset is settled on its own and from what CKAN shows at that moment, not from memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from publish.ckan import datastore
from publish.ckan.client import Client, ConflictError, DeniedError, RefusedError, UnsettledError
from publish.ckan.plan import PENDING, Plan, compare, extras, retired
from publish.ckan.records import Dataset, Resource
from publish.errors import KtthError
from schemas.core.i18n import LANGS, Lang, say

Progress = Callable[[str, int, int], None]  # what is being sent, datasets done, datasets to do
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Summary:
    """Dataset names by what became of them; ``failed`` and ``blocked`` with the reason."""

    url: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    blocked: dict[str, KtthError] = field(default_factory=dict)
    failed: dict[str, KtthError] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether CKAN now shows the whole snapshot."""
        return not self.blocked and not self.failed

    def to_dict(self) -> dict[str, Any]:
        names = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        reasons = {"blocked": self.blocked, "failed": self.failed}
        return {"url": self.url, **names} | {k: {n: str(e) for n, e in v.items()} for k, v in reasons.items()}

    def lines(self, lang: Lang) -> list[str]:
        """The summary for people: what failed and why, and a sum at the end."""
        told = [f"{name}: {error.say(lang)}" for name, error in {**self.blocked, **self.failed}.items()]
        counts = {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "failed": len(self.blocked) + len(self.failed),
        }
        total = "{created} created, {updated} updated, {unchanged} unchanged, {failed} not pushed"
        return [*told, say("publish", lang, total, **counts)]


def apply(plan: Plan, client: Client, progress: Progress = lambda what, done, total: None) -> Summary:
    """Push what the plan says to create or update; the unchanged and the blocked cost no request.

    A dataset that CKAN refuses is told in the summary and the others go on.

    Raises:
        UnsettledError: CKAN cannot be reached or keeps failing; repeating the push goes on where it stopped.
        KtthError: the address is no CKAN site.
    """
    summary = Summary(plan.url)
    summary.unchanged.extend(s.wanted.name for s in plan.steps if s.action == "unchanged")
    summary.blocked.update({s.wanted.name: s.reason for s in plan.steps if s.reason})
    todo = [s for s in plan.steps if s.action in ("create", "update")]
    for done, step in enumerate(todo):
        name = step.wanted.name
        progress(name, done, len(todo))
        try:
            _push(client, step.wanted, _teller(progress, done, len(todo)))
        except (RefusedError, DeniedError) as error:
            summary.failed[name] = error
        else:
            (summary.created if step.action == "create" else summary.updated).append(name)
    progress("", len(todo), len(todo))
    return summary


def _teller(progress: Progress, done: int, total: int) -> Tell:
    return lambda what: progress(what, done, total)


def _push(client: Client, wanted: Dataset, tell: Tell) -> None:
    """Settle one dataset; after a failure look at what is there and go on from that.

    A refusal may come from another push at the same moment; said again in the same words it comes from the data.
    """
    said: set[str] = set()

    def again(error: KtthError) -> bool:
        repeated = str(error) in said
        said.add(str(error))
        if isinstance(error, UnsettledError | ConflictError):
            return True
        return isinstance(error, RefusedError) and not repeated

    client.patiently(lambda: _settle(client, wanted, tell), again)


def _settle(client: Client, wanted: Dataset, tell: Tell) -> None:
    held = client.find("package_show", id=wanted.name)
    if held is None:
        held = client.write("package_create", _draft(wanted))
    step = compare(wanted, held)
    if step.action == "unchanged":
        return
    if step.reason:
        raise step.reason
    there = {resource["id"]: resource for resource in held["resources"]}
    fresh = [resource for resource in wanted.resources if resource.id not in there]
    if fresh:
        _revise(client, held, {"update__resources__extend": [_record(r) for r in fresh]}, fresh)
    stale = [r for r in wanted.resources if (there.get(r.id, {}).get("hash") or "") != r.hash]
    for resource in wanted.resources:
        _store(client, resource, resource in stale, tell)
    held = client.read("package_show", id=wanted.name)  # the DataStore has marked its resources
    _revise(client, held, _release(wanted, held), [r for r in stale if r not in fresh])


def _store(client: Client, resource: Resource, stale: bool, tell: Tell) -> None:
    if resource.dictionary is None or resource.file is None:
        return
    datastore.describe(client, resource.id, resource.dictionary)
    if stale:
        for done, total in datastore.fill(client, resource.id, resource.dictionary, resource.file):
            tell(f"{resource.name} {done}/{total}")


def _draft(wanted: Dataset) -> dict[str, Any]:
    """A dataset that nobody sees yet. CKAN ignores an editor's ``state`` here, but not ``private``."""
    hidden = {"state": "draft", "private": True, "extras": [{"key": "digest", "value": PENDING}]}
    return {"name": wanted.name, "owner_org": wanted.organization, "title": wanted.fields["title"], **hidden}


def _record(resource: Resource) -> dict[str, str]:
    """A new resource, still without its hash: the hash says that file and DataStore are at this release."""
    return {"id": resource.id, **resource.fields}


def _release(wanted: Dataset, held: Mapping[str, Any]) -> dict[str, Any]:
    """The one revision that makes ``held`` show the release. Extras and resources of others are kept."""
    before = extras(held)
    update: dict[str, Any] = {**wanted.fields, "owner_org": wanted.organization}
    update["tags"] = [{"name": tag} for tag in wanted.tags]
    update["extras"] = [{"key": k, "value": v} for k, v in sorted({**before, **wanted.extras}.items())]
    if before["digest"] == PENDING:
        update |= {"state": "active", "private": False}
    data: dict[str, Any] = {"filter": ["-tags", "-extras"], "update": update}
    for resource in wanted.resources:
        data[f"update__resources__{resource.id}"] = {**resource.fields, "hash": resource.hash}
    for old in retired(wanted, held):
        note = [say("publish", lang, "No longer updated since {version}", version=wanted.version) for lang in LANGS]
        data[f"update__resources__{old['id']}"] = {"release": "", "description": " / ".join(note)}
    return data


def _revise(client: Client, held: Mapping[str, Any], data: Mapping[str, Any], changed: Sequence[Resource]) -> None:
    """``package_revise`` that holds only if ``held`` is still the state, with the files of ``changed``."""
    match = {"name": held["name"], "metadata_modified": held["metadata_modified"]}
    texts = {key: json.dumps(value, ensure_ascii=False) for key, value in {"match": match, **data}.items()}
    with ExitStack() as opened:
        files = {
            f"update__resources__{r.id}__upload": (r.file.name, opened.enter_context(r.file.open("rb")), "text/csv")
            for r in changed
            if r.file
        }
        client.write("package_revise", texts, files or None)
