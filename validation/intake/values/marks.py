"""What stands in place of a figure: signs of the statistical yearbooks, words, and notes hung on a value."""

from __future__ import annotations

import re

from schemas.core.fold import fold
from validation.intake.values.result import Flag

DASHES = ("-", "–", "—", "−", "‒", "--")
DOTS = ("..", "...", "…", "....", "……")
_WORDS: dict[str, Flag] = {
    **dict.fromkeys(DOTS, "missing"),
    **dict.fromkeys(("chua co", "chua co so lieu", "khong co so lieu", "khong ro", "kcsl"), "missing"),
    **dict.fromkeys(("chua thong ke", "no data", "na (missing)", "null", "nan"), "missing"),
    **dict.fromkeys(DASHES, "nil"),
    **dict.fromkeys(("k.co", "k co", "ko co", "khong co", "khong", "khong phat sinh", "nil"), "nil"),
    **dict.fromkeys(("x", "khong ap dung", "not applicable"), "not-applicable"),
}
TWO_MEANINGS = ("n/a", "na", "n.a.", "n.a", "#n/a")  # not available, or not applicable
NO_TEXT = frozenset({*DASHES, *DOTS, *TWO_MEANINGS, *(word.upper() for word in TWO_MEANINGS)})  # in a column of words

_NOTE = re.compile(
    r"^(?P<value>.*[^\s*(\[])\s*(?P<note>\(\*{1,4}\)|\*{1,4}|\[\*{1,4}\]|(?<=[0-9])\[[0-9]{1,2}\]|†|‡)$", re.DOTALL
)


def mark_of(text: str) -> Flag | None:
    """What a mark in place of a figure means; None for anything else."""
    return _WORDS.get(fold(text)) if len(text) < 20 else None


def without_note(text: str) -> tuple[str, str]:
    """A value and the asterisk or the [3] hung on it, which is never part of one; empty where there is none."""
    found = _NOTE.match(text)
    return (found["value"], found["note"]) if found else (text, "")
