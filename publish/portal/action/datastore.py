"""``datastore_search`` and ``datastore_info``: the rows of a released table, read from its Parquet as asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from publish.canonical import number_text
from publish.ckan.resources import Dictionary, Resource
from publish.portal.action.answers import invalid, not_found
from publish.portal.action.asked import Asked
from publish.portal.action.conditions import filters, orders, words
from publish.portal.action.packages import Held
from publish.portal.rows_api import parquet_of, plain_rows

MOST, USUAL = 32_000, 100  # rows of an answer
MOST_CELLS = 1_000_000  # of an answer: of a wide table fewer rows
NUMBER: Mapping[str, Any] = {"id": "_id", "type": "int"}
FORMATS = ("objects", "lists", "csv", "tsv")
PARAMETERS = {"resource_id", "id", "filters", "q", "full_text", "plain", "language", "fields", "sort", "distinct"}
PARAMETERS |= {"limit", "offset", "include_total", "include_next_page", "records_format", "total_estimation_threshold"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table in the DataStore: what it is there, and the rows with their number from 1 on as ``_id``."""

    resource: Resource
    dictionary: Dictionary
    rows: pl.LazyFrame

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        return [NUMBER, *self.dictionary.fields]


def table_of(held: Held, resource: Resource) -> Table:
    """Raises :class:`ActionError` (404) if the resource is none of a table's rows."""
    if resource.dictionary is None:
        raise not_found(f'Resource "{resource.id}" was not found.')
    path = parquet_of(held.release, resource.name.rpartition(".")[0])
    return Table(resource, resource.dictionary, pl.scan_parquet(path, glob=False).with_row_index("_id", 1))


def info(table: Table) -> Json:
    """``datastore_info``: how many rows, and each column."""
    fields = [{**one, "schema": _schema(table, one)} for one in table.fields]
    meta = {"id": table.resource.id, "count": _count(table.rows), "table_type": "BASE TABLE", "aliases": []}
    return {"meta": meta, "fields": fields}


def search(table: Table, asked: Asked, path: str) -> Json:
    """A page of rows; ``path`` is where the same is asked for other pages."""
    if unknown := asked.said.keys() - PARAMETERS:
        raise invalid(min(unknown), "Unknown parameter")
    offset = asked.whole("offset", 0) or 0
    form, counted = asked.text("records_format", "objects"), asked.flag("include_total", default=True)
    if form not in FORMATS:
        raise invalid("records_format", f"Value must be one of {', '.join(FORMATS)}")
    names, rows = _selected(table, asked)
    limit = min(asked.whole("limit", USUAL) or 0, MOST, max(1, MOST_CELLS // len(names)))
    total = _count(rows) if counted or offset else None
    page = rows.slice(offset, 0 if total is not None and offset >= total else limit)
    numbered = [*dict.fromkeys([*names, "_id"])] if "_id" in rows.collect_schema() else names
    got = page.select(numbered).collect(engine="streaming")
    fields = [one for one in table.fields if one["id"] in names]
    return {
        "resource_id": table.resource.id,
        "fields": sorted(fields, key=lambda one: names.index(one["id"])),
        "records": _records(got.select(names), form),
        "records_format": form,
        "limit": limit,
        "offset": offset,
        "include_total": counted,
        **({"total": total, "total_was_estimated": False} if counted else {}),
        **({"filters": said} if (said := asked.mapping("filters")) else {}),
        **_next_page(asked, got),
        "_links": _links(asked, path, limit, offset),
    }


def _selected(table: Table, asked: Asked) -> tuple[list[str], pl.LazyFrame]:
    """The columns that are shown, and the rows for which everything asked holds, in order."""
    types = table.rows.collect_schema()
    names = list(dict.fromkeys(asked.names("fields"))) or list(types)
    if unknown := [name for name in names if name not in types]:
        raise invalid("fields", f'Field "{unknown[0]}" does not exist')
    rows = table.rows.filter(*filters(asked.mapping("filters"), types), *_words(table, asked, types))
    wanted = orders(asked.names("sort"), types)
    if asked.flag("distinct"):
        if missing := [name for name, _, _ in wanted if name not in names]:
            raise invalid("sort", f'Field "{missing[0]}" is not among the distinct ones')
        rows = rows.select(names).unique(maintain_order=True)
    if wanted:
        by, down, last = zip(*wanted, strict=True)
        rows = rows.sort(by, descending=down, nulls_last=last, maintain_order=True)
    return names, rows


def _words(table: Table, asked: Asked, types: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    asked.text("language")
    if not asked.flag("plain", default=True):
        raise invalid("plain", "Only plain words are understood")
    said = asked.said.get("q")
    if isinstance(said, str):
        said = asked.mapping("q") if said.lstrip().startswith("{") else said
    texts = [text for text in (said, asked.text("full_text") or None) if text not in (None, "")]
    plain = {name: dtype for name, dtype in types.items() if name != "_id" and not dtype.is_nested()}
    return words(texts, table.rows, plain)


def _count(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def _records(frame: pl.DataFrame, form: str) -> list[Any] | str:
    rows = plain_rows(frame)
    if form == "objects":
        return [*rows]
    if form == "lists":
        return [[*row.values()] for row in rows]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return stream.getvalue()


def _cell(value: Any) -> str:
    """As the released CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else number_text(value) if isinstance(value, float) else str(value)


def _next_page(asked: Asked, got: pl.DataFrame) -> Json:
    """What to filter by for the rows after these: cheaper than an offset in a long table."""
    plain = asked.names("sort") in ([], ["_id"], ["_id asc"]) and "_id" in got.columns and not got.is_empty()
    if not asked.flag("include_next_page") or not plain or asked.flag("distinct"):
        return {}
    return {"next_page": {"_id": {"gt": got["_id"][-1]}}}


def _links(asked: Asked, path: str, limit: int, offset: int) -> Json:
    kept = {name: _in_query(value) for name, value in asked.said.items() if name not in ("limit", "offset")}
    start, after = ({**kept, "limit": limit, "offset": at} for at in (0, offset + limit))
    return {"start": f"{path}?{urlencode(start)}", "next": f"{path}?{urlencode(after)}"}


def _in_query(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _schema(table: Table, field: Mapping[str, Any]) -> Json:
    name, key = field["id"], [*table.dictionary.key]
    unique = name == "_id" or key == [name]
    return {"native_type": field["type"], "notnull": name == "_id", "is_index": unique, "uniquekey": unique}
