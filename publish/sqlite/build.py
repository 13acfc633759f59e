"""Building the file: copy the newest one before it, replace what changed, bring the result in by one rename."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from publish import durable
from publish.about import About, about
from publish.errors import KtthError
from publish.registers import read_registers
from publish.snapshot import Catalog, Release, Snapshot
from publish.sqlite import catalog as own
from publish.sqlite import observations
from publish.sqlite.metadata import metadata
from publish.sqlite.names import quoted, table_names
from publish.sqlite.table import Source, fingerprint, load, resolved, source
from schemas.core.i18n import LANGS, Lang
from schemas.core.registry import Content

KEPT = 5  # files of newer and older snapshots that stay, for readers that have not moved on
MOST_COLUMNS = 1_990  # SQLite holds 2,000 in a table, a few of them ours; a wider table is a download only
TableKey = tuple[str, str]


@dataclass(frozen=True)
class Contents:
    """What the file of one snapshot is made from, by dataset and by (dataset, table)."""

    abouts: Mapping[str, About]
    sources: Mapping[TableKey, Source]

    @property
    def names(self) -> dict[TableKey, str]:
        return {key: s.name for key, s in self.sources.items()}


def metadata_path(database: Path, lang: Lang) -> Path:
    """The Datasette metadata in ``lang`` of a built file."""
    return database.with_suffix(".metadata.json" if lang == "vi" else f".metadata.{lang}.json")


def build(catalog: Catalog, snapshot: Snapshot, content: Content, root: Path) -> Path:
    """The file of ``snapshot`` below ``root``, made if it is not there yet."""
    try:
        return _build(catalog, snapshot, content, root / "portal")
    except (OSError, sqlite3.Error) as error:
        message = (
            "the SQLite of snapshot {number} cannot be built ({problem}); "
            "the releases stand: run ktth publish datasette"
        )
        raise KtthError(message, number=snapshot.number, problem=error) from error


def _build(catalog: Catalog, snapshot: Snapshot, content: Content, folder: Path) -> Path:
    target = folder / f"catalog-{snapshot.number}.db"
    if _holds(target, snapshot):
        return target
    durable.make_folders(folder)
    with tempfile.TemporaryDirectory(prefix=".staging-", dir=folder) as staging:
        made = Path(staging) / target.name
        if before := _newest(folder, below=snapshot.number):
            shutil.copyfile(before, made)
        contents = _fill(made, catalog, snapshot, content)
        infos, registers = own.read_tables(made), read_registers(catalog, snapshot, content.site)
        for lang in LANGS:
            said = metadata(contents.abouts, infos, registers, content.site, lang, target.stem)
            text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
            metadata_path(made, lang).write_text(text, encoding="utf-8")
        for file in (*(metadata_path(made, lang) for lang in LANGS), made):  # the database last: with it all is there
            _flush(file)
            os.replace(file, folder / file.name)  # noqa: PTH105
    durable.flush_folder(folder)
    _forget(folder)
    return target


def _fill(path: Path, catalog: Catalog, snapshot: Snapshot, content: Content) -> Contents:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;")
        db.execute("PRAGMA cache_size=-64000")  # 64 MB: rows of the long table go between others
        db.executescript(f"PRAGMA user_version={own.FORMAT}; BEGIN; {own.SCHEMA} {observations.SCHEMA}")
        known, held = own.known_tables(db), own.released(db)
        releases = {
            dataset: catalog.release(dataset, snapshot.datasets[dataset].version)
            for dataset in sorted(snapshot.datasets)
        }
        abouts = {dataset: about(dataset, r.descriptor, content.site) for dataset, r in releases.items()}
        contents = Contents(abouts, {(s.dataset, s.table): s for s in _sources(releases, known, set(content.datasets))})
        figures = _figures(contents, content)
        remade = _write_tables(db, contents.sources, known, content.site.provenance_column, figures)
        for gone in held.keys() - abouts.keys():
            own.forget_dataset(db, gone)
        for dataset, entry in snapshot.datasets.items():
            if held.get(dataset) != (entry.version, entry.digest) or _renamed(dataset, contents.sources, known):
                own.write_dataset(db, catalog, abouts[dataset], entry.digest, contents.names)
                if dataset not in remade:
                    observations.restamp(db, dataset, entry.version)
        for dataset in sorted(remade):
            tables = [(contents.sources[key], columns) for key, columns in figures.items() if key[0] == dataset]
            observations.write(db, dataset, abouts[dataset].version if tables else "", tables)
        db.execute("COMMIT")
    return contents


def _figures(contents: Contents, content: Content) -> dict[TableKey, observations.Columns]:
    """The tables of our own that observations are made of."""
    ours = {key: one for key, one in contents.sources.items() if key in content.tables}
    found = {k: observations.columns_of(one, contents.abouts[one.dataset], content.site) for k, one in ours.items()}
    return {key: columns for key, columns in found.items() if columns}


def _sources(releases: Mapping[str, Release], known: Mapping[TableKey, own.TableInfo], ours: set[str]) -> list[Source]:
    tables = {d: [r for r in release.descriptor["resources"] if _is_table(r)] for d, release in releases.items()}
    names = table_names({d: {"resources": resources} for d, resources in tables.items()}, ours)
    found = []
    for dataset, resources in tables.items():
        for resource in resources:
            key, digest = (dataset, resource["name"]), _digest(resource)
            before = known.get(key)
            dated = before.dated if before and before.source_digest == digest else None
            path = releases[dataset].files[resource["path"]]
            found.append(source(dataset, resource, names[key], path, digest, dated))
    return resolved(found)


def _is_table(resource: Mapping[str, Any]) -> bool:
    fields = (resource.get("schema") or {}).get("fields") or ()
    return resource.get("type") == "table" and 0 < len(fields) <= MOST_COLUMNS


def _digest(resource: Mapping[str, Any]) -> str:
    schema = json.dumps(resource.get("schema"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{resource.get('hash')}\0{schema}".encode()).hexdigest()


def _write_tables(
    db: sqlite3.Connection,
    sources: Mapping[TableKey, Source],
    known: Mapping[TableKey, own.TableInfo],
    provenance: str,
    figures: Mapping[TableKey, observations.Columns],
) -> set[str]:
    """Load the tables whose making changed, drop those that are gone, and say in ``_tables`` what there is.

    The datasets with a table loaded or gone.
    """
    infos = {}
    kept_names = {s.name for s in sources.values()}
    for gone in {i.name for i in known.values()} - kept_names:
        db.execute(f"DROP TABLE {quoted(gone)}")
    remade = {dataset for dataset, _ in known.keys() - sources.keys()}
    for key, one in sources.items():
        print_ = fingerprint(one, provenance, figures.get(key))
        before = known.get(key)
        if before and before.name == one.name and before.fingerprint == print_:
            infos[key] = before
            continue
        remade.add(one.dataset)
        frame = load(db, one)
        counts = (
            Counter(frame[provenance].cast(pl.String).fill_null("").to_list()) if provenance in frame.columns else {}
        )
        infos[key] = own.TableInfo(one.name, frame.height, dict(sorted(counts.items())), one.dated, one.digest, print_)
    own.write_tables(db, infos)
    return remade


def _renamed(dataset: str, sources: Mapping[TableKey, Source], known: Mapping[TableKey, own.TableInfo]) -> bool:
    names = {key[1]: s.name for key, s in sources.items() if key[0] == dataset}
    return names != {key[1]: i.name for key, i in known.items() if key[0] == dataset}


def _holds(path: Path, snapshot: Snapshot) -> bool:
    """Whether a file is there and is of this very snapshot: after a new start of the archive numbers come again."""
    if not path.is_file() or not all(metadata_path(path, lang).is_file() for lang in LANGS):
        return False
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        if db.execute("PRAGMA user_version").fetchone()[0] != own.FORMAT:
            return False
        return own.released(db) == {d: (e.version, e.digest) for d, e in snapshot.datasets.items()}


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    found = ((p.stem.removeprefix("catalog-"), p) for p in folder.glob("catalog-*.db"))
    return sorted((int(number), path) for number, path in found if number.isdigit())


def _newest(folder: Path, *, below: int) -> Path | None:
    for number, path in reversed(_numbered(folder)):
        if number < below:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
                if db.execute("PRAGMA user_version").fetchone()[0] == own.FORMAT:
                    return path
    return None


def _forget(folder: Path) -> None:
    for _, path in _numbered(folder)[:-KEPT]:
        for file in (path, *(metadata_path(path, lang) for lang in LANGS)):
            file.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
