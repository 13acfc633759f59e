"""Two releases compared table by table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from publish.diff import PLACE, TableDiff, diff_by
from publish.reasons import reason_text
from publish.rows import text_rows
from publish.snapshot import Release
from schemas.core.i18n import LANGS, Lang
from schemas.core.table_schema import keys_of


@dataclass(frozen=True)
class Comparison:
    """What differs between two releases of one dataset, by table; of a table that only one of them has, all rows."""

    before: Release
    after: Release
    tables: Mapping[str, TableDiff]

    @property
    def reasons(self) -> list[dict[Lang, str]]:
        """Why the newer one has its number, in each language; empty where it was not made from the older one."""
        log = self.after.changelog
        said = log.get("reasons") or () if log.get("before") == self.before.version else ()
        return [{lang: reason_text(reason, lang, self.after.dataset) for lang in LANGS} for reason in said]


def compared(before: Release, after: Release) -> Comparison:
    """The tables of the newer release first, in its order, then those that are gone.

    Raises:
        ArchiveDamaged: a released file is not what it was.
    """
    names = dict.fromkeys((*after.tables, *before.tables))
    tables = {
        name: diff_by([_key(after, name), _key(before, name)], rows(before, name), rows(after, name)) for name in names
    }
    return Comparison(before, after, tables)


def rows(release: Release, table: str) -> pl.DataFrame:
    """A table as canonical text; no row and no column where the release has no such table."""
    return text_rows(release.csv(table)) if table in release.tables else pl.DataFrame()


def said_key(by: Sequence[str]) -> dict[str, str]:
    """What a column of :attr:`publish.diff.TableDiff.by` is called in what is written -> the column."""
    return {"_place" if name == PLACE else name: name for name in by}


def _key(release: Release, table: str) -> tuple[str, ...]:
    for said in release.descriptor["resources"]:
        if said["name"] == table and said.get("type") == "table":
            return keys_of(said.get("schema") or {})[0]
    return ()
