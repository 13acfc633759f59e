"""What a released descriptor says of its dataset, in both languages, whoever wrote it.

A descriptor from elsewhere may lack any of this or hold something else under the name: what is no text is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from schemas.core.i18n import Lang
from schemas.core.site import Site, Text
from schemas.core.table_schema import keys_of

Json = Mapping[str, Any]
NO_TEXT = Text("")
FREQUENCIES: Mapping[str, str] = {
    "year": "every year",
    "half-year": "every half-year",
    "quarter": "every quarter",
    "month": "every month",
    "two-years": "every two years",
    "event": "when something changes",
}
TYPES: Mapping[str, str] = {  # of a Table Schema field
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "datetime": "date and time",
    "time": "time of day",
    "year": "year",
    "yearmonth": "year and month",
    "duration": "length of time",
    "geopoint": "point on the map",
    "geojson": "shape on the map",
    "list": "list",
    "array": "list of values",
    "object": "group of values",
    "any": "any value",
}


@dataclass(frozen=True)
class Licence:
    """``name`` is what the descriptor calls it."""

    title: Text
    url: str = ""
    pending: bool = False
    name: str = ""


@dataclass(frozen=True)
class Origin:
    """A source of figures; ``license`` is the source's own terms in words."""

    title: Text
    url: str
    license: Text


@dataclass(frozen=True)
class Column:
    """A field of the data dictionary."""

    name: str
    type: str
    title: Text
    description: Text
    unit: Text = NO_TEXT
    codelist: str = ""
    codes: tuple[str, ...] = ()  # the only values allowed, where the schema lists them
    key: bool = False
    required: bool = False

    def label(self, lang: Lang) -> str:
        """Title with unit, e.g. ``Phát sinh (tấn/ngày)``."""
        title = self.title[lang] or self.name
        return f"{title} ({self.unit[lang]})" if self.unit.vi else title


@dataclass(frozen=True)
class RuleText:
    id: str
    severity: str
    title: Text


@dataclass(frozen=True)
class TableAbout:
    """One table: its dictionary and its rules; ``path`` and ``schema`` (a Table Schema) are as released."""

    name: str
    path: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    rules: tuple[RuleText, ...]
    schema: Json


@dataclass(frozen=True)
class FileAbout:
    """A resource that is no table: a document, a map, a picture; ``path`` is its place in the package."""

    name: str
    path: str
    title: Text
    description: Text
    bytes: int

    @property
    def format(self) -> str:
        return PurePosixPath(self.path).suffix.removeprefix(".")


@dataclass(frozen=True)
class About:
    """One release of one dataset, described. ``publisher`` is a code of the site's agencies, or a name."""

    id: str
    version: str
    created: str
    title: Text
    description: Text
    publisher: str
    frequency: str
    licences: tuple[Licence, ...]
    origins: tuple[Origin, ...]
    keywords: tuple[str, ...]
    targets: tuple[str, ...]
    tasks: tuple[str, ...]
    tables: tuple[TableAbout, ...]
    files: tuple[FileAbout, ...] = ()


def about(dataset: str, descriptor: Json, site: Site) -> About:
    """The description of one released descriptor; licence ids are looked up in ``site``."""
    title = _text(descriptor, "title", dataset)
    resources = _mappings(descriptor.get("resources"))
    tables = [r for r in resources if r.get("type") == "table"]
    return About(
        id=dataset,
        version=_string(descriptor.get("version")),
        created=_string(descriptor.get("created")),
        title=title,
        description=_text(descriptor, "description"),
        publisher=_publisher(descriptor),
        frequency=_string(descriptor.get("frequency")),
        licences=tuple(_licences(descriptor, site)),
        origins=tuple(_origins(descriptor)),
        keywords=_strings(descriptor.get("keywords")),
        targets=_strings(descriptor.get("targets")),
        tasks=_strings(descriptor.get("tasks")),
        tables=tuple(_table(r, title if len(tables) == 1 else Text(_string(r.get("name")))) for r in tables),
        files=tuple(_file(r) for r in resources if r.get("type") != "table" and _string(r.get("path"))),
    )


def _licences(descriptor: Json, site: Site) -> Iterator[Licence]:
    known = {licence.id: licence for licence in site.licenses}
    for said in _mappings(descriptor.get("licenses")):
        name = _string(said.get("name"))
        if ours := known.get(name):
            yield Licence(ours.title, ours.url, ours.pending, name)
        elif title := _string(said.get("title")) or name or _string(said.get("path")):
            yield Licence(Text(title), _string(said.get("path")), name=name)


def _origins(descriptor: Json) -> Iterator[Origin]:
    for said in _mappings(descriptor.get("sources")):
        path = _string(said.get("path"))
        title = _text(said, "title", path)
        if title.vi:
            yield Origin(title, path, _text(said, "license"))


def _publisher(descriptor: Json) -> str:
    if name := _string(descriptor.get("publisher")):
        return name
    people = _mappings(descriptor.get("contributors"))
    publishers = (p for p in people if "publisher" in (p.get("role"), *_strings(p.get("roles"))))
    return next((title for p in publishers if (title := _string(p.get("title")))), "")


def _table(resource: Json, title: Text) -> TableAbout:
    schema = next(iter(_mappings([resource.get("schema")])), {})
    key, _ = keys_of(schema)
    return TableAbout(
        name=_string(resource.get("name")),
        path=_string(resource.get("path")),
        title=_text(resource, "title", title.vi) if resource.get("title") else title,
        description=_text(resource, "description"),
        columns=columns(schema.get("fields"), key),
        rules=tuple(
            RuleText(_string(r.get("id")), _string(r.get("severity")), _text(r, "title"))
            for r in _mappings(schema.get("rules"))
        ),
        schema=schema,
    )


def _file(resource: Json) -> FileAbout:
    size = resource.get("bytes")
    return FileAbout(
        name=_string(resource.get("name")),
        path=_string(resource.get("path")),
        title=_text(resource, "title", _string(resource.get("name"))),
        description=_text(resource, "description"),
        bytes=size if isinstance(size, int) else 0,
    )


def columns(fields: object, key: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The data dictionary of a Table Schema's ``fields``."""
    return tuple(_column(field, key) for field in _mappings(fields))


def _column(field: Json, key: tuple[str, ...]) -> Column:
    name = _string(field.get("name"))
    constraints = next(iter(_mappings([field.get("constraints")])), {})
    return Column(
        name=name,
        type=_string(field.get("type")) or "any",
        title=_text(field, "title"),
        description=_text(field, "description"),
        unit=_text(field, "unit"),
        codelist=_string(field.get("codelist")),
        codes=_strings(constraints.get("enum")),
        key=name in key,
        required=bool(constraints.get("required")),
    )


def _text(said: Json, name: str, default: str = "") -> Text:
    return Text(_string(said.get(name)) or default, _string(said.get(f"{name}En")))


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _strings(value: object) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else ()


def _mappings(value: object) -> list[Json]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list | tuple) else []
