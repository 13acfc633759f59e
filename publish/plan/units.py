"""Units that stand in rows, in both languages: as the columns of the catalog's tables say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.about import About
from schemas.core.site import Text


def units_of(abouts: Iterable[About]) -> dict[str, Text]:
    """Every unit of a column, by its Vietnamese name."""
    units = (column.unit for said in abouts for table in said.tables for column in table.columns)
    return {unit.vi: unit for unit in units if unit.vi and unit.en}


def unit_of(text: str, known: Mapping[str, Text]) -> Text:
    """The unit ``text``; a quotient of known units is one too."""
    if text in known:
        return known[text]
    parts = text.split("/")
    return Text(text, "/".join(known[part].en if part in known else part for part in parts))
