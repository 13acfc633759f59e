"""One table's DataStore, brought to hold exactly the rows of the released file.

The first column's dictionary entry carries a mark: the hash of the file whose rows the table holds, or who is writing
rows now. With a mark that is known, only what changed since that release is written and deleted. Without a hash, what
is there is read and compared, so that whatever an interrupted push left is mended. A table with a primary key is
compared by it; one without, as a multiset of rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from publish.ckan.client import Client, ConflictError
from publish.ckan.resources import Dictionary, Resource
from publish.rows import typed_rows

Row = dict[str, Any]
T = TypeVar("T")
BATCH = 5_000
PAGE = 32_000  # CKAN's own upper limit
FEW = 20  # rows deleted by their key, a request each; more are found by reading all
FILLING = "filling "  # in the place of a hash, with whose work it is
MARK = "release"  # in the dictionary, beside label and notes


@dataclass(frozen=True)
class Held:
    """A table that is there: its columns without the mark, and how many rows it has."""

    fields: Sequence[Mapping[str, Any]]
    mark: str
    rows: int

    def is_described(self, wanted: Dictionary) -> bool:
        """Whether columns, types and words are as they should be."""
        return _described(self.fields) == _described(wanted.fields)

    def is_typed(self, wanted: Dictionary) -> bool:
        """Whether columns and types are, whatever their words."""
        return {f["id"]: f["type"] for f in self.fields} == {f["id"]: f["type"] for f in wanted.fields}

    def has(self, resource: Resource) -> bool:
        """Whether it holds the rows of the release, as far as mark and number tell."""
        return self.mark == resource.hash and self.rows == resource.rows


def look(client: Client, id_: str) -> Held | None:
    """The table of a resource; None if there is none."""
    info = client.find("datastore_info", id=id_)
    if info is None:
        return None
    try:
        fields = [{**f, "info": dict(f.get("info") or {})} for f in info["fields"] if not f["id"].startswith("_")]
        mark = fields[0]["info"].pop(MARK, "") if fields else ""
        return Held(fields, str(mark), int(info["meta"]["count"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise client.strange("datastore_info") from None


def bring(client: Client, resource: Resource, wanted: Dictionary, held: Held | None) -> Iterator[tuple[int, int]]:
    """Make the table, now as ``held``, hold the file of ``resource``, described as ``wanted``; no write if it does.

    Yields (rows written, rows to write) after each batch; must be run to its end.

    Raises:
        ConflictError: somebody else wrote meanwhile; to be asked again.
    """
    path = resource.file
    if path is None or (held and held.has(resource) and held.is_described(wanted)):
        return
    if held and held.has(resource):
        _describe(client, resource, wanted, resource.hash)
        return
    if held is None and resource.rows <= BATCH:
        _describe(client, resource, wanted, resource.hash, records=list(_rows(typed_rows(path, wanted.schema))))
        yield resource.rows, resource.rows
        return
    filling = f"{FILLING}{uuid.uuid4()}"
    _describe(client, resource, wanted, filling)
    yield from _fill(client, resource, wanted, held)
    now = look(client, resource.id)
    if now is None or now.mark != filling:
        _describe(client, resource, wanted, filling)  # so that nobody takes it for whole
        raise ConflictError("{name} was written by another push at the same time", name=resource.name)
    _describe(client, resource, wanted, resource.hash)


def _fill(client: Client, resource: Resource, wanted: Dictionary, held: Held | None) -> Iterator[tuple[int, int]]:
    assert resource.file  # noqa: S101 - asked by the caller
    new = typed_rows(resource.file, wanted.schema)
    since = _since(resource, wanted, held)
    if since is not None and (told := _changed(since, new, wanted.key)):
        rows, gone = told
        for key in gone:
            client.write("datastore_delete", {"resource_id": resource.id, "filters": key, "force": True})
    else:
        there = list(_held(client, resource, held.rows)) if held else []
        rows, surplus = difference(there, _rows(new), wanted.key)
        for numbers in _batches(surplus):
            client.write("datastore_delete", {"resource_id": resource.id, "filters": {"_id": numbers}, "force": True})
    method = "upsert" if wanted.key and held else "insert"
    yield from _write(client, resource.id, rows, method, recount=held is None or held.rows != resource.rows)


def _write(client: Client, id_: str, rows: Sequence[Row], method: str, *, recount: bool) -> Iterator[tuple[int, int]]:
    """The table is counted at the end if it has another number of rows: CKAN would do so after each request."""
    done = 0
    for records in _batches(rows):
        done += len(records)
        count = {"calculate_record_count": recount and done == len(rows)}
        said = {"resource_id": id_, "records": records, "method": method, "force": True, **count}
        client.write("datastore_upsert", said)
        yield done, len(rows)


def _describe(client: Client, resource: Resource, wanted: Dictionary, mark: str = "", **more: Any) -> None:
    """Make the table or its columns, key and dictionary; ``mark`` says whose rows it holds from now on."""
    fields = [dict(field) for field in wanted.fields]
    if mark:
        fields[0]["info"] = {**fields[0]["info"], MARK: mark}
    said = {"resource_id": resource.id, "fields": fields, "primary_key": list(wanted.key), "delete_fields": True}
    # force: an uploaded resource is read-only to the DataStore otherwise
    client.write("datastore_create", {**said, "force": True, **more})


def _since(resource: Resource, wanted: Dictionary, held: Held | None) -> pl.DataFrame | None:
    """The rows that the table holds by its mark, as the archive has them; None if that cannot be known."""
    release = resource.earlier.get(held.mark) if held else None
    if release is None or held is None or not wanted.key or {f["id"] for f in held.fields} != _names(wanted):
        return None
    path: Path = release.csv(resource.name.removesuffix(".csv"))
    rows = typed_rows(path, wanted.schema)
    return rows if rows.height == held.rows else None


def _names(wanted: Dictionary) -> set[str]:
    return {field["id"] for field in wanted.fields}


def _changed(old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str]) -> tuple[list[Row], list[Row]] | None:
    """The rows to write and the keys to delete; None where those are many or no value tells a row."""
    if old.select(key).null_count().sum_horizontal().item() or old.schema != new.schema:
        return None
    gone = old.select(key).join(new.select(key), on=list(key), how="anti")
    if gone.height > FEW:
        return None
    return list(_rows(new.join(old, on=new.columns, how="anti", nulls_equal=True))), list(_rows(gone))


def difference(held: Iterable[Row], wanted: Iterable[Row], key: Sequence[str]) -> tuple[list[Row], list[int]]:
    """The rows to write, and the ``_id`` of the rows to delete. Rows of ``held`` carry ``_id`` too."""
    there: dict[tuple[Any, ...], list[Row]] = {}
    for row in held:
        there.setdefault(_identity(row, key), []).append(row)
    write, surplus = [], list[int]()
    for row in wanted:
        same = there.get(_identity(row, key))
        before = same.pop() if same else None
        if before is None or any(before.get(name) != value for name, value in row.items()):
            write.append(row)
            if before is not None and any(row[name] is None for name in key):
                surplus.append(before["_id"])  # PostgreSQL finds no row by a null, and would add one
    surplus += [row["_id"] for rows in there.values() for row in rows]
    return write, sorted(surplus)


def _identity(row: Row, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[k] for k in key) if key else tuple(sorted((k, v) for k, v in row.items() if k != "_id"))


def _held(client: Client, resource: Resource, most: int) -> Iterator[Row]:
    """The rows that are there; ``most`` is how many there were a moment ago."""
    offset = 0
    while offset <= most + PAGE:
        found = client.read("datastore_search", resource_id=resource.id, limit=PAGE, offset=offset, sort="_id")
        page = found.get("records") if isinstance(found, dict) else None
        if not isinstance(page, list) or not all(map(_is_row, page)):
            raise client.strange("datastore_search")
        if not page:
            return
        yield from page
        offset += len(page)
    raise ConflictError("{name} was written by another push at the same time", name=resource.name)


def _is_row(row: object) -> bool:
    """Whether it is one of a DataStore: its number, and cells that hold nothing else."""
    numbered = isinstance(row, dict) and isinstance(row.get("_id"), int)
    return numbered and not any(isinstance(cell, list | dict) for cell in row.values())  # type: ignore[attr-defined]


def _rows(frame: pl.DataFrame) -> Iterator[Row]:
    for row in frame.iter_rows(named=True):
        yield {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    """As JSON can say it: PostgreSQL reads and writes a number that is none as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value).replace("inf", "Infinity").replace("nan", "NaN")
    return value


def _described(fields: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, Any]]:
    return {f["id"]: (f["type"], f.get("info") or {}) for f in fields}


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
