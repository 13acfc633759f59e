"""What a plan's pages and API say beside the registers' own words: statuses, reckonings, formulas, names of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape

from publish.about import Column
from publish.plan import Series
from publish.plan.assess import CONTEXT, OTHER_UNIT, SEVERAL
from publish.portal.state import PREFIX, State
from publish.progress import Progress
from publish.progress.words import BASIS_WORDS, REASON_WORDS, SHAPES, STATUS_WORDS
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Text

REASONS: Mapping[str, str] = {
    **REASON_WORDS,
    CONTEXT: "The figures are of other places than the target speaks of: context, not attainment.",
    OTHER_UNIT: "It is measured in another unit than the target's value.",
    SEVERAL: "There are figures for parts only; each is judged by itself.",
}
_MEASURE = r"(?P<dataset>[a-z][a-z0-9-]*)(?:/(?P<table>[a-z][a-z0-9-]*))?\.(?P<column>[a-z][a-z0-9_]*)"
_NAME = re.compile(rf"(?:{_MEASURE}|(?P<other>[a-z][a-z0-9]*(?:-[a-z0-9]+)+))(?:@\w+)?(?P<where>\[[^\]]*\])?")


def both(message: str) -> Text:
    """A sentence of ours in both languages."""
    return Text(*(say("publish", lang, message) for lang in LANGS))


def status_words(progress: Progress) -> Text:
    return both(STATUS_WORDS[progress.status])


def reason_words(progress: Progress) -> Text:
    """Why there is no status; empty where there is one."""
    return both(REASONS[progress.reason]) if progress.reason else Text("")


def basis_words(progress: Progress) -> Text:
    """What a status rests on; empty without one."""
    return both(BASIS_WORDS[progress.basis]) if progress.basis and not progress.reason else Text("")


def shape(progress: Progress) -> str:
    return SHAPES[progress.status]


def figures_words(standing: str, progress: Progress) -> Text:
    """What is said of a target without official figures; empty with them, or where invented ones stand in for them."""
    if standing in ("official", "sample"):
        return Text("")
    return both("No data yet" if standing == "awaiting" and progress.reason != CONTEXT else "No official data yet")


def code_name(state: State, dataset: str, column: str, code: str) -> Text:
    """What ``code`` stands for in a column of a dataset; the code itself where no list says it."""
    found = _column(state, (dataset,), column)
    return state.registers.codes.get((found.codelist, code), Text(code)) if found else Text(code)


def parts_of(state: State, series: Series) -> list[tuple[Text, Text]]:
    """The breakdown of a series in words: what each column is called, and what its code stands for."""
    indicator = state.plan.indicators.get(series.indicator) if state.plan else None
    sources = indicator.sources if indicator else ()
    said = []
    for name, code in series.breakdown:
        column = _column(state, sources, name)
        title = column.title if column and column.title.vi else Text(name)
        said.append((title, state.registers.codes.get((column.codelist, code), Text(code)) if column else Text(code)))
    return said


def column_title(state: State, datasets: tuple[str, ...], name: str) -> Text:
    found = _column(state, datasets, name)
    return found.title if found and found.title.vi else Text(name)


def _column(state: State, datasets: tuple[str, ...], name: str) -> Column | None:
    columns = (
        column
        for dataset in datasets
        if dataset in state.datasets
        for table in state.datasets[dataset].about.tables
        for column in table.columns
        if column.name == name
    )
    return next(columns, None)


def formula(text: str, state: State, lang: Lang) -> Markup:
    """A formula whose columns are called by their titles, codes by their names; datasets and indicators are links."""
    return Markup("").join(_pieces(text, state, lang))


def _pieces(text: str, state: State, lang: Lang) -> Iterator[Markup]:
    mark = state.plan.reading.plan.base_mark if state.plan else ""
    based = f" ({say('publish', lang, 'base year')})"
    place = 0
    for found in _NAME.finditer(text):
        between = text[place : found.start()]
        yield escape(between.replace(mark, based) if mark else between)
        yield _named(found, state, lang)
        place = found.end()
    yield escape(text[place:].replace(mark, based) if mark else text[place:])


def _named(found: re.Match[str], state: State, lang: Lang) -> Markup:
    other = found["other"]
    dataset = found["dataset"] or other
    if dataset in state.datasets:
        title = column_title(state, (dataset,), found["column"])[lang] if found["column"] else dataset
        name = state.datasets[dataset].about.title[lang]
        link = Markup('<a href="{}/datasets/{}" title="{}">{}</a>').format(PREFIX[lang], dataset, name, title)
        return link + escape(_filtered(found["where"] or "", dataset, state, lang))
    if state.plan and other in state.plan.indicators:
        name = state.plan.indicators[other].name[lang]
        return Markup('<a href="{}/indicators/{}">{}</a>').format(PREFIX[lang], other, name)
    return escape(found[0])


def _filtered(where: str, dataset: str, state: State, lang: Lang) -> str:
    """A filter ``[column=code|code;…]`` in words."""
    said = []
    for part in where.strip("[]").split(";") if where else ():
        column, _, codes = part.partition("=")
        names = (code_name(state, dataset, column, code)[lang] for code in codes.split("|"))
        said.append(f"{column_title(state, (dataset,), column)[lang]}: {', '.join(names)}")
    return f" [{'; '.join(said)}]" if said else ""


FRAME = {  # what templates say a plan with
    "status_words": status_words,
    "reason_words": reason_words,
    "basis_words": basis_words,
    "figures_words": figures_words,
    "shape": shape,
}
