"""Carry out a plan. Every dataset is settled on its own and from what CKAN shows at that moment, not from memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from publish.ckan import datastore
from publish.ckan.client import Client, ConflictError, DeniedError, RefusedError, UnsettledError
from publish.ckan.compare import PENDING, compare, extras, is_stale, ours_of, own_extras, retired, taken_back
from publish.ckan.drift import RESOURCE_WORDS, dictionary_part, with_words, words
from publish.ckan.plan import Plan, Progress, tables_of
from publish.ckan.records import EXTRAS, Dataset
from publish.ckan.resources import Resource
from publish.errors import KtthError
from schemas.core.i18n import LANGS, Lang, say

Tell = Callable[[str], None]
GIVE_UP = 3  # datasets in a row at which CKAN keeps failing: then it does at the others too


@dataclass(frozen=True)
class Summary:
    """Dataset names by what became of them; ``failed`` and ``blocked`` with the reason."""

    url: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    blocked: dict[str, KtthError] = field(default_factory=dict)
    failed: dict[str, KtthError] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether CKAN now shows the whole snapshot."""
        return not self.blocked and not self.failed

    def to_dict(self) -> dict[str, Any]:
        names = {
            "created": self.created,
            "updated": self.updated,
            "withdrawn": self.withdrawn,
            "unchanged": self.unchanged,
        }
        reasons = {"blocked": self.blocked, "failed": self.failed}
        return {"url": self.url, **names} | {k: {n: str(e) for n, e in v.items()} for k, v in reasons.items()}

    def lines(self, lang: Lang) -> list[str]:
        """The summary for people: what failed and why, and a sum at the end."""
        told = [f"{name}: {error.say(lang)}" for name, error in {**self.blocked, **self.failed}.items()]
        counts = {
            "created": len(self.created),
            "updated": len(self.updated),
            "withdrawn": len(self.withdrawn),
            "unchanged": len(self.unchanged),
            "failed": len(self.blocked) + len(self.failed),
        }
        total = (
            "{created} created, {updated} updated, {withdrawn} withdrawn, {unchanged} unchanged, {failed} not pushed"
        )
        return [*told, say("publish", lang, total, **counts)]


def apply(plan: Plan, client: Client, progress: Progress = lambda what, done, total: None) -> Summary:
    """Push what the plan says to create or update; the unchanged and the blocked cost no request.

    A dataset that CKAN refuses, or at which it keeps failing, is told in the summary and the others go on.

    Raises:
        KtthError: something newer was released since the plan was made; the address is no CKAN site.
        UnsettledError: CKAN failed at ``GIVE_UP`` datasets in a row; repeating the push goes on where it stopped.
    """
    summary = Summary(plan.url)
    summary.unchanged.extend(s.wanted.name for s in plan.steps if s.action == "unchanged")
    summary.blocked.update({s.wanted.name: s.reason for s in plan.steps if s.reason})
    todo = [s for s in plan.steps if s.action in ("create", "update", "withdraw")]
    failing = 0
    for done, step in enumerate(todo):
        name = step.wanted.name
        progress(name, done, len(todo))
        if not plan.is_current():
            raise KtthError("something newer was released meanwhile: run the same command again, which pushes that")
        try:
            _push(client, step.wanted, plan.overwrite, _teller(progress, done, len(todo)))
        except (RefusedError, DeniedError, UnsettledError) as error:
            summary.failed[name] = error
            failing = failing + 1 if isinstance(error, UnsettledError) else 0
            if failing == GIVE_UP:
                raise
        else:
            failing = 0
            {"create": summary.created, "update": summary.updated, "withdraw": summary.withdrawn}[step.action].append(
                name
            )
    progress("", len(todo), len(todo))
    return summary


def _teller(progress: Progress, done: int, total: int) -> Tell:
    return lambda what: progress(what, done, total)


def _push(client: Client, wanted: Dataset, overwrite: bool, tell: Tell) -> None:
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

    client.patiently(lambda: _settle(client, wanted, overwrite, tell), again)


def _settle(client: Client, wanted: Dataset, overwrite: bool, tell: Tell) -> None:
    held = client.package(wanted.name)
    if held is None and not wanted.withdrawn:
        held = client.shaped("package_create", client.write("package_create", _draft(wanted)))
    step = compare(wanted, held, tables_of(client, wanted, held), overwrite=overwrite)
    if held is None or step.action == "unchanged":
        return
    if step.reason:
        raise step.reason
    if wanted.withdrawn:
        _bury(client, wanted, held)
        return
    there = {resource["id"]: resource for resource in held["resources"]}
    fresh = [resource for resource in wanted.resources if resource.id not in there]
    if fresh:
        _revise(client, held, {"update__resources__extend": [_record(r) for r in fresh]}, fresh)
    kept = {one.part for one in step.drift if one.kept}
    for resource in wanted.resources:
        _store(client, resource, kept, tell)
    stale = [r for r in wanted.resources if r.id in there and is_stale(r, there[r.id])]
    for old in taken_back(wanted, held):
        _empty(client, old)
    held = client.shaped("package_show", client.read("package_show", id=wanted.name))  # the DataStore has marked it
    new = {r.id for r in wanted.resources if r.file and not there.get(r.id, {}).get("hash")}
    for resource in (one for one in held["resources"] if one["id"] in new):
        _preview(client, resource, held)
    _revise(client, held, _release(wanted, held, kept), stale)


def _store(client: Client, resource: Resource, kept: Set[str], tell: Tell) -> None:
    if resource.dictionary is None:
        return
    dictionary, held = resource.dictionary, datastore.look(client, resource.id)
    if held and dictionary_part(resource) in kept:
        dictionary = with_words(dictionary, words(held.fields))
    for done, total in datastore.bring(client, resource, dictionary, held):
        tell(f"{resource.name} {done}/{total}")


def _preview(client: Client, resource: Mapping[str, Any], held: Mapping[str, Any]) -> None:
    """The previews that the site has for such a resource; CKAN makes those that are not there."""
    said = {"resource": resource, "package": held, "create_datastore_views": True}
    client.write("resource_create_default_resource_views", said)


def _draft(wanted: Dataset) -> dict[str, Any]:
    """A dataset that nobody sees yet. CKAN ignores an editor's ``state`` here, but not ``private``."""
    hidden = {"state": "draft", "private": True, "extras": [{"key": "digest", "value": PENDING}]}
    return {"name": wanted.name, "owner_org": wanted.organization, "title": wanted.fields["title"], **hidden}


def _record(resource: Resource) -> dict[str, str]:
    """A new resource, still without its hash: the hash says that file and DataStore are at this release."""
    return {"id": resource.id, **resource.fields}


def _release(wanted: Dataset, held: Mapping[str, Any], kept: Set[str]) -> dict[str, Any]:
    """The one revision that makes ``held`` show the release. What others added stays, and so do the parts ``kept``."""
    update: dict[str, Any] = {key: value for key, value in wanted.fields.items() if key not in kept}
    update["extras"] = _extras(held, own_extras(wanted))
    if "organization" not in kept:
        update["owner_org"] = wanted.organization
    if "tags" not in kept:
        update["tags"] = [{"name": tag} for tag in wanted.tags]
    if held.get("private") and "private" not in kept:
        update |= {"state": "active", "private": False}
    data: dict[str, Any] = {"filter": ["-extras", *(["-tags"] if "tags" in update else [])], "update": update}
    for resource in wanted.resources:
        unkept = {k: v for k, v in resource.fields.items() if k not in RESOURCE_WORDS or resource.name not in kept}
        data[f"update__resources__{resource.id}"] = {**unkept, "hash": resource.hash}
    for old in retired(wanted, held):
        note = [say("publish", lang, "No longer updated since {version}", version=wanted.version) for lang in LANGS]
        data[f"update__resources__{old['id']}"] = {"retired": wanted.version, "description": " / ".join(note)}
    for old in taken_back(wanted, held):
        data[f"update__resources__{old['id']}"] = _notice(wanted)
    return data


def _bury(client: Client, wanted: Dataset, held: Mapping[str, Any]) -> None:
    """Take tables and files away and put the notice in their place; what others added stays."""
    ours = ours_of(held)
    for resource in ours:
        _empty(client, resource)
    held = client.shaped("package_show", client.read("package_show", id=wanted.name))
    update = {**wanted.fields, "extras": _extras(held, wanted.extras)}
    links = {f"update__resources__{resource['id']}": _notice(wanted) for resource in ours}
    _revise(client, held, {"filter": ["-extras"], "update": update, **links}, [])


def _empty(client: Client, resource: Mapping[str, Any]) -> None:
    if resource.get("datastore_active"):
        client.write("datastore_delete", {"resource_id": resource["id"], "force": True})


def _notice(wanted: Dataset) -> dict[str, Any]:
    """A resource without its file, leading to the portal's page, which says why."""
    return {"clear_upload": True, "url": wanted.fields["url"], "url_type": "", "hash": "", "size": "", "release": ""}


def _extras(held: Mapping[str, Any], ours: Mapping[str, str]) -> list[dict[str, str]]:
    theirs = {key: value for key, value in extras(held).items() if key not in EXTRAS}
    return [{"key": key, "value": value} for key, value in sorted({**theirs, **ours}.items())]


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
