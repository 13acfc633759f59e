"""A release in CKAN's words: one dataset with its resources, ready to be compared and sent. Asks no server anything.

Vietnamese first, then English, in titles, notes, names and the dictionary. Extras are called what ckanext-dcat calls
them, so that whoever harvests that site reads them too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import polars as pl

from publish.about import About, Column, TableAbout, about
from publish.coverage import Coverage
from publish.rows import text_rows
from publish.snapshot import Release, Withdrawal
from schemas.core.i18n import LANGS, say
from schemas.core.site import Site, Text
from schemas.core.table_schema import keys_of

Format = Literal["csv", "xlsx", "parquet", "zip", "html"]
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ktth:ckan")
NAME_LENGTH = range(2, 101)  # of names and of tags
FIELD_NAME_MAX = 63  # PostgreSQL's limit for a column name, in bytes
LABELS: Mapping[Format, str] = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "zip": "ZIP", "html": "HTML"}
MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "html": "text/html",
}
PACKAGE, REPORT = "The whole data package", "Report of the checks before the release"
UNKNOWN = Coverage()
EXTRAS = (  # that are ours; any other is somebody's on CKAN and stays
    "digest", "frequency", "publisher", "license_title", "license_url", "sources", "issued", "modified", "release_url",
    "previous_versions", "temporal_start", "temporal_end", "spatial_text", "provenance", "pushed", "withdrawn",
)  # fmt: skip
EARLIER = 20  # versions that are linked to; the portal's page of versions has them all
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


@dataclass(frozen=True)
class Dataset:
    """One dataset as CKAN shall show it; ``extras`` by key. One that was withdrawn is a notice without resources;
    ``gone`` are the versions that were, of one that was not."""

    name: str
    organization: str
    version: str
    digest: str
    fields: Mapping[str, str]
    extras: Mapping[str, str]
    tags: Sequence[str] = ()
    resources: Sequence[Resource] = ()
    withdrawn: bool = False
    gone: Set[str] = frozenset()


def dataset(
    releases: Sequence[Release],
    release: Release,
    site: Site,
    base_url: str,
    coverage: Coverage = UNKNOWN,
    ever: Sequence[Release] = (),
) -> Dataset:
    """The dataset of ``release``; ``releases``, newest first, are those of its dataset that may be read.

    ``ever`` are all, those withdrawn too, where there are such: which table is a resource's is told by its whole past.
    """
    said = about(release.dataset, release.descriptor, site)
    page = f"{base_url.rstrip('/')}/datasets/{release.dataset}"
    shown = _until(release, releases)
    fields = {
        "title": both(said.title, " / "),
        "notes": both(said.description),
        "version": release.version,
        "url": page,
        "license_id": _license_id(release.descriptor),
    }
    found = {**_said(said), **_history(shown, page), **_covered(coverage), "provenance": _provenance(release, site)}
    return Dataset(
        name=ckan_name(release.dataset),
        organization=ckan_name(said.publisher),
        version=release.version,
        digest=release.digest,
        fields=fields,
        extras={"digest": release.digest, **{key: value for key, value in found.items() if value}},
        tags=tags(said.keywords),
        gone=frozenset(one.version for one in ever) - {one.version for one in releases},
        resources=tuple(
            _resources(shown, _until(release, ever or releases), said, f"{page}/releases/{release.version}")
        ),
    )


def tombstone(dataset: str, told: Withdrawal, base_url: str) -> Dataset:
    """What stands in the place of a dataset that was taken back: its id, why, and since when."""
    titles, notes = (
        Text(
            *(say("publish", lang, words, dataset=dataset, reason=told.reason, day=told.created[:10]) for lang in LANGS)
        )
        for words in ("{dataset}: withdrawn", "Withdrawn on {day}: {reason}")
    )
    page = f"{base_url.rstrip('/')}/datasets/{dataset}"
    fields = {"title": both(titles, " / "), "notes": both(notes), "version": "", "url": page}
    extras = {"digest": "withdrawn", "withdrawn": told.created}
    return Dataset(ckan_name(dataset), "", "", "withdrawn", fields, extras, withdrawn=True)


def _said(said: About) -> dict[str, str]:
    licence = said.licences[0] if said.licences else None
    return {
        "frequency": said.frequency,
        "publisher": said.publisher,
        "license_title": both(licence.title, " / ") if licence else "",
        "license_url": licence.url if licence else "",
        "sources": "; ".join(" ".join(filter(None, (one.title.vi, one.url))) for one in said.origins),
    }


def _history(shown: Sequence[Release], page: str) -> dict[str, str]:
    """When it was first and last released, and where this and the versions before it lie."""
    release, *before = shown
    return {
        "issued": shown[-1].created,
        "modified": release.created,
        "release_url": f"{page}/releases/{release.version}",
        "previous_versions": "\n".join(f"{page}/releases/{one.version}" for one in before[:EARLIER]),
    }


def _covered(coverage: Coverage) -> dict[str, str]:
    places = "; ".join(both(name, " / ") for _, name in coverage.places)
    return {"temporal_start": coverage.start, "temporal_end": coverage.end, "spatial_text": places}


def _provenance(release: Release, site: Site) -> str:
    """Rows by where they come from, e.g. ``Trích dẫn / Cited: 6``: a cited figure must not look official on CKAN."""
    counts: Counter[str] = Counter()
    for table in release.tables:
        rows = text_rows(release.csv(table))
        if site.provenance_column in rows.columns:
            counts.update(rows[site.provenance_column].to_list())
    titles = {one.code: both(one.title, " / ") for one in site.provenances}
    return "; ".join(f"{titles.get(code, code)}: {count}" for code, count in sorted(counts.items()))


def ckan_name(text: str) -> str:
    """CKAN's name for a dataset or an organisation: the id itself wherever CKAN takes it; empty for empty."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-")[: NAME_LENGTH[-1]]
    return f"{name}-data" if name and len(name) not in NAME_LENGTH else name


def resource_id(dataset_id: str, table: str, format_: Format, generation: int) -> str:
    """The same for the same four for ever, on whatever site."""
    return str(uuid.uuid5(NAMESPACE, f"{dataset_id}/{table}/{format_}/{generation}"))


def tags(keywords: Iterable[str]) -> list[str]:
    """Keywords in the characters CKAN allows (letters of any script, digits, space and ``-_.``), without repeats."""
    folded = {re.sub(r"[^\w\-.]+", " ", unicodedata.normalize("NFC", word)).strip() for word in keywords}
    return sorted({word[: NAME_LENGTH[-1]].strip() for word in folded if len(word) in NAME_LENGTH or len(word) > 100})


def generation(releases: Iterable[Release], table: str) -> int:
    """1, and one more each time that a column's type or the key changed: the DataStore cannot follow such a change.

    ``releases`` newest first, beginning with the one to be shown.
    """
    number, types, key = 1, dict[str, str](), None
    for release in reversed(list(releases)):
        for resource in _tables(release.descriptor):
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
    plain = name == name.strip() and not name.startswith("_") and '"' not in name
    return bool(name) and plain and printable and len(name.encode()) <= FIELD_NAME_MAX


def _until(release: Release, releases: Sequence[Release]) -> Sequence[Release]:
    """The release and those before it, the newest first."""
    return releases[[one.version for one in releases].index(release.version) :]


def _resources(shown: Sequence[Release], past: Sequence[Release], said: About, address: str) -> Iterator[Resource]:
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
    return {resource["name"]: str(resource.get("hash", "")) for resource in _tables(release.descriptor)}


def _height(release: Release, path: str) -> int:
    if parquet := release.files.get(_parquet(path)):
        return int(pl.scan_parquet(parquet).select(pl.len()).collect().item())
    return text_rows(release.files[path]).height


def _parquet(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(".parquet"))


def _tables(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [resource for resource in descriptor.get("resources") or () if resource.get("type") == "table"]


def _license_id(descriptor: Mapping[str, Any]) -> str:
    named: Mapping[str, Any] = next(iter(descriptor.get("licenses") or ()), {})
    return str(named.get("name") or "").lower()


def sha256(path: Path) -> str:
    """``sha256:`` and the hex digest of a file."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
