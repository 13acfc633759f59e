"""One table: its fields as Table Schema says them, its pandera schema, keys, references and rules.

Made from a model of a content package (:meth:`Table.of_model`) or from any Table Schema of the world
(:meth:`Table.of_schema`): everything after this point treats the two alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from schemas.core.lean import pa
from schemas.core.model import Reference, Row, TableModel, declaration
from schemas.core.rules import Rule
from schemas.core.site import Text
from schemas.core.table_schema import fields_of, keys_of, pandera_schema

Field = Mapping[str, Any]


@dataclass(frozen=True)
class ForeignKey:
    """A key to a table of the same package; ``table`` empty = the table itself."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What is known of a table before a row of it is read.

    ``own`` tells a model of ours from a foreign schema.
    """

    dataset: str
    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    references: tuple[Reference, ...] = ()
    rules: tuple[Rule, ...] = ()
    examples: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ("",)
    own: bool = False
    invented: bool = False  # rows generated for a demonstration name invented agencies only
    descriptor: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """What holds a frame whose columns are already typed to the fields."""
        return pandera_schema(self.fields)

    @property
    def columns(self) -> list[str]:
        return [f["name"] for f in self.fields]

    @property
    def titles(self) -> dict[str, Text]:
        """Column titles in both languages; the name where a column has none."""
        return {f["name"]: Text(f.get("title") or f["name"], f.get("titleEn") or f["name"]) for f in self.fields}

    @staticmethod
    def of_model(model: type[TableModel]) -> Table:
        """The table a content package declared.

        Raises:
            TypeError: the model carries no ``@table`` declaration.
            ValueError: a key, reference or rule names a column that the model does not have.
        """
        said = declaration(model)
        if said is None:
            raise TypeError(f"{model.__name__} has no @table declaration")
        schema = model.to_schema()
        fields = fields_of(schema, said.key)
        names = {f["name"] for f in fields}
        named = {
            *said.key,
            *(c for r in said.references for c in r.columns),
            *(c for r in said.rules for c in r.uses),
        }
        if unknown := sorted(named - names):
            raise ValueError(f"{said.dataset}/{said.name} has no column {', '.join(unknown)}")
        return Table(
            dataset=said.dataset,
            name=said.name,
            fields=tuple(fields),
            primary_key=said.key,
            references=said.references,
            rules=said.rules,
            examples=said.examples,
            own=True,
            invented=said.invented,
        )

    @staticmethod
    def of_schema(dataset: str, name: str, descriptor: Mapping[str, Any]) -> Table:
        """The table of any Table Schema (v1 or v2); properties it does not know are kept in ``descriptor``."""
        fields: Sequence[Field] = descriptor.get("fields") or ()
        primary, foreign = keys_of(descriptor)
        return Table(
            dataset=dataset,
            name=name,
            fields=tuple(fields),
            primary_key=primary,
            foreign_keys=tuple(ForeignKey(*key) for key in foreign),
            missing=tuple(descriptor.get("missingValues", [""])),
            descriptor=descriptor,
        )
