"""Total rows that are rows of the data too: "Tổng số" where a column has a code for all, a unit above all others."""

from __future__ import annotations

from dataclasses import replace

from validation.intake.grid import Place, Repair
from validation.intake.keys import Keys
from validation.intake.layout import Block
from validation.intake.matching import Matching
from validation.intake.readers.places import letters
from validation.intake.values.text import shown
from validation.intake.view import blank, kind_of


class Totals:
    """The totals of a block that are data, with the values their words stand for; all others stay left out."""

    def __init__(self, block: Block, matching: Matching, keys: Keys) -> None:
        self.block = block
        self.matching = matching
        self.keys = keys
        self.periods = [v.value for n, v in matching.fixed.items() if keys.is_period(n)]
        self._told: dict[tuple[str, str], Repair] = {}  # by the column that the words stand in and the one they are of
        self.taken: set[int] = set()
        self.words: dict[Place, str] = {}  # the cells of key columns, with what they stand for there
        for left in block.left_out:
            if left.reason == "total":
                self._take(left.row)

    def _take(self, row: int) -> None:
        """Takes a total row as data where its words stand for the value of the one key column that has none."""
        label, column = self._label(row)
        period = self.periods[0] if self.periods else None
        lacking = [n for n in self.keys.table.primary_key if not self._said(row, n)]
        readings = {n: self._meant(n, label, period) for n in lacking}
        if len(lacking) != 1 or len(readings[lacking[0]]) != 1 or lacking[0] not in self.matching.columns:
            return
        name, value = lacking[0], readings[lacking[0]][0]
        self.taken.add(row)
        self.words[row, self.matching.columns[name].column] = value
        self._tell(name, letters(column), label, value)

    def _tell(self, name: str, column: str, label: str, value: str) -> None:
        """Told once of a column, with its first row and how many there are."""
        title = {"title": self.keys.table.titles[name].vi}
        first = Repair("repair.total", self.block.sheet.name, column, 0, label, value, title)
        told = self._told.get((column, name), first)
        self._told[column, name] = replace(told, cells=told.cells + 1)

    @property
    def repairs(self) -> list[Repair]:
        return list(self._told.values())

    def _label(self, row: int) -> tuple[str, int]:
        cells = self.block.sheet.rows[row]
        return next((shown(v).strip(), c) for c, v in enumerate(cells) if not blank(v) and kind_of(v) == "word")

    def _said(self, row: int, name: str) -> bool:
        """Whether a key column has a value in a total row without its words: in its cell, or around the table."""
        if name in {*self.matching.fixed, *self.matching.missing, *self.matching.several}:
            return True
        if any(name in s.keys for s in self.matching.spread):
            return True
        heading = self.matching.columns.get(name)
        cells = self.block.sheet.rows[row]
        if heading is None or heading.column >= len(cells) or blank(cells[heading.column]):
            return False
        return shown(cells[heading.column]).strip() != self._label(row)[0]

    def _meant(self, name: str, label: str, period: str | None) -> list[str]:
        """The code whose name the words are; or the one unit that all units of the rows are under, if all are there."""
        if not self.keys.readable(name) or name in self.matching.grouped:
            return []
        return self.keys.read(name, label, period) or self._all_under(name, period)

    def _all_under(self, name: str, period: str | None) -> list[str]:
        heading = self.matching.columns.get(name)
        parents = self.keys.parents(name, period) if heading else {}
        if heading is None or not parents:
            return []
        cells = [self.block.sheet.rows[r] for r in self.block.rows]
        names = [
            shown(row[heading.column]).strip() for row in cells if heading.column < len(row) and row[heading.column]
        ]
        codes = {code for text in names for code in self.keys.read(name, text, period)}
        above = {parents.get(code) for code in codes}
        whole = above.pop() if len(above) == 1 else None
        return [whole] if whole and {c for c, p in parents.items() if p == whole} <= codes else []
