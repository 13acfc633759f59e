"""A block held against a dataset's table: where each column stands, or what else says its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.core.table import Table
from validation.intake.columns import by_last_part, by_name, is_called, near
from validation.intake.fixed import Fixed, Periods, surroundings
from validation.intake.grid import Value
from validation.intake.headings import Heading
from validation.intake.keys import Keys
from validation.intake.layout import Block, Group
from validation.intake.names import Index
from validation.intake.values.text import shown
from validation.intake.view import blank
from validation.intake.wide import Spread, Spreads, measure_said, measures_of, open_keys

SAMPLE = 50  # different values of a column without a known heading that are looked at
MOSTLY = 0.9  # of them must be names of one column's values


@dataclass(frozen=True)
class Matching:
    """Which column of a block is which of ``table``.

    ``columns``: heading by field; ``by_values`` are those of them that are known by what stands in the column.
    ``spread``: columns that become rows again; their measure is ``by_title`` where no heading says it. ``fixed``,
    ``grouped``: fields whose value the words around the table say.

    ``unclear``: headings that may mean several fields, or one that another heading means too. ``doubtful``: headings
    that are near some field. ``unmatched``: all others. ``several``: fields of which the words around say different
    things. ``missing``: required fields that nothing says. ``unnamed``: spread columns of which it is not known what
    they measure. ``half``: measures with a column that says no value of the key columns which others are spread over.
    """

    table: Table
    columns: Mapping[str, Heading] = field(default_factory=dict)
    by_values: tuple[str, ...] = ()
    spread: tuple[Spread, ...] = ()
    by_title: str = ""
    fixed: Mapping[str, Fixed] = field(default_factory=dict)
    grouped: Mapping[str, Mapping[int, tuple[str, Group]]] = field(default_factory=dict)
    unclear: Mapping[Heading, tuple[str, ...]] = field(default_factory=dict)
    doubtful: Mapping[Heading, tuple[str, ...]] = field(default_factory=dict)
    unmatched: tuple[Heading, ...] = ()
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unnamed: tuple[Spread, ...] = ()
    half: Mapping[str, Heading] = field(default_factory=dict)

    @property
    def taken(self) -> set[Heading]:
        """The headings whose columns are read."""
        return {*self.columns.values(), *(s.heading for s in self.spread)}


def match(block: Block, keys: Keys, given: Mapping[str, Fixed] | None = None) -> Matching:
    """The block's columns as those of the keys' table; ``given`` are values that are known from elsewhere."""
    return _Matcher(block, keys, dict(given or {})).matching()


class _Matcher:
    """One block against one table, step by step: whole headings, spread ones, parts of headings, values."""

    def __init__(self, block: Block, keys: Keys, given: Mapping[str, Fixed]) -> None:
        self.block = block
        self.keys = keys
        self.given = given
        self.index = Index(keys.table, keys.content.site.headings)
        self.columns: dict[str, Heading] = {}
        self.unclear: dict[Heading, tuple[str, ...]] = {}
        self.spread: list[Spread] = []

    def matching(self) -> Matching:
        whole = by_name(self.block.named, self.index)
        self.columns |= whole.columns
        self.spread = self._spread([*whole.rest, *whole.unclear])
        spread = {s.heading for s in self.spread}
        parts = by_last_part([h for h in whole.rest if h not in spread], self.index, self._taken())
        self.columns |= parts.columns
        self.unclear = {h: names for h, names in (*whole.unclear.items(), *parts.unclear.items()) if h not in spread}
        rest = [*(h for h in self.block.columns if not h.parts and not h.serial), *parts.rest]
        by_values = self._by_values(rest)
        self.columns |= by_values
        return self._settled([h for h in rest if h not in by_values.values()], tuple(by_values))

    def _taken(self) -> set[str]:
        return {*self.columns, *(s.measure for s in self.spread), *(k for s in self.spread for k in s.keys)}

    def _settled(self, rest: Sequence[Heading], by_values: tuple[str, ...]) -> Matching:
        required = [n for n in self.keys.required if n not in self._taken()]
        found = surroundings(self.block, self.keys, [n for n in required if n not in self.given], self._periods())
        held = self._held(rest, {n: one.value for n, one in found.fixed.items()})
        settled = {n: one for n, one in found.fixed.items() if not any(n in names for names in held.values())}
        fixed = {**settled, **{n: v for n, v in self.given.items() if n not in self.columns}}
        said = self._measure_said()
        spread = [replace(s, measure=s.measure or said) for s in self.spread]
        named = self._once([s for s in spread if s.measure])
        half = {n: self.columns.pop(n) for n in measures_of(self.keys) if named and n in self.columns}
        free = [n for n in self.keys.fields if n not in {*self._taken(), *fixed, said}]
        likely = {h: list(dict.fromkeys([*held.get(h, ()), *self._near(h, free)])) for h in rest}
        doubtful = {h: tuple(names) for h, names in likely.items() if names}
        return Matching(
            table=self.keys.table,
            columns=self.columns,
            by_values=by_values,
            spread=tuple(named),
            by_title=said,
            fixed=fixed,
            grouped=found.grouped,
            unclear=self.unclear,
            doubtful=doubtful,
            unmatched=tuple(h for h in rest if h not in doubtful),
            several=found.several,
            missing=tuple(n for n in required if n not in {*found.fixed, *self.given, *found.grouped, *found.several}),
            unnamed=tuple(s for s in spread if not s.measure),
            half=half,
        )

    def _once(self, spread: Sequence[Spread]) -> list[Spread]:
        """The spread columns of which no two are of one measure and the same values; the others are unclear."""
        number = Counter((s.measure, s.values) for s in spread)
        self.unclear |= {s.heading: (s.measure,) for s in spread if number[s.measure, s.values] > 1}
        return [s for s in spread if number[s.measure, s.values] == 1]

    def _held(self, rest: Sequence[Heading], said: Mapping[str, str]) -> dict[Heading, list[str]]:
        """The unread columns that may say, row by row, what is ``said`` of all rows by title or sheet name."""
        labelled = {n: {v, *self.keys.above(n, v)} for n, v in said.items() if self.keys.labels(n) is not None}
        found: dict[Heading, list[str]] = {}
        for heading in rest if labelled else ():
            texts = [v.strip() for v in self._values(heading) if isinstance(v, str)]
            for name, same in labelled.items():
                read = [set(self.keys.read(name, text)) for text in texts]
                other = [codes for codes in read if not codes & same]
                if any(other) or (other and is_called(heading, self.index, name)):
                    found.setdefault(heading, []).append(name)
        return found

    def _near(self, heading: Heading, free: Sequence[str]) -> list[str]:
        """The fields that a heading is near; of a column without a heading those that some of its cells name."""
        if heading.parts:
            return near(heading, self.index, free)
        lacking = [n for n in free if n in self.keys.required and self.keys.labels(n) is not None]
        texts = [v.strip() for v in self._values(heading) if isinstance(v, str)]
        return [n for n in lacking if any(self.keys.read(n, text) for text in texts)]

    def _measure_said(self) -> str:
        """What spread columns without a measure of their own hold, where title and sheet name say one thing."""
        if all(s.measure for s in self.spread):
            return ""
        said = measure_said(self.keys, self.index, [self.block.sheet.name, *(text for _, text in self.block.title)])
        return said[0] if len(said) == 1 else ""

    def _periods(self) -> Periods:
        """The periods that the block's rows are of, as far as its columns or headings say; else what its title says."""
        name = next((n for n in self.keys.table.primary_key if self.keys.is_period(n)), None)
        if name is None:
            return (None,)
        if spread := {s.keys[name] for s in self.spread if name in s.keys}:
            return sorted(spread)
        if name in self.columns:
            values = [shown(v).strip() for v in self._values(self.columns[name])]
            return sorted({p for value in values for p in self.keys.read(name, value)}) or (None,)
        texts = [self.block.sheet.name, *(text for _, text in self.block.title)]
        return list(dict.fromkeys(p for text in texts for p in self.keys.inside(name, text))) or (None,)

    def _spread(self, headings: Sequence[Heading]) -> list[Spread]:
        """Headings that are measures by key values; those of one block must all be of the same key columns."""
        spreads = Spreads(self.index, self.keys, open_keys(self.keys, self.columns), self._periods())
        read = [s for h in headings if (s := spreads.read(h))]
        most = max(({*s.keys} for s in read), key=lambda k: sum({*s.keys} == k for s in read), default=set())
        return [s for s in read if {*s.keys} == most]

    def _by_values(self, headings: Sequence[Heading]) -> dict[str, Heading]:
        """Columns known by what stands in them: nearly all are names of the values of one column, of that only."""
        lacking = [n for n in self.keys.required if n not in self._taken() and self.keys.labels(n) is not None]
        found: dict[str, list[Heading]] = {}
        for heading in headings:
            fitting = [n for n in lacking if self._holds(heading, n)]
            if len(fitting) == 1:
                found.setdefault(fitting[0], []).append(heading)
        return {name: each[0] for name, each in found.items() if len(each) == 1}

    def _holds(self, heading: Heading, name: str) -> bool:
        values = self._values(heading)
        if not values or any(not isinstance(v, str) for v in values):
            return False
        read = sum(bool(self.keys.read(name, str(v).strip())) for v in values)
        return len(values) > 1 and read >= MOSTLY * len(values)

    def _values(self, heading: Heading) -> list[Value]:
        """The first different values of a column."""
        found: dict[Value, None] = {}
        for row in self.block.rows:
            cells = self.block.sheet.rows[row]
            if heading.column < len(cells) and not blank(cells[heading.column]):
                found[cells[heading.column]] = None
                if len(found) == SAMPLE:
                    break
        return list(found)
