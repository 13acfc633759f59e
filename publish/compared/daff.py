"""What differs in one table, as the highlighter format of daff: a CSV that people read and ``daff patch`` applies.

The first column says what a row is: ``!`` which columns come (``+++``) and go (``---``), ``@@`` the header, ``+++`` and
``---`` rows that come and go, ``->`` a row with cells ``old->new``, ``+`` one with nothing new but in new columns,
``...`` rows left out. The arrow is longer where a cell has one in it. Added rows stand first: the format knows rows by
what is in them, and no order is promised. A column that has another place is taken away and added.

daff finds a row again by the text of at most five columns, those with the most different values. Where rows that change
are the same in these, its patch would go to another row, or nowhere: that is said instead (:class:`NotTold`). Nor has
it a way to tell a text ``NULL`` from an empty cell where daff itself reads the old CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

from publish.diff import COLUMN, NEW, TableDiff, placed
from publish.errors import KtthError

GAP = "..."
MARKS = {"", GAP, "+++", "---", "null"}  # that stand beside the names of columns, or in the place of one
LINE = "\0line"  # no table has such a column
LOOKED_AT = 5  # columns by which daff finds a row again


class NotTold(KtthError):  # noqa: N818 - the state is the name
    """daff has no way to say this difference."""

    exit_code = 2


Cell = str | tuple[str, str]  # what stands there; what stood and what stands there now


@dataclass(frozen=True)
class _Line:
    """One row of the old state that is told: its place there, its action, its cells in the columns of the file."""

    place: int
    action: str
    cells: Sequence[Cell]


def write(diff: TableDiff, old: pl.DataFrame, path: Path) -> None:
    """Write the CSV; each cell is quoted, so that a text ``NULL`` stays one. Raises as :func:`highlighted` does."""
    told = highlighted(diff, old)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(told)


def highlighted(diff: TableDiff, old: pl.DataFrame) -> list[list[str]]:
    """The rows of the file that makes ``old`` into the new state.

    Raises:
        NotTold: the table came or went, a column is called ``+++`` or nothing, or daff cannot find a row again.
    """
    if not diff.before or not diff.after or not MARKS.isdisjoint({*diff.before, *diff.after}):
        raise NotTold(
            "daff tells no table that came or went, and none with a column named like its marks: take another form"
        )
    columns = _columns(diff)
    lines, added = _told(diff, old, columns)
    if not _found_again(old, [line.place for line in lines]):
        raise NotTold("daff finds rows by their text, and too many of these are alike: take another form")
    marked = [["!", *(mark for mark, _ in columns)]] if any(mark for mark, _ in columns) else []
    header = ["@@", *(name for _, name in columns)]
    gap = [GAP, *[_gap(old)] * len(columns)]
    return [*marked, header, *(["+++", *row] for row in added), *_body(lines, gap, bool(added))]


def _columns(diff: TableDiff) -> list[tuple[str, str]]:
    """Mark and name of each column of the file, in an order that holds both the old and the new one."""
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, diff.before, diff.after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("", name) for name in diff.before[a:b]]
        else:
            found += [*(("---", name) for name in diff.before[a:b]), *(("+++", name) for name in diff.after[c:d])]
    return found


def _told(
    diff: TableDiff, old: pl.DataFrame, columns: Sequence[tuple[str, str]]
) -> tuple[list[_Line], list[list[str]]]:
    """The rows of the old state that are told, in their order, and the rows that come."""
    changed = _by_key(diff)
    removed = {*diff.removed.select(diff.by).iter_rows()}
    added = [_row_of(row, columns) for row in diff.added.iter_rows(named=True)]
    wider = any(mark == "+++" for mark, _ in columns)  # then each row that stays says what it has there
    lines = []
    for row in _touched(diff, old, whole=wider).iter_rows(named=True):
        place = row[LINE]
        key = tuple(row[name] for name in diff.by)
        new = {**row, **dict.fromkeys(diff.columns_added, ""), **changed.get(key, {})}
        if key in removed:
            lines.append(_Line(place, "---", _gone(row, columns)))
        elif any(_unsaid(row[name], new[name]) for mark, name in columns if not mark):
            lines.append(_Line(place, "---", _gone(row, columns)))
            added.append(_row_of(new, columns))
        elif any(row[name] != new[name] for mark, name in columns if not mark):
            lines.append(_Line(place, "->", [_cell(mark, name, row, new) for mark, name in columns]))
        elif wider:
            lines.append(_Line(place, "+", [_cell(mark, name, row, new) for mark, name in columns]))
    return lines, added


def _touched(diff: TableDiff, old: pl.DataFrame, *, whole: bool) -> pl.DataFrame:
    """The rows that are told, each with its place in the table."""
    rows, by = placed(old, diff.by).with_row_index(LINE), list(diff.by)
    keys = pl.concat([frame.select(by) for frame in (diff.removed, diff.changed)])
    return rows if whole else rows.join(keys, on=by, how="semi", maintain_order="left")


def _by_key(diff: TableDiff) -> Mapping[tuple[str, ...], Mapping[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for *key, column, new in diff.changed.drop_nulls(NEW).select(*diff.by, COLUMN, NEW).iter_rows():
        found.setdefault(tuple(key), {})[column] = new
    return found


def _row_of(row: Mapping[str, str], columns: Sequence[tuple[str, str]]) -> list[str]:
    return ["" if mark == "---" else row[name] for mark, name in columns]


def _gone(row: Mapping[str, str], columns: Sequence[tuple[str, str]]) -> list[str]:
    return ["" if mark == "+++" else row[name] for mark, name in columns]


def _cell(mark: str, name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Cell:
    if mark:
        return new[name] if mark == "+++" else old[name]
    return old[name] if old[name] == new[name] else (old[name], new[name])


def _unsaid(old: str, new: str) -> bool:
    """Whether ``old->new`` would be read otherwise: as null, or with the blanks by which they differ made visible."""
    return old != new and (old.replace(" ", "") == new.replace(" ", "") or "NULL" in (old.lstrip("_"), new.lstrip("_")))


def _body(lines: Sequence[_Line], gap: list[str], after_added: bool) -> Iterator[list[str]]:
    """The lines with a gap wherever rows are left out, which keeps daff from taking them for moved."""
    arrow = _arrow(lines)
    next_place = -1 if after_added else 0
    for line in lines:
        if line.place != next_place:
            yield gap
        next_place = line.place + 1
        action = arrow if line.action == "->" else line.action
        yield [action, *(cell if isinstance(cell, str) else arrow.join(cell) for cell in line.cells)]


def _arrow(lines: Sequence[_Line]) -> str:
    """``->``, or a longer one that stands in no cell."""
    texts = [text for line in lines if line.action == "->" for cell in line.cells for text in _texts(cell)]
    arrow = "->"
    while any(arrow in text for text in texts):
        arrow = f"-{arrow}"
    return arrow


def _texts(cell: Cell) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cell


def _gap(old: pl.DataFrame) -> str:
    """``...``, or a longer one that is no cell of the table."""
    gap = GAP
    while any((column == gap).any() for column in old.iter_columns()):
        gap += "."
    return gap


def _found_again(old: pl.DataFrame, lines: Sequence[int]) -> bool:
    """Whether each of these rows is alone in what daff looks at."""
    counts = [old[name].n_unique() + (name not in old[name]) for name in old.columns]
    varied = sorted(range(old.width), key=lambda place: -counts[place])[:LOOKED_AT]
    seen = [pl.col(old.columns[place]).replace(["null", "undefined"], "") for place in varied]
    texts = old.select(pl.concat_str(seen, separator=" // ").alias(""))[""]
    header = "_" + " // ".join(old.columns[place] for place in varied)
    alike = texts.is_duplicated() | texts.is_in(["", header])
    return not alike[list(lines)].any()
