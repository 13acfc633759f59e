"""The marks of a template: of which dataset it is, and by which model it was made.

They stand in the workbook's custom properties, which Excel and LibreOffice keep, and on the sheet of instructions,
where a reader sees them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from schemas.core.i18n import LANGS, say
from schemas.core.table import Table
from validation.intake.grid import Sheet

DATASET, MODEL = "ktth_dataset", "ktth_model"  # the properties' names
GUIDE, LISTS = "Instructions", "Code lists"  # the two sheets that hold no data
STAMP = re.compile(r"^ktth:(?P<dataset>[a-z0-9._-]+):(?P<model>[0-9a-f]{12})$")
SEARCHED = 200  # first rows of the instructions in which the mark is looked for
ASKED = ("name", "type", "unit", "codelist", "constraints")  # what of a field decides how it is filled in


def digest(tables: Iterable[Table]) -> str:
    """Of what decides how the tables are filled in: columns, units, code lists, constraints, keys; of no wording."""
    said = [[t.name, t.primary_key, [{k: f.get(k) for k in ASKED} for f in t.fields]] for t in tables]
    text = json.dumps(sorted(said, key=str), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def stamp(dataset: str, model: str) -> str:
    """The marks as one visible text."""
    return f"ktth:{dataset}:{model}"


def own_sheets() -> set[str]:
    """The names of the sheets that hold no data, in both languages."""
    return {say("validation", lang, name) for lang in LANGS for name in (GUIDE, LISTS)}


def stamped(sheets: Iterable[Sheet]) -> Mapping[str, str]:
    """The marks as the instructions show them: what is left where a format does not keep properties."""
    for sheet in (sheet for sheet in sheets if sheet.name in own_sheets()):
        for cell in (cell for row in sheet.rows[:SEARCHED] for cell in row if isinstance(cell, str)):
            if found := STAMP.match(cell.strip()):
                return {DATASET: found["dataset"], MODEL: found["model"]}
    return {}
