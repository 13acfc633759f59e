"""What codes in tables stand for at one moment: in code lists, and of places, whose names change while codes stay."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from publish.about import Column
from publish.portal.state import State
from publish.portal.words import cell, spoken
from schemas.core.i18n import Lang
from schemas.core.site import Site, Text


@dataclass(frozen=True)
class StateNames:
    """What is known in the registers of a state."""

    state: State
    site: Site

    def name(self, column: Column, code: str, period: str) -> Text:
        """Of a code in a column; the code itself where nothing is known of it."""
        if self._is_place(column):
            return self._place(code, period)
        return self.state.registers.codes.get((column.codelist, code), Text(code))

    def ground(self, code: str, period: str) -> str:
        """The day since which a place has meant the ground that it means in ``period``."""
        return self.state.plan.reading.places.at(code, period).ground if self.state.plan else ""

    def cell(self, value: object, column: Column, period: str, lang: Lang) -> Markup:
        """A value as pages show it; a place by its code, which tables are joined by, and its name."""
        html = cell(value, column, self.state.registers, lang)
        if value is None or not self._is_place(column):
            return html
        name = self._place(str(value), period)[lang]
        beside = Markup('{} <span class="quiet">{}</span>').format(html, spoken(name, lang))
        return html if name == str(value) else beside

    def _is_place(self, column: Column) -> bool:
        return bool(self.site.observation and column.name == self.site.observation.place)

    def _place(self, code: str, period: str) -> Text:
        return self.state.plan.reading.places.at(code, period).name if self.state.plan else Text(code)
