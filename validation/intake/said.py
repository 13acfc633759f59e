"""Periods that stand within other words: in a title, in a heading."""

from __future__ import annotations

import re

from validation.intake.values.periods import Read, read_period

Span = tuple[int, int]

_DAY = re.compile(
    r"\bngày\s*[\d.…]*\s*(?:tháng\s*[\d.…]*\s*)?(?:năm\s*\d{4})?|\b\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}", re.I
)
_DOCUMENT = re.compile(r"\bsố\s*:?\s*\d*\S*/\S+|\b\d*/(?:19|20)\d\d/\S+", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\s(),;:\[\]]+")
_SECOND = re.compile(r"\s*[-–—/]\s*(?:năm\s+)?(?:(?:19|20)\d\d|\d\d)(?!\d)")
_BEFORE = 6  # words before a year that may belong to its period


def periods_in(text: str) -> list[tuple[Span, Read]]:
    """Every period that a text names, with where it stands; days and numbers of documents name none."""
    hidden = _DOCUMENT.sub(_blanks, _DAY.sub(_blanks, text))
    found: list[tuple[Span, Read]] = []
    for year in _YEAR.finditer(hidden):
        if found and year.start() < found[-1][0][1]:
            continue
        if (span := _around(hidden, year.end())) and (read := read_period(hidden[slice(*span)])):
            found.append((span, read))
    return found


def without_period(text: str) -> tuple[str, Read | None]:
    """A text without the one period it names, and that period; whole, and None, where it names none or several."""
    found = periods_in(text)
    if len(found) != 1 or not found[0][1].period:
        return text, None
    (start, end), read = found[0]
    return " ".join(re.sub(r"\(\s*\)", " ", text[:start] + text[end:]).split()).strip(" -–:,"), read


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _around(text: str, end: int) -> Span | None:
    """The longest stretch that ends with a year, or with a second one after it, and is a period or a span of years."""
    words = [m.start() for m in _WORD.finditer(text[:end])][-_BEFORE - 1 :]
    second = _SECOND.match(text[end:])
    for last in [end + second.end(), end] if second else [end]:
        for first in words:
            read = read_period(text[first:last])
            if read.period or read.rule in ("period.span", "period.doubtful"):
                return first, last
    return None
