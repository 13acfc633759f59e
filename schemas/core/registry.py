"""The tables of a content package, found by its name in the settings."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType

from schemas.core.model import declared_models
from schemas.core.rules import Rule
from schemas.core.site import Site
from schemas.core.table import Table


@dataclass(frozen=True)
class Content:
    """One province's (or anybody's) site and tables, by dataset and table name."""

    site: Site
    tables: Mapping[tuple[str, str], Table] = field(default_factory=dict)

    @property
    def datasets(self) -> dict[str, tuple[Table, ...]]:
        found: dict[str, tuple[Table, ...]] = {}
        for (dataset, _), table in self.tables.items():
            found[dataset] = (*found.get(dataset, ()), table)
        return found

    @cached_property
    def rules(self) -> dict[str, tuple[Table, Rule]]:
        return {rule.id: (table, rule) for table in self.tables.values() for rule in table.rules}


@cache
def load_content(name: str) -> Content:
    """The content package ``name``: its ``SITE`` and the declared models of its modules.

    Raises:
        ModuleNotFoundError: there is no such package.
        TypeError: it has no ``SITE``.
        ValueError: a table or a rule id is declared twice.
    """
    package = importlib.import_module(name)
    site = getattr(package, "SITE", None)
    if not isinstance(site, Site):
        raise TypeError(f"{name} has no SITE")
    tables: dict[tuple[str, str], Table] = {}
    rules: set[str] = set()
    for module in [package, *_modules(name, list(package.__path__))]:
        for model in declared_models(module):
            table = Table.of_model(model)
            ids = [rule.id for rule in table.rules]
            if (table.dataset, table.name) in tables or len({*ids}) < len(ids) or rules & {*ids}:
                raise ValueError(f"{name}: {table.dataset}/{table.name} or one of its rules is declared twice")
            tables[table.dataset, table.name] = table
            rules |= {*ids}
    return Content(site, tables)


def _modules(name: str, path: list[str]) -> list[ModuleType]:
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(path, f"{name}.")]
