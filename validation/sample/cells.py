"""Every cell that is no key: figures, days, references, and texts that say they are invented."""

from __future__ import annotations

import re

import polars as pl

from schemas.core.table import Field, Table
from schemas.core.table_schema import TYPES
from validation.sample.chance import Random
from validation.sample.counted import FAR, Counted, counted
from validation.sample.days import Days
from validation.sample.domains import Domains
from validation.sample.numbers import Numbers
from validation.sample.templates import templates
from validation.sample.world import NUMBER, WHAT, World


class Cells:
    """Fills the columns of one table that its keys leave open."""

    def __init__(self, table: Table, domains: Domains, world: World) -> None:
        self.table, self.domains, self.world = table, domains, world
        self.examples = pl.DataFrame(list(table.examples), schema={f["name"]: TYPES[f["type"]] for f in table.fields})
        self.numbers = Numbers(table, domains, self.examples)
        self.days = Days(table, domains, self.examples, world.today)
        self.pointing = {c for r in table.references for c in r.columns}

    def fill(self, rows: pl.DataFrame, random: Random) -> pl.DataFrame:
        """The table's columns for keys as :class:`validation.sample.shape.Layout` lays them out."""
        template = templates(self.table, self.domains, rows, random)
        like = self.examples[template]
        sizes = self.numbers.sizes(rows, template, random)
        shifts = self.days.shifts(rows, template, random)

        def column(said: Field) -> pl.Series:
            name, kind = said["name"], said["type"]
            values: pl.Series = like[name]
            if name in self.world.sample.cells:
                return _same(self.world.sample.cells[name], said, rows.height)
            if name in rows.columns:
                return self._known(said, rows[name], values)
            if name in self.pointing:
                return self._unpointed(said, rows)
            if kind in ("number", "integer") and said.get("unit"):
                return self.numbers.near(said, values, sizes, random)
            if name in self.days.days:
                return self.days.shifted(values, rows, template, shifts)
            if kind == "string" and not _is_coded(said):
                return self._text(said, rows, template)
            return values

        return pl.DataFrame([column(said).alias(said["name"]) for said in self.table.fields])

    def _known(self, said: Field, values: pl.Series, like: pl.Series) -> pl.Series:
        """What the keys say, and a reference; one that may be empty is where the template's is."""
        needed = said["name"] in self.table.primary_key or (said.get("constraints") or {}).get("required")
        return (values if needed else values.set(like.is_null(), None)).cast(TYPES[said["type"]])

    def _unpointed(self, said: Field, rows: pl.DataFrame) -> pl.Series:
        """A reference with nothing to point at is empty; one to its own table points at the row itself if it must."""
        own = [r for r in self.table.references if said["name"] in r.columns and r.dataset == self.table.dataset]
        if own and (said.get("constraints") or {}).get("required"):
            return rows[own[0].to[own[0].columns.index(said["name"])]]
        return _same(None, said, rows.height)

    def _text(self, said: Field, rows: pl.DataFrame, template: pl.Series) -> pl.Series:
        """Texts in the words of the template where these say that they are invented, else in the site's; numbered."""
        found = pl.Series(said["name"], [None], dtype=pl.String).new_from_index(0, rows.height)
        for example, text in enumerate(self.examples[said["name"]]):
            if text is not None:
                numbered = rows.select(self._numbered(said, text)).to_series()
                found = found.zip_with(template != example, numbered)
        return found

    def _numbered(self, said: Field, text: str) -> pl.Expr:
        limits, title, name = said.get("constraints") or {}, said.get("title"), self.world.sample.name.vi
        if "pattern" in limits or any(mark in text.casefold() for mark in self.world.marks):
            found = counted(said, text, self.world.marks if "pattern" in limits else ())
            return found.expr(pl.col("_outer")) if found.limit == FAR - 1 and re.search(r"\d", text) else pl.lit(text)
        if said["name"].endswith("_en"):
            title, name = said.get("titleEn"), self.world.sample.name.en
        before, _, after = name.replace(WHAT, str(title or said["name"])).partition(NUMBER)
        if len(before) + len(after) + len(str(FAR)) > limits.get("maxLength", FAR):
            return pl.lit(name.replace(WHAT, "").replace(NUMBER, "").strip())
        return Counted(said["name"], before, 3, after).expr(pl.col("_outer"))


def _is_coded(said: Field) -> bool:
    return bool(said.get("codelist") or (said.get("constraints") or {}).get("enum"))


def _same(value: object, said: Field, count: int) -> pl.Series:
    return pl.Series(said["name"], [value], dtype=TYPES[said["type"]]).new_from_index(0, count)
