"""Filling the file: what changed since the file built upon is read, described and loaded; all else stays as it is.

Where more than values changed (a table came or went, a key or a register became another, the content package is
another one), every dataset is looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import polars as pl

from publish.about import About, about
from publish.registers import register_datasets
from publish.released import Release
from publish.rows import parquet_rows, typed_rows
from publish.snapshot import Catalog, Snapshot
from publish.sqlite import catalog as own
from publish.sqlite import changes, observations
from publish.sqlite.names import quoted, table_names
from publish.sqlite.table import Read, Source, Target, fingerprint, load, resolved, source
from schemas.core.registry import Content

MOST_COLUMNS = 1_990  # SQLite holds 2,000 in a table, a few of them ours; a wider table is a download only
TableKey = tuple[str, str]


@dataclass(frozen=True)
class Filled:
    """The descriptions of the datasets that were looked at; ``whole``: of all there are."""

    abouts: Mapping[str, About]
    whole: bool


def fill(path: Path, catalog: Catalog, snapshot: Snapshot, content: Content) -> Filled:
    """Make a copy of an earlier file, or an empty one, into that of ``snapshot``."""
    with closing(apsw.Connection(str(path))) as db:
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            db.pragma(name, "off")
        db.pragma("secure_delete", True)  # what is gone, and may have been withdrawn, is not in the file's bytes
        db.pragma("cache_size", -64_000)  # 64 MB: rows of the long table go between others
        db.pragma("user_version", own.FORMAT)
        db.execute(f"BEGIN; {own.SCHEMA} {observations.SCHEMA} {changes.SCHEMA}")
        filling = _Filling(db, catalog, snapshot, content)
        filling.run()
        db.execute("COMMIT")
        return Filled(filling.abouts, filling.whole)


class _Filling:
    """One file on its way from one snapshot to another."""

    def __init__(self, db: apsw.Connection, catalog: Catalog, snapshot: Snapshot, content: Content) -> None:
        self.db, self.catalog, self.snapshot, self.content = db, catalog, snapshot, content
        self.known, self.held = own.known_tables(db), own.released(db)
        now = {dataset: (entry.version, entry.digest) for dataset, entry in snapshot.datasets.items()}
        changed = {dataset for dataset, named in now.items() if self.held.get(dataset) != named}
        changed |= self._named_meanwhile()
        stamp = _stamp(content)
        same = db.pragma("application_id") == stamp and self.held.keys() == now.keys()
        db.pragma("application_id", stamp)
        self.changed = changed | (snapshot.withdrawn.keys() & now.keys())
        self._read(self.changed if same and changed.isdisjoint(register_datasets(content.site)) else now)
        if not self.whole and self._targets(self.sources) != self._targets_known():
            self._read(now)

    def _named_meanwhile(self) -> set[str]:
        """The datasets of which a snapshot that no file was built of named another release."""
        before, now = changes.newest(self.db), self.snapshot.datasets
        between = range(before[0] + 1, self.snapshot.number) if before else ()
        passed = (self.catalog.snapshot(number).datasets for number in between)
        return {dataset for one in passed for dataset, entry in one.items() if now.get(dataset, entry) != entry}

    def _read(self, datasets: Iterable[str]) -> None:
        """Look at these datasets: their releases, descriptions and tables."""
        named = self.snapshot.datasets
        self.releases = {one: self.catalog.release(one, named[one].version) for one in sorted(datasets)}
        self.abouts = {one: about(one, r.descriptor, self.content.site) for one, r in self.releases.items()}
        self.whole = self.releases.keys() == named.keys()
        self.sources = {(s.dataset, s.table): s for s in self._sources()}

    def _sources(self) -> list[Source]:
        tables = {d: [r for r in one.descriptor["resources"] if _is_table(r)] for d, one in self.releases.items()}
        others = {k: i for k, i in self.known.items() if k[0] in self.snapshot.datasets and k[0] not in tables}
        names, found = self._names(), []
        for dataset, resources in tables.items():
            for resource in resources:
                key, digest = (dataset, resource["name"]), _digest(resource)
                before = self.known.get(key)
                dated = before.dated if before and before.source_digest == digest else None
                path, read = _rows_of(self.releases[dataset], resource["path"])
                found.append(source(dataset, resource, names.get(key, ""), path, digest, dated, read))
        return resolved(found, (Target(*key, i.name, i.primary_key, i.unique) for key, i in others.items()))

    def _names(self) -> Mapping[TableKey, str]:
        """Of all tables there ever were; while only some datasets are looked at, of those that have theirs already.

        Tables of the content have theirs before anybody's from elsewhere, whether they are released yet or not.
        """
        if not self.whole:
            return {key: info.name for key, info in self.known.items()}
        return table_names([*sorted(self.content.tables), *self._tables_ever()])

    def _tables_ever(self) -> Iterator[TableKey]:
        """The tables of every release up to the snapshot, in the order they were first shown."""
        unseen = {d: {r.version: r for r in self.catalog.named(d)} for d in self.catalog.datasets()}
        for number in range(1, self.snapshot.number + 1):
            for dataset, entry in sorted(self.catalog.snapshot(number).datasets.items()):
                if release := unseen[dataset].pop(entry.version, None):
                    read = self.releases.get(dataset, release)
                    resources = (read if read.version == entry.version else release).descriptor["resources"]
                    yield from ((dataset, r["name"]) for r in resources if _is_table(r))

    def _targets(self, sources: Mapping[TableKey, Source]) -> dict[TableKey, Target]:
        return {key: one.target for key, one in sources.items()}

    def _targets_known(self) -> dict[TableKey, Target]:
        """What the datasets that are looked at had for foreign keys to point to."""
        return {
            key: Target(*key, i.name, i.primary_key, i.unique)
            for key, i in self.known.items()
            if key[0] in self.releases
        }

    def run(self) -> None:
        figures = self._figures()
        remade = self._write_tables(figures)
        names, now = {key: one.name for key, one in self.sources.items()}, self.snapshot.datasets
        written = [d for d in self.releases if d in self.changed or self._renamed(d)]
        for dataset in {*written, *(self.held.keys() - now.keys())}:  # all before any: a name may go to another dataset
            own.forget_dataset(self.db, dataset)
        for dataset in written:
            own.write_dataset(self.db, self.catalog, self.abouts[dataset], now[dataset].digest, names)
            if dataset not in remade:
                observations.restamp(self.db, dataset, now[dataset].version)
        for dataset in sorted(remade):
            tables = [(self.sources[key], columns) for key, columns in figures.items() if key[0] == dataset]
            observations.write(self.db, dataset, self.abouts[dataset].version if tables else "", tables)
        changes.write(self.db, self.catalog, self.snapshot)

    def _figures(self) -> dict[TableKey, observations.Columns]:
        """The tables of our own that observations are made of."""
        ours = {key: one for key, one in self.sources.items() if key in self.content.tables}
        site = self.content.site
        found = {k: observations.columns_of(one, self.abouts[one.dataset], site) for k, one in ours.items()}
        return {key: columns for key, columns in found.items() if columns}

    def _write_tables(self, figures: Mapping[TableKey, observations.Columns]) -> set[str]:
        """Load the tables whose making changed, drop those that are gone, and say in ``_tables`` what there is.

        The datasets with a table loaded or gone.
        """
        infos = {} if self.whole else {k: info for k, info in self.known.items() if k[0] not in self.releases}
        kept = {info.name for info in infos.values()} | {one.name for one in self.sources.values()}
        for gone in {info.name for info in self.known.values()} - kept:
            self.db.execute(f"DROP TABLE {quoted(gone)}")
        remade = {dataset for dataset, _ in self.known.keys() - infos.keys() - self.sources.keys()}
        for key, one in self.sources.items():
            print_, before = (
                fingerprint(one, self.content.site.provenance_column, figures.get(key)),
                self.known.get(key),
            )
            if before and before.name == one.name and before.fingerprint == print_:
                infos[key] = before
            else:
                remade.add(one.dataset)
                infos[key] = self._loaded(one, print_)
        own.write_tables(self.db, infos)
        return remade

    def _loaded(self, one: Source, print_: str) -> own.TableInfo:
        frame, provenance = load(self.db, one), self.content.site.provenance_column
        said = frame[provenance].cast(pl.String).fill_null("").to_list() if provenance in frame.columns else []
        counts = dict(sorted(Counter(said).items()))
        return own.TableInfo(one.name, frame.height, counts, one.dated, one.digest, print_, one.primary_key, one.unique)

    def _renamed(self, dataset: str) -> bool:
        names = {key[1]: s.name for key, s in self.sources.items() if key[0] == dataset}
        return names != {key[1]: i.name for key, i in self.known.items() if key[0] == dataset}


def _rows_of(release: Release, csv: str) -> tuple[Path, Read]:
    """The file to read a table's rows from, and how: Parquet takes a fraction of the time of the CSV it is made of.

    Both are held against their digests: a release that lacks one of them is not shown.
    """
    path, parquet = release.files[csv], f"{csv.removesuffix('.csv')}.parquet"
    return (release.files[parquet], parquet_rows) if parquet in release.files else (path, typed_rows)


def _stamp(content: Content) -> int:
    """Another number for other content, as far as it is told in the file."""
    said = repr((content.site, sorted(content.tables)))
    return int(hashlib.sha256(said.encode()).hexdigest()[:7], 16)


def _is_table(resource: Mapping[str, Any]) -> bool:
    fields = (resource.get("schema") or {}).get("fields") or ()
    return resource.get("type") == "table" and 0 < len(fields) <= MOST_COLUMNS


def _digest(resource: Mapping[str, Any]) -> str:
    schema = json.dumps(resource.get("schema"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{resource.get('hash')}\0{schema}".encode()).hexdigest()
