"""What people on CKAN changed by hand in words that came from here, told apart from what changed here.

With each push goes an extra ``pushed``: per part (title, tags, words of a resource, dictionary of a table) a short
digest of what was sent. A part that is as it was sent follows the next release; one that is not was edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publish.ckan.datastore import Held
from publish.ckan.records import Dataset
from publish.ckan.resources import Dictionary, Resource
from schemas.core.i18n import Lang, say

PUSHED = "pushed"
WORDS = ("title", "notes")  # of a dataset; the rest says what was released and is always put back
RESOURCE_WORDS = ("name", "description")
NAMES: Mapping[str, str] = {  # of the parts of a dataset
    "title": "title",
    "notes": "description",
    "tags": "keywords",
    "organization": "organisation",
    "private": "visibility",
}
DICTIONARY = " dictionary"
SHOWN = 60  # letters of what is there


@dataclass(frozen=True)
class Drift:
    """A part that was edited on CKAN: ``there`` is what it says now."""

    part: str
    there: str
    kept: bool

    def to_dict(self) -> dict[str, Any]:
        return {"part": self.part, "there": self.there, "kept": self.kept}

    def line(self, lang: Lang) -> str:
        message = "{part} was edited on CKAN and is kept" if self.kept else "{part} was edited on CKAN and is replaced"
        said = " ".join(self.there.split())
        there = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
        is_text = self.part in NAMES and self.part != "private"
        return say("publish", lang, message, part=self._name(lang)) + (f": {there}" if is_text else "")

    def _name(self, lang: Lang) -> str:
        if self.part in NAMES:
            return say("publish", lang, NAMES[self.part])
        if self.part.endswith(DICTIONARY):
            return say("publish", lang, "the dictionary of {file}", file=self.part.removesuffix(DICTIONARY))
        return say("publish", lang, "name or description of {file}", file=self.part)


def parts(wanted: Dataset) -> dict[str, Any]:
    """What people may edit, by part, as the release has it."""
    found: dict[str, Any] = {name: wanted.fields[name] for name in WORDS}
    found |= {"tags": sorted(wanted.tags), "organization": wanted.organization, "private": False}
    for one in wanted.resources:
        found[one.name] = [one.fields[name] for name in RESOURCE_WORDS]
        if one.dictionary:
            found[dictionary_part(one)] = words(one.dictionary.fields)
    return found


def parts_there(wanted: Dataset, held: Mapping[str, Any], tables: Mapping[str, Held | None]) -> dict[str, Any]:
    """The same parts as CKAN shows them, of those that it has; ``tables`` by resource id."""
    found: dict[str, Any] = {name: held.get(name) or "" for name in WORDS}
    found["tags"] = sorted(tag["name"] for tag in held.get("tags") or ())
    found |= {"organization": (held.get("organization") or {}).get("name"), "private": bool(held.get("private"))}
    there = {resource["id"]: resource for resource in held["resources"]}
    for one in wanted.resources:
        if one.id in there:
            found[one.name] = [there[one.id].get(name) or "" for name in RESOURCE_WORDS]
        if table := tables.get(one.id):
            found[dictionary_part(one)] = words(table.fields)
    return found


def digests(parts: Mapping[str, Any]) -> str:
    """The extra ``pushed``."""
    return json.dumps({name: _digest(value) for name, value in sorted(parts.items())})


def edited(there: Mapping[str, Any], wanted: Mapping[str, Any], pushed: str, overwrite: bool) -> list[Drift]:
    """The parts that are neither as they were sent nor as they are to be."""
    sent = _sent(pushed)
    found = [
        name
        for name, value in there.items()
        if name in wanted and value != wanted[name] and name in sent and sent[name] != _digest(value)
    ]
    return [Drift(name, _told(there[name]), kept=not overwrite) for name in found]


def words(fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The dictionary's words by column."""
    return {field["id"]: field.get("info") or {} for field in fields}


def with_words(dictionary: Dictionary, there: Mapping[str, Any]) -> Dictionary:
    """The dictionary with the words that somebody gave its columns; new columns bring their own."""
    fields = [{**field, "info": there.get(field["id"], field["info"])} for field in dictionary.fields]
    return Dictionary(dictionary.schema, fields, dictionary.key)


def dictionary_part(resource: Resource) -> str:
    """What the words of its table's columns are called among the parts."""
    return f"{resource.name}{DICTIONARY}"


def _sent(pushed: str) -> Mapping[str, str]:
    try:
        found = json.loads(pushed or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:8]


def _told(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | dict) else str(value)
