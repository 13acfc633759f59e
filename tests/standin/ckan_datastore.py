"""The DataStore actions of the stand-in: typed columns, a unique key, rows numbered by ``_id``.

As in CKAN, an uploaded resource is read-only unless ``force`` is sent, a changed type of an existing column is silently
ignored, and the first ``datastore_create`` marks the resource ``datastore_active`` and so moves ``metadata_modified``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.standin.ckan_store import Store, Table, User, denied, invalid, missing

DATE = re.compile(r"\d{4}-\d\d-\d\d")
ROWS_MAX = 32_000


def as_date(value: Any) -> str:
    if not DATE.fullmatch(str(value)):
        raise ValueError(value)
    return str(value)


def as_bool(value: Any) -> bool:
    if value not in (True, False, "true", "false"):
        raise ValueError(value)
    return value in (True, "true")


TYPES: dict[str, Callable[[Any], Any]] = {
    "text": str, "int8": int, "numeric": float, "bool": as_bool, "date": as_date, "timestamp": str,
}  # fmt: skip


def writable(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    package, resource = store.resource(data.get("resource_id") or data.get("id") or "")
    if not user.edits(store.owner(package)):
        raise denied("User not authorized to update resource")
    if resource["url_type"] != "datastore" and not data.get("force"):
        raise invalid(**{"read-only": ["Cannot edit read-only resource."]})
    return resource


def table_of(store: Store, data: dict[str, Any]) -> Table:
    key = data.get("resource_id") or data.get("id") or ""
    if key not in store.tables:
        raise missing(f'Resource "{key}" was not found.')
    return store.tables[key]


def create(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    resource = writable(store, user, data)
    fields = data.get("fields") or []
    for column in fields:
        name = column["id"]
        if not name or name != name.strip() or name.startswith("_") or '"' in name or len(name) > 63:
            raise invalid(fields=[f'"{name}" is not a valid field name'])
        if column["type"] not in TYPES:
            raise invalid(fields=[f'"{column["type"]}" is not a valid field type'])
    table = store.tables.setdefault(resource["id"], Table([], []))
    held = {column["id"]: column for column in table.fields}
    new = [{**column, "type": held.get(column["id"], column)["type"]} for column in fields]
    sent = {column["id"] for column in new}
    table.fields = new + ([] if data.get("delete_fields") else [f for f in table.fields if f["id"] not in sent])
    for row in table.rows.values():
        for name in set(row) - {f["id"] for f in table.fields}:
            del row[name]
    table.key = data.get("primary_key", table.key)
    if data.get("records"):
        fill(table, "insert", data["records"])
    if not resource.get("datastore_active"):
        resource["datastore_active"] = True
        store.resource(resource["id"])[0]["metadata_modified"] = store.now()
    return {"resource_id": resource["id"], "fields": fields, "primary_key": table.key}


def upsert(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    writable(store, user, data)
    method = data.get("method", "upsert")
    fill(table_of(store, data), method, data["records"])
    return {"resource_id": data["resource_id"], "method": method}


def fill(table: Table, method: str, records: list[dict[str, Any]]) -> None:
    if method == "upsert" and not table.key:
        raise invalid(table=["unique key must be passed for update/upsert"])
    held = {tuple(row.get(k) for k in table.key): number for number, row in table.rows.items()} if table.key else {}
    rows, serial = dict(table.rows), table.serial
    for number, record in enumerate(records):
        row = typed(table, record, number)
        identity = tuple(row.get(k) for k in table.key)
        if method == "insert" and identity in held:
            raise invalid(records=["duplicate key value violates unique constraint"], records_row=number)
        at = held.get(identity)
        if at is None:
            serial += 1
            at = serial
        if table.key:
            held[identity] = at
        rows[at] = {**rows.get(at, {}), **row}
    table.rows, table.serial = rows, serial


def typed(table: Table, record: dict[str, Any], number: int) -> dict[str, Any]:
    types = {column["id"]: column["type"] for column in table.fields}
    row: dict[str, Any] = dict.fromkeys(types)
    for name, value in record.items():
        if name not in types:
            raise invalid(fields=[f'fields "{name}" do not exist'], records_row=number)
        if value is None or (value == "" and types[name] != "text"):
            continue
        try:
            row[name] = TYPES[types[name]](value)
        except ValueError as error:
            raise invalid(records=[f"invalid input syntax: {error}"], records_row=number) from None
    return row


def delete(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    resource = writable(store, user, data)
    table = table_of(store, data)
    if data.get("filters") is None:
        del store.tables[resource["id"]]
        resource["datastore_active"] = False
    else:
        for number in selected(table, data["filters"]):
            del table.rows[number]
    return {"resource_id": resource["id"]}


def selected(table: Table, filters: dict[str, Any]) -> list[int]:
    def fits(number: int, row: dict[str, Any]) -> bool:
        shown = {"_id": number, **row}
        return all(shown.get(k) in (v if isinstance(v, list) else [v]) for k, v in filters.items())

    return [number for number, row in table.rows.items() if fits(number, row)]


def search(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    table = table_of(store, data)
    limit = min(int(data.get("limit", 100)), ROWS_MAX)
    offset = int(data.get("offset", 0))
    found = [{"_id": n, **table.rows[n]} for n in sorted(selected(table, data.get("filters") or {}))]
    return {
        "resource_id": data["resource_id"], "limit": limit, "offset": offset, "total": len(found),
        "fields": [{"id": "_id", "type": "int"}, *table.fields], "records": found[offset : offset + limit],
    }  # fmt: skip


def info(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    table = table_of(store, data)
    return {"meta": {"count": len(table.rows)}, "fields": table.fields}
