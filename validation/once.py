"""Values that may stand once only in a table that is read in parts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from validation.findings import Finding
from validation.rows import key_hash, twice
from validation.table import TypedTable, repeated


@dataclass
class Once:
    """Of every row a number for its values in ``columns``."""

    columns: tuple[str, ...]
    rule: str
    hashes: list[pl.Series] = field(default_factory=lambda: [pl.Series(dtype=pl.UInt64)])

    def add(self, typed: TypedTable) -> None:
        self.hashes.append(key_hash(self.columns, typed.frame))

    def wanted(self) -> pl.Series:
        """The rows, counted through all parts, whose numbers stand more than once."""
        numbers = pl.concat(self.hashes)
        self.hashes.clear()
        shared = twice(numbers)
        return numbers.is_in(shared.implode()).arg_true().cast(pl.Int64) if len(shared) else pl.Series(dtype=pl.Int64)

    def findings(self, again: TypedTable, places: pl.Series) -> list[Finding]:
        """What stands twice among the wanted rows, which have been read again: ``places`` are theirs in ``again``."""
        if places.is_empty():
            return []
        text = replace(again.text, columns=again.text.columns[places], rows=again.text.rows[places])
        return repeated(replace(again, text=text, frame=again.frame[places]), self.columns, self.rule)
