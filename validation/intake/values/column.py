"""One column of a sender's table, read by what its field is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from schemas.core.period import PATTERN
from validation.intake.grid import Value
from validation.intake.values.asked import Asked
from validation.intake.values.booleans import read_booleans
from validation.intake.values.dates import read_dates
from validation.intake.values.evidence import Evidence
from validation.intake.values.labels import Codes, Labels, read_codes
from validation.intake.values.numeric import read_numbers
from validation.intake.values.periods import read_periods
from validation.intake.values.result import ParsedColumn, Tally
from validation.intake.values.text import read_text

PERIODS = (PATTERN, r"^\d{4}$")  # patterns of columns that hold a period, or the year of one
NONE: Mapping[str, Codes] = MappingProxyType({})


def parse_column(
    cells: Sequence[Value],
    field: Mapping[str, Any],
    formats: Sequence[str | None] = (),
    header_unit: str | None = None,
    codes: Mapping[str, Codes] = NONE,
    *,
    labels: Labels | None = None,
    evidence: Evidence | None = None,
) -> ParsedColumn:
    """The column's cells as the Table Schema field ``field`` (``unit``, ``codelist``) asks for; never raises for data.

    ``formats``: the number format of each cell; ``header_unit``: the unit that the heading or the sheet names;
    ``codes``: the code lists; ``labels``: the names of what a reference column points at; ``evidence``: what another
    column says about the numbers of this one.
    """
    tally = Tally(len(cells))
    kind = field.get("type", "string")
    pattern = (field.get("constraints") or {}).get("pattern")
    if labels is None and (said := codes.get(str(field.get("codelist", "")))):
        labels = Labels.of_codes(said)
    if labels is not None:
        read_codes(cells, labels, tally)
    elif kind in ("number", "integer"):
        read_numbers(cells, formats, Asked(field, header_unit), evidence, tally)
    elif kind == "date":
        read_dates(cells, formats, tally)
    elif kind == "boolean":
        read_booleans(cells, tally)
    elif pattern in PERIODS:
        read_periods(cells, formats, tally)
    else:
        read_text(cells, tally)
    return tally.column()
