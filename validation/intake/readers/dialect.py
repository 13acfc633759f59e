"""How a text file separates and quotes its cells, told from the whole of its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

SAMPLE = 1_000  # lines looked at
LONGEST = 20_000  # characters looked at of one line
SAMPLE_TEXT = 200_000  # characters in which quotation marks are followed
USUAL = ("\t", ";", "|", ",")
SELDOM = ("^", "~", "¦", "\x1f", "\x01", " ")  # only where every line agrees
AGREED = 0.9
SEP_LINE = re.compile(r"\ufeff?sep=(.)\r?\n|\ufeff?sep=(.)\r", re.IGNORECASE)
WRAPPED = {q: re.compile(rf"(?:^|[,;\t|]) ?{q}[^{q}]+{q}(?=$|[,;\t|])") for q in "\"'"}  # a whole cell
QUOTED: Mapping[str, re.Pattern[str]] = {q: re.compile(f"{q}(?:[^{q}]|{q}{q})*+{q}") for q in "\"'"}
WITHIN_NUMBER = re.compile(r"(?<=\d),(?=\d)")
NO_DELIMITER = "\x00"


@dataclass(frozen=True)
class Dialect:
    """``delimiter`` is empty for a file of one column; ``skip`` the characters of Excel's line ``sep=`` at its start.

    ``rivals`` are delimiters that fit as well.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_space: bool = False
    skip: int = 0
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Fit:
    """How well a delimiter fits: the width most lines have, how many have it, and the first of them."""

    delimiter: str
    width: int
    share: float
    first: int
    opens: bool  # the first line has more than one cell
    strict: bool  # every quotation mark has its place, over several lines too

    @property
    def rank(self) -> tuple[float, bool, int, int]:
        return round(self.share, 1), self.strict, -self.first, self.width


def find_dialect(text: str) -> Dialect:
    """The dialect of a text, by its own word (``sep=;``) or by what most lines agree on."""
    said = SEP_LINE.match(text)
    skip = said.end() if said else 0
    sample = [line for line in islice(_lines(text, skip), SAMPLE) if line.strip()]
    quote = _quote(sample)
    bare = [QUOTED[quote].sub("x", line) for line in sample]
    signs = [sign for sign in USUAL if sign != "," or not _of_numbers(bare)]
    fits = [_fit(delimiter, bare, _strict_widths(text, skip, delimiter, quote)) for delimiter in signs]
    chosen = (said[1] or said[2]) if said else _choose(fits, bare)
    rivals = () if said else _rivals(chosen, fits)
    return Dialect(chosen, quote, skip_space=_spaced(chosen, sample), skip=skip, rivals=rivals)


def _of_numbers(lines: Sequence[str]) -> bool:
    """Whether commas stand within numbers only, and another sign in every line: ``Gạo;120,5;80,5``.

    Some rows that are cut wrongly would else leave the comma as what most lines agree on.
    """
    between = any(all(sign in line for line in lines) for sign in USUAL if sign != ",")
    return between and not any("," in WITHIN_NUMBER.sub("", line) for line in lines)


def _lines(text: str, start: int) -> Iterator[str]:
    return (found[0][:LONGEST] for found in re.finditer(r"[^\r\n]+", text[start : start + SAMPLE * LONGEST]))


def _quote(sample: Sequence[str]) -> str:
    """The apostrophe where cells are wrapped in it and none in quotation marks."""
    wrapped = {quote: sum(len(cell.findall(line)) for line in sample) for quote, cell in WRAPPED.items()}
    return "'" if wrapped["'"] > max(1, wrapped['"']) else '"'


def strict_row(dialect: Dialect) -> re.Pattern[str]:
    """A row whose marks all open, close or stand twice in a quoted cell; Python's reader takes others too."""
    quote, space = re.escape(dialect.quote), " *+" if dialect.skip_space else ""
    delimiter = re.escape(dialect.delimiter or NO_DELIMITER)
    cell = f"(?:{space}{quote}(?:[^{quote}]|{quote}{quote})*+{quote}|[^{quote}{delimiter}\\r\\n]*+)"
    return re.compile(f"{cell}(?:{delimiter}{cell})*+")


def all_strict(text: str, dialect: Dialect) -> bool:
    """Whether every row of a text is such a row."""
    row, start = strict_row(dialect), dialect.skip
    while start < len(text):
        found = row.match(text, start)
        stop = found.end() if found else start
        if stop < len(text) and text[stop] not in "\r\n":
            return False
        start = stop + 1
    return True


def _strict_widths(text: str, start: int, delimiter: str, quote: str) -> list[int]:
    """The widths of the rows of a text that is strictly written with a delimiter; none where it is not."""
    row, end = strict_row(Dialect(delimiter, quote, skip_space=True)), min(len(text), start + SAMPLE_TEXT)
    widths: list[int] = []
    while start < end and len(widths) < SAMPLE:
        found = row.match(text, start, end)
        stop = found.end() if found else start
        if stop < end and text[stop] not in "\r\n":
            return widths if end < len(text) and text.find(quote, stop + 1, end) < 0 else []  # cut off in a cell
        if found and stop > start:
            widths.append(QUOTED[quote].sub("x", found[0]).count(delimiter) + 1)
        start = stop + 1
    return widths


def _fit(delimiter: str, lines: Sequence[str], strict: Sequence[int] = ()) -> _Fit:
    widths = strict or [line.count(delimiter) + 1 for line in lines]
    seen = Counter(width for width in widths if width > 1)
    if not seen:
        return _Fit(delimiter, 1, 0.0, len(lines), opens=False, strict=bool(strict))
    width = max(seen, key=lambda w: (seen[w], w))
    share = seen[width] / len(widths)
    return _Fit(delimiter, width, share, widths.index(width), opens=widths[0] > 1, strict=bool(strict))


def _choose(fits: Sequence[_Fit], lines: Sequence[str]) -> str:
    best = max(fits, key=lambda fit: fit.rank)
    if best.share >= AGREED:
        return best.delimiter
    for seldom in (_fit(delimiter, lines) for delimiter in SELDOM):
        if seldom.share == 1.0 and len(lines) > 2 and (seldom.delimiter != " " or seldom.width > 2):
            return seldom.delimiter
    some = max(fits, key=lambda fit: (sum(fit.delimiter in line for line in lines), fit.rank))
    best = best if best.share >= AGREED / 2 else some
    in_lines = sum(best.delimiter in line for line in lines)
    return best.delimiter if best.share >= 0.5 or (best.opens and 2 * in_lines > len(lines)) else ""


def _rivals(chosen: str, fits: Sequence[_Fit]) -> tuple[str, ...]:
    """Others that every line agrees on from the same line on."""
    mine = next((fit for fit in fits if fit.delimiter == chosen), None)
    if mine is None or mine.share < AGREED:
        return ()
    return tuple(f.delimiter for f in fits if f is not mine and f.share >= AGREED and f.first <= mine.first)


def _spaced(delimiter: str, sample: Sequence[str]) -> bool:
    """Whether a space after each delimiter belongs to it."""
    if not delimiter or delimiter.isspace():
        return False
    count, spaced = (sum(line.count(text) for line in sample) for text in (delimiter, delimiter + " "))
    before_quote, at_once = (sum(line.count(delimiter + text) for line in sample) for text in (' "', '"'))
    return before_quote > at_once or (count > 0 and spaced == count)
