"""One table's DataStore, brought to hold exactly the rows of the released file.

What is there is read and compared, so that whatever an interrupted push left, only the rows that differ are written and
rows that are gone are deleted. A table with a primary key is compared by it; one without, as a multiset of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from publish.ckan.client import Client
from publish.ckan.records import Dictionary
from publish.rows import typed_rows

Row = dict[str, Any]
T = TypeVar("T")
BATCH = 5_000
PAGE = 32_000  # CKAN's own upper limit


def describe(client: Client, id_: str, wanted: Dictionary) -> None:
    """Make the table if there is none, and its columns, key and data dictionary as ``wanted``. No write if they are."""
    held = client.find("datastore_info", id=id_)
    if held is not None and _described(held["fields"]) == _described(wanted.fields):
        return
    client.write(
        "datastore_create",
        {
            "resource_id": id_,
            "fields": list(wanted.fields),
            "primary_key": list(wanted.key),
            "delete_fields": True,
            "force": True,  # an uploaded resource is read-only to the DataStore otherwise
        },
    )


def fill(client: Client, id_: str, wanted: Dictionary, path: Path) -> Iterator[tuple[int, int]]:
    """Write the rows of ``path`` that are not there and delete those that should not be.

    Yields (rows written, rows to write) after each batch; must be run to its end.
    """
    held = list(_held(client, id_))
    rows, surplus = difference(held, _rows(path, wanted.schema), wanted.key)
    for numbers in _batches(surplus):
        client.write("datastore_delete", {"resource_id": id_, "filters": {"_id": numbers}, "force": True})
    method = "upsert" if wanted.key and held else "insert"
    done = 0
    for records in _batches(rows):
        client.write("datastore_upsert", {"resource_id": id_, "records": records, "method": method, "force": True})
        done += len(records)
        yield done, len(rows)


def difference(held: Iterable[Row], wanted: Iterable[Row], key: Sequence[str]) -> tuple[list[Row], list[int]]:
    """The rows to write, and the ``_id`` of the rows to delete. Rows of ``held`` carry ``_id`` too."""
    there: dict[tuple[Any, ...], list[Row]] = {}
    for row in held:
        there.setdefault(_identity(row, key), []).append(row)
    write = []
    for row in wanted:
        same = there.get(_identity(row, key))
        before = same.pop() if same else None
        if before is None or any(before.get(name) != value for name, value in row.items()):
            write.append(row)
    return write, sorted(row["_id"] for rows in there.values() for row in rows)


def _identity(row: Row, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[k] for k in key) if key else tuple(sorted((k, v) for k, v in row.items() if k != "_id"))


def _held(client: Client, id_: str) -> Iterator[Row]:
    offset = 0
    while True:
        page = client.read("datastore_search", resource_id=id_, limit=PAGE, offset=offset, sort="_id")["records"]
        yield from page
        offset += len(page)
        if not page:
            return


def _rows(path: Path, schema: Mapping[str, Any]) -> Iterator[Row]:
    for row in typed_rows(path, schema).iter_rows(named=True):
        yield {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    """As JSON can say it: PostgreSQL reads and writes a number that is none as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value).replace("inf", "Infinity").replace("nan", "NaN")
    return value


def _described(fields: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, Any]]:
    return {f["id"]: (f["type"], f.get("info") or {}) for f in fields if not f["id"].startswith("_")}


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
