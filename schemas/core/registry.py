"""The tables of a content package, found by its name in the settings."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType
from typing import TypeVar

from schemas.core.derived import Derivation, declared_derivations
from schemas.core.model import TableModel, declaration, declared_models
from schemas.core.rules import Rule
from schemas.core.rules.base import TableName
from schemas.core.site import Site
from schemas.core.table import Table

Key = TypeVar("Key")
Said = TypeVar("Said")
Made = TypeVar("Made")


class Lazy(Mapping[Key, Made]):
    """What is made of what was said under each key, when it is first asked for: a check of one table needs no other."""

    def __init__(self, said: Mapping[Key, Said], make: Callable[[Said], Made]) -> None:
        self._said, self._make = said, cache(lambda key: make(said[key]))

    def __getitem__(self, key: Key) -> Made:
        return self._make(key)

    def __contains__(self, key: object) -> bool:
        return key in self._said

    def __iter__(self) -> Iterator[Key]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


@dataclass(frozen=True)
class Content:
    """One province's (or anybody's) site and tables, by dataset and table name.

    ``derived`` says of the datasets whose rows are computed, how; ``ruled`` which table a rule is of, where the tables
    are made when they are needed.
    """

    site: Site
    tables: Mapping[TableName, Table] = field(default_factory=dict)
    derived: Mapping[str, Derivation] = field(default_factory=dict)
    ruled: Mapping[str, TableName] = field(default_factory=dict)

    @property
    def datasets(self) -> Mapping[str, tuple[Table, ...]]:
        names: dict[str, list[TableName]] = {}
        for dataset, table in self.tables:
            names.setdefault(dataset, []).append((dataset, table))
        return Lazy(names, lambda listed: tuple(self.tables[name] for name in listed))

    @cached_property
    def rules(self) -> Mapping[str, tuple[Table, Rule]]:
        if not self.ruled:
            return {rule.id: (table, rule) for table in self.tables.values() for rule in table.rules}
        return Lazy({rule: (rule, table) for rule, table in self.ruled.items()}, self._rule)

    def _rule(self, said: tuple[str, TableName]) -> tuple[Table, Rule]:
        table = self.tables[said[1]]
        return table, next(rule for rule in table.rules if rule.id == said[0])


@cache
def load_content(name: str) -> Content:
    """The content package ``name``: its ``SITE`` and the declared models of its modules, each made a table when needed.

    Raises:
        ModuleNotFoundError: there is no such package.
        TypeError: it has no ``SITE``.
        ValueError: a table, a rule id or how a dataset is computed is declared twice; a computed dataset is not of
            one table of its name, or needs a table that nobody declares or that is computed itself.
    """
    package = importlib.import_module(name)
    site = getattr(package, "SITE", None)
    if not isinstance(site, Site):
        raise TypeError(f"{name} has no SITE")
    models: dict[TableName, type[TableModel]] = {}
    rules: dict[str, TableName] = {}
    derivations: list[Derivation] = []
    for module in [package, *_modules(name, list(package.__path__))]:
        for model in declared_models(module):
            said = declaration(model)
            assert said is not None  # noqa: S101 - it would not be among them
            ids = [rule.id for rule in said.rules]
            if (said.dataset, said.name) in models or len({*ids}) < len(ids) or rules.keys() & {*ids}:
                raise ValueError(f"{name}: {said.dataset}/{said.name} or one of its rules is declared twice")
            models[said.dataset, said.name] = model
            rules |= dict.fromkeys(ids, (said.dataset, said.name))
        derivations += declared_derivations(module)
    return Content(site, Lazy(models, Table.of_model), declared(name, derivations, models), rules)


def declared(name: str, derivations: list[Derivation], tables: Mapping[TableName, object]) -> dict[str, Derivation]:
    """The derivations of a content package by dataset. :class:`ValueError` as in :func:`load_content`."""
    found = {one.dataset: one for one in derivations}
    if len(found) < len(derivations):
        raise ValueError(f"{name}: it is declared twice how a dataset is computed")
    for one in derivations:
        own = [table for dataset, table in tables if dataset == one.dataset]
        if own != [one.dataset] or found.keys() & {*one.inputs} or not tables.keys() >= {*one.needs}:
            raise ValueError(f"{name}: {one.dataset} cannot be computed: its own table or one it needs is not declared")
    return found


def _modules(name: str, path: list[str]) -> list[ModuleType]:
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(path, f"{name}.")]
