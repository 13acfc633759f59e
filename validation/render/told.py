"""What the check of one sent file came to, as every renderer needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from schemas.core.site import Text
from validation.findings import Report
from validation.intake.grid import Repair


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not taken as data, and why; ``row`` as the sender sees it, ``text`` what stands in it."""

    row: int
    reason: str
    text: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One table that was found: where it stands, which dataset it was read as, and what became of its columns.

    ``columns``: letter, heading as sent, and the title of the column it was taken for (none where it was not).
    """

    dataset: str = ""
    title: Text = field(default_factory=lambda: Text(""))
    sheet: str = ""
    area: str = ""
    rows: int = 0
    columns: tuple[tuple[str, str, Text | None], ...] = ()


@dataclass(frozen=True)
class Told:
    """One file's check: ``name`` is what its sender calls it."""

    name: str = ""
    report: Report = field(default_factory=Report)
    repairs: tuple[Repair, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOutRows:
    """Rows left out of one sheet for one reason: ``rows`` names all of them, ``first`` is one of them."""

    sheet: str
    reason: str
    count: int
    rows: tuple[tuple[int, int], ...]
    first: LeftOut


def left_out_together(left_out: Sequence[LeftOut]) -> list[LeftOutRows]:
    """By sheet and reason, the sheets in the order they come, the reasons by their first row."""
    found: dict[tuple[str, str], list[LeftOut]] = {}
    for one in left_out:
        found.setdefault((one.sheet, one.reason), []).append(one)
    sheets = list(dict.fromkeys(one.sheet for one in left_out))
    groups = [_together(sheet, reason, rows) for (sheet, reason), rows in found.items()]
    return sorted(groups, key=lambda g: (sheets.index(g.sheet), g.first.row))


def _together(sheet: str, reason: str, left_out: list[LeftOut]) -> LeftOutRows:
    rows = sorted({one.row for one in left_out})
    first = min(left_out, key=lambda one: one.row)
    return LeftOutRows(sheet, reason, len(rows), tuple(_runs(rows)), first)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow one another, as first and last."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        group = [number for _, number in run]
        yield group[0], group[-1]
