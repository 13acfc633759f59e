"""What a cell may be chosen from on a day: the codes of a list, the keys of a register, with their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.core.model import Reference
from schemas.core.rules.base import TableName
from schemas.core.site import Text
from schemas.core.table import Table

BETWEEN = " – "  # code and name of one choice
MOST = 2_000  # keys of a register that are still offered as a list
NAMES = ("name_vi", "name")  # the first of these that a register has is what its keys are called
Look = Callable[[TableName], pl.DataFrame | None]


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: Text

    @property
    def label(self) -> str:
        """``91 – Tỉnh An Giang``; the code alone where it has no other name."""
        return f"{self.code}{BETWEEN}{self.name.vi}" if self.name.vi else self.code


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen. ``whole``: nothing else was ever valid, so that any other value is wrong.

    ``labelled``: a cell holds the choice's label, for codes that nobody knows by heart; else the code alone.
    """

    items: tuple[Choice, ...]
    whole: bool
    labelled: bool = False

    @property
    def shown(self) -> list[str]:
        return [c.label if self.labelled else c.code for c in self.items]


def code_of(text: str) -> str:
    """The code of a label; any other text as it is."""
    return text.split(BETWEEN, 1)[0].strip()


def code_choices(frame: pl.DataFrame, day: date) -> dict[str, Choices]:
    """The code lists of the site's table of them, as they are on ``day``, in the table's order."""
    now = _valid(frame, day)
    return {
        str(name): Choices(tuple(_choices(rows, "code")), whole=rows["code"].n_unique() == ever)
        for (name,), rows in now.group_by("list", maintain_order=True)
        for ever in [frame.filter(pl.col("list") == name)["code"].n_unique()]
    }


def reference_choices(table: Table, look: Look, day: date) -> dict[str, Choices]:
    """By column: the keys that a reference of one column may have on ``day``, unless there are none or too many."""
    found = {}
    for reference in table.references:
        choices = _keys(reference, look, day) if len(reference.columns) == 1 else None
        if choices:
            found[reference.columns[0]] = choices
    return found


def _keys(reference: Reference, look: Look, day: date) -> Choices | None:
    frame = look(reference.target)
    if frame is None or reference.to[0] not in frame.columns:
        return None
    key = reference.to[0]
    items = sorted({c.code: c for c in _choices(_valid(frame, day), key)}.values(), key=lambda c: (len(c.code), c.code))
    return Choices(tuple(items), whole=False, labelled=True) if 0 < len(items) <= MOST else None


def _valid(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows that hold on ``day``, where rows say for how long they do."""
    if not {"valid_from", "valid_to"} <= {*frame.columns}:
        return frame
    return frame.filter((pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day)))


def _choices(frame: pl.DataFrame, key: str) -> Iterator[Choice]:
    name = next((c for c in NAMES if c in frame.columns), None)
    for row in frame.iter_rows(named=True):
        if row[key] is not None:
            yield Choice(str(row[key]), _name(row, name))


def _name(row: Mapping[str, object], column: str | None) -> Text:
    return Text(str(row[column] or ""), str(row.get("name_en") or "")) if column else Text("")
