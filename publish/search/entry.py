"""What can be found, and the words by which it is found: the same folding for what is written and what is typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from schemas.core.fold import fold
from schemas.core.site import Text

DATASET, RULE, CODE = "dataset", "rule", "code"
KINDS = (DATASET, "target", "indicator", "task", "agency", RULE, CODE)  # in the order in which they are told
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Entry:
    """One thing to be found; ``path`` is its Vietnamese page.

    ``keywords``, ``columns``, ``description`` and ``cells`` are texts in any language, most telling first.
    """

    kind: str
    id: str
    path: str
    title: Text
    keywords: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, in both languages and by its id."""
        return tuple(dict.fromkeys(name for name in (self.title.vi, self.title.en, self.id) if name))


def words(text: str) -> list[str]:
    """The words of a text as they are compared: ``["dong", "bang"]`` of ``Đồng_bằng``."""
    return _WORD.findall(fold(text))


def spelled(text: str) -> str:
    """The same words with their marks, a space before each: those who type marks mean them."""
    return "".join(f" {word}" for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()))
