"""What understanding a column gives back, and where it is gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from validation.findings import Severity
from validation.intake.grid import Repair

Flag = Literal["missing", "nil", "not-applicable", "preliminary", "estimate", "final", "footnote"]
Params = Mapping[str, str | float]
SHOWN = 3  # examples that a message names


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be read for certain: the cell ``index``, or the whole column where it is None.

    ``params`` holds ``suggest`` where one reading is certain, ``candidates`` where there are several. A cell with an
    error has no text; one with a warning keeps the text it most plainly says.
    """

    index: int | None
    rule: str
    params: Params = field(default_factory=dict)
    severity: Severity = "error"


@dataclass(frozen=True)
class ParsedColumn:
    """A column as our own tables write it, cell for cell.

    ``text``: ``1234.5``, ``2024-06-30``, ``true``, a code, or None: nothing is there, or a doubt says why. ``flags``
    says what a mark or note beside the value means; an empty cell has no flag. ``repairs`` lack sheet and column.
    """

    text: list[str | None]
    flags: dict[int, Flag] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class Tally:
    """A column in the making: its texts, and every repair, flag and doubt as it is met."""

    def __init__(self, size: int) -> None:
        self.text: list[str | None] = [None] * size
        self.flags: dict[int, Flag] = {}
        self.doubts: list[Doubt] = []
        self._repairs: dict[str, tuple[int, str, str]] = {}

    def repair(self, rule: str, before: object, after: str | None, cells: int = 1) -> None:
        """Count ``cells`` more of one kind of repair; the first one is its example."""
        count, first, mended = self._repairs.get(rule, (0, str(before), after or ""))
        self._repairs[rule] = (count + cells, first, mended)

    def doubt(self, index: int | None, rule: str, params: Params | None = None, severity: Severity = "error") -> None:
        """Note what is not certain. An error leaves its cell without text."""
        self.doubts.append(Doubt(index, rule, params or {}, severity))
        if index is not None and severity == "error":
            self.text[index] = None

    def column(self) -> ParsedColumn:
        repairs = [
            Repair(rule, cells=count, before=before, after=after)
            for rule, (count, before, after) in self._repairs.items()
        ]
        doubts = sorted(self.doubts, key=lambda doubt: -1 if doubt.index is None else doubt.index)
        return ParsedColumn(self.text, self.flags, repairs, doubts)


def listed(values: Iterable[str], limit: int = SHOWN) -> str:
    """Examples for a message, each once: ``1.234; 5.678; …``."""
    each = list(dict.fromkeys(values))
    return "; ".join(each[:limit] + ["…"] * (len(each) > limit))


def candidates(values: Sequence[str]) -> dict[str, str | float]:
    """The parameter that names what may be meant; empty where nothing is near."""
    return {"candidates": "; ".join(dict.fromkeys(values))} if values else {}
