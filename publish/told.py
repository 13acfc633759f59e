"""What the check of one sent file came to, put together for whoever tells it: a page, a workbook, a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.core.registry import Content
from schemas.core.site import Text
from validation.findings import Report
from validation.intake.check import Answer
from validation.intake.check import Part as Block
from validation.intake.headings import Heading
from validation.reading import cell_address
from validation.render.told import LeftOut, Part, Told


def told(name: str, answers: Sequence[Answer], content: Content, titles: Mapping[str, Text]) -> Told:
    """The answers to one file as one; ``titles`` are those of the datasets, as far as they are known."""
    return Told(
        name=name,
        report=Report.merge(answer.report for answer in answers),
        repairs=tuple(repair for answer in answers for repair in answer.repairs),
        left_out=tuple(left for answer in answers for part in answer.parts for left in _left_out(part)),
        parts=tuple(_part(answer, part, titles) for answer in answers for part in answer.parts if part.block.columns),
    )


def _left_out(part: Block) -> list[LeftOut]:
    sheet = part.block.sheet.name
    return [LeftOut(left.row + 1, left.reason, left.text, sheet) for left in part.left_out]


def _part(answer: Answer, part: Block, titles: Mapping[str, Text]) -> Part:
    block = part.block
    return Part(
        dataset=answer.dataset,
        title=titles.get(answer.dataset, Text("")),
        sheet=block.sheet.name,
        area=_area(part),
        rows=len(_rows(part)),
        columns=tuple((_letters(h.column), h.text, _taken_as(part, h)) for h in block.columns if h.parts),
    )


def _rows(part: Block) -> list[int]:
    """The rows that were taken as data: those that the layout found, and what turned out to be some."""
    left = {one.row for one in part.left_out}
    return sorted({*part.block.rows, *(one.row for one in part.block.left_out)} - left)


def _area(part: Block) -> str:
    """From the first cell of the header to the last of the rows: ``A5:H20``."""
    columns = [heading.column for heading in part.block.columns]
    rows = (*part.block.header, *_rows(part))
    return f"{cell_address(min(columns), min(rows) + 1)}:{cell_address(max(columns), max(rows) + 1)}"


def _letters(column: int) -> str:
    return cell_address(column, 1).removesuffix("1")


def _taken_as(part: Block, heading: Heading) -> Text | None:
    """The title of the column that a heading was taken for."""
    matching = part.matching
    if matching is None:
        return None
    found = [name for name, taken in matching.columns.items() if taken == heading]
    found += [spread.measure or matching.by_title for spread in matching.spread if spread.heading == heading]
    return matching.table.titles.get(found[0]) if found else None
