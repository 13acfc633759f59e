"""What words around a table say of its key columns: periods, codes of lists, and units that a register names.

A heading, a title, the name of a sheet or of a group may stand for the value of a column that the table itself lacks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from schemas.core.model import Reference
from schemas.core.period import parse_period
from schemas.core.registry import Content
from schemas.core.table import Table
from validation.intake.said import periods_in
from validation.intake.values.column import PERIODS
from validation.intake.values.labels import Codes, Labels, spoken, written
from validation.intake.values.periods import read_period
from validation.tables import Look

NAMES = ("name_vi", "name_en", "name", "title")  # columns by which a register names its things
ALIASES = "aliases"  # and one with other names, a semicolon between them
Vintage = tuple[int, int] | None
SHORTEST = 4  # letters of a name that is looked for inside other text


class Keys:
    """The columns of one table that words can stand for, and how each is read."""

    def __init__(self, table: Table, content: Content, look: Look, codes: Mapping[str, Codes]) -> None:
        self.table = table
        self.content = content
        self.look = look
        self.codes = codes
        self.fields = {f["name"]: f for f in table.fields}
        self.required = [n for n, f in self.fields.items() if (f.get("constraints") or {}).get("required")]
        self._labels: dict[tuple[str, Vintage], Labels | None] = {}
        self._days: dict[str, list[date]] = {}

    def is_period(self, name: str) -> bool:
        return (self.fields[name].get("constraints") or {}).get("pattern") in PERIODS

    def readable(self, name: str) -> bool:
        """Whether words can be read as values of the column."""
        return self.is_period(name) or self.labels(name) is not None

    def read(self, name: str, text: str, period: str | None = None) -> list[str]:
        """The values of the column that a text as a whole may stand for."""
        if self.is_period(name):
            read = read_period(text)
            return [read.period] if read.period else []
        labels = self.labels(name, period)
        return labels.find(text) if labels else []

    def inside(self, name: str, text: str, period: str | None = None) -> list[str]:
        """The values of the column that are named within a text; of a unit and the one above it, the unit."""
        if self.is_period(name):
            return list(dict.fromkeys(read.period for _, read in periods_in(text) if read.period))
        labels = self.labels(name, period)
        found = _named(labels, text) if labels else []
        above = {code for one in found for code in self.above(name, one, period)}
        return [code for code in found if code not in above]

    # Registers and lists

    def labels(self, name: str, period: str | None = None) -> Labels | None:
        """The names of what a column holds; of a register only what there was in ``period``, where one is given."""
        asked = (name, self.vintage(name, period))
        if asked not in self._labels:
            self._labels[asked] = self._labels_of(name, period)
        return self._labels[asked]

    def _labels_of(self, name: str, period: str | None) -> Labels | None:
        listed = self.codes.get(str(self.fields[name].get("codelist", "")))
        if listed is not None:
            return Labels.of_codes(listed)
        frame, reference = self._register(name, period), self.reference(name)
        if frame is None or reference is None or reference.to[0] not in frame.columns:
            return None
        columns = [c for c in (*NAMES, ALIASES) if c in frame.columns]
        rows = frame.select(reference.to[0], *columns).unique(maintain_order=True).iter_rows()
        site = self.content.site.observation
        places = bool(site and site.place == name)
        return Labels.of(((str(code), _each(names)) for code, *names in rows), places=places) if columns else None

    def reference(self, name: str) -> Reference | None:
        """The register that the column alone points at."""
        return next((r for r in self.table.references if r.columns == (name,)), None)

    def vintage(self, name: str, period: str | None) -> Vintage:
        """What a column's names mean in a period: the same for all periods in which its register is the same."""
        reference, days = self.reference(name), self._days_of(name)
        if period is None or not days or not (reference and reference.during):
            return None
        try:
            during = parse_period(period)
        except ValueError:
            return None
        return bisect_left(days, during.end), bisect_right(days, during.start)

    def _days_of(self, name: str) -> list[date]:
        """The days on which something in a column's register begins or ends."""
        if name not in self._days:
            frame = self._register(name, None)
            known = frame is not None and {"valid_from", "valid_to"} <= set(frame.columns)
            days = {*frame["valid_from"], *frame["valid_to"]} - {None} if known and frame is not None else set()
            self._days[name] = sorted(days)
        return self._days[name]

    def _register(self, name: str, period: str | None) -> pl.DataFrame | None:
        reference = self.reference(name)
        frame = self.look(reference.target) if reference else None
        if frame is None or period is None or not {"valid_from", "valid_to"} <= set(frame.columns):
            return frame
        try:
            during = parse_period(period)
        except ValueError:
            return frame
        ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= during.start)
        return frame.filter((pl.col("valid_from") < during.end) & ~ended)

    # What is under what

    def above(self, name: str, code: str, period: str | None = None) -> list[str]:
        """The codes above one, the nearest first, where the column's register says what is under what."""
        parents, chain = self.parents(name, period), [code]
        while (parent := parents.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        return chain[1:]

    def parents(self, name: str, period: str | None = None) -> dict[str, str]:
        """Each code of the column's register with the one above it."""
        reference = self.reference(name)
        target = self.content.tables.get(reference.target) if reference else None
        frame = self._register(name, period)
        if reference is None or target is None or frame is None:
            return {}
        up = next((r for r in target.references if r.target == reference.target and len(r.columns) == 1), None)
        if up is None or up.columns[0] not in frame.columns:
            return {}
        pairs = frame.select(reference.to[0], up.columns[0]).drop_nulls().iter_rows()
        return {str(code): str(parent) for code, parent in pairs}


def _each(names: Iterable[Any]) -> list[str]:
    return [part.strip() for name in names if name for part in str(name).split(";") if part.strip()]


def _named(labels: Labels, text: str) -> list[str]:
    """The codes whose names stand within a text, the longer name where one stands within another."""
    spell = spoken if text.isascii() else written
    padded = f" {spell(text)} "
    hits: dict[str, list[str]] = {}
    for code, names in labels.names.items():
        for form in {spell(name) for name in names}:
            if len(form) >= SHORTEST and f" {form} " in padded:
                hits.setdefault(form, []).append(code)
    longest = [form for form in hits if not any(form != other and f" {form} " in f" {other} " for other in hits)]
    return list(dict.fromkeys(code for form in longest for code in hits[form]))


def code_names(lists: pl.DataFrame | None) -> dict[str, dict[str, tuple[str, str]]]:
    """Code lists with the names of their codes, from a table with list, code, name_vi and name_en."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    if lists is None or not {"list", "code", "name_vi", "name_en"} <= set(lists.columns):
        return found
    for name, code, vi, en in lists.select("list", "code", "name_vi", "name_en").iter_rows():
        found.setdefault(str(name), {}).setdefault(str(code), (vi or "", en or ""))
    return found
