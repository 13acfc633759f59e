"""Cells of a block understood as values of one field: what was changed is told, and what is not certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from validation.findings import Finding, Severity
from validation.intake.grid import Place, Repair, Value
from validation.intake.headings import Heading
from validation.intake.keys import Keys
from validation.intake.layout import Block
from validation.intake.matching import Matching
from validation.intake.readers.places import a1, letters
from validation.intake.sheet_table import sent_at
from validation.intake.values import ParsedColumn, heading_unit, match_unit, parse_column
from validation.intake.values.units import parse_unit
from validation.intake.view import blank

NUMBERS = ("number", "integer")
Params = Mapping[str, str | float]


class Cells:
    """The cells of one block, read field by field."""

    def __init__(self, block: Block, matching: Matching, keys: Keys, words: Mapping[Place, str]) -> None:
        self.block = block
        self.sheet = block.sheet
        self.keys = keys
        self.fields = {*matching.columns, *(s.measure for s in matching.spread)}
        self.words = words  # cells that stand for another text than their own: the words of a total
        self.merged = merged_down(block)
        self._merged_cells: list[Repair] = []
        self._changes: dict[tuple[str, str], tuple[int, set[Place], Repair]] = {}
        self.findings: list[Finding] = []
        self._told: set[tuple[Place, str, str]] = set()

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell; an error counts as something, blanks alone as nothing."""
        cells = self.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        return None if blank(value) and (row, column) not in self.sheet.errors else value

    def parsed(
        self, name: str, heading: Heading, places: Sequence[Place], period: str | None = None
    ) -> tuple[ParsedColumn, set[int]]:
        """The cells at ``places`` as values of a field, and which of them are not certain."""
        said = self.keys.fields[name]
        bad: set[int] = set()
        cells = self._cells(name, places, bad)
        self._told_of_merged(name, places)
        formats = [self.sheet.formats.get(place) for place in places] if self.sheet.formats else ()
        unit = self.unit(heading, said)
        if unit and said.get("type") == "integer" and match_unit(unit, said).kind == "factor":
            said = {**said, "type": "number"}  # 20,5 thousand are whole persons
        labels = self.keys.labels(name, period)
        parsed = parse_column(cells, said, formats, unit, self.keys.codes, labels=labels)
        self._changed(parsed.repairs, places)
        for doubt in parsed.doubts:
            place = heading.place if doubt.index is None else places[doubt.index]
            self.tell(name, self.merged.get(place, place), doubt.rule, doubt.params, doubt.severity)
            if doubt.index is not None and doubt.severity == "error":
                bad.add(doubt.index)
        return parsed, bad

    def _changed(self, repairs: Sequence[Repair], places: Sequence[Place]) -> None:
        """What was changed, told of each column once, though it may have been read for several periods."""
        column = _letters(places)
        for one in repairs:
            key = (one.rule, column)
            cells, seen, first = self._changes.get(key, (0, set(), replace(one, sheet=self.sheet.name, column=column)))
            self._changes[key] = (cells + one.cells, seen | set(places), first)

    @property
    def repairs(self) -> list[Repair]:
        """Everything that was changed; a cell that was read several times counts once."""
        changed = [replace(one, cells=min(cells, len(seen))) for cells, seen, one in self._changes.values()]
        return [*self._merged_cells, *changed]

    def _cells(self, name: str, places: Sequence[Place], bad: set[int]) -> list[Value]:
        sheet = self.sheet
        if sheet.errors or sheet.no_value or self.merged or self.words:
            return [self._cell(name, at, place, bad) for at, place in enumerate(places)]
        return [cells[column] if column < len(cells := sheet.rows[row]) else None for row, column in places]

    def _cell(self, name: str, at: int, place: Place, bad: set[int]) -> Value:
        """One cell; of a merged one that is words what stands in its first. A figure is one row's only."""
        if place in self.sheet.errors or place in self.sheet.no_value:
            bad.add(at)
            self.tell(name, place, "cell.error" if place in self.sheet.errors else "cell.no-value", {})
            return None
        top = self.merged.get(place)
        if top and self.value(*place) is None and self.value(*top) is not None:
            if self.keys.fields[name].get("type") not in NUMBERS:
                return self.value(*top)
            bad.add(at)
            self.tell(name, place, "cell.merged", {"first": a1(top)})
        return self.words.get(place) or self.value(*place)

    def _told_of_merged(self, name: str, places: Sequence[Place]) -> None:
        if not self.merged or self.keys.fields[name].get("type") in NUMBERS:
            return
        filled = [p for p in places if p in self.merged and self.value(*p) is None and self.value(*self.merged[p])]
        if filled:
            self._merged_cells.append(Repair("repair.merged", self.sheet.name, _letters(filled), len(filled)))

    def unit(self, heading: Heading, said: Mapping[str, Any]) -> str | None:
        """The unit a column is sent in: its heading's, else the one over the whole table where that may be meant."""
        for part in reversed(heading.parts):
            if unit := heading_unit(part, said)[1]:
                return unit
        whole, own = self.block.unit, str(said.get("unit") or "")
        if not whole or not own or said.get("type") not in NUMBERS:
            return None
        same = match_unit(whole, said).kind != "different" or parse_unit(whole).over == parse_unit(own).over
        return whole if same or not self._fits_some(whole) else None

    def _fits_some(self, unit: str) -> bool:
        """Whether some column of figures is measured in what a unit counts."""
        own = [str(self.keys.fields[n].get("unit") or "") for n in self.fields]
        return any(parse_unit(text).over == parse_unit(unit).over for text in own if text)

    def tell(self, name: str, place: Place, rule: str, params: Params, severity: Severity = "error") -> None:
        """A finding at a cell, once."""
        if (place, rule, name) in self._told:
            return
        self._told.add((place, rule, name))
        table = self.keys.table
        self.findings.append(
            Finding(
                rule,
                severity,
                table.dataset,
                table.name,
                row=place[0] + 1,
                column=name,
                cell=a1(place),
                value=sent_at(self.sheet, place),
                params=dict(params),
                sheet=self.sheet.name,
            )
        )


def _letters(places: Sequence[Place]) -> str:
    """The column, or the first and last of several."""
    columns = {column for _, column in places}
    if not columns:
        return ""
    first, last = min(columns), max(columns)
    return letters(first) if first == last else f"{letters(first)}–{letters(last)}"


def merged_down(block: Block) -> dict[Place, Place]:
    """Cells below the first of a merge that goes over several rows of data, with that first cell."""
    body = range(block.header[-1] + 1 if block.header else 0, block.bottom + 1)
    found: dict[Place, Place] = {}
    for merge in block.sheet.merged:
        if merge.top in body and merge.bottom > merge.top:
            rows = range(merge.top, min(merge.bottom, block.bottom) + 1)
            found |= {(r, c): (merge.top, merge.left) for r in rows for c in range(merge.left, merge.right + 1)}
            del found[merge.top, merge.left]
    return found
