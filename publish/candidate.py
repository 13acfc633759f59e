"""A checked package as it would be released: the descriptor, canonical CSVs, Parquet, other files, and their digest."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from publish.canonical import canonical_order, csv_bytes, identity_of, sha256, text_frame
from publish.errors import UsageError
from publish.version import State
from schemas.core.dictionary import table_schema
from schemas.core.names import slug
from schemas.core.site import Site
from schemas.core.table import Table
from validation.package import Checked
from validation.table import TypedTable

UPSTREAM = {"version": "upstreamVersion", "created": "upstreamCreated"}  # ours take their place
HERE = ("path", "data", "hash", "bytes", "dialect", "encoding", "compression", "innerpath", "scheme", "control")


@dataclass(frozen=True)
class Candidate:
    """``files`` by the archive's logical paths, without Parquet; ``descriptor`` lacks only version and time.

    ``typed`` holds the table and the typed rows, in canonical order, of each CSV among the files, by its path.
    """

    dataset: str
    descriptor: Mapping[str, Any]
    files: Mapping[str, bytes]
    frames: Mapping[str, pl.DataFrame]  # canonical text by table
    digest: str
    typed: Mapping[str, tuple[Table, pl.DataFrame]]

    @property
    def state(self) -> State:
        return State(self.descriptor, self.frames)

    @cached_property
    def parquet(self) -> dict[str, bytes]:
        """The same tables as Parquet, by logical path: made only of what is released."""
        return {
            path.removesuffix(".csv") + ".parquet": parquet_bytes(table, rows, self.frames[table.name].columns)
            for path, (table, rows) in self.typed.items()
        }


def make_candidate(checked: Checked, codes: Mapping[str, list[str]], site: Site, *, license_id: str = "") -> Candidate:
    """The candidate of one package that was checked without errors.

    ``license_id`` is the licence of a package that names none; ``site`` knows the titles of its licences.

    Raises:
        UsageError: a column's name is a pattern to polars, or a resource that is no table names several files.
    """
    frames: dict[str, pl.DataFrame] = {}
    files: dict[str, bytes] = {}
    resources = []
    taken: set[str] = set()
    typed = {t.table.name: t for t in checked.tables}
    by_path: dict[str, tuple[Table, pl.DataFrame]] = {}
    for said in checked.descriptor.get("resources", ()):
        name = said["name"]
        if name in typed:
            _refuse_patterns(checked.dataset, typed[name].frame.columns)
            rows, order = typed[name].frame, canonical_order(typed[name])
            frames[name] = text_frame(typed[name], order)
            path = _path(name, "csv", taken)
            content = csv_bytes(frames[name])
            files[path] = content
            by_path[path] = typed[name].table, rows if order is None else rows[order]
            resources.append(_table_resource(said, typed[name], path, content, codes))
        else:
            path = _path(name, _ending(checked.dataset, said), taken)
            files[path] = checked.files[name]
            kept = {k: v for k, v in said.items() if k not in HERE}
            resources.append({**kept, "path": path, "hash": sha256(files[path]), "bytes": len(files[path])})
    descriptor = _package(checked, resources, license_id, site)
    digest = identity_of(descriptor, {one["path"]: one["hash"] for one in resources})
    return Candidate(checked.dataset, descriptor, files, frames, digest, by_path)


def _refuse_patterns(dataset: str, columns: Sequence[str]) -> None:
    for name in columns:
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise UsageError("{dataset}: no column can be named {name} here: rename it", dataset=dataset, name=name)


def _ending(dataset: str, resource: Mapping[str, Any]) -> str:
    """What the name of a file that is no table ends in.

    Raises:
        UsageError: the resource names several such files; one behind the other they would be none.
    """
    path = resource.get("path") or ""
    if not isinstance(path, str):
        message = "{dataset}: {resource} names several files that are no table: make each a resource of its own"
        raise UsageError(message, dataset=dataset, resource=resource["name"])
    return (PurePosixPath(path).suffix.lstrip(".") or resource.get("format") or "bin").lower()


def _path(name: str, ending: str, taken: set[str]) -> str:
    """``data/<name>.<ending>``, numbered where two names become one."""
    stem, number = slug(name) or "data", 1
    while (path := f"data/{stem}{'' if number == 1 else f'-{number}'}.{slug(ending) or 'bin'}") in taken:
        number += 1
    taken.add(path)
    return path


def _table_resource(
    said: Mapping[str, Any], typed: TypedTable, path: str, content: bytes, codes: Mapping[str, list[str]]
) -> dict[str, Any]:
    kept = {k: v for k, v in said.items() if k not in HERE}
    here = {
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": sha256(content),
        "bytes": len(content),
        "schema": table_schema(typed.table, codes),
    }
    return {**kept, **here}


def _package(checked: Checked, resources: list[dict[str, Any]], license_id: str, site: Site) -> dict[str, Any]:
    said = {k: v for k, v in checked.descriptor.items() if k != "resources"}
    for key, upstream in UPSTREAM.items():
        if key in said:
            said[upstream] = said.pop(key)
    if said.get("name", checked.dataset) != checked.dataset:
        said["upstreamName"] = said["name"]
    if license_id and not said.get("licenses"):
        said["licenses"] = [{"name": license_id}]
    if said.get("licenses"):
        said["licenses"] = [_license(one, site) for one in said["licenses"]]
    return {**said, "name": checked.dataset, "resources": resources}


def _license(said: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """A licence in words too: whoever has only the zip must be able to read what it permits."""
    ours = site.license(str(said.get("name")))
    if ours is None:
        return dict(said)
    words = {"title": ours.title.vi, "titleEn": ours.title.en, "path": ours.url}
    return {"name": ours.id, **{k: v for k, v in words.items() if v}}


def parquet_bytes(table: Table, rows: pl.DataFrame, columns: Sequence[str]) -> bytes:
    """The typed rows as they stand, with every column of the canonical CSV."""
    types = table.schema.columns
    empty = [
        pl.lit(None, dtype=types[c].dtype.type if c in types else pl.String).alias(c)
        for c in columns
        if c not in rows.columns
    ]
    stream = io.BytesIO()
    rows.with_columns(empty).select(columns).write_parquet(stream, compression="zstd")
    return stream.getvalue()
