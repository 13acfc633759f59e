"""The header of a file against its schema, and where in a sheet a cell stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from validation.findings import Finding

if TYPE_CHECKING:
    from frictionless.errors import HeaderError
    from frictionless.table.header import Header

HEADER_RULES = {
    "blank-header": "header.blank",
    "unmatched-header": "header.unmatched",
    "extra-label": "header.unexpected",
    "missing-label": "header.missing",
    "blank-label": "header.blank",
    "duplicate-label": "header.duplicate",
    "incorrect-label": "header.mismatch",
}
BY_PLACE = ("header.unexpected", "header.missing", "header.mismatch")


def header_findings(header: Header, expected: Sequence[str]) -> list[Finding]:
    """What is wrong with a header, said by names and not by places: one column too many shifts all that follow.

    frictionless compares place by place; where it finds nothing, nothing is found here. ``expected`` are the schema's
    columns; empty where the schema allows a file to have more or fewer.
    """
    labels = header.labels
    shifted = [e for e in header.errors if HEADER_RULES[e.type] in BY_PLACE]
    found = [_header_finding(e) for e in header.errors if e not in shifted]
    if not shifted or not expected:
        return [*found, *map(_header_finding, shifted)]
    row = header.row_numbers[-1] if header.row_numbers else 1
    for label in (x for x in labels if x and x not in expected):
        found.append(Finding("header.unexpected", row=row, column=label, cell=_cell(labels, label, row), value=label))
    for name in (x for x in expected if x not in labels):
        found.append(Finding("header.missing", row=row, column=name, params={"expected": name}))
    if not found and sorted(labels) == sorted(expected):
        place = next(i for i, (a, b) in enumerate(zip(labels, expected, strict=True)) if a != b)
        params = {"expected": expected[place], "found": labels[place], "all": ", ".join(expected)}
        cell = cell_address(place, row)
        found.append(
            Finding(
                "header.order", "error", row=row, column=labels[place], cell=cell, value=labels[place], params=params
            )
        )
    return found or [_header_finding(e) for e in shifted]


def _cell(labels: Sequence[str], label: str, row: int) -> str:
    return cell_address(list(labels).index(label), row)


def _header_finding(error: HeaderError) -> Finding:
    number = getattr(error, "field_number", 1)
    row = error.row_numbers[-1] if error.row_numbers else 1
    label: str | None = getattr(error, "label", None)  # of an error of one column
    return Finding(
        HEADER_RULES[error.type],
        row=row,
        column=getattr(error, "field_name", None) or label,
        cell=cell_address(number - 1, row),
        value=label,
        params={"expected": getattr(error, "field_name", ""), "found": label or ", ".join(error.labels)},
    )


def cell_address(column: int, row: int) -> str:
    """The A1 address of a 0-based column and a 1-based row."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
