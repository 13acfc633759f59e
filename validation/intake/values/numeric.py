"""A column of numbers. What the decimal sign is, is decided for the whole column or left open; never cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from validation.intake.grid import Value
from validation.intake.values.asked import Asked, convert
from validation.intake.values.evidence import Evidence, hold_against, possible
from validation.intake.values.marks import TWO_MEANINGS, mark_of
from validation.intake.values.numbers import GAPS, STYLES, Read, Style, in_style, read_number, shape
from validation.intake.values.result import Tally, candidates, listed
from validation.intake.values.suspects import suspect
from validation.intake.values.text import cleaned
from validation.intake.values.typed import read_typed

FEW = 10  # a style that ten times as many cells write is the column's; the others are named


def read_numbers(
    cells: Sequence[Value], formats: Sequence[str | None], asked: Asked, evidence: Evidence | None, tally: Tally
) -> None:
    """A column of numbers or of whole numbers."""
    typed = read_typed(cells, formats, asked, tally)
    texts = _Texts(cleaned(cells, tally), asked, tally)
    style = texts.style or (texts.proven(evidence) if evidence else None)
    texts.take(style)
    if evidence:
        hold_against(evidence, cells, asked.whole, style, tally)
    suspect(cells, texts.clean, typed, style, asked.percent, tally)
    convert(asked, tally)


class _Texts:
    """The cells of a column that are text: those simply written, as masks, and the rest read one by one."""

    def __init__(self, texts: pl.Series, asked: Asked, tally: Tally) -> None:
        self._asked, self._tally = asked, tally
        self.clean = texts
        fits = {s: texts.str.contains(shape(s, asked.whole)).fill_null(False) for s in STYLES}
        signed = texts.str.contains("[.,]").fill_null(False)
        self._fits = fits
        self._plain = fits["comma"] & fits["point"] & ~signed
        self._either = fits["comma"] & fits["point"] & signed
        rest = texts.is_not_null() & ~fits["comma"] & ~fits["point"]
        self._rest = [(i, texts[i]) for i in rest.arg_true()]
        self._reads = self._marks_apart()

    def _marks_apart(self) -> dict[str, Read]:
        """What the texts that are not simply written say, each read once; signs for "no figure" are flags."""
        reads: dict[str, Read] = {}
        left = []
        for index, text in self._rest:
            if flag := mark_of(text):
                self._tally.flags[index] = flag
                self._tally.repair(f"repair.mark-{flag}", text, None)
            elif text.lower() in TWO_MEANINGS:
                self._tally.doubt(index, "mark.two-meanings", severity="warning")
            else:
                left.append((index, text))
                if text not in reads:
                    reads[text] = read_number(text, self._asked.unit_of, self._asked.whole)
        self._rest = left
        return reads

    @cached_property
    def _votes(self) -> dict[Style, list[str]]:
        """The texts that fit one style only."""
        found: dict[Style, list[str]] = {
            "comma": self.clean.filter(self._fits["comma"] & ~self._fits["point"]).to_list(),
            "point": self.clean.filter(self._fits["point"] & ~self._fits["comma"]).to_list(),
        }
        for _, text in self._rest:
            read = self._reads[text]
            if read.votes or ((read.comma is None) != (read.point is None) and not read.rule):
                found[read.votes or ("comma" if read.point is None else "point")].append(text)
        return found

    @cached_property
    def style(self) -> Style | None:
        """The column's decimal sign, where every number fits it or nearly every one that decides does."""
        commas, points = (len(self._votes[s]) for s in STYLES)
        if commas > FEW * points:
            return "comma"
        return "point" if points > FEW * commas else None

    @property
    def mixed(self) -> bool:
        return all(self._votes.values())

    def proven(self, evidence: Evidence) -> Style | None:
        """The style that an identity proves for cells of either reading, and disproves for none."""
        if self.mixed:
            return None
        found: set[Style] = set()
        for index in self._either.arg_true():
            text = self.clean[index]
            allowed = evidence(index, possible(text, self._asked.whole))
            reads = read_number(text, self._asked.unit_of, self._asked.whole)
            fitting = [s for s in STYLES if allowed is not None and reads.of(s) in allowed]
            found |= set(fitting) if len(fitting) == 1 else set()
        return found.pop() if len(found) == 1 else None

    def take(self, style: Style | None) -> None:
        """Write the column's numbers, and say of which cells nothing is certain."""
        self._set(self._plain, "comma")
        taken = self._fits[style] & ~self._plain if style else self._plain & ~self._plain
        if style and not (self.mixed and self._either.any()):
            self._set(taken, style)
        elif style:
            self._set(taken & ~self._either, style)
        for index, text in self._rest:
            self._take_read(index, text, self._reads[text], style)
        self._undecided(style)

    def _set(self, mask: pl.Series, style: Style) -> None:
        """The simply written numbers under ``mask``, rewritten where they have to be."""
        before = self.clean.filter(mask)
        group = "." if style == "comma" else ","
        after = before.str.replace_all(f"[{GAPS}{group}]", "").str.replace(",", ".", literal=True)
        if self._asked.whole:
            after = after.str.replace(r"\.0+$", "")
        comma = before.str.contains(",") & (style == "comma")
        grouped = ~comma & before.str.contains(f"[{GAPS}{group}]")
        changed = {"repair.decimal-comma": comma, "repair.thousands": grouped}
        changed["repair.whole"] = (before != after) & ~comma & ~grouped
        for rule, where in changed.items():
            if count := int(where.sum()):
                first = where.arg_max() or 0
                self._tally.repair(rule, before[first], after[first], count)
        text = self._tally.text
        for index, number in zip(mask.arg_true().to_list(), after.to_list(), strict=True):
            text[index] = number

    def _take_read(self, index: int, text: str, read: Read, style: Style | None) -> None:
        """One number with something about it: taken if its reading is certain, else a doubt."""
        settled = None if read.open and self.mixed else style
        certain = read.comma if read.comma == read.point else read.of(settled) if settled else None
        if read.rule:
            expected = self._asked.header_unit or str(self._asked.field.get("unit") or "")
            params = {**read.params, **({"expected": expected} if "unit" in read.params else {})}
            if certain is not None:
                params["suggest"] = in_style(certain, style)
            self._tally.doubt(index, read.rule, params)
        elif certain is None:
            self._doubt_style(index, text, read)
        else:
            self._tally.text[index] = certain
            if read.noted:
                self._tally.flags[index] = "footnote"
            for step in read.steps:
                self._tally.repair(step, text, certain)

    def _undecided(self, style: Style | None) -> None:
        """The simply written numbers whose sign the column does not settle."""
        open_ = self._fits["comma"] | self._fits["point"]
        for index in (open_ & ~self._plain).arg_true():
            if self._tally.text[index] is None:
                text = self.clean[index]
                self._doubt_style(index, text, read_number(text, self._asked.unit_of, self._asked.whole))

    def _doubt_style(self, index: int, text: str, read: Read) -> None:
        if read.comma is None or read.point is None:
            params: dict[str, str | float] = {}
            for style, votes in self._votes.items():
                params |= {style: listed(votes), f"{style}_cells": len(votes)}
            self._tally.doubt(index, "number.mixed-locale", params)
        else:
            sign = "," if "," in text else "."
            decimals = (f"{n.replace('.', sign)}0" if "." in n else n for n in (read.comma, read.point))
            self._tally.doubt(index, "number.ambiguous", {**candidates(sorted(decimals, key=len)), **self._example})

    @cached_property
    def _example(self) -> dict[str, str | float]:
        """One number of the column that can be read in two ways, and how many there are."""
        either = self.clean.filter(self._either).to_list()
        either += [text for _, text in self._rest if self._reads[text].open]
        return {"examples": listed(either), "cells": len(either)}
