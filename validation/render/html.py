"""A file's answer as a page that stands alone: one file, no script, nothing fetched; it prints on A4.

Everything a sender wrote is text in it: the template escapes whatever it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from schemas.core.i18n import LANGS, Lang, say
from schemas.core.registry import Content
from validation.findings import Finding
from validation.messages import cause_message, mending, own_message
from validation.render.causes import SHOWN, Cause, grouped
from validation.render.text import unchecked_together
from validation.render.told import Told, left_out_together
from validation.render.words import (
    address,
    column_words,
    count_words,
    hint,
    left_out_words,
    number,
    quoted,
    repair_place,
    repair_words,
    sentence,
    shortened,
    visible,
)


@dataclass(frozen=True)
class Shown:
    """One place of a cause, in words; ``cell``: it is a cell."""

    place: str
    cell: bool
    value: str
    own: str
    hint: str


@dataclass(frozen=True)
class ShownCause:
    """A cause in words; ``placed``: it stands in cells, ``told``: something is said of one of them alone."""

    rule: str
    severity: str
    dataset: str
    column: str
    count: int
    count_words: str
    what: str
    mend: str
    examples: tuple[Shown, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.examples)

    @property
    def told(self) -> bool:
        return any(example.own or example.hint for example in self.examples)

    @property
    def placed(self) -> bool:
        return any(example.place for example in self.examples)


def html_page(told: Told, lang: Lang, content: Content, *, rules: str = "") -> str:
    """The page; ``rules`` is the address under which each rule is explained, where there is one."""
    site = content.site.name[lang]
    return _environments()[lang].get_template("page.html").render(**_context(told, lang, content, rules), site=site)


def html_fragment(told: Told, lang: Lang, content: Content, *, rules: str = "") -> Markup:
    """The same inside somebody's page, which has :func:`stylesheet` and an element of class ``answer`` around it."""
    html = _environments()[lang].get_template("answer.html").render(**_context(told, lang, content, rules))
    return Markup(html)  # noqa: S704  # the template escapes what it is given


def stylesheet() -> str:
    return (files("validation.render") / "templates" / "answer.css").read_text("utf-8")


@cache
def _environments() -> dict[Lang, Environment]:
    found: dict[Lang, Environment] = {}
    for lang in LANGS:
        made = Environment(
            loader=PackageLoader("validation.render"),
            autoescape=True,
            finalize=_shown_text,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.globals |= {"_": partial(say, "validation", lang), "lang": lang}
        made.filters |= {
            "number": partial(number, lang=lang),
            "visible": visible,
            "shortened": partial(shortened, lang=lang),
        }
        found[lang] = made
    return found


def _shown_text(value: object) -> object:
    """Whatever is put into the page: no control character of a sender's hides in it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _context(told: Told, lang: Lang, content: Content, rules: str) -> dict[str, Any]:
    causes = [shown_cause(cause, lang, content) for cause in grouped(told.report)]
    return {
        "told": told,
        "rules": rules,
        "errors": [cause for cause in causes if cause.severity == "error"],
        "warnings": [cause for cause in causes if cause.severity != "error"],
        "rows": sum(told.report.rows.values()),
        "repairs": [(repair_place(repair, lang), repair_words(repair, lang)) for repair in told.repairs],
        "left_out": [(left_out_words(rows, lang), quoted(rows, lang)) for rows in left_out_together(told.left_out)],
        "unchecked": unchecked_together(told.report, lang, content),
    }


def shown_cause(cause: Cause, lang: Lang, content: Content, shown: int = SHOWN) -> ShownCause:
    """A cause as people read it."""
    first = cause.first
    return ShownCause(
        rule=cause.rule,
        severity=cause.severity,
        dataset=first.dataset,
        column=column_words(first, lang, content),
        count=len(cause.findings),
        count_words=count_words(cause, lang),
        what=sentence(cause_message(first, lang, content)),
        mend=mending(first, lang, content),
        examples=tuple(_shown(finding, lang, content) for finding in cause.examples(shown)),
    )


def _shown(finding: Finding, lang: Lang, content: Content) -> Shown:
    value = shortened(finding.value or "", lang)
    own = own_message(finding, lang, content)
    return Shown(address(finding, lang), bool(finding.cell), value, own, hint(finding, lang))
