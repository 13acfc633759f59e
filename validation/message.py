"""What a rule says: the sentences every rule of the engine has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from string import Formatter


@dataclass(frozen=True, slots=True)
class Message:
    """``what`` is wrong and what was expected, and what to do about it (``mend``).

    ``together`` says it of many cells at once. Where ``what`` names something that differs from cell to cell (the row
    that has the same key), it must be there and name nothing such: findings are grouped by what it names.
    """

    what: str
    mend: str = ""
    together: str = ""

    @property
    def common(self) -> str:
        """The sentence that holds for every finding of one cause."""
        return self.together or self.what


@cache
def named(sentence: str) -> tuple[str, ...]:
    """The places of a sentence that parameters fill, in the order of the alphabet."""
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(sentence) if name}))
