"""How a CSV file is written, found out as Python's ``csv.Sniffer`` does, in time that grows with the sample only.

frictionless asks the Sniffer about every file, also about those whose dialect is declared; its regular expressions take
hours on one long line of unclosed quotes. Here the same questions are answered without looking twice for an end.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

SNIFFED_LINES = 100
SAMPLED_ROWS = 100
DELIMITERS = ",\t;|"
PREFERRED = (",", "\t", ";", " ", ":")
THRESHOLD = 0.9  # of the lines must hold a delimiter equally often
CHUNK = 10  # lines looked at before deciding

csv.field_size_limit(2**31 - 2)
AFTER_DELIMITER = re.compile(r"""(?P<delim>[^\w\n"'])(?P<space> ?)(?P<quote>["'])""")
AT_LINE_START = re.compile(r"""(?:^|\n)(?P<quote>["'])""", re.MULTILINE)


class Spelling(NamedTuple):
    """The delimiter, and whether a space after each delimiter is meant to be dropped."""

    delimiter: str
    skip_space: bool


class _Quoted(NamedTuple):
    delim: str
    space: str


def sniff(sample: str, delimiters: str) -> Spelling | None:
    """The spelling of ``sample`` with one of ``delimiters``; None where none fits."""
    return _by_quotes(sample, delimiters) or _by_frequency(sample, delimiters)


def _by_quotes(sample: str, delimiters: str) -> Spelling | None:
    """The delimiter by the texts in quotes: of four forms, the first that occurs at all."""
    ends = _QuoteEnds(sample)
    for start, form in (
        (AFTER_DELIMITER, "same"),
        (AT_LINE_START, "any"),
        (AFTER_DELIMITER, "line"),
        (AT_LINE_START, "line"),
    ):
        found = list(_matches(sample, start, form, ends))
        if found:
            break
    delims = Counter(m.delim for m in found if m.delim and m.delim in delimiters)
    if not delims:
        return None
    delim = max(delims, key=lambda d: delims[d])
    return Spelling(delim, delims[delim] == sum(1 for m in found if m.space))


class _QuoteEnds:
    """Where a quote followed by something last stands, so that a search that would find nothing is not begun."""

    def __init__(self, sample: str) -> None:
        self.last: dict[tuple[str, str], int] = {}
        for quote in ('"', "'"):
            place = sample.find(quote)
            while place >= 0:
                after = sample[place + 1 : place + 2] or "\n"
                self.last[quote, after] = place
                if not (after.isalnum() or after in "_\n\"'"):
                    self.last[quote, ""] = place  # any delimiter
                place = sample.find(quote, place + 1)

    def exists(self, quote: str, after: str, begin: int) -> bool:
        return self.last.get((quote, after), -1) >= begin


def _matches(sample: str, start: re.Pattern[str], form: str, ends: _QuoteEnds) -> Iterator[_Quoted]:
    place = 0
    while match := start.search(sample, place):
        groups = match.groupdict()
        quote, begin = groups["quote"], match.end()
        after = {"same": groups.get("delim", ""), "any": "", "line": "\n"}[form]
        if not ends.exists(quote, after, begin):
            place = match.start() + 1
            continue
        if form == "same":
            place = sample.index(quote + after, begin) + 2
            yield _Quoted(after, groups["space"])
        elif form == "any":
            end = re.compile(quote + r"""([^\w\n"'])( ?)""").search(sample, begin)
            assert end is not None  # noqa: S101 - its existence was just asked
            place = end.end()
            yield _Quoted(end[1], end[2])
        else:
            end = re.compile(quote + r"$", re.MULTILINE).search(sample, begin)
            assert end is not None  # noqa: S101
            place = end.end()
            yield _Quoted(groups.get("delim", ""), groups.get("space", ""))


def _by_frequency(sample: str, delimiters: str) -> Spelling | None:
    """The delimiter that stands equally often in most lines."""
    lines = [line for line in sample.split("\n") if line]
    counts: dict[str, Counter[int]] = {c: Counter() for c in sorted(set(delimiters)) if ord(c) < 127}
    fitting: list[str] = []
    for begin in range(0, len(lines), CHUNK):
        for line in lines[begin : begin + CHUNK]:
            for char, seen in counts.items():
                seen[line.count(char)] += 1
        fitting = _steady(counts, min(begin + CHUNK, len(lines)))
        if fitting:
            break
    if not fitting:
        return None
    chosen = fitting[0] if len(fitting) == 1 else next((d for d in PREFERRED if d in fitting), "")
    if not chosen:
        chosen = max(fitting, key=lambda c: (_mode(counts[c]), c))
    return Spelling(chosen, lines[0].count(chosen) == lines[0].count(chosen + " "))


def _mode(seen: Counter[int]) -> tuple[int, int]:
    """How often a character mostly stands in a line, and in how many more lines it does than it does not."""
    often, lines = max(seen.items(), key=lambda item: item[1])
    return often, lines - (sum(seen.values()) - lines)


def _steady(counts: dict[str, Counter[int]], lines: int) -> list[str]:
    modes = {char: _mode(seen) for char, seen in counts.items()}
    consistency = 1.0
    while consistency >= THRESHOLD:
        fitting = [c for c, (often, more) in modes.items() if often > 0 and more > 0 and more / lines >= consistency]
        if fitting:
            return fitting
        consistency -= 0.01
    return []
