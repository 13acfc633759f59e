"""How much of a file is looked at: whatever lies beyond is refused with one finding, before it costs anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may have, and what reading and checking it may cost.

    ``cells`` counts the rows times the columns of all sheets, empty cells too; ``unpacked`` is the size in bytes of
    what a workbook holds packed, ``memory`` the bytes a child process may take beyond those it starts with.
    """

    bytes: int = 100_000_000
    unpacked: int = 800_000_000
    sheets: int = 256
    rows: int = 1_100_000
    columns: int = 2_000
    cells: int = 12_000_000
    characters: int = 100_000
    seconds: float = 60.0
    memory: int = 900_000_000


DEFAULT = Limits()
