"""The text of a workbook's cells as Unicode: what its letters mean is said by the font each stands in.

A cell in a font of TCVN3 or VNI is read so, run by run where a cell has several fonts. Two things officers do are
seen: Unicode typed in such a font stays what it is, and a cell whose font alone was changed is read like its neighbours
if as it stands it makes no sense and so read every word does.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from validation.findings import Finding
from validation.intake.grid import Place, Repair
from validation.intake.readers.encodings import letters_doubt, letters_meant, makes_sense, words_of
from validation.intake.readers.legacy import IN_UNICODE, LEGACY, encoding_of_font
from validation.intake.readers.places import a1

Run = tuple[str, str]  # text, name of its font


@dataclass
class Letters:
    """What was done to the letters of one sheet: encoding -> cells, with one example."""

    sheet: str
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def told(self, rule: str, encoding: str, before: str, after: str) -> str:
        if before != after:
            self.cells[rule, encoding] += 1
            self.examples.setdefault((rule, encoding), (before, after))
        return after

    def repairs(self) -> Iterator[Repair]:
        for (rule, encoding), cells in self.cells.items():
            before, after = self.examples[rule, encoding]
            params = {"encoding": encoding} if encoding else {}
            yield Repair(rule, self.sheet, cells=cells, before=before, after=after, params=params)

    def of_cell(self, runs: Sequence[Run]) -> str:
        """The text of a cell, by its fonts."""
        text = "".join(part for part, _ in runs)
        if text.isascii():
            return text
        names = [encoding_of_font(font) for _, font in runs]
        if any(names) and not _is_unicode(text):
            return self.told("repair.legacy-font", next(filter(None, names)), text, _by_font(runs))
        return self.composed(text)

    def composed(self, text: str) -> str:
        return self.told("repair.nfc", "", text, unicodedata.normalize("NFC", text))

    def of_neighbours(self, text: str, encodings: Sequence[str]) -> str:
        """The text of a cell in a font of Unicode, in a workbook that uses these encodings elsewhere."""
        words = list(words_of(text))
        if words and not any(map(makes_sense, words)):
            for name in encodings:
                if all(makes_sense(LEGACY[name](word)) for word in words):
                    return self.told("repair.legacy-neighbour", name, text, LEGACY[name](text))
        return text


def _by_font(runs: Sequence[Run]) -> str:
    """Runs whose fonts mean the same are read together: VNI writes a letter and its mark."""
    parts = [(encoding_of_font(font), text) for text, font in runs]
    read = []
    for name, members in groupby(parts, key=lambda part: part[0]):
        text = "".join(text for _, text in members)
        read.append(LEGACY[name](text) if name else text)
    return unicodedata.normalize("NFC", "".join(read))


def _is_unicode(text: str) -> bool:
    """Unicode typed in a legacy font: letters that neither TCVN3 nor VNI has, and every word makes sense."""
    return any("\u0100" <= c < "\u0180" or "\u1ea0" <= c <= "\u1ef9" for c in text) and all(
        map(makes_sense, words_of(unicodedata.normalize("NFC", text)))
    )


def letters_of_sheet(
    cells: dict[Place, str], encodings: Sequence[str], letters: Letters
) -> tuple[dict[Place, str], list[Finding]]:
    """Cells whose font says nothing, read as the workbook's other cells or by the sense of all of them; with doubts."""
    if encodings:
        changed = {p: new for p, text in cells.items() if (new := letters.of_neighbours(text, encodings)) != text}
        return changed, _tell(changed, letters)
    words = list(dict.fromkeys(word for text in cells.values() for word in words_of(text)))
    name, sure = letters_meant(words)
    if not name:
        return {}, []
    if not sure:
        return {}, [letters_doubt(words, name)]
    return {p: letters.told("repair.encoding", name, text, IN_UNICODE[name](text)) for p, text in cells.items()}, []


def _tell(changed: dict[Place, str], letters: Letters) -> list[Finding]:
    if not changed:
        return []
    place, text = next(iter(changed.items()))
    params = {"cells": str(len(changed)), "text": text}
    found = Finding("file.font-mixed", "warning", row=place[0] + 1, value=text, params=params)
    return [replace(found, sheet=letters.sheet, cell=a1(place))]
