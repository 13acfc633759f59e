"""Yes and no: one pair of words for a whole column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from schemas.core.fold import fold
from validation.intake.grid import Value
from validation.intake.values.marks import NO_TEXT
from validation.intake.values.result import Tally
from validation.intake.values.text import cleaned, shown

Words = tuple[frozenset[str], frozenset[str]]
FAMILIES: tuple[Words, ...] = tuple(  # words for yes, words for no
    (frozenset(yes.split()), frozenset(no.split()))
    for yes, no in (
        ("true", "false"),
        ("co", "khong ko k"),
        ("dung", "sai"),
        ("1", "0"),
        ("yes y", "no n"),
        ("t", "f"),
        ("✓ ✔ ☑ v", "✗ ✘ ☐"),
        ("x", ""),
    )
)


def read_booleans(cells: Sequence[Value], tally: Tally) -> None:
    """A column of yes and no. A tick beside blanks leaves open what the blanks mean."""
    texts = cleaned(cells, tally)
    words: dict[int, str] = {}
    for index, cell in enumerate(cells):
        text = texts[index] if cell is None or isinstance(cell, str) else shown(cell)
        if text in NO_TEXT:
            tally.repair("repair.mark-missing", text, None)
        elif text is not None:
            words[index] = fold(text)
    family = _family(words)
    for index, word in words.items():
        _take(index, cells[index], word, family, tally)
    if family and len(words) < len(cells) and all(word in family[0] for word in words.values()):
        params: dict[str, str | float] = {"word": next(iter(words.values())), "cells": len(cells) - len(words)}
        tally.doubt(None, "boolean.blank", params, "warning")


def _family(words: dict[int, str]) -> Words | None:
    """The words most cells use; None where no family is ahead of the others."""
    counts = Counter(next((f for f in FAMILIES if word in f[0] | f[1]), None) for word in words.values())
    del counts[None]
    first = counts.most_common(2)
    return first[0][0] if first and (len(first) == 1 or first[0][1] > first[1][1]) else None


def _take(index: int, cell: Value, word: str, family: Words | None, tally: Tally) -> None:
    """The cell's meaning in the column's own words; in those of others it is a doubt."""
    yes, no = (any(word in words[side] for words in FAMILIES) for side in (0, 1))
    if not yes and not no:
        tally.doubt(index, "boolean.unreadable")
    elif word not in ("true", "false") and (family is None or word not in family[0] | family[1]):
        tally.doubt(index, "boolean.mixed", {"candidates": "true" if yes else "false"})
    else:
        tally.text[index] = text = "true" if yes else "false"
        if not isinstance(cell, bool) and cell != text:
            tally.repair("repair.boolean", cell, text)
