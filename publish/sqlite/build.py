"""Building the file: copy the newest one before it, replace what changed, bring the result in by one rename."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import apsw

from publish import durable
from publish.errors import KtthError
from publish.registers import read_registers
from publish.search import build as search
from publish.snapshot import Catalog, Snapshot
from publish.sqlite import catalog as own
from publish.sqlite import changes
from publish.sqlite.fill import fill
from publish.sqlite.metadata import metadata
from publish.sums import SUM, Sums, read_sums, write_sums
from schemas.core.i18n import LANGS, Lang
from schemas.core.registry import Content

_SUMS = Sums()
KEPT = 5  # files of newer and older snapshots that stay, for readers that have not moved on
PATIENCE = 600  # seconds to wait for another builder of the same root


def metadata_path(database: Path, lang: Lang) -> Path:
    """The Datasette metadata in ``lang`` of a built file."""
    return database.with_suffix(".metadata.json" if lang == "vi" else f".metadata.{lang}.json")


def build(catalog: Catalog, snapshot: Snapshot, content: Content, root: Path) -> Path:
    """The file of ``snapshot`` below ``root``, made if it is not there yet."""
    try:
        return _build(catalog, snapshot, content, root / "portal")
    except (OSError, sqlite3.Error, apsw.Error) as error:
        message = (
            "the SQLite of snapshot {number} cannot be built ({problem}); "
            "the releases stand: run ktth publish datasette"
        )
        raise KtthError(message, number=snapshot.number, problem=error) from error


def _build(catalog: Catalog, snapshot: Snapshot, content: Content, folder: Path) -> Path:
    target = folder / f"catalog-{snapshot.number}.db"
    if _holds(target, catalog, snapshot.number):
        return target
    durable.make_folders(folder)
    with durable.exclusive(folder.with_suffix(".lock"), PATIENCE):
        if _holds(target, catalog, snapshot.number):  # another builder made it meanwhile
            return target
        for left in folder.glob(".staging-*"):  # of a builder that was killed: no other is at work
            durable.remove_tree(left)
        return _make(target, catalog, snapshot, content)


def _make(target: Path, catalog: Catalog, snapshot: Snapshot, content: Content) -> Path:
    folder = target.parent
    with tempfile.TemporaryDirectory(prefix=".staging-", dir=folder) as staging:
        made, before = Path(staging) / target.name, _newest(folder, catalog, below=snapshot.number)
        try:
            _write(made, before, catalog, snapshot, content)
        except (sqlite3.Error, apsw.Error):
            if not before:
                raise
            for file in Path(staging).iterdir():
                file.unlink()
            _write(made, None, catalog, snapshot, content)
        for file in (*_beside(made), made):  # the database last: with it all is there
            _flush(file)
            os.replace(file, folder / file.name)  # noqa: PTH105
    durable.flush_folder(folder)
    _forget(target, newest=(catalog.current() or snapshot).number)
    return target


def _write(made: Path, before: Path | None, catalog: Catalog, snapshot: Snapshot, content: Content) -> None:
    """All files of a snapshot, upon those of one before it or from nothing."""
    if before:
        for file, copy in zip((before, search.search_path(before)), (made, search.search_path(made)), strict=True):
            shutil.copyfile(file, copy)
    filled = fill(made, catalog, snapshot, content)
    infos, registers = own.read_tables(made), read_registers(catalog, snapshot, content.site)
    indexed = search.Indexed(snapshot, filled.abouts, filled.whole, infos, registers, content)
    search.write(search.search_path(made), made, indexed)
    for lang in LANGS:
        said = metadata(filled.abouts, infos, registers, content.site, lang, made.stem)
        if before and not filled.whole:
            tables = said["databases"][made.stem]["tables"]
            said["databases"][made.stem]["tables"] = _tables_of(metadata_path(before, lang)) | tables
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        metadata_path(made, lang).write_text(text, encoding="utf-8")
    write_sums(_sums_path(made), _summed(made))


def _summed(database: Path) -> list[Path]:
    """A database, how Datasette shows it, what it is searched by."""
    return [database, *(metadata_path(database, lang) for lang in LANGS), search.search_path(database)]


def _sums_path(database: Path) -> Path:
    return database.with_suffix(SUM)


def _beside(database: Path) -> list[Path]:
    """What is made with a database, which counts with these only."""
    return [*_summed(database)[1:], _sums_path(database)]


def _tables_of(path: Path) -> dict[str, Any]:
    """What a file of metadata says of its tables."""
    [database] = json.loads(path.read_bytes())["databases"].values()
    return dict(database["tables"])


def _holds(path: Path, catalog: Catalog, number: int) -> bool:
    """Whether a file is there and is of this very snapshot: after a new start of the archive numbers come again."""
    if not _is_ours(path):
        return False
    uri = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db, suppress(sqlite3.DatabaseError):
        return changes.newest(db) == (number, catalog.digest(number))
    return False


def _is_ours(path: Path) -> bool:
    """Whether a database in today's format is there as it was made, with all that is made with it."""
    sums = read_sums(_sums_path(path))
    if not all(file.name in sums and _SUMS.hold(file, sums[file.name]) for file in _summed(path)):
        return False
    uri = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db, suppress(sqlite3.DatabaseError):
        ours = db.execute("PRAGMA user_version").fetchone()[0] == own.FORMAT
        return bool(ours) and search.is_index(search.search_path(path))
    return False


def kept(catalog: Catalog, number: int, root: Path) -> Path | None:
    """The file of a snapshot of ``catalog``, if it is still there."""
    path = root / "portal" / f"catalog-{number}.db"
    return path if _holds(path, catalog, number) else None


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    found = ((p.stem.removeprefix("catalog-"), p) for p in folder.glob("catalog-*.db"))
    return sorted((int(number), path) for number, path in found if number.isdigit())


def _newest(folder: Path, catalog: Catalog, *, below: int) -> Path | None:
    """The file to build upon: of the newest snapshot of this archive that has one."""
    for number, path in reversed(_numbered(folder)):
        if number < below and _holds(path, catalog, number):
            return path
    return None


def _forget(target: Path, *, newest: int) -> None:
    """Remove the files of snapshots that the archive has no more, and the oldest but what was made just now."""
    numbered = _numbered(target.parent)
    known = [path for number, path in numbered if number <= newest]
    for path in {path for _, path in numbered} - {*known[-KEPT:], target}:
        for file in (*_beside(path), path):  # by the last the others are found
            file.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
