"""The example row of a table, and how it is known again when it comes back.

Its first cell says that it is an example, in the place of a key that no row can do without: whoever writes over the
example writes over the mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from schemas.core.fold import fold
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.model import Row
from schemas.core.table import Table
from validation.intake.grid import Value
from validation.template.choices import code_of

MARK = "Example – delete this row"
YES, NO = "Yes", "No"


def example_of(table: Table) -> Row:
    """The fullest of the table's passing rows; nothing where it has none."""
    return max(table.examples, key=lambda row: sum(v is not None for v in row.values()), default={})


def marked(value: object, lang: Lang) -> str:
    """The first cell of an example row."""
    shown = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return f"{say('validation', lang, MARK)}: {shown}"


def is_marked(cells: Sequence[Value]) -> bool:
    """Whether a row says of itself that it is a template's example."""
    first = next((c for c in cells if c is not None and c != ""), None)
    return isinstance(first, str) and first.lstrip()[:1] in _BEGINNINGS and _plain(first).startswith(_MARKS)


def mark_of(text: str) -> str:
    """The mark as it stands in a marked cell."""
    return text.split(":", 1)[0].strip()


def holds_other(table: Table, cells: Sequence[Value], names: Sequence[Value]) -> bool:
    """Whether a marked row holds, below the column ``names``, anything but the example of the table."""
    example = example_of(table)
    pairs = list(zip(names, [*cells, *[None] * len(names)], strict=False))[1:]
    return any(_one(cell) != _written(example.get(str(name))) for name, cell in pairs if name in table.columns)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


_MARKS = tuple(_plain(say("validation", lang, MARK)) for lang in LANGS)
_BEGINNINGS = frozenset(letter for mark in _MARKS for letter in (mark[0], mark[0].upper()))
_WORDS = {fold(say("validation", lang, word)): word == YES for lang in LANGS for word in (YES, NO)}


def _one(cell: Value) -> Value:
    """One cell, the same whatever program wrote it."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    return _written(cell.strip()) if isinstance(cell, str) else cell


def _written(value: object) -> Value:
    """A value of the model as it comes back from a cell."""
    if isinstance(value, str):
        return _WORDS.get(fold(value), code_of(value) or None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value  # type: ignore[return-value]
