"""The resources of a release in CKAN's words: files, links, and the dictionary of each table."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import polars as pl

from publish.about import About, Column, TableAbout
from publish.rows import text_rows
from publish.snapshot import Release
from schemas.core.i18n import LANGS, say
from schemas.core.site import Text
from schemas.core.table_schema import keys_of

Format = Literal["csv", "xlsx", "parquet", "zip", "html"]
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ktth:ckan")
FIELD_NAME_MAX = 63  # PostgreSQL's limit for a column name, in bytes
POSTGRESQLS = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}  # columns that every table of it has
LABELS: Mapping[Format, str] = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "zip": "ZIP", "html": "HTML"}
MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "html": "text/html",
}
PACKAGE, REPORT = "The whole data package", "Report of the checks before the release"
DATASTORE_TYPES = {  # any other is text: a timestamp would lose the offset from UTC
    "integer": "int8",
    "year": "int8",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
}


@dataclass(frozen=True)
class Dictionary:
    """The DataStore side of a table: ``fields`` as ``datastore_create`` takes them, and the primary key."""

    schema: Mapping[str, Any]
    fields: Sequence[Mapping[str, Any]]
    key: Sequence[str]


@dataclass(frozen=True)
class Resource:
    """One resource as CKAN shall show it; ``name`` is ours, ``<table>.<format>``.

    ``hash`` is empty where the bytes are made on request and so not promised; the address then names the release.
    ``file`` is uploaded, a resource without one is a link. ``earlier`` are the releases before by their file's
    hash: what the DataStore may hold now.
    """

    id: str
    name: str
    fields: Mapping[str, str]
    hash: str = ""
    file: Path | None = None
    dictionary: Dictionary | None = None
    rows: int = 0
    earlier: Mapping[str, Release] = field(default_factory=dict)


def resource_id(dataset_id: str, table: str, format_: Format, generation: int) -> str:
    """The same for the same four for ever, on whatever site."""
    return str(uuid.uuid5(NAMESPACE, f"{dataset_id}/{table}/{format_}/{generation}"))


def is_resource_id(text: str) -> bool:
    """Whether it is of the kind of :func:`resource_id`; CKAN gives others."""
    try:
        return uuid.UUID(text).version == 5
    except ValueError:
        return False


def generation(releases: Iterable[Release], table: str) -> int:
    """1, and one more each time that a column's type or the key changed: the DataStore cannot follow such a change.

    ``releases`` newest first, beginning with the one to be shown.
    """
    number, types, key = 1, dict[str, str](), None
    for release in reversed(list(releases)):
        for resource in tables(release.descriptor):
            if resource["name"] != table:
                continue
            schema = resource.get("schema") or {}
            new, new_key = {f["name"]: f.get("type", "any") for f in schema.get("fields") or ()}, keys_of(schema)[0]
            retyped = any(types.get(name, kind) != kind for name, kind in new.items())
            number += retyped or key not in (None, new_key)
            types, key = {**types, **new}, new_key
    return number


def dictionary(table: TableAbout) -> Dictionary | None:
    """The data dictionary of a table; ``None`` if its column names are none that a DataStore can have."""
    names = [column.name for column in table.columns]
    if not names or len({*names}) < len(names) or not all(_is_field_name(name) for name in names):
        return None
    return Dictionary(table.schema, [_field(column) for column in table.columns], list(keys_of(table.schema)[0]))


def both(text: Text, between: str = "\n\n") -> str:
    """Vietnamese, then English where it says something else."""
    return between.join(dict.fromkeys(filter(None, (text.vi, text.en))))


def _field(column: Column) -> dict[str, Any]:
    english = ". ".join(filter(None, (column.title.en, column.description.en)))
    notes = both(Text(column.description.vi, english))
    info = {"label": column.title.vi or column.name, "notes": notes, "unit": both(column.unit, " / ")}
    type_ = DATASTORE_TYPES.get(column.type, "text")
    return {"id": column.name, "type": type_, "info": {k: v for k, v in info.items() if v}}


def _is_field_name(name: str) -> bool:
    printable = not any(unicodedata.category(letter).startswith("C") for letter in name)
    plain = name == name.strip() and not name.startswith("_") and '"' not in name and name not in POSTGRESQLS
    return bool(name) and plain and printable and len(name.encode()) <= FIELD_NAME_MAX


def resources(shown: Sequence[Release], past: Sequence[Release], said: About, address: str) -> Iterator[Resource]:
    """``shown`` are the release and those before it that may be read, ``past`` with those that may not."""
    release = shown[0]
    hashes = _hashes(release)
    for table in said.tables:
        yield Resource(
            **_named(release, table.name, "csv", table.title, generation(past, table.name)),
            hash=hashes[table.name],
            file=release.files[table.path],
            dictionary=dictionary(table),
            rows=_height(release, table.path),
            earlier=_earlier(shown[1:], table.name),
        )
        yield _link(release, table.name, "xlsx", table.title, address)
        if parquet := release.files.get(_parquet(table.path)):
            yield _link(release, table.name, "parquet", table.title, address, sha256(parquet))
    package, report = (Text(*(say("publish", lang, words) for lang in LANGS)) for words in (PACKAGE, REPORT))
    yield _link(release, "datapackage", "zip", package, address)
    yield _link(release, "gate", "html", report, address)


def _link(release: Release, name: str, format_: Format, title: Text, address: str, digest: str = "") -> Resource:
    named = _named(release, name, format_, title, 1)
    named["fields"]["url"] = f"{address}/{name}" + (f".{format_}" if format_ != "html" else "")
    return Resource(**named, hash=digest)


def _named(release: Release, name: str, format_: Format, title: Text, generation_: int) -> dict[str, Any]:
    fields = {
        "name": f"{LABELS[format_]} – {title.vi}",  # lists on CKAN cut names off after some twenty letters
        "description": title.en,
        "format": LABELS[format_],
        "mimetype": MEDIA_TYPES[format_],
        "release": release.version,
    }
    id_ = resource_id(release.dataset, name, format_, generation_)
    return {"id": id_, "name": f"{name}.{format_}", "fields": fields}


def _earlier(before: Iterable[Release], table: str) -> dict[str, Release]:
    found: dict[str, Release] = {}
    for release in before:
        if hash_ := _hashes(release).get(table):
            found.setdefault(hash_, release)
    return found


def _hashes(release: Release) -> dict[str, str]:
    return {resource["name"]: str(resource.get("hash", "")) for resource in tables(release.descriptor)}


def _height(release: Release, path: str) -> int:
    if parquet := release.files.get(_parquet(path)):
        return int(pl.scan_parquet(parquet, glob=False).select(pl.len()).collect().item())
    return text_rows(release.files[path]).height


def _parquet(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(".parquet"))


def tables(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [resource for resource in descriptor.get("resources") or () if resource.get("type") == "table"]


def sha256(path: Path) -> str:
    """``sha256:`` and the hex digest of a file."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
