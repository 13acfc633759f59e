"""``package_search``: words, filters, order, a page, and how many datasets each value has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from publish.portal.action.answers import ActionError, invalid, misasked
from publish.portal.action.asked import Asked
from publish.portal.action.query import DATES, Index, Places, places
from publish.portal.action.shelf import Entry, Shelf
from publish.portal.sifting import BUSY
from publish.search import MOST_LETTERS, Question
from schemas.core.fold import fold

PARAMETERS = {"q", "fq", "fq_list", "sort", "start", "rows", "facet", "facet.field", "facet.limit", "facet.mincount"}
IDLE = {"include_private", "include_drafts", "include_deleted", "use_default_schema"}  # there is nothing of the kind
MOST_ROWS, MOST_FILTERS, MOST_OPTIONS = 1_000, 10, 50
USUAL = "score desc, metadata_modified desc"
ALL = ("", "*", "*:*", '""', "''")
FACETS = (
    "organization",
    "groups",
    "tags",
    "res_format",
    "license_id",
    "type",
    "dataset_type",
    "owner_org",
    "state",
    "private",
    "version",
)
_FIELDED = re.compile(r'[:"]|(?:^|\s)[+-]\S')
_ORDER = re.compile(r"(\w+)(?:\s+(asc|desc))?", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """``entries`` are a page of ``count``; ``facets`` count all of them, by field and value."""

    count: int
    entries: Sequence[Entry]
    sort: str
    facets: Mapping[str, Mapping[str, int]]


class Searched:
    """The datasets of one shelf, as they are searched."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        entries = shelf.entries
        self._places = {entry.view.id: place for place, entry in enumerate(entries)}
        titles = [fold(entry.view.about.title.vi) for entry in entries]
        self._orders: Mapping[str, Sequence[str]] = {
            "id": [entry.id for entry in entries],
            "name": [entry.name for entry in entries],
            "title_string": titles,
            "metadata_created": [entry.created for entry in entries],
            "metadata_modified": [entry.modified for entry in entries],
        }
        self._index = Index(
            size=len(entries),
            values=_values(entries),
            moments={name: self._orders[name] for name in DATES},
            texts={
                "title": [fold(f"{e.view.about.title.vi}\n{e.view.about.title.en}") for e in entries],
                "notes": [fold(f"{e.view.about.description.vi}\n{e.view.about.description.en}") for e in entries],
            },
            search=lambda text: frozenset(self._found(text)),
            fold=fold,
        )

    def search(self, asked: Asked) -> Result:
        """Raises :class:`ActionError` where something is asked that is not understood."""
        if unknown := sorted(asked.said.keys() - PARAMETERS - IDLE):
            raise misasked(f"Invalid search parameters: {unknown}")
        start, rows = asked.whole("start", 0) or 0, asked.whole("rows", 10)
        ranks, kept = self._kept(asked)
        sort, order = self._ordered(asked.text("sort"), ranks)
        found = order(sorted(kept))
        page = found[start : start + min(rows or 0, MOST_ROWS)]
        entries = self._shelf.entries
        return Result(len(found), [entries[n] for n in page], sort, self._facets(asked, kept))

    def _kept(self, asked: Asked) -> tuple[Mapping[int, int], Places]:
        """How well each place matches the words, the best at 0, and the places that are left."""
        q, kept = asked.text("q").strip(), self._index.all
        ranks: Mapping[int, int] = {}
        if q not in ALL and _FIELDED.search(q):
            kept = places(q, self._index)
        elif q not in ALL:
            if len(q) > MOST_LETTERS:
                raise invalid("q", f"At most {MOST_LETTERS} letters")
            ranks = {place: rank for rank, place in enumerate(self._found(q))}
            kept = frozenset(ranks)
        filters = [text for name in ("fq", "fq_list") for text in _texts(asked, name)]
        if len(filters) > MOST_FILTERS:
            raise invalid("fq_list", f"At most {MOST_FILTERS} filters")
        for text in filters:
            kept = kept & places(text, self._index)
        return ranks, kept

    def _found(self, text: str) -> list[int]:
        """The places in which all words are, the best first."""
        search = self._shelf.state.search
        try:
            names = search.datasets(Question(text)) if search else []
        except TimeoutError:
            raise ActionError(409, "Search Error", message=f"Search error: {BUSY}") from None
        return [self._places[name] for name in names if name in self._places]

    def _ordered(self, said: str, ranks: Mapping[int, int]) -> tuple[str, Callable[[list[int]], list[int]]]:
        text = USUAL if said.strip() in ("", "rank") else said.strip()
        steps = []
        for one in text.split(","):
            found = _ORDER.fullmatch(one.strip())
            name, down = (found[1], (found[2] or "asc").lower() == "desc") if found else ("", False)
            if name == "score":
                steps.append(([-ranks.get(n, 0) for n in range(self._index.size)], down))
            elif name in self._orders:
                steps.append((self._orders[name], down))  # type: ignore[arg-type]
            else:
                raise misasked(f'Invalid "sort" parameter {one.strip()}; there are score, {", ".join(self._orders)}')
        if len(steps) > MOST_FILTERS:
            raise misasked("too many orders")

        def order(found: list[int]) -> list[int]:
            for values, down in reversed(steps):
                found = sorted(found, key=values.__getitem__, reverse=down)
            return found

        return text, order

    def _facets(self, asked: Asked, kept: Places) -> Mapping[str, Mapping[str, int]]:
        names = asked.names("facet.field")
        limit = asked.whole("facet.limit", MOST_OPTIONS, least=-1)
        least = asked.whole("facet.mincount", 1) or 0
        if not asked.flag("facet", default=True):
            return {}
        if unknown := [name for name in names if name not in FACETS]:
            raise misasked(f"facet.field: undefined field {', '.join(unknown)}; there are {', '.join(FACETS)}")
        return {name: self._facet(name, kept, limit, max(1, least)) for name in names}

    def _facet(self, name: str, kept: Places, limit: int | None, least: int) -> Mapping[str, int]:
        entries = self._shelf.entries
        counts = Counter(value for place in kept for value in entries[place].values[name])
        often = sorted((-count, value) for value, count in counts.items() if count >= least)
        return {value: -count for count, value in (often if limit is None or limit < 0 else often[:limit])}


def _values(entries: Sequence[Entry]) -> dict[str, dict[str, Places]]:
    found: dict[str, dict[str, set[int]]] = {}
    for place, entry in enumerate(entries):
        for field, values in entry.values.items():
            known = found.setdefault(field, {})
            for value in values:
                known.setdefault(value.casefold(), set()).add(place)
    every = found if entries else {name: {} for name in (*FACETS, "id", "name", "entity_type", "capacity")}
    return {field: {value: frozenset(there) for value, there in known.items()} for field, known in every.items()}


def _texts(asked: Asked, name: str) -> list[str]:
    """Filters, one by one; one of nothing but spaces asks for nothing."""
    return [text for text in asked.names(name, commas=False) if text not in ALL]
