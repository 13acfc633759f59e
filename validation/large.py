"""A table too large to be held: read some rows at a time, and again where a row is asked for once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from schemas.core.table import Table
from validation.reading import TextTable, read_parts
from validation.table import TypedTable, type_table

LARGE = 1 << 25  # bytes


def is_large(resource: Mapping[str, Any], base: Path) -> bool:
    """Whether a resource is one CSV file that is better not held as a whole."""
    path = resource.get("path")
    if not isinstance(path, str) or not path.lower().endswith((".csv", ".tsv")) or not (base / path).is_file():
        return False
    return (base / path).stat().st_size >= LARGE


@dataclass(frozen=True)
class LargeTable:
    """A table that is read whenever it is looked at; ``head`` is its header, without rows."""

    table: Table
    resource: Mapping[str, Any]
    base: Path
    head: TextTable

    @property
    def misread(self) -> bool:
        """Whether the header is wrong: what stands under which name is not known."""
        return any(finding.rule.startswith("header.") for finding in self.head.findings)

    def parts(self, wanted: pl.Series | None = None) -> Iterator[TextTable]:
        """The rows behind the header, some at a time, and what is wrong with their shape; of those ``wanted`` all."""
        parts = read_parts(self.resource, self.base, wanted)
        next(parts)
        yield from parts

    def rows(self, wanted: pl.Series) -> TypedTable:
        """The rows of these numbers, which rise, as if they were all there is."""
        texts = [self.head]
        for part in self.parts(wanted):
            here = part.rows.is_in(wanted.implode())
            texts.append(replace(part, columns=part.columns.filter(here), rows=part.rows.filter(here)))
        columns, rows = (pl.concat(pieces) for pieces in zip(*((t.columns, t.rows) for t in texts), strict=True))
        return type_table(self.table, replace(self.head, columns=columns, rows=rows, findings=[]))[0]

    @cached_property
    def frame(self) -> pl.DataFrame:
        """All typed rows, for another table that points here."""
        return pl.concat(type_table(self.table, part)[0].frame for part in self.parts())
