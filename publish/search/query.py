"""Asking the index: every word must be there, the last may be a beginning; where nothing has them all, any will do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from publish.search.build import BREAK, MARK
from publish.search.entry import KINDS, spelled, words
from publish.sqlite.reading import reading
from schemas.core.site import Text

MOST_LETTERS, MOST_WORDS = 200, 12  # of a question; what is longer is cut
WEIGHTS = (10.0, 6.0, 3.0, 2.0, 1.0)  # of a word in names, keywords, columns, description, cells
_KIND = (
    "CASE e.kind WHEN 'dataset' THEN 2.0 WHEN 'target' THEN 1.5 WHEN 'rule' THEN 0.7 WHEN 'code' THEN 0.5 ELSE 1.0 END"
)
_RANK = f"bm25(words, {', '.join(map(str, WEIGHTS))}) * {_KIND}"
_FROM = "FROM words JOIN entries AS e ON e.number = words.rowid WHERE words MATCH :match"
_ORDER = f"""ORDER BY CASE
  WHEN e.kind IN ('rule', 'code') THEN 3 WHEN instr(e.exact, :whole) THEN 0 WHEN instr(e.spelled, :typed) THEN 1
  WHEN instr(e.exact, :start) THEN 2 ELSE 3 END, {_RANK}, e.number
"""


@dataclass(frozen=True)
class Question:
    """What a reader typed; ``words`` are folded, as they are looked for."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(words(self.text[:MOST_LETTERS])[:MOST_WORDS])

    def match(self, *, every: bool) -> str:
        """As FTS5 wants it: only letters and digits inside quotes, so that nothing typed is an operator."""
        terms = [f'"{word}"' for word in self.words]
        terms[-1] += " *"
        joined = f"({' AND '.join(terms) if every else ' OR '.join(terms)})"
        phrase = f'"{" ".join(self.words)}" *'
        return f"{phrase} OR {joined}" if len(terms) > 1 else joined


@dataclass(frozen=True)
class Hit:
    """Something found; ``texts`` is what is written of it, most telling first."""

    kind: str
    id: str
    path: str
    title: Text
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A page of what was found, of ``total``; ``kinds`` counts all kinds, whichever was asked for.

    ``every``: all words were found in each; otherwise some of them.
    """

    total: int
    kinds: Mapping[str, int]
    hits: tuple[Hit, ...]
    every: bool = True


class Search:
    """The index of one snapshot; may be asked from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, question: Question, kind: str = "", limit: int = 20, offset: int = 0) -> Found:
        """The best first.

        Raises:
            TimeoutError: it would take longer than a question may.
        """
        if not question.words:
            return Found(0, {}, ())
        with reading(self._path) as db:
            every, kinds = self._counted(db, question)
            total = kinds.get(kind, 0) if kind else sum(kinds.values())
            given = {"match": question.match(every=every), "kind": kind, "limit": limit, "offset": offset}
            of_kind = f"{_FROM} {'AND e.kind = :kind' if kind else ''} {_ORDER} LIMIT :limit OFFSET :offset"
            asked = f"SELECT e.number, e.kind, e.id, e.path, e.title, e.title_en {of_kind}"
            rows = db.execute(asked, given | _exact(question)).fetchall() if offset < total else []
            return Found(total, kinds, tuple(_hit(db, row) for row in rows), every)

    def datasets(self, question: Question) -> list[str]:
        """The ids of all datasets in which every word is found, the best first; ``TimeoutError`` as above."""
        if not question.words:
            return []
        with reading(self._path) as db:
            given = {"match": question.match(every=True)} | _exact(question)
            asked = f"SELECT e.id {_FROM} AND e.kind = 'dataset' {_ORDER}"
            return [name for (name,) in db.execute(asked, given)]

    def _counted(self, db: sqlite3.Connection, question: Question) -> tuple[bool, dict[str, int]]:
        for every in (True, False):
            asked = f"SELECT e.kind, count(*) {_FROM} GROUP BY e.kind"
            kinds = dict(db.execute(asked, {"match": question.match(every=every)}).fetchall())
            if kinds:
                break
        return every, {kind: kinds[kind] for kind in sorted(kinds, key=_place)}


def _place(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)


def _exact(question: Question) -> dict[str, str]:
    said = " ".join(question.words)
    return {"whole": f"{MARK}{said}{MARK}", "start": f"{MARK}{said}", "typed": spelled(question.text[:MOST_LETTERS])}


def _hit(db: sqlite3.Connection, row: Sequence[object]) -> Hit:
    number, kind, name, path, *title = row
    asked = "SELECT description, keywords, columns, cells FROM texts WHERE number = ?"
    texts = db.execute(asked, [number]).fetchone()
    return Hit(
        str(kind), str(name), str(path), Text(*map(str, title)), tuple(t for part in texts for t in part.split(BREAK))
    )
