"""Values that may stand once only in a table that is read in parts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from validation.findings import Finding
from validation.rows import key_hash, twice
from validation.table import TypedTable, repeated


@dataclass
class Once:
    """Of every row a number for its values in ``columns``, and what was found to stand twice in one part."""

    columns: tuple[str, ...]
    rule: str
    hashes: list[pl.Series] = field(default_factory=list)
    found: list[tuple[int, Finding]] = field(default_factory=list)
    shared: frozenset[int] = frozenset()  # numbers that stand in several parts

    def add(self, typed: TypedTable) -> None:
        hashes = key_hash(self.columns, typed.frame)
        self.found += [(hashes[i], finding) for i, finding in repeated(typed, self.columns, self.rule, hashes)]
        self.hashes.append(hashes)

    def wanted(self) -> pl.Series:
        """The rows, counted through all parts, that may equal one of another part."""
        shared = twice(pl.concat(self.hashes)) if self.hashes else pl.Series(dtype=pl.UInt64)
        found, start = [pl.DataFrame(schema={"part": pl.Int32, "row": pl.Int64, "hash": pl.UInt64})], 0
        for part, hashes in enumerate(self.hashes):
            here = hashes.is_in(shared).arg_true()
            rows = pl.DataFrame({"row": here.cast(pl.Int64) + start, "hash": hashes[here]})
            found.append(rows.select(pl.lit(part).cast(pl.Int32).alias("part"), "row", "hash"))
            start += len(hashes)
        self.hashes.clear()
        apart = pl.concat(found).filter(pl.col("part").n_unique().over("hash") > 1)
        self.shared = frozenset(apart["hash"])
        return apart["row"]

    def findings(self, again: TypedTable, places: pl.Series) -> list[Finding]:
        """All that stands twice; ``places`` are those of the wanted rows in ``again``, where they have been read."""
        text = replace(again.text, columns=again.text.columns[places], rows=again.text.rows[places])
        rows = replace(again, text=text, frame=again.frame[places])
        apart = [finding for _, finding in repeated(rows, self.columns, self.rule)] if len(places) else []
        return [finding for number, finding in self.found if number not in self.shared] + apart
