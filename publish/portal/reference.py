"""The reference pages: every rule with its examples, the data dictionary, the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.about import Column
from publish.portal.pages import Pages, groups
from publish.portal.state import PREFIX
from publish.portal.words import cell
from publish.rulebook import Rulebook, RuleEntry
from schemas.core.examples import Rows
from schemas.core.i18n import LANGS, Lang
from schemas.core.site import Text
from validation.render.rulebook import engine_groups, engine_rules, repairs


class Reference:
    """The pages under ``/rules``, ``/dictionary`` and ``/codes``, in the frame of ``pages``."""

    def __init__(self, pages: Pages, rulebook: Rulebook) -> None:
        self._pages = pages
        self._rulebook = rulebook

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            for path, page in (
                ("/rules", self.rules),
                ("/rules/{id}", self.rule),
                ("/dictionary", self.dictionary),
                ("/codes", self.codes),
            ):
                yield Route(f"{PREFIX[lang]}{path}", partial(page, lang))

    def rules(self, lang: Lang, request: Request) -> Response:
        by_dataset: dict[str, list[RuleEntry]] = {}
        for entry in self._rulebook.entries.values():
            by_dataset.setdefault(entry.dataset, []).append(entry)
        total = len(self._rulebook.entries)
        engine: dict[str, Any] = {"groups": engine_groups(), "engine_total": len(engine_rules()), "repairs": repairs()}
        return self._pages.render(request, lang, "rules.html", by_dataset=by_dataset, total=total, **engine)

    def rule(self, lang: Lang, request: Request) -> Response:
        name = request.path_params["id"]
        if own := engine_rules().get(name):
            return self._pages.render(request, lang, "engine_rule.html", entry=own)
        entry = self._rulebook.entries.get(name)
        if entry is None:
            raise HTTPException(404)
        failing = [(self._cells(entry, e.rows, lang), e) for e in self._rulebook.failing(entry)]
        passing = self._cells(entry, entry.table.examples, lang)
        frame: dict[str, Any] = {"entry": entry, "passing": passing, "failing": failing, "codes": self._codes_in(entry)}
        return self._pages.render(request, lang, "rule.html", **frame)

    def _codes_in(self, entry: RuleEntry) -> dict[str, Text]:
        """The codes that stand in the rule's sentence, with what they stand for."""
        lists = {column.codelist for column in entry.columns}
        words = set(re.findall(r"\w+", entry.title.vi))
        known = self._pages.portal.state.registers.codes
        return {code: text for (name, code), text in known.items() if name in lists and code in words}

    def dictionary(self, lang: Lang, request: Request) -> Response:
        return self._pages.render(request, lang, "dictionary.html", groups=groups(self._pages.portal.state))

    def codes(self, lang: Lang, request: Request) -> Response:
        state = self._pages.portal.state
        lists: dict[str, list[tuple[str, Text]]] = {}
        for (name, code), text in state.registers.codes.items():
            lists.setdefault(name, []).append((code, text))
        return self._pages.render(request, lang, "codes.html", lists=lists, used=self._used())

    def _used(self) -> dict[str, list[tuple[str, Column]]]:
        """Code list -> the dataset and column of each place it is used in."""
        found: dict[str, list[tuple[str, Column]]] = {}
        for view in self._pages.portal.state.datasets.values():
            for table in view.tables:
                for column in table.about.columns:
                    if column.codelist:
                        found.setdefault(column.codelist, []).append((view.id, column))
        return found

    def _cells(self, entry: RuleEntry, rows: Rows, lang: Lang) -> list[list[tuple[Column, Markup, Any]]]:
        registers = self._pages.portal.state.registers
        return [
            [(c, cell(_plain(row.get(c.name)), c, registers, lang), row.get(c.name)) for c in entry.columns]
            for row in rows
        ]


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str | None) else str(value)
