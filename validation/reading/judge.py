"""frictionless' own reader of one cell, asked only what it may be asked: no pattern, no text that keeps it busy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frictionless import Field

ELSEWHERE = ("required", "unique", "pattern")  # constraints never judged here, but by whoever holds the column
COMPARED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum")
LONGEST = 1_000  # characters of a number in words or of an e-mail address
_PROPERTIES = (
    *("format", "bareNumber", "floatNumber", "decimalChar", "groupChar", "trueValues", "falseValues"),
    *("arrayItem", "delimiter", "itemType"),
)


def kind_of(said: Mapping[str, Any]) -> str:
    """A field's type; ``string`` where it has none, by version 1 of the standard."""
    return str(said.get("type") or "string")


def cell_reader(said: Mapping[str, Any]) -> Field:
    """frictionless' field without the constraints it should not judge, and without any pattern."""
    kept = {k: v for k, v in said.items() if k in _PROPERTIES}
    judged = {k: v for k, v in (said.get("constraints") or {}).items() if k not in ELSEWHERE}
    if isinstance(item := kept.get("arrayItem"), Mapping):
        inner = {k: v for k, v in (item.get("constraints") or {}).items() if k != "pattern"}
        kept["arrayItem"] = {**item, "constraints": inner}
    if kept.get("format") == "wkt":  # frictionless has no reader for it either without a further package
        del kept["format"]
    from frictionless import Field  # where a cell is not of a common spelling only: it takes a while

    import validation.reading.offline  # noqa: F401 - before anything asks frictionless

    kept |= {"name": str(said.get("name", "")), "type": kind_of(said), "constraints": judged, "missingValues": []}
    return Field.from_descriptor(kept, allow_invalid=True)


def askable(said: Mapping[str, Any], cell: object) -> bool:
    """Whether frictionless' own regular expressions may be let loose on a cell: some take the square of its length."""
    parts = (said, said.get("arrayItem") or {})
    slow = any(part.get("bareNumber") is False or part.get("format") == "email" for part in parts)
    return not slow or not isinstance(cell, str) or len(cell) <= LONGEST


def value_reader(said: Mapping[str, Any]) -> Callable[[object], Any]:
    """frictionless' reader of a value; None too where it falls over the cell (``1e99999999`` as a whole number)."""
    return _value_reader(json.dumps(dict(said), default=str))


@lru_cache(maxsize=64)
def _value_reader(said: str) -> Callable[[object], Any]:
    read = cell_reader(json.loads(said)).create_value_reader()

    def value_of(cell: object) -> Any:
        try:
            return read(cell)
        except (TypeError, ValueError, ArithmeticError):
            return None

    return value_of


def judge_of(said: Mapping[str, Any]) -> Callable[[object], tuple[Any, Iterable[str]]]:
    """frictionless' reader of a cell: its value, and the names of what is wrong with it."""
    reader = cell_reader(said)
    read_cell, read_value = reader.create_cell_reader(), value_reader(said)

    def judge(cell: object) -> tuple[Any, Iterable[str]]:
        if not askable(said, cell):
            return None, ("type",)
        try:
            value, notes = read_cell(cell)
        except (TypeError, ValueError, ArithmeticError):  # no value, or a bound that can not be compared with it
            value = read_value(cell)
            return value, ("type",) if value is None else [n for n in COMPARED if n in reader.constraints]
        return value, tuple(notes or ())

    return judge
