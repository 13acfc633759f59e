"""How Datasette's pages stand in the house: on templates of the portal's own, in one language, without a script."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape

from publish.demo import banner
from publish.registers import Registers
from publish.snapshot import Snapshot
from publish.sqlite import read_tables
from publish.sqlite.table import PERIOD
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Site

LOOKUPS = {  # of Datasette's filters, those that a form offers
    "exact": "is",
    "not": "is not",
    "contains": "contains",
    "startswith": "begins with",
    "gt": ">",
    "gte": "≥",
    "lt": "<",
    "lte": "≤",
    "isblank__1": "is empty",
    "notblank__1": "is not empty",
}
MOST_FACETS = 8
LONG_TEXT = 60  # letters from which on a cell is a sentence


@dataclass(frozen=True)
class Frame:
    """What the pages of one language are made with; ``environment`` is that of the portal's other pages."""

    lang: Lang
    site: Site
    environment: Environment
    prefixes: Mapping[Lang, str]
    stylesheet: str = ""
    demo: bool = False


@dataclass(frozen=True)
class Shown:
    """A table of the file: whose it is, the columns its rows are worth counting by, the lists its codes are of."""

    dataset: str = ""
    version: str = ""
    rows: int = 0
    facets: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


class House:
    """The pages of one file, served at ``/data`` or, ``pinned``, at the address of its snapshot."""

    def __init__(self, frame: Frame, path: Path, snapshot: Snapshot, *, pinned: bool) -> None:
        self.frame = frame
        self.tables = shown_tables(path, frame.site)
        self.state: object = SimpleNamespace(snapshot=snapshot, registers=Registers())  # what the portal shows besides
        self._own = f"/snapshots/{snapshot.number}/data"
        self._middle = self._own if pinned else "/data"
        self._constant = {
            "stylesheet": frame.stylesheet,
            "banner": banner() if frame.demo else "",
            "path": "/data",
            "pinned": pinned,
            "tables_shown": self.tables,
            "lookups": {key: say("publish", frame.lang, words) for key, words in LOOKUPS.items()},
        }

    @property
    def base(self) -> str:
        """Where the pages are, without a slash at the end."""
        return f"{self.frame.prefixes[self.frame.lang]}{self._middle}"

    def move_in(self, environment: Environment) -> None:
        """Have Datasette take its templates, words and marks from here."""
        own = PackageLoader("publish.portal", "templates/data")
        environment.loader = ChoiceLoader([own, PackageLoader("publish.portal")])
        environment.globals |= self.frame.environment.globals
        environment.filters |= self.frame.environment.filters | {"local": local}
        environment.filters["lines"] = partial(lines, number=environment.filters["number"])
        environment.trim_blocks = environment.lstrip_blocks = True

    def variables(self, address: str) -> dict[str, Any]:
        """What the page at ``address`` below :attr:`base`, query and all, is made with besides Datasette's own."""
        prefixes = self.frame.prefixes
        twins = {lang: f"{prefixes[lang]}{self._middle}{address}" for lang in LANGS}
        here = prefixes[self.frame.lang]
        links = {"permalink": f"{here}{self._own}{address}", "latest": f"{here}/data{address}"}
        return {**self._constant, **links, "state": self.state, "twins": twins}


def shown_tables(path: Path, site: Site) -> dict[str, Shown]:
    """Every table of a dataset in the file by its name."""
    always = {PERIOD, site.provenance_column, site.observation.place if site.observation else ""}
    facets: dict[str, list[str]] = {}
    codes: dict[str, dict[str, str]] = {}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        versions = dict(db.execute('SELECT "dataset", "version" FROM "_datasets"').fetchall())
        listed = db.execute('SELECT "table_name", "column", "code_list" FROM "_columns" ORDER BY 1, "position"')
        for table, column, code_list in listed:
            if code_list:
                codes.setdefault(table, {})[column] = code_list
            if code_list or column in always:
                facets.setdefault(table, []).append(column)
    return {
        info.name: Shown(
            dataset,
            versions.get(dataset, ""),
            info.rows,
            tuple(facets.get(info.name, ()))[:MOST_FACETS],
            codes.get(info.name, {}),
        )
        for (dataset, _), info in read_tables(path).items()
    }


def local(address: str) -> str:
    """An address of this server without its beginning, which is whatever the request's Host said."""
    parts = urlsplit(address)
    return f"{quote(parts.path, safe='/%:@,~+')}?{parts.query}" if parts.query else parts.path


def lines(rows: Iterable[Iterable[Mapping[str, Any]]], number: Callable[[float], str]) -> Markup:
    """The rows of a table as Datasette makes them; a template would take thrice as long for a hundred."""
    return Markup("\n".join(f"<tr>{''.join(_cell(cell, number) for cell in row)}</tr>" for row in rows))  # noqa: S704


def _cell(cell: Mapping[str, Any], number: Callable[[float], str]) -> str:
    kind, value = cell["value_type"], cell["value"]
    if kind == "float":
        return f'<td class="number">{number(cell["raw"])}</td>'
    if kind == "int":
        return f'<td class="number">{value}</td>'
    long = ' class="long"' if kind == "str" and len(value) > LONG_TEXT else ""
    return f"<td{long}>{escape(value)}</td>"


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    """Datasette asks this of every page that it makes."""
    house = getattr(datasette, "house", None)
    return house.variables(request.full_path if request else "/") if house else {}
