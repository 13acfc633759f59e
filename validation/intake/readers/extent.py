"""How far the sheets of one workbook reach, together: asked before the cells of each are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validation.findings import Finding
from validation.intake.grid import Range
from validation.intake.limits import Limits


class Extents:
    """Adds up the cells of a workbook's sheets."""

    def __init__(self, limits: Limits, cells: int = 0) -> None:
        self.limits = limits
        self.cells = cells

    def refusal(self, sheet: str, rows: int, columns: int) -> Finding | None:
        """The finding that refuses the workbook because of this sheet, whose last cell stands here."""
        self.cells += rows * columns
        limits = self.limits
        for rule, found, limit in (
            ("file.too-long", rows, limits.rows),
            ("file.too-wide", columns, limits.columns),
            ("file.too-many-cells", self.cells, limits.cells),
        ):
            if found > limit:
                return Finding(rule, sheet=sheet, params={"found": str(found), "limit": str(limit)})
        return None


def within(merged: Iterable[Range], rows: Sequence[Sequence[object]]) -> tuple[Range, ...]:
    """Merged cells, as far as there are cells at all: a title may be merged over all columns that a sheet can have."""
    bottom, right = len(rows) - 1, max(map(len, rows), default=0) - 1
    found = (Range(r.top, r.left, min(r.bottom, bottom), min(r.right, right)) for r in merged)
    return tuple(
        r for r in found if r.top <= r.bottom and r.left <= r.right and r != Range(r.top, r.left, r.top, r.left)
    )
