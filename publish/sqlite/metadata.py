"""Datasette 0.65 metadata of a catalog file: titles, descriptions, licence, source and the meaning of every column.

Units stand in the column's description and not under ``units``: Datasette gives that key to pint, which answers
``tấn/ngày`` with an error 500, and where it knows a unit it rescales the number, so that 1,234.5 t is shown as kt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publish.about import About, Column, TableAbout
from publish.registers import Registers
from publish.sqlite.catalog import TableInfo
from publish.sqlite.names import CHANGES, LONG_TABLE, column_names
from publish.sqlite.table import PERIOD, PERIOD_COLUMNS
from publish.summary import counted, row_kinds
from schemas.core.i18n import Lang, say
from schemas.core.site import Site

OWN_TABLES = {
    "_datasets": "Datasets: the newest release of each",
    "_releases": "Releases: every version with its reasons",
    "_tables": "Tables of this database",
    "_columns": "Data dictionary: every column with its unit",
    "_indicators": "Indicators of the long table: every numeric column with a unit",
    "_snapshots": "Catalog snapshots: every state of the catalog with its digest",
}
CHANGED = "Changes: every corrected cell, every row that came or went, release by release"
ABOUT_CHANGED = (
    "What each release changed of the one shown before it, of those that are not withdrawn. The first release of a "
    "dataset is not among them, nor is anything of a version that was withdrawn, but that it was. Of very long changes "
    "the whole stands at the portal's address /datasets/DATASET/diff/BEFORE...RELEASE."
)
CHANGE_COLUMNS = {
    "dataset": "Dataset",
    "table": "Table of the dataset",
    "change": "Kind of change — changed (a cell), added or removed (a row), …-more (how many more there are), "
    "column-added, column-removed, table-added, table-removed, withdrawn",
    "key": "Key of the row — column=value, the columns in the order of the key",
    "column": "Column",
    "old": "Before — what stood there; of a removed row all it held, as JSON",
    "new": "After — what stands there now; of a version that was withdrawn the reason",
    "release": "Version that brought the change",
    "before": "Version it is compared with",
    "snapshot": "Number of the catalog snapshot that showed it first",
    "released": "When that was",
}
LONG = "All figures in one long table"
ABOUT_LONG = (
    "Every figure of every dataset of this portal, one a row: what it is of, when, where and by which breakdown, how "
    "final it is, where it comes from, and the release it stands in. Made from the datasets' tables, rows without a "
    "value left out; packages from elsewhere are not among them."
)
OBSERVED = {
    "dataset": "Dataset",
    "indicator": "Indicator: dataset.column, or dataset/table.column; named in _indicators",
    PERIOD: "Period",
    "geo_code": "Code of the administrative unit; empty where the table has none",
    "breakdown": "The other key columns: column=code;column=code, in alphabetical order; empty where there are none",
    "value": "Value, in the unit beside it",
    "unit": "Unit",
    "unit_en": "Unit in English",
    "data_status": "Data status: estimate, preliminary or final",
    "obs_flag": "Observation flag",
    "provenance": "Provenance",
    "release": "Version of the dataset that the value stands in",
    "source_doc": "Source document",
    "source_url": "Source address",
}
DERIVED = {
    "freq": "Frequency of the period",
    "period_start": "First day of the period",
    "period_end": "Day after the last day of the period",
}


def metadata(
    abouts: Mapping[str, About],
    infos: Mapping[tuple[str, str], TableInfo],
    registers: Registers,
    site: Site,
    lang: Lang,
    database: str,
) -> dict[str, Any]:
    """The metadata in ``lang`` for a file served under the name ``database``; ``infos`` are its tables."""
    tables: dict[str, dict[str, Any]] = {
        name: {"title": say("publish", lang, title)} for name, title in OWN_TABLES.items()
    }
    tables["_indicators"] |= {"label_column": "title" if lang == "vi" else "title_en"}
    tables[CHANGES] = _said(CHANGED, ABOUT_CHANGED, CHANGE_COLUMNS, lang) | {"sort_desc": "snapshot"}
    tables[LONG_TABLE] = _said(LONG, ABOUT_LONG, OBSERVED | DERIVED, lang) | {"hidden": site.observation is None}
    for one in abouts.values():
        for table in one.tables:
            if info := infos.get((one.id, table.name)):
                counts = counted(row_kinds(info, site), lang)
                columns = _columns(table, registers, lang, dated=info.dated)
                tables[info.name] = _table(one, table, counts, columns, lang)
    whole = {"title": site.name[lang], "description": site.tagline[lang]}
    return {**whole, "databases": {database: {**whole, "tables": tables}}}


def _said(title: str, about: str, columns: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    meanings = {name: say("publish", lang, text) for name, text in columns.items()}
    return {"title": say("publish", lang, title), "description": say("publish", lang, about), "columns": meanings}


def _table(one: About, table: TableAbout, counts: str, columns: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """``counts`` says first of all where its rows come from."""
    licence = one.licences[0] if one.licences else None
    urls = [o.url for o in one.origins if o.url.startswith(("http://", "https://"))]
    title = table.title[lang] if len(one.tables) == 1 else f"{one.title[lang]}: {table.title[lang]}"
    rows = say("publish", lang, "Rows by source: {counts}.", counts=counts) if counts else ""
    said = {
        "title": title,
        "description": " ".join(t for t in (rows, table.description[lang], one.description[lang]) if t),
        "license": "; ".join(x.title[lang] for x in one.licences),
        "license_url": licence.url if licence and licence.url.startswith(("http://", "https://")) else "",
        "source": "; ".join(o.title[lang] for o in one.origins),
        "source_url": urls[0] if len(one.origins) == 1 and urls else "",
        "label_column": _label_column(table, lang),
        "columns": columns,
    }
    return {key: value for key, value in said.items() if value}


def _columns(table: TableAbout, registers: Registers, lang: Lang, *, dated: bool) -> dict[str, str]:
    found = {}
    for name, column in zip(column_names(table.schema.get("fields") or ()), table.columns, strict=True):
        found[name] = _meaning(column, registers, lang)
        if dated and name == PERIOD:
            found |= {derived: say("publish", lang, DERIVED[derived]) for derived in PERIOD_COLUMNS}
    return {name: text for name, text in found.items() if text}


def _meaning(column: Column, registers: Registers, lang: Lang) -> str:
    """Title with unit, description, and the names behind its codes."""
    texts = (column.label(lang), column.description[lang], registers.decoded(column, lang))
    return " — ".join(text for text in texts if text)


def _label_column(table: TableAbout, lang: Lang) -> str:
    """The column whose text stands for a row where another table points to it; English only where it is never empty."""
    columns = {c.name for c in table.columns if lang == "vi" or c.required or not c.name.endswith("_en")}
    wanted = [f"{word}{ending}" for ending in (f"_{lang}", "_vi", "") for word in ("name", "title")]
    return next((c for c in wanted if c in columns), "")
