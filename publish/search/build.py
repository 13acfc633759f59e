"""Writing the index: entries by owner (a dataset, a register), replaced where the owner says another thing than before.

The index holds folded words only and no text of its own (FTS5 without content), so that what is taken out is given to
it again. What was withdrawn leaves its bytes: the index is merged into one piece, and freed pages are overwritten.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from publish.about import About
from publish.registers import Registers
from publish.search.entries import Tables, cells_of, code_entries, dataset_entries, register_entries
from publish.search.entry import CODE, Entry, spelled, words
from publish.snapshot import Snapshot
from schemas.core.registry import Content

FORMAT = 1  # of the tables and of the folding; a file of another format is not built upon
SCHEMA = """
CREATE TABLE IF NOT EXISTS owners (owner TEXT PRIMARY KEY, fingerprint TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
  number INTEGER PRIMARY KEY, owner TEXT, kind TEXT, id TEXT, path TEXT, title TEXT, title_en TEXT, exact TEXT,
  spelled TEXT
);
CREATE INDEX IF NOT EXISTS entries_of_owner ON entries (owner);
CREATE TABLE IF NOT EXISTS texts (
  number INTEGER PRIMARY KEY, names TEXT, keywords TEXT, columns TEXT, description TEXT, cells TEXT
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
  names, keywords, columns, description, cells, content='', tokenize="unicode61 remove_diacritics 0"
);
"""
_PUT_IN = "INSERT INTO words (rowid, names, keywords, columns, description, cells) VALUES (?, ?, ?, ?, ?, ?)"
_TAKE_OUT = _PUT_IN.replace("(rowid", "(words, rowid").replace("(?", "('delete', ?")
MARK, BREAK = "\x1f", "\n"  # around each name in ``exact``; between texts
REGISTER = "#"  # begins the owners that are no datasets
GONE = f"{REGISTER}withdrawn"  # the owner of nothing; its fingerprint is of all that was withdrawn
Make = Callable[[], Iterable[Entry]]


def search_path(database: Path) -> Path:
    """The index that stands beside a built catalog file."""
    return database.with_suffix(".search")


@dataclass(frozen=True)
class Indexed:
    """What an index is made of; ``abouts`` are the datasets that may say another thing than before.

    ``whole``: they are all there are. ``tables`` is what the SQLite of the same snapshot says of its tables.
    """

    snapshot: Snapshot
    abouts: Mapping[str, About]
    whole: bool
    tables: Tables
    registers: Registers
    content: Content


def is_index(path: Path) -> bool:
    """Whether an index in today's format is there."""
    if not path.is_file():
        return False
    uri = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db, suppress(sqlite3.DatabaseError):
        return bool(db.execute("PRAGMA user_version").fetchone()[0] == FORMAT)
    return False


def write(made: Path, database: Path, of: Indexed) -> None:
    """Make ``made``, a copy of an earlier index or no file yet, the one of ``database``."""
    with open_index(made) as db, closing(sqlite3.connect(database)) as source:
        index = Index(db)
        for owner in index.owners() - of.snapshot.datasets.keys() if of.whole else ():
            if not owner.startswith(REGISTER):
                index.forget(owner)
        for dataset in sorted(of.abouts):
            _write_dataset(index, source, of.abouts[dataset], of)
        for owner, make in _registers(source, of):
            entries = list(make())
            index.put(owner, entries, _print(entries))
        gone = _print(sorted((d, *sorted(v)) for d, v in of.snapshot.withdrawn.items()))
        if gone != index.fingerprint(GONE):
            index.purge(gone)


@contextmanager
def open_index(path: Path) -> Iterator[sqlite3.Connection]:
    """An index to be written, whole or not at all: nobody reads it before."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;")
        db.executescript(f"PRAGMA user_version={FORMAT}; BEGIN; {SCHEMA}")
        yield db
        db.execute("COMMIT")


def _write_dataset(index: Index, source: sqlite3.Connection, said: About, of: Indexed) -> None:
    """The cells, which cost most, are read only where anything changed."""

    def entries(*cells: str) -> list[Entry]:
        return list(dataset_entries(said, of.registers, of.content, cells))

    held = [(key, info.fingerprint) for key, info in sorted(of.tables.items()) if key[0] == said.id]
    found = _print((entries(), held))
    if index.fingerprint(said.id) != found:
        index.put(said.id, entries(*cells_of(source, said, of.tables, of.content.site)), found)


def _registers(source: sqlite3.Connection, of: Indexed) -> Iterator[tuple[str, Make]]:
    """What else is searched, and may say another thing than before."""
    site = of.content.site
    for one in site.searched:
        if of.whole or one.dataset in of.abouts:
            yield f"{REGISTER}{one.kind}", partial(register_entries, source, one, of.tables)
    if of.whole or site.code_lists in of.abouts:
        yield f"{REGISTER}{CODE}", partial(code_entries, of.registers)


def _print(said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


class Index:
    """The entries of one index that is being written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def owners(self) -> set[str]:
        return {owner for (owner,) in self._db.execute("SELECT owner FROM owners")}

    def fingerprint(self, owner: str) -> str:
        """What was given with the owner's entries; empty where there is none."""
        found = self._db.execute("SELECT fingerprint FROM owners WHERE owner = ?", [owner]).fetchone()
        return str(found[0]) if found else ""

    def put(self, owner: str, entries: Iterable[Entry], fingerprint: str) -> None:
        """The entries of an owner, in place of those it had; nothing is done where the fingerprint is the same."""
        if self.fingerprint(owner) == fingerprint:
            return
        self.forget(owner)
        self._db.execute("INSERT INTO owners VALUES (?, ?)", [owner, fingerprint])
        for entry in entries:
            self._insert(owner, entry)

    def forget(self, owner: str) -> None:
        of = "number IN (SELECT number FROM entries WHERE owner = ?)"
        for number, *texts in self._db.execute(f"SELECT * FROM texts WHERE {of}", [owner]).fetchall():  # noqa: S608
            self._db.execute(_TAKE_OUT, [number, *map(_folded, texts)])
        for table in ("texts", "entries"):
            self._db.execute(f"DELETE FROM {table} WHERE {of}", [owner])  # noqa: S608
        self._db.execute("DELETE FROM owners WHERE owner = ?", [owner])

    def purge(self, fingerprint: str) -> None:
        """Take what was forgotten out of the file's bytes."""
        self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._db.execute("INSERT OR REPLACE INTO owners VALUES (?, ?)", [GONE, fingerprint])

    def _insert(self, owner: str, entry: Entry) -> None:
        exact = MARK.join(("", *(" ".join(words(name)) for name in entry.names), ""))
        row = (owner, entry.kind, entry.id, entry.path, entry.title.vi, entry.title.en, exact, spelled(entry.title.vi))
        number = self._db.execute("INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid
        parts = (entry.names, entry.keywords, entry.columns, entry.description, entry.cells)
        texts = [BREAK.join(part) for part in parts]
        self._db.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?)", [number, *texts])
        self._db.execute(_PUT_IN, [number, *map(_folded, texts)])


def _folded(text: str) -> str:
    return " ".join(words(text))
