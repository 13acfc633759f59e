"""What is not certain about a block's columns, as findings; what was settled by more than a heading, as repairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schemas.core.i18n import LANGS
from validation.findings import Finding, Severity
from validation.intake.columns import Proposal
from validation.intake.fixed import Fixed
from validation.intake.grid import Place, Repair
from validation.intake.headings import Heading
from validation.intake.keys import Keys
from validation.intake.layout import Block
from validation.intake.matching import Matching
from validation.intake.readers.places import a1, letters
from validation.intake.sheet_table import sent_at
from validation.intake.wide import measures_of

TOLD_OF = {"title": "repair.from-title", "sheet": "repair.from-sheet"}  # values from these places are told as repairs


class Problems:
    """The findings and repairs of one block's matching, with everything that says where it is."""

    def __init__(self, block: Block, matching: Matching, keys: Keys) -> None:
        self.block = block
        self.matching = matching
        self.keys = keys
        self.table = matching.table

    def findings(self) -> Iterator[Finding]:
        found = self.matching
        for heading, names in found.doubtful.items():
            rule = "column.doubtful" if heading.parts else "column.unnamed"
            near: dict[str, str | float] = {
                "candidates": self._listed(names, heading.unit),
                "column": letters(heading.column),
            }
            yield self._at(self._first(heading), rule, "error", near)
        for heading, names in found.unclear.items():
            params = {"titles": self._listed(names)}
            yield self._at(heading.place, "column.twice" if len(names) == 1 else "column.several", "error", params)
        lacking = self._titles(n for n in self.keys.fields if n not in self._said())
        for heading in found.unmatched:
            rule = "column.unknown" if heading.parts else "column.unnamed"
            yield self._at(self._first(heading), rule, "warning", {"column": letters(heading.column), **lacking})
        for one in found.unnamed:
            yield self._at(one.heading.place, "column.measure-unsaid", "error", self._titles(measures_of(self.keys)))
        for name, heading in found.half.items():
            yield self._at(heading.place, "column.beside-spread", "error", {"title": self._title(name)})
        yield from self._lacking()

    def _said(self) -> set[str]:
        """The columns that the block, or something around it, says."""
        found = self.matching
        spread = {name for one in found.spread for name in (one.measure, *one.keys)}
        return {*found.columns, *found.fixed, *found.grouped, *spread}

    def _titles(self, names: Iterable[str]) -> dict[str, str | float]:
        """Columns by their titles, for sentences in either language."""
        titles = [self.table.titles[name] for name in names]
        return {f"titles_{lang}": "; ".join(title[lang] for title in titles) for lang in LANGS}

    def _lacking(self) -> Iterator[Finding]:
        """Columns that every row needs and nothing, or too much, is said of."""
        for name, values in self.matching.several.items():
            params = {"title": self._title(name), "candidates": "; ".join(self._told(name, v) for v in values)}
            yield self._of_block("column.contradicted", name, params)
        for name in self.matching.missing:
            yield self._of_block("column.missing", name, {"title": self._title(name)})

    def repairs(self) -> Iterator[Repair]:
        found = self.matching
        for name, fixed in found.fixed.items():
            if fixed.source in TOLD_OF:
                told = self._told(name, fixed.value, fixed.text)
                yield self._repair(TOLD_OF[fixed.source], name, fixed.text, told, fixed.place)
        for name, rows in found.grouped.items():
            value, group = next(iter(rows.values()))
            one = self._repair("repair.from-group", name, group.text, self._told(name, value, group.text), None)
            yield replace(one, cells=len(rows))
        for name in found.by_values:
            heading = found.columns[name]
            yield self._repair("repair.by-values", name, heading.text, self._title(name), heading.place)
        yield from self._spread()

    def _spread(self) -> Iterator[Repair]:
        spread = self.matching.spread
        if not spread:
            return
        titles = ", ".join(self._title(name) for name in spread[0].keys)
        example = ", ".join(self._told(name, value) for name, value in spread[0].keys.items())
        params: dict[str, str | float] = {"columns": str(len(spread)), "titles": titles}
        yield Repair("repair.spread", self.block.sheet.name, "", 0, spread[0].heading.text, example, params)
        if self.matching.by_title:
            title = self._title(self.matching.by_title)
            yield Repair("repair.measure-said", self.block.sheet.name, "", 0, "", title, {"title": title})

    # How it is said

    def _repair(self, rule: str, name: str, before: str, after: str, place: Place | None) -> Repair:
        column = letters(place[1]) if place and rule == "repair.by-values" else ""
        return Repair(rule, self.block.sheet.name, column, 0, before, after, {"title": self._title(name)})

    def _at(self, place: Place, rule: str, severity: Severity, params: Mapping[str, str | float]) -> Finding:
        sheet = self.block.sheet
        return Finding(
            rule,
            severity,
            self.table.dataset,
            self.table.name,
            row=place[0] + 1,
            cell=a1(place),
            value=sent_at(sheet, place),
            params=dict(params),
            sheet=sheet.name,
        )

    def _of_block(self, rule: str, name: str, params: Mapping[str, str | float]) -> Finding:
        row = self.block.header[0] + 1 if self.block.header else None
        where = (self.table.dataset, self.table.name, row, name)
        return Finding(rule, "error", *where, params=dict(params), sheet=self.block.sheet.name)

    def _first(self, heading: Heading) -> Place:
        """A heading's cell; of a column without one its first value."""
        rows = (r for r in self.block.rows if sent_at(self.block.sheet, (r, heading.column)) is not None)
        return heading.place if heading.parts else (next(rows, heading.place[0]), heading.column)

    def _title(self, name: str) -> str:
        return self.table.titles[name].vi

    def _listed(self, names: Sequence[str], unit: str = "") -> str:
        """Titles as a heading is to be written: with the unit it was sent with, for it is the sender's that counts."""
        return "; ".join(f"{self._title(name)} ({unit})" if unit else self._title(name) for name in names)

    def _told(self, name: str, value: str, text: str = "") -> str:
        """A value with its name, the one that ``text`` is like, where it is a code."""
        labels = None if self.keys.is_period(name) else self.keys.labels(name)
        return labels.told(value, text) if labels else value


def unclear_dataset(block: Block, ranked: Sequence[Proposal], severity: Severity) -> Finding:
    """No dataset is clearly the block's: those that may be are named."""
    row = block.header[0] + 1 if block.header else None
    near = "; ".join(f"{p.table.dataset}" if p.table.name == p.table.dataset else f"{p.table.name}" for p in ranked[:3])
    rule = "dataset.unclear" if near else "dataset.unknown"
    return Finding(rule, severity, row=row, params={"candidates": near} if near else {}, sheet=block.sheet.name)


def given(values: Mapping[str, str]) -> dict[str, Fixed]:
    """Values that the site says of all that agencies send."""
    return {name: Fixed(value, "site") for name, value in values.items()}
