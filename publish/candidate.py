"""A checked package as it would be released: the descriptor, canonical CSVs, Parquet, other files, and their digest."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from publish.canonical import csv_bytes, identity, sha256, text_frame
from publish.version import State
from schemas.core.dictionary import table_schema
from validation.package import Checked
from validation.table import TypedTable

HERE = ("path", "data", "hash", "bytes", "dialect", "encoding", "compression", "innerpath", "scheme", "control")


@dataclass(frozen=True)
class Candidate:
    """``files`` are the archive's logical paths of the data; ``descriptor`` lacks only version and time."""

    dataset: str
    descriptor: Mapping[str, Any]
    files: Mapping[str, bytes]
    frames: Mapping[str, pl.DataFrame]  # canonical text by table
    digest: str

    @property
    def state(self) -> State:
        return State(self.descriptor, self.frames)


def slug(text: str) -> str:
    """A name that is safe as a folder, a file and an address: ``[a-z0-9._-]``, marks dropped."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.sub(r"[^a-z0-9._-]+", "-", plain.encode("ascii", "ignore").decode().lower())
    return words.strip("-._") or "data"


def make_candidate(checked: Checked, codes: Mapping[str, list[str]], *, license_id: str = "") -> Candidate:
    """The candidate of one package that was checked without errors.

    ``license_id`` is the licence of a package that names none.
    """
    frames: dict[str, pl.DataFrame] = {}
    files: dict[str, bytes] = {}
    resources = []
    taken: set[str] = set()
    typed = {t.table.name: t for t in checked.tables}
    for said in checked.descriptor["resources"]:
        name = said["name"]
        if name in typed:
            frames[name] = text_frame(typed[name])
            path = _path(name, "csv", taken)
            content = csv_bytes(frames[name])
            files[path] = content
            files[path.removesuffix(".csv") + ".parquet"] = parquet_bytes(typed[name], frames[name])
            resources.append(_table_resource(said, typed[name], path, content, codes))
        else:
            path = _path(name, (said.get("format") or "bin").lower(), taken)
            files[path] = checked.files[name]
            kept = {k: v for k, v in said.items() if k not in HERE}
            resources.append({**kept, "path": path, "hash": sha256(files[path]), "bytes": len(files[path])})
    descriptor = _package(checked, resources, license_id)
    tables = {path: content for path, content in files.items() if not path.endswith(".parquet")}
    return Candidate(checked.dataset, descriptor, files, frames, identity(descriptor, tables))


def _path(name: str, ending: str, taken: set[str]) -> str:
    """``data/<name>.<ending>``, numbered where two names become one."""
    stem, number = slug(name), 1
    while (path := f"data/{stem}{'' if number == 1 else f'-{number}'}.{slug(ending)}") in taken:
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


def _package(checked: Checked, resources: list[dict[str, Any]], license_id: str) -> dict[str, Any]:
    said = {k: v for k, v in checked.descriptor.items() if k not in ("resources", "created")}
    if "version" in said:
        said["upstreamVersion"] = said.pop("version")
    if said.get("name", checked.dataset) != checked.dataset:
        said["upstreamName"] = said["name"]
    if license_id and not said.get("licenses"):
        said["licenses"] = [{"name": license_id}]
    return {**said, "name": checked.dataset, "resources": resources}


def parquet_bytes(typed: TypedTable, text: pl.DataFrame) -> bytes:
    """The typed rows in canonical order, with every column of the canonical CSV."""
    key = [k for k in typed.table.primary_key if k in typed.frame.columns]
    frame = typed.frame.sort(key, nulls_last=True, maintain_order=True) if key else typed.frame
    absent = [c for c in text.columns if c not in frame.columns]
    types = typed.table.schema.columns
    empty = [pl.lit(None, dtype=types[c].dtype.type if c in types else pl.String).alias(c) for c in absent]
    stream = io.BytesIO()
    frame.with_columns(empty).select(text.columns).write_parquet(stream, compression="zstd")
    return stream.getvalue()
