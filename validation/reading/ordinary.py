"""Descriptors in which frictionless can find nothing, told by their plain form; any other is shown to it.

Only what is certain stands here: properties that are known, each of its plain kind. To import frictionless and ask it
about such a descriptor takes longer than to check the hundred rows that it describes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schemas.core.descriptor import PROFILE, Descriptor

NAME = re.compile(r"[a-z0-9._-]+")
PATH = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.csv")
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
BOUNDED = ("minimum", "maximum")
LATER = ("exclusiveMinimum", "exclusiveMaximum")  # of version 2
LISTED = ("required", "unique", "enum")
CONSTRAINTS: Mapping[str, Sequence[str]] = {
    "string": (*LISTED, "pattern", "minLength", "maxLength"),
    **dict.fromkeys(
        ("integer", "number", "date", "datetime", "time", "year", "yearmonth"), (*LISTED, *BOUNDED, *LATER)
    ),
    **dict.fromkeys(("boolean", "any"), LISTED),
}

Is = Callable[[Any], bool]


def ordinary(said: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong with a package's descriptor."""
    newer = said.get("$schema") == PROFILE
    resources = said.get("resources")
    if not isinstance(resources, list) or not resources or not all(_resource(one, newer) for one in resources):
        return False
    distinct = len({one["name"] for one in resources}) == len(resources)
    return distinct and (newer or "$schema" not in said) and _holds(said, PACKAGE, ("$schema", "resources", *OURS))


def ordinary_schema(said: Any, *, newer: bool = True) -> bool:
    """Whether nothing is wrong with a Table Schema; ``newer``: it may say what version 2 of the standard added."""
    if not _holds(said, SCHEMA, ("fields", "primaryKey", "foreignKeys", "references", "rules")):
        return False
    fields = said.get("fields")
    if not isinstance(fields, list) or not fields or not all(_field(one, newer) for one in fields):
        return False
    names = [one["name"] for one in fields]
    keys = said.get("foreignKeys", [])
    primary, foreign = (
        _names(said.get("primaryKey", []), names),
        isinstance(keys, list) and all(_key(k, names) for k in keys),
    )
    return len({*names}) == len(names) and primary and foreign


def applies_as_it_stands(said: Any) -> bool:
    """Whether a Table Schema is what frictionless makes of it: it leaves out what is empty."""
    return ordinary_schema(said) and not _has_empty(said)


def _has_empty(said: Any) -> bool:
    inside = said.values() if isinstance(said, dict) else said if isinstance(said, list) else None
    return inside is not None and (not inside or any(map(_has_empty, inside)))


def _resource(said: Any, newer: bool) -> bool:
    here = _holds(said, RESOURCE, ("schema",)) and "name" in said and "path" in said
    return here and ("schema" not in said or ordinary_schema(said["schema"], newer=newer))


def _field(said: Any, newer: bool) -> bool:
    if not _holds(said, FIELD, ("constraints",)) or "name" not in said or said.get("type") not in CONSTRAINTS:
        return False
    limits = said.get("constraints", {})
    known = set(CONSTRAINTS[said["type"]]) - (set() if newer else {*LATER})
    return _holds(limits, LIMITS, (*BOUNDED, *LATER)) and limits.keys() <= known


def _key(said: Any, names: Sequence[str]) -> bool:
    """A foreign key between as many columns there as here."""
    if not isinstance(said, dict) or said.keys() != {"fields", "reference"} or not isinstance(said["reference"], dict):
        return False
    here, there = said["fields"], said["reference"]
    plain = there.keys() == {"resource", "fields"} and _text(there["resource"]) and _texts(there["fields"])
    return bool(plain and _texts(here) and {*here} <= {*names} and len(here) == len(there["fields"]))


def _names(said: Any, names: Sequence[str]) -> bool:
    return _texts(said) and {*said} <= {*names}


def _holds(said: Any, kinds: Mapping[str, Is], others: Sequence[str]) -> bool:
    """Whether all that is said is of its kind; ``others`` are looked at elsewhere."""
    if not isinstance(said, dict):
        return False
    return all(kinds[key](value) if key in kinds else key in others for key, value in said.items())


def _text(said: Any) -> bool:
    return type(said) is str


def _texts(said: Any) -> bool:
    return isinstance(said, list) and all(map(_text, said))


def _whole(said: Any) -> bool:
    return type(said) is int


def _one_of(*known: Any) -> Is:
    return lambda said: _text(said) and said in known


def _like(pattern: re.Pattern[str]) -> Is:
    return lambda said: _text(said) and pattern.fullmatch(said) is not None


def _list_of(*needed: str) -> Is:
    """Objects of texts only, one of ``needed`` among them; addresses of mail are looked at by frictionless."""

    def holds(said: Any) -> bool:
        plain = isinstance(said, list) and all(isinstance(one, dict) and all(map(_text, one.values())) for one in said)
        return plain and all("email" not in one and any(map(one.get, needed)) for one in said)

    return holds


WORDS = dict.fromkeys(("title", "titleEn", "description", "descriptionEn"), _text)
LINKS: Mapping[str, Is] = {"licenses": _list_of("name", "path"), "sources": _list_of("title", "path")}
PACKAGE: Mapping[str, Is] = {
    **WORDS,
    **LINKS,
    "homepage": _text,
    "version": _text,
    "image": _text,
    "keywords": _texts,
    "name": _like(NAME),
}
OURS = tuple({one.alias or name for name, one in Descriptor.model_fields.items()} - PACKAGE.keys())
RESOURCE: Mapping[str, Is] = {
    **WORDS,
    **LINKS,
    "name": _like(NAME),
    "path": _like(PATH),
    "format": _one_of("csv"),
    "mediatype": _one_of("text/csv"),
    "encoding": _one_of("utf-8"),
    "type": _one_of("table"),
}
SCHEMA: Mapping[str, Is] = {
    **WORDS,
    "$schema": _one_of(TABLE_PROFILE),
    "missingValues": lambda said: _texts(said) and said != [],
}
FIELD: Mapping[str, Is] = {
    **WORDS,
    "name": lambda said: _text(said) and said != "",
    "type": _text,
    "format": _one_of("default"),
    **dict.fromkeys(("unit", "unitEn", "codelist"), _text),
}
LIMITS: Mapping[str, Is] = {
    **dict.fromkeys(("required", "unique"), lambda said: isinstance(said, bool)),
    "pattern": _text,
    "enum": lambda said: isinstance(said, list),
    "minLength": _whole,
    "maxLength": _whole,
}
