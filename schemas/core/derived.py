"""How a content package declares a dataset that nobody sends: its rows are computed from other datasets.

    @derived("waste-rate", needs=(("waste", "waste"),))
    def waste_rate(tables: Tables, versions: Versions) -> pl.DataFrame: ...

The dataset has a model like any other, of one table that bears its name, and a descriptor; its rows are made whenever
one of the datasets that it needs is released.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import polars as pl

from schemas.core.rules.base import TableName

Tables = Mapping[TableName, pl.DataFrame]  # every needed table, typed as its model says; empty where none is released
Versions = Mapping[str, str]  # of the datasets that the tables are of; one that has no release is not among them
Compute = Callable[[Tables, Versions], pl.DataFrame]


@dataclass(frozen=True)
class Derivation:
    """How the rows of ``dataset`` are made: ``compute`` gives every column of its model, in any order."""

    dataset: str
    needs: tuple[TableName, ...]
    compute: Compute

    @property
    def inputs(self) -> list[str]:
        """The datasets it is computed from, in alphabetical order."""
        return sorted({dataset for dataset, _ in self.needs})


def derived(dataset: str, *, needs: Sequence[TableName]) -> Callable[[Compute], Derivation]:
    """Declare the function below as what computes ``dataset``."""
    return lambda compute: Derivation(dataset, tuple(needs), compute)


def declared_derivations(module: ModuleType) -> list[Derivation]:
    """The derivations that a module itself declares."""
    found = (value for value in vars(module).values() if isinstance(value, Derivation))
    return [one for one in found if one.compute.__module__ == module.__name__]
