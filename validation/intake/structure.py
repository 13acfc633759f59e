"""A table of no dataset we know: its columns of figures are read all the same, and what is doubtful in them is told.

Where headings name units of which one is another over a third (people per km²: people, km²), the figures must agree;
that often proves what a damaged number was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, permutations

from validation.findings import Finding
from validation.intake.grid import Repair, Value
from validation.intake.headings import Heading, value_at
from validation.intake.layout import Block
from validation.intake.readers.places import a1, letters
from validation.intake.sheet_table import sent_at
from validation.intake.values import Evidence, Product, parse_column
from validation.intake.values.units import Unit, parse_unit
from validation.intake.view import View, kind_of

MOSTLY = 0.6  # of the filled cells of a column of figures are figures
SAMPLE = 1_000  # of the first so many
COUNTED = ("person", "household", "one")  # what comes in whole numbers


def structure_of(block: Block) -> tuple[list[Finding], list[Repair]]:
    """What is doubtful in the figures of a block, and what was read otherwise than it was written."""
    view = View(block.sheet)
    cells = {h: [value_at(view, r, h.column) for r in block.rows] for h in block.columns if not h.serial}
    figures = {h: values for h, values in cells.items() if _is_figures(values)}
    proofs = _proofs(figures)
    findings: list[Finding] = []
    repairs: list[Repair] = []
    for heading, values in figures.items():
        found, changed = _column(block, heading, values, proofs.get(heading))
        findings += found
        repairs += changed
    return findings, repairs


def _is_figures(values: Sequence[Value]) -> bool:
    filled = [kind_of(v) for v in islice((v for v in values if v is not None), SAMPLE)]
    return bool(filled) and sum(k in ("number", "year") for k in filled) >= MOSTLY * len(filled)


def _column(
    block: Block, heading: Heading, values: Sequence[Value], proof: Evidence | None
) -> tuple[list[Finding], list[Repair]]:
    said = {"name": heading.text, "type": "number", "unit": heading.unit}
    formats = [block.sheet.formats.get((r, heading.column)) for r in block.rows] if block.sheet.formats else ()
    parsed = parse_column(values, said, formats, heading.unit or None, evidence=proof)
    findings = []
    for doubt in parsed.doubts:
        place = heading.place if doubt.index is None else (block.rows[doubt.index], heading.column)
        findings.append(
            Finding(
                doubt.rule,
                doubt.severity,
                row=place[0] + 1,
                column=heading.text or letters(heading.column),
                cell=a1(place),
                value=sent_at(block.sheet, place),
                params=dict(doubt.params),
                sheet=block.sheet.name,
            )
        )
    sheet, column = block.sheet.name, letters(heading.column)
    return findings, [replace(r, sheet=sheet, column=column) for r in parsed.repairs]


def _proofs(figures: dict[Heading, list[Value]]) -> dict[Heading, Evidence]:
    """What the columns of a quotient (a per b) and of its parts say of one another."""
    units = {h: parse_unit(h.unit) for h in figures if h.unit}
    for whole, part, quotient in permutations(units, 3):
        if _is_product(units[whole], units[part], units[quotient]):
            headings = (whole, part, quotient)
            counts = [parse_unit(h.unit).over in COUNTED and not parse_unit(h.unit).under for h in headings]
            product = Product([figures[h] for h in headings], counts)
            return {h: product.evidence(n) for n, h in enumerate(headings)}
    return {}


def _is_product(whole: Unit, part: Unit, quotient: Unit) -> bool:
    """Whether the first is measured in what the second times the third is: people = km² × people per km²."""
    plain = not whole.under and not part.under and whole.over != part.over
    same = quotient.over == whole.over and quotient.under == (part.over,)
    return plain and same and quotient.factor * part.factor == whole.factor
