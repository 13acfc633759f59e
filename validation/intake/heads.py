"""Where a table begins: which rows are its header.

A row of headings holds words or years and no figures. What makes it one is what stands below: most of the columns that
the rows there fill must have a heading of their own. That tells it from a title in two parts, however long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from validation.intake.headings import Heading, headings_of
from validation.intake.values.units import unit_line
from validation.intake.view import Cell, View, folded, squeezed
from validation.intake.words import DAY_LINE, DOCUMENT_HEAD, ITEM, LABEL, MOTTO, NUMBERED

DEEPEST = 8  # rows that a header may have
SAMPLE = 30  # rows below a header that are looked at
LONGEST = 300  # characters of a heading
LONGEST_ITEM = 60  # characters of a line of a list
LONGEST_NUMBER = 20  # characters of a column's number
OF_DOCUMENT = (DOCUMENT_HEAD, DAY_LINE)


@dataclass(frozen=True)
class Head:
    """The header of a table: its rows, the row of column numbers under it, the columns it names."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    numbering: int | None = None
    figures: frozenset[int] = frozenset()  # columns that hold mostly figures below

    @property
    def end(self) -> int:
        """The last row that is no data yet."""
        return self.last if self.numbering is None else self.numbering


def find_head(view: View, row: int, known: Collection[str] = ()) -> Head | None:
    """The header that begins in ``row``; None where the rows below are no table under it.

    ``known`` are folded headings of tables that may be meant: two of them in a row are a header whatever follows.
    """
    cells = view.cells(row)
    if not _may_head(cells, row, view, known) or _known_below(cells, row, view, known):
        return None
    first = _with_parent(view, row)
    last, numbering = _extent(view, first, row)
    headings = headings_of(view, first, last)
    below = sample(view, last if numbering is None else numbering)
    head = Head(first, last, headings, numbering, figures_in(below))
    return head if _fits(head, below, view, known) else None


def known_in(cells: Sequence[Cell], known: Collection[str]) -> int:
    """How many cells of a row are headings that are known."""
    return sum(folded(c.value) in known for c in cells)


def _known_below(cells: Sequence[Cell], row: int, view: View, known: Collection[str]) -> bool:
    """Whether a row without a known heading stands over one that has several."""
    if not known or known_in(cells, known):
        return False
    return any(known_in(view.cells(k), known) > 1 for k in range(row + 1, row + 1 + DEEPEST))


def _may_head(cells: Sequence[Cell], row: int, view: View, known: Collection[str]) -> bool:
    """Whether a row could be a header by what it holds itself."""
    if known_in(cells, known) > 1:
        return True
    if not holds_words(cells) or any(c.kind == "word" and len(c.text) > LONGEST for c in cells):
        return False
    texts = [folded(c.value) for c in cells]
    if any(MOTTO.search(t) for t in texts):
        return False
    if len(cells) < 4 and any(LABEL.search(t) or any(x.search(t) for x in OF_DOCUMENT) for t in texts):
        return False
    if len(cells) < 4 and any(unit_line(c.text) for c in cells):
        return False
    return len(cells) > 1 or _is_list(row, view)


def _is_list(row: int, view: View) -> bool:
    """Whether a sheet of one column is a list under a heading, and no letter."""
    texts = [c.text for k in (row, row + 1) for c in view.cells(k)]
    return len(texts) == 2 and max(map(len, view.sheet.rows)) == 1 and max(map(len, texts)) <= LONGEST_ITEM


def holds_words(cells: Sequence[Cell]) -> bool:
    """Whether the cells are words, or years, and hold no figure."""
    kinds = Counter(c.kind for c in cells)
    words = kinds["word"] + kinds["year"]
    return not kinds["number"] and words > kinds["mark"] and (kinds["word"] > 0 or len(cells) > 1)


def _with_parent(view: View, row: int) -> int:
    """The row above too, where its only cell goes over several of the columns and not over all of them."""
    above = view.cells(row - 1)
    if len(above) != 1 or above[0].kind != "word":
        return row
    left, width = above[0].column, view.width(row - 1, above[0].column)
    columns = [c.column for c in view.cells(row)]
    text = folded(above[0].value)
    inside = left > min(columns) and 1 < width <= 0.6 * len(columns)
    return row if not inside or unit_line(above[0].text) or DOCUMENT_HEAD.match(text) else row - 1


def _extent(view: View, first: int, row: int) -> tuple[int, int | None]:
    """The last row of a header, and the row of column numbers under it."""
    last = _merged_down(view, first, row)
    end = min(first + DEEPEST, view.height - 1)
    for number in range(last + 1, end + 1):
        between = [view.cells(k) for k in range(last + 1, number)]
        if is_numbering(view.cells(number)) and _one_header(between):
            return last + len([cells for cells in between if cells]), number
    while last < end and _goes_on(view, first, last):
        last = _merged_down(view, first, last + 1)
    return last, None


def _one_header(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows between headings and column numbers are headings too, with a gap after the last of them at most."""
    filled = [bool(cells) for cells in rows]
    return sorted(filled, reverse=True) == filled and all(holds_words(cells) for cells in rows if cells)


def _merged_down(view: View, first: int, row: int) -> int:
    """The last row that cells of the header's rows up to ``row`` reach by being merged."""
    lowest = min(first + DEEPEST, view.height) - 1
    bottoms = [m.bottom for r in range(first, row + 1) for m in view.tops.get(r, ()) if m.bottom <= lowest]
    return max([row, *bottoms])


def _goes_on(view: View, first: int, last: int) -> bool:
    """Whether the row below is part of the header too: it stands under headings that go over several columns, or holds
    words where there are figures below it."""
    cells = view.cells(last + 1)
    if not cells or not (holds_words(cells) or len(cells) == 1) or any(c.kind == "number" for c in cells):
        return False
    if any(ITEM.match(c.text) for c in cells):
        return False
    leaves, spanned = _leaves(view, first, last)
    columns = {c.column for c in cells}
    if columns <= spanned and (columns & spanned) and (leaves - columns or not leaves):
        return True
    figures = figures_in(sample(view, last + 1))
    over = [c for c in cells if c.column in figures and c.kind in ("word", "year")]
    return len(over) > 1 and len(over) >= 0.6 * len(figures & (leaves | spanned))


def _leaves(view: View, first: int, last: int) -> tuple[set[int], set[int]]:
    """The columns whose heading is of them alone, and those under a heading that goes over several."""
    leaves, spanned = set(), set()
    for row in range(first, last + 1):
        for cell in view.cells(row):
            width = view.width(row, cell.column)
            if width > 1:
                spanned |= set(range(cell.column, cell.column + width))
            else:
                leaves.add(cell.column)
    for row in range(first, last + 1):
        spanned |= _open(view, row, leaves | spanned)
    return leaves - spanned, spanned


def _open(view: View, row: int, named: Collection[int]) -> set[int]:
    """Unmerged cells to the right of a heading that it seems to go over, with its own: ``So sánh (%) | (empty)``."""
    found: set[int] = set()
    columns = [c.column for c in view.cells(row)]
    for left, right in pairwise([*columns, len(view.sheet.rows[row])]):
        gap = [c for c in range(left + view.width(row, left), right) if c not in named]
        if gap and view.width(row, left) == 1:
            found |= {left, *gap}
    return found


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row only counts the columns: ``A B 1 2 3`` or ``(1) (2) (3)=(1)+(2)``."""
    found = [NUMBERED.match(folded(c.value)) for c in cells]
    marks = [m["mark"] for m in found if m]
    if len(marks) < max(2, 0.9 * len(cells)) or any(len(c.text) > LONGEST_NUMBER for c in cells):
        return False
    numbers = [int(m) for m in marks if m.isdigit()]
    plain = all(mark.isdigit() for mark in marks) and not any("(" in c.text for c in cells)
    rising = [b == a + 1 for a, b in pairwise(numbers)]
    return len(cells) > (2 if plain else 1) and sum(rising) >= 0.7 * len(rising) and numbers[:1] in ([0], [1], [])


# What stands below


def sample(view: View, last: int) -> list[Mapping[int, Cell]]:
    """The next rows below ``last`` that fill more than one cell, or one of a table of one column."""
    found: list[Mapping[int, Cell]] = []
    for row in range(last + 1, min(view.height, last + 1 + 4 * SAMPLE)):
        cells = view.cells(row)
        if len(cells) > 1 or (cells and len(view.sheet.rows[row]) == 1):
            found.append({c.column: c for c in cells})
            if len(found) == SAMPLE:
                break
    return found


def figures_in(below: Sequence[Mapping[int, Cell]]) -> frozenset[int]:
    """The columns that hold more figures than words."""
    count: Counter[int] = Counter()
    for row in below:
        for column, cell in row.items():
            count[column] += {"number": 1, "year": 1, "word": -1, "mark": 0}[cell.kind]
    return frozenset(column for column, more in count.items() if more > 0)


def _fits(head: Head, below: Sequence[Mapping[int, Cell]], view: View, known: Collection[str]) -> bool:
    """Whether the rows below are a table under these headings."""
    texts = [h.text for h in head.headings]
    if sum(folded(part) in known for h in head.headings for part in {h.text, *h.parts}) > 1:
        return True
    if not below:
        return len(set(texts)) > 2 or head.numbering is not None
    used = [c for c, n in Counter(c for row in below for c in row).items() if n >= 0.2 * len(below)]
    over = [h.text for h in head.headings if h.column in used]
    named = len(over) - sum(a == b for a, b in pairwise(over))  # one that goes over several columns is one
    return named >= max(min(2, len(used)), 0.5 * len(used))


def same_head(view: View, row: int, head: Head) -> bool:
    """Whether a row repeats a header's first row, as on a new printed page."""
    mine = [(c.column, squeezed(c.value)) for c in view.cells(row)]
    return len(mine) > 1 and mine == [(c.column, squeezed(c.value)) for c in view.cells(head.first)]
