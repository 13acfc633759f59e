"""One cell of an ODS workbook: what it says of itself -> its value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from validation.intake.grid import Value

DURATION = re.compile(r"-?PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


@dataclass
class Cell:
    """A cell while it is read: what its element says, how often it stands there, its text."""

    said: Mapping[str, str]
    repeated: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def is_error(self) -> bool:
        return "formula" in self.said and self.text.startswith(("#", "Err:"))


def count(said: Mapping[str, str], key: str) -> int:
    """How often something stands in an ODS file: once where it does not say so."""
    text = said.get(key, "1")
    return min(max(int(text), 1), 10_000_000) if text.isdecimal() and len(text) < 12 else 1


def value_of(cell: Cell) -> Value:
    """What a cell holds, by the type it says it has."""
    said, kind = cell.said, cell.said.get("value-type", "")
    try:
        if cell.is_error:
            return cell.text
        if kind in ("float", "percentage", "currency"):
            return float(said["value"])
        if kind == "date":
            moment = datetime.fromisoformat(said["date-value"])
            return moment if "T" in said["date-value"] else moment.date()
        if kind == "boolean":
            return said["boolean-value"] == "true"
        if kind == "time":
            return _time(said["time-value"])
    except (KeyError, ValueError):
        return cell.text or None
    return cell.text or said.get("string-value") or None


def _time(text: str) -> Value:
    """A time of day; a length of time beyond it as it is written."""
    found = DURATION.fullmatch(text)
    if not found:
        return text
    hours, minutes, seconds = map(int, found.groups())
    if hours < 24 and not text.startswith("-"):
        return time(hours, minutes, seconds)
    return f"{'-' if text.startswith('-') else ''}{hours}:{minutes:02}:{seconds:02}"
