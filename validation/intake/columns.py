"""Which column of a block is which column of a dataset, one to one: by name, title, alias, in any spelling.

A heading that is not known is never taken for one that is near; what is near is named in the finding instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from schemas.core.registry import Content
from schemas.core.table import Field, Table
from validation.intake.headings import Heading
from validation.intake.layout import Block
from validation.intake.names import Index, plain, shortened, spelled
from validation.intake.said import without_period
from validation.intake.values.column import PERIODS

NEAR = 0.72  # how alike two headings must be for one to be named beside the other
SHOWN = 3  # names that are shown of those that are near


@dataclass(frozen=True)
class Named:
    """The headings of a block that are columns of a table, and those that are not known for certain.

    ``unclear`` holds, for each heading that means several columns or shares one with another heading, the columns.
    """

    columns: Mapping[str, Heading] = field(default_factory=dict)
    unclear: Mapping[Heading, tuple[str, ...]] = field(default_factory=dict)
    rest: tuple[Heading, ...] = ()


def by_name(headings: Sequence[Heading], index: Index) -> Named:
    """The headings that as a whole are what a column is called."""
    return _one_to_one({h: index.meant(h.parts) for h in headings})


def by_last_part(headings: Sequence[Heading], index: Index, taken: Collection[str]) -> Named:
    """The headings whose lowest part, or else whose part above, is what a column is called that none is yet."""
    meant = {h: index.meant(h.parts[-1:]) - set(taken) for h in headings}
    upper = {h: index.meant(h.parts[:-1]) - set(taken) for h in headings if len(h.parts) > 1 and not meant[h]}
    return _one_to_one(meant | {h: fields for h, fields in upper.items() if fields})


def _one_to_one(meant: Mapping[Heading, Collection[str]]) -> Named:
    """The pairs that are the only ones for both sides."""
    columns: dict[str, Heading] = {}
    unclear: dict[Heading, tuple[str, ...]] = {}
    rest = []
    for heading, fields in meant.items():
        rivals = [other for other, theirs in meant.items() if set(theirs) & set(fields)]
        if not fields:
            rest.append(heading)
        elif len(fields) == 1 and len(rivals) == 1:
            columns[next(iter(fields))] = heading
        else:
            unclear[heading] = tuple(sorted(fields))
    return Named(columns, unclear, tuple(rest))


def near(heading: Heading, index: Index, among: Collection[str]) -> list[str]:
    """The columns, of those ``among``, whose names are like a heading, the most like first."""
    texts = {spelled(text) for text in (heading.text, *heading.parts[-1:], shortened(heading.text)) if text}
    scored = []
    for field_name in among:
        names = [spelled(name) for name in index.names[field_name]]
        score = max((_alike(text, name) for text in texts for name in names), default=0.0)
        if score >= NEAR:
            scored.append((-score, field_name))
    return [name for _, name in sorted(scored)[:SHOWN]]


def is_called(heading: Heading, index: Index, name: str) -> bool:
    """Whether a heading is like a name of a column, or one of the words that such a name lists: ``Huyện, thị xã``."""
    words = {spelled(word) for said in index.names[name] for word in said.split(",")}
    return bool(near(heading, index, [name])) or any(spelled(part) in words for part in heading.parts)


def _alike(text: str, name: str) -> float:
    """How alike two spellings are, 1 for the same; one that holds all words of the other is near it."""
    if len(name) > 3 and f" {name} " in f" {text} ":
        return 0.75 + 0.2 * len(name) / len(text)
    matcher = SequenceMatcher(None, text, name, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR else 0.0


# Which dataset a block is of


@dataclass(frozen=True)
class Proposal:
    """A table that a block may be of: which of its columns stand there, and how much that says."""

    table: Table
    fields: tuple[str, ...]
    score: float
    share: float  # of the block's headings that are its columns


class Proposer:
    """Ranks tables (of the sender's dataset, or all of the content) by the headings of a block.

    A column that many tables have says little.
    """

    def __init__(self, content: Content, tables: Collection[Table] | None = None) -> None:
        open_tables = [t for t in content.tables.values() if t.dataset not in content.derived]
        self.least = 2 if tables is None else 1  # headings that must speak for a table
        self.indexes = [Index(t, content.site.headings) for t in (open_tables if tables is None else tables)]
        self.common: dict[str, int] = {}
        for index in self.indexes:
            for form in {plain(n) for names in index.names.values() for n in names}:
                self.common[form] = self.common.get(form, 0) + 1

    def propose(self, block: Block) -> list[Proposal]:
        """The tables that some headings speak for, the most likely first."""
        found = [p for index in self.indexes if (p := self._proposal(block, index))]
        return sorted(found, key=lambda p: (-p.score, p.table.dataset, p.table.name))

    def _proposal(self, block: Block, index: Index) -> Proposal | None:
        hits = self._periods(block, index)
        for heading in block.named:
            for fields in _meant(heading, index):
                for name in fields:
                    hits.setdefault(name, heading)
        if len(hits) < self.least:
            return None
        weights = [1 / min(self.common.get(plain(n), 1) for n in index.names[name]) for name in hits]
        told = [h for h in block.named if any(index.meant(parts) for parts in (h.parts, *([p] for p in h.parts)))]
        return Proposal(index.table, tuple(hits), sum(weights), len(told) / len(block.named))

    def _periods(self, block: Block, index: Index) -> dict[str, Heading]:
        """The key column that holds periods, where headings name some."""
        keyed = [n for n in index.table.primary_key if pattern_of(index.fields[n]) in PERIODS]
        spread = next((h for h in block.named if any(without_period(part)[1] for part in h.parts)), None)
        return {keyed[0]: spread} if keyed and spread else {}


def pattern_of(field: Field) -> str:
    return str((field.get("constraints") or {}).get("pattern") or "")


def _meant(heading: Heading, index: Index) -> Iterator[set[str]]:
    whole = index.meant(heading.parts)
    yield whole
    if not whole:
        yield from (index.meant([part]) for part in heading.parts)


def winner(ranked: Sequence[Proposal]) -> Proposal | None:
    """The table that is clearly meant: its own columns stand there, and no other comes near it."""
    if not ranked:
        return None
    first = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return first if first.score >= 1 and first.share >= 0.4 and first.score >= 1.5 * second else None
