"""Text as it is meant: composed letters, no invisible characters, no blanks around it. Everything inside stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from math import isfinite

import polars as pl

from validation.intake.grid import Value
from validation.intake.values.marks import NO_TEXT
from validation.intake.values.result import Tally

# Zero width space, direction marks, word joiner, byte order mark, soft hyphen. Joiners only between letters of scripts
# that have no use for them: elsewhere they shape what is read.
INVISIBLE = "[\u200b\u200e\u200f\u2060\ufeff\u00ad]"
JOINERS = "([\u0000-\u058f\u1e00-\u1eff])[\u200c\u200d]+"
DIGITS = 15  # what a spreadsheet keeps and shows of a number
TYPED_DATES = (date, datetime, time)


def cleaned(cells: Sequence[Value], tally: Tally) -> pl.Series:
    """The cells that are text, cleaned, null where nothing is left or the cell is of another type."""
    raw = _series([cell if isinstance(cell, str) else None for cell in cells], tally)
    if raw.null_count() == len(raw):
        return raw
    seen = raw.str.replace_all(INVISIBLE, "").str.replace_all(JOINERS, "$1")
    composed = seen.str.normalize("NFC")
    bare = composed.str.strip_chars()
    steps = ("repair.invisible", raw, seen), ("repair.composed", seen, composed), ("repair.blanks", composed, bare)
    for rule, before, after in steps:
        count_changes(tally, rule, before, after)
    return bare.set((bare == "").fill_null(False), None)


def count_changes(tally: Tally, rule: str, before: pl.Series, after: pl.Series) -> None:
    """Count as one kind of repair every cell that a step changed."""
    changed = (before != after).fill_null(False)
    if count := int(changed.sum()):
        first = changed.arg_max() or 0
        tally.repair(rule, before[first], after[first], count)


def _series(texts: list[str | None], tally: Tally) -> pl.Series:
    """The texts as a series; halves of characters, which no file can hold, are replaced."""
    try:
        return pl.Series("text", texts, dtype=pl.String)
    except UnicodeEncodeError:
        whole = [t if t is None else t.encode("utf-8", "replace").decode() for t in texts]
        for before, after in zip(texts, whole, strict=True):
            if before is not None and after is not None and before != after:
                tally.repair("repair.broken-letter", ascii(before), after)
        return pl.Series("text", whole, dtype=pl.String)


def read_text(cells: Sequence[Value], tally: Tally) -> None:
    """A column of text: whatever stands there, typed cells as a sheet shows them, marks for "nothing" as nothing."""
    texts = cleaned(cells, tally)
    marks = texts.is_in(sorted(NO_TEXT)).fill_null(False)
    if count := int(marks.sum()):
        tally.repair("repair.mark-missing", texts.filter(marks)[0], None, count)
    tally.text[:] = texts.set(marks, None).to_list()
    for index, cell in enumerate(cells):
        if cell is None or isinstance(cell, str):
            continue
        tally.text[index] = shown(cell)
        if isinstance(cell, TYPED_DATES):
            tally.doubt(index, "text.date", {"read": shown(cell)}, "warning")


def shown(cell: Value) -> str:
    """A typed cell as text: whole numbers without a fraction, days in the standard's spelling."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return plain(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, TYPED_DATES) else str(cell)


def plain(number: float) -> str:
    """A number in as many digits as a spreadsheet keeps; whole ones without a fraction."""
    if isinstance(number, int):
        return str(number)
    text = repr(number)
    if len(text) > DIGITS and isfinite(shorter := float(f"{number:.{DIGITS}g}")):
        text = repr(shorter)
    return text.removesuffix(".0")
