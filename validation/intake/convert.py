"""A block and its matching -> rows as our own tables write them, with every repair and every doubt on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from validation.findings import Finding
from validation.intake.flags import Flagged
from validation.intake.grid import Repair
from validation.intake.headings import Heading
from validation.intake.keys import Keys, Vintage
from validation.intake.layout import Block, LeftOut
from validation.intake.matching import Matching
from validation.intake.parsed import Cells
from validation.intake.sheet_table import Segment
from validation.intake.totals import Totals
from validation.intake.values import ParsedColumn
from validation.intake.values.result import Flag
from validation.intake.view import blank, squeezed
from validation.intake.wide import Spread, by_key

Values = tuple[tuple[str, str], ...]


class Records(NamedTuple):
    """The rows that are made: of each, which row of the sheet it is of, the how manieth of those taken that is, and for
    which key values; ``values`` is empty where all are for none."""

    rows: Sequence[int]
    numbers: Sequence[int]
    values: Sequence[Values] = ()

    def of(self, values: Values) -> Sequence[int]:
        """The records for these key values."""
        if not self.values:
            return range(len(self.rows))
        return [index for index, own in enumerate(self.values) if own == values]


@dataclass
class Converted:
    """The rows of one block, what was changed in them, and what is not certain."""

    segment: Segment
    left_out: tuple[LeftOut, ...]
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def convert(block: Block, matching: Matching, keys: Keys) -> Converted:
    """The rows of a block as the table that it was matched with holds them."""
    return _Conversion(block, matching, keys).converted()


class _Conversion:
    def __init__(self, block: Block, matching: Matching, keys: Keys) -> None:
        self.block = block
        self.matching = matching
        self.keys = keys
        self.totals = Totals(block, matching, keys)
        self.groups = list(by_key(matching.spread).items()) or [((), [])]
        self.flags: dict[tuple[int, str], Flag] = {}  # by index and field; empty: of the whole row
        self.cells = Cells(block, matching, keys, self.totals.words)
        self.repairs = [*self.totals.repairs]

    def converted(self) -> Converted:
        self.rows, empty = self._rows()
        self.records = self._records()
        self.segment = Segment(self.block.sheet, list(self.records.rows))
        self._constants()
        for name in sorted(self.matching.columns, key=lambda n: not self.keys.is_period(n)):
            self._column(name, self.matching.columns[name])
        for name in dict.fromkeys(s.measure for s in self.matching.spread):
            self._spread(name)
        Flagged(self.keys, self.segment, self.flags, self.cells.tell).write(len(self.records.rows))
        left = [one for one in self.block.left_out if one.row not in self.totals.taken]
        left_out = tuple(sorted([*left, *empty], key=lambda one: one.row))
        return Converted(self.segment, left_out, [*self.repairs, *self.cells.repairs], self.cells.findings)

    # Which rows

    def _rows(self) -> tuple[list[int], list[LeftOut]]:
        """The rows that hold something in a column that is read, totals that are data too; and those that do not."""
        columns = [h.column for h in self.matching.taken]
        rows = sorted([*self.block.rows, *self.totals.taken])
        full = [r for r in rows if any(self.cells.value(r, c) is not None for c in columns)]
        kept, sheet = set(full), self.block.sheet
        text = {r: " | ".join(squeezed(v) for v in sheet.rows[r] if not blank(v)) for r in rows if r not in kept}
        return full, [LeftOut(r, "empty", told) for r, told in text.items()]

    def _records(self) -> Records:
        """One record for each row, or for each group of spread columns that holds something in it."""
        if not self.matching.spread:
            return Records(self.rows, range(len(self.rows)))
        made: list[tuple[int, int, Values]] = []
        empty = 0
        for number, row in enumerate(self.rows):
            for values, spreads in self.groups:
                if all(self.cells.value(row, s.heading.column) is None for s in spreads):
                    empty += len(spreads)
                else:
                    made.append((row, number, values))
        if empty:
            self.repairs.append(Repair("repair.spread-blank", self.block.sheet.name, "", empty))
        return Records([m[0] for m in made], [m[1] for m in made], [m[2] for m in made])

    # What stands there

    def _constants(self) -> None:
        """Values that headings, groups and the words around the table say."""
        segment, made = self.segment, self.records.rows
        for name, fixed in self.matching.fixed.items():
            segment.values[name] = [fixed.value] * len(made)
            if fixed.place:
                segment.fixed[name] = fixed.place
        for name, rows in self.matching.grouped.items():
            segment.values[name] = [rows[row][0] if row in rows else None for row in made]
            segment.moved |= {(i, name): (rows[row][1].row, 0) for i, row in enumerate(made) if row in rows}
        for values, spreads in self.groups:
            for name, value in values:
                column = segment.values.setdefault(name, [None] * len(made))
                for index in self.records.of(values):
                    column[index] = value
                    segment.moved[index, name] = spreads[0].heading.place

    def _column(self, name: str, heading: Heading) -> None:
        """One column, parsed once for each row, or once for each period where a name's meaning depends on it."""
        self.segment.columns[name] = heading.column
        made = self.records
        self.segment.values[name] = [None] * len(made.rows)
        for period, chosen in self._by_period(name):
            numbers = sorted({made.numbers[i] for i in chosen})
            places = [(self.rows[n], heading.column) for n in numbers]
            parsed, bad = self.cells.parsed(name, heading, places, period)
            if len(numbers) == len(made.rows):  # each row once, and all of them
                self._take(name, parsed, bad, range(len(numbers)))
                continue
            at_of = {n: at for at, n in enumerate(numbers)}
            self._take(name, parsed, bad, [at_of[made.numbers[i]] for i in chosen], chosen)

    def _by_period(self, name: str) -> list[tuple[str | None, Sequence[int]]]:
        """Records by a period in which a column's names mean the same; all of them where that does not matter."""
        reference = self.keys.reference(name)
        periods = self.segment.values.get(reference.during) if reference and reference.during else None
        if periods is None:
            return [(None, range(len(self.records.rows)))]
        vintages = {period: self.keys.vintage(name, period) for period in set(periods)}
        found: dict[Vintage, tuple[str | None, list[int]]] = {}
        for index, period in enumerate(periods):
            found.setdefault(vintages[period], (period, []))[1].append(index)
        return list(found.values())

    def _spread(self, name: str) -> None:
        """The columns of one measure, those of one unit read as one: their cells go to the records of their values."""
        made = self.records
        self.segment.values[name] = [None] * len(made.rows)
        by_unit: dict[str | None, list[Spread]] = {}
        for one in self.matching.spread:
            if one.measure == name:
                by_unit.setdefault(self.cells.unit(one.heading, self.keys.fields[name]), []).append(one)
        for spreads in by_unit.values():
            of = {one.values: one for one in spreads}
            mine = [i for i, values in enumerate(made.values) if values in of]
            places = [(made.rows[i], of[made.values[i]].heading.column) for i in mine]
            parsed, bad = self.cells.parsed(name, spreads[0].heading, places)
            self.segment.moved |= {(i, name): place for i, place in zip(mine, places, strict=True)}
            self._take(name, parsed, bad, range(len(mine)), mine)
            flags = {i: flag for i in mine if (flag := of[made.values[i]].flag) and flag != "footnote"}
            self.flags |= {(i, ""): flag for i, flag in flags.items()}

    def _take(
        self, name: str, parsed: ParsedColumn, bad: set[int], at_of: Sequence[int], chosen: Sequence[int] | None = None
    ) -> None:
        """Values, flags and doubts of parsed cells for the records ``chosen`` (or all), by ``at_of`` of each."""
        if chosen is None:
            self.segment.values[name] = list(parsed.text)
        else:
            values = self.segment.values[name]
            for index, at in zip(chosen, at_of, strict=True):
                values[index] = parsed.text[at]
        if parsed.flags or bad:
            pairs = list(zip(at_of if chosen is None else chosen, at_of, strict=True))
            self.flags |= {(index, name): parsed.flags[at] for index, at in pairs if at in parsed.flags}
            self.segment.unreadable |= {(index, name) for index, at in pairs if at in bad}
