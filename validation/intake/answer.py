"""What the check of a file comes to, table by table."""

from __future__ import annotations

from dataclasses import dataclass, field

from validation.findings import Report
from validation.intake.columns import Proposal
from validation.intake.grid import Repair
from validation.intake.layout import Block, LeftOut
from validation.intake.matching import Matching
from validation.table import TypedTable


@dataclass(frozen=True)
class Part:
    """One block of the file: how it was matched, where it was, and its rows that are no data."""

    block: Block
    matching: Matching | None = None
    left_out: tuple[LeftOut, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What was found of one table of a dataset in a file; with an empty ``dataset`` what is of none, or of the file.

    A table may come from several blocks, on one sheet or on many: its rows are checked together.
    """

    dataset: str = ""
    table: str = ""
    parts: tuple[Part, ...] = ()
    repairs: tuple[Repair, ...] = ()
    report: Report = field(default_factory=Report)
    typed: TypedTable | None = None
