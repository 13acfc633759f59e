"""The datasets of one snapshot sifted by facets and sorted: made once for a snapshot, asked in microseconds.

A facet's option is a set of datasets, kept as the bits of one number. What an option counts takes what was chosen in
the other facets into account, not what was chosen in its own: one more choice there adds to what is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from itertools import chain
from operator import or_

from publish.portal.dataset import DatasetView
from schemas.core.fold import fold

MANY = 500  # options of a facet
FORMS = ("csv", "xlsx", "json", "parquet", "sqlite")  # that a table can be had in
Chosen = Mapping[str, Sequence[str]]  # options by facet; of one facet any will do, of several each must hold


def _formats(view: DatasetView) -> Iterable[str]:
    yield from FORMS if view.about.tables else ()
    yield from (file.format.lower() for file in view.about.files if file.format)


FACETS: Mapping[str, Callable[[DatasetView], Iterable[str]]] = {
    "agency": lambda view: [view.about.publisher],
    "keyword": lambda view: view.about.keywords,
    "target": lambda view: view.about.targets,
    "task": lambda view: view.about.tasks,
    "frequency": lambda view: [view.about.frequency],
    "standing": lambda view: [view.standing],
    "format": _formats,
}
SORTS: Mapping[str, Callable[[DatasetView], tuple[object, ...]]] = {  # all but by relevance
    "id": lambda view: (view.id,),
    "name": lambda view: (fold(view.about.title.vi), view.id),
    "name-en": lambda view: (fold(view.about.title["en"]), view.id),
    "newest": lambda view: (_backwards(view.about.created), view.id),
    "rows": lambda view: (-view.rows, view.id),
}


@dataclass(frozen=True)
class Sifted:
    """The datasets that are left, all of them, in order; ``count`` counts them for :attr:`counts`."""

    views: Sequence[DatasetView]
    count: Callable[[], Mapping[str, Mapping[str, int]]]

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By facet and option how many datasets there are; without options of none."""
        return self.count()


class Listing:
    """``views`` are the datasets of a snapshot by id."""

    def __init__(self, views: Mapping[str, DatasetView]) -> None:
        self._views = [views[name] for name in sorted(views)]
        self._places = {view.id: place for place, view in enumerate(self._views)}
        self._all = (1 << len(self._views)) - 1
        self._values = {name: [sorted({*of(view)} - {""}) for view in self._views] for name, of in FACETS.items()}
        self._bits = {name: self._options(values) for name, values in self._values.items()}
        self._totals = {name: _counted(values) for name, values in self._values.items()}
        numbered = range(len(self._views))
        self._orders = {name: sorted(numbered, key=lambda n, by=by: by(self._views[n])) for name, by in SORTS.items()}  # type: ignore[misc]

    def _options(self, values: Sequence[Sequence[str]]) -> dict[str, int]:
        found: dict[str, list[int]] = {}
        for place, options in enumerate(values):
            for option in options:
                found.setdefault(option, []).append(place)
        return {option: _number(places, len(self._views)) for option, places in sorted(found.items())}

    def sift(self, chosen: Chosen, sort: str = "id", among: Sequence[str] | None = None) -> Sifted:
        """``among`` are the only ids asked for, the best first: the order of ``sort`` ``relevance``."""
        base = self._all if among is None else _number(self._known(among), len(self._views))
        kept = {name: self._any(name, options) for name, options in chosen.items() if options}
        left = self._within(base, kept.values())
        order = self._known(among or ()) if sort == "relevance" else self._orders[sort]
        there = self._there(left)
        return Sifted([self._views[n] for n in order if there[n] == "1"], partial(self._counts, base, kept))

    def _there(self, bits: int) -> str:
        """``1`` at the place of each dataset of a set."""
        return bin(bits)[:1:-1].ljust(len(self._views), "0")

    def _counts(self, base: int, kept: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
        within = {
            name: self._within(base, (bits for facet, bits in kept.items() if facet != name)) for name in self._bits
        }
        return {name: self._count(name, others) for name, others in within.items()}

    def _count(self, facet: str, others: int) -> Mapping[str, int]:
        options = self._bits[facet]
        if others == self._all:
            return self._totals[facet]
        if len(options) > MANY:  # a walk over what is left is shorter then
            there = self._there(others)
            return _counted(of for n, of in enumerate(self._values[facet]) if there[n] == "1")
        counted = ((option, (bits & others).bit_count()) for option, bits in options.items())
        return {option: count for option, count in counted if count}

    def _any(self, facet: str, options: Sequence[str]) -> int:
        return reduce(or_, (self._bits[facet].get(option, 0) for option in options))

    def _within(self, base: int, sets: Iterable[int]) -> int:
        return reduce(lambda left, right: left & right, sets, base)

    def _known(self, names: Sequence[str]) -> list[int]:
        return [self._places[name] for name in names if name in self._places]


def _counted(values: Iterable[Sequence[str]]) -> Mapping[str, int]:
    return dict(sorted(Counter(chain.from_iterable(values)).items()))


def _number(places: Iterable[int], width: int) -> int:
    bits = bytearray(width // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _backwards(text: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in text)
