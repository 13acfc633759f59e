"""The entries of a snapshot, by what they are made of: each dataset with its rules, each register, the code lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from publish.about import About, Column
from publish.registers import Registers
from publish.search.entry import CODE, DATASET, RULE, Entry
from publish.sqlite.catalog import TableInfo
from publish.sqlite.names import column_names, quoted
from publish.sqlite.table import PERIOD
from schemas.core.registry import Content
from schemas.core.site import Searched, Site, Text

MOST_CELLS, MOST_LETTERS = 500, 200  # different texts of a column, and letters of one, by which a dataset is found
Tables = Mapping[tuple[str, str], TableInfo]


def dataset_entries(said: About, registers: Registers, content: Content, cells: tuple[str, ...]) -> Iterator[Entry]:
    """A dataset and the rules of it that have a page; ``cells`` are the texts in its tables."""
    publisher = registers.agency(said.publisher)
    columns = [column for table in said.tables for column in table.columns]
    described = (said.description.vi, said.description.en, publisher.vi, publisher.en)
    resources = [text for one in said.tables for text in (one.title.vi, one.title.en, one.name)]
    resources += [text for one in said.files for text in (one.title.vi, one.title.en, one.name)]
    yield Entry(
        DATASET,
        said.id,
        f"/datasets/{quote(said.id, safe='')}",
        said.title,
        keywords=(*said.keywords, *said.targets, *said.tasks),
        columns=_texts(text for c in columns for text in (c.title.vi, c.title.en, c.name)),
        description=_texts((*described, *resources, *_of_columns(columns))),
        cells=cells,
    )
    for rule in (rule for table in said.tables for rule in table.rules if rule.id in content.rules):
        yield Entry(RULE, rule.id, f"/rules/{quote(rule.id, safe='')}", rule.title)


def _of_columns(columns: list[Column]) -> Iterator[str]:
    for column in columns:
        yield from (column.description.vi, column.description.en, column.unit.vi, column.unit.en)


def register_entries(db: sqlite3.Connection, searched: Searched, tables: Tables) -> Iterator[Entry]:
    """The rows of a register, of those that share a key the first; none where it is not released as declared."""
    info = tables.get((searched.dataset, searched.dataset))
    if info is None:
        return
    cursor = db.execute(f"SELECT * FROM {quoted(info.name)}")  # noqa: S608
    names = [column[0] for column in cursor.description]
    seen: set[str] = set()
    for row in cursor if searched.key in names else ():
        said = {name: cell for name, cell in zip(names, row, strict=True) if isinstance(cell, str)}
        key = said.get(searched.key, "")
        if key and key not in seen:
            seen.add(key)
            yield _register_entry(searched, key, said)


def _register_entry(searched: Searched, key: str, said: Mapping[str, str]) -> Entry:
    spoken = [[said.get(f"{name}_{lang}", "") for name in searched.titles] for lang in ("vi", "en")]
    title = Text(*(next(filter(None, texts), "") for texts in spoken))
    told = [text for name, text in said.items() if name in searched.texts]
    path = searched.path.format(id=quote(key, safe=""))
    rest = _texts((*spoken[0], *spoken[1], *told))
    return Entry(searched.kind, key, path, title if title.vi else Text(key), description=rest)


def code_entries(registers: Registers) -> Iterator[Entry]:
    """Every code, at its list; ``codes`` of one list may come again in time, and stand once."""
    for (name, code), title in registers.codes.items():
        yield Entry(CODE, f"{name}/{code}", f"/codes#{quote(name, safe='')}", title, keywords=(code, name))


def cells_of(db: sqlite3.Connection, said: About, tables: Tables, site: Site) -> tuple[str, ...]:
    """The different texts in a dataset's tables, of each column so many; codes and what all tables say is left out."""
    found: dict[str, None] = {}
    for table in said.tables:
        if info := tables.get((said.id, table.name)):
            names = column_names(table.schema.get("fields") or ())
            for name, column in zip(names, table.columns, strict=True):
                if _is_text(column, site):
                    found |= dict.fromkeys(_distinct(db, info.name, name))
    return tuple(found)


def _is_text(column: Column, site: Site) -> bool:
    said = site.observation
    common = {PERIOD, site.provenance_column, *((said.status, said.flag, said.url) if said else ())}
    return column.type == "string" and not column.codelist and not column.codes and column.name not in common


def _distinct(db: sqlite3.Connection, table: str, column: str) -> Iterator[str]:
    asked = f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)} LIMIT {MOST_CELLS}"  # noqa: S608
    for (cell,) in db.execute(asked):
        if isinstance(cell, str) and not cell.startswith(("http://", "https://")):
            yield cell[:MOST_LETTERS]


def _texts(texts: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
