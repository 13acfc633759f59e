"""The rules of the content as the public reads them: in words, with rows that keep them and rows that break them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from publish.about import Column, columns
from schemas.core.examples import Example, broken_by, example_frames
from schemas.core.i18n import LANGS
from schemas.core.registry import Content
from schemas.core.rules import Rule
from schemas.core.rules.base import TableName
from schemas.core.site import Text
from schemas.core.table import Table


@dataclass(frozen=True)
class RuleEntry:
    """One rule of one table; ``others`` are the tables it looks at besides its own."""

    table: Table
    rule: Rule

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def dataset(self) -> str:
        return self.table.dataset

    @property
    def severity(self) -> str:
        return self.rule.severity

    @cached_property
    def title(self) -> Text:
        return Text(*(self.rule.say(lang, self.table.titles) for lang in LANGS))

    @property
    def note(self) -> Text:
        return self.rule.note or Text("")

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(sorted({dataset for dataset, _ in self.rule.needs}))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's key and what the rule reads, in the order of the table."""
        shown = {*self.table.primary_key, *self.rule.uses}
        return tuple(c for c in columns(self.table.fields, self.table.primary_key) if c.name in shown)


class Rulebook:
    """Every rule of a content package by its id, in the order of the ids."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.entries = {name: RuleEntry(*pair) for name, pair in sorted(content.rules.items())}

    @cached_property
    def _frames(self) -> dict[TableName, pl.DataFrame]:
        return example_frames(self._content)

    def failing(self, entry: RuleEntry) -> list[Example]:
        """The rows that break a rule, with what is found in them."""
        return broken_by(entry.table, entry.rule, self._frames)
