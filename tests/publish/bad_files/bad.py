"""One bad file: what was spoiled in it, what the report must say, and what an officer then changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import coordinate_to_tuple

from tests.publish.bad_files.write import xlsx

Rows = list[list[object]]
DOCUMENT = "Công văn 15/SNNMT-MT"


@dataclass(frozen=True, eq=False)
class Bad:
    """``says``: a cell, or what else a line of the report begins with, and words that it or its cause has.

    ``mend`` is what is written into cells by whoever has read the report, nothing else: after it, no error is left.
    ``drop`` are rows that are taken out then, ``make`` makes the file of the rows.
    """

    name: str
    spoiled: str
    rows: Rows
    says: Sequence[tuple[str, str]]
    mend: Mapping[str, object] = field(default_factory=dict)
    drop: Sequence[int] = ()
    dataset: str = ""
    make: Callable[[Rows], bytes] = xlsx
    mended: Callable[[Rows], bytes] | None = None  # where the mended file is of another kind
    otherwise: str = ""  # what is mended besides, in words

    def sent(self) -> bytes:
        return self.make(self.rows)

    def corrected(self) -> bytes:
        rows = self.edited()
        return (self.mended or self.make)([row for n, row in enumerate(rows, 1) if n not in self.drop])

    def edited(self) -> Rows:
        rows = [list(row) for row in self.rows]
        for place, value in self.mend.items():
            row, column = coordinate_to_tuple(place)
            rows[row - 1] += [None] * (column - len(rows[row - 1]))
            rows[row - 1][column - 1] = value
        return rows


def changed(rows: Rows, **cells: object) -> Rows:
    """The rows with other values in some cells: ``D2="1.234,5"``."""
    return Bad("", "", rows, (), cells).edited()
