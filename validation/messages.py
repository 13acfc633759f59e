"""What each of the engine's own rules says, and how to mend what it found.

A rule of a content package says itself (see ``schemas.core.rules``); these are the ones every table is held to.
English here is the message id; ``locale/vi.po`` holds the Vietnamese that people read first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from schemas.core.table import Table
from validation.findings import Finding, Severity
from validation.intake.messages import MESSAGES as INTAKE
from validation.message import Message as Message
from validation.message import named
from validation.narrowed import narrowed
from validation.own import OTHERWISE, PROBLEMS
from validation.reading.messages import SAID

DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
PHRASES = {  # values of parameters that are words themselves
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time of day",
    "year": "a year",
    "yearmonth": "a month",
    "our integer": "a whole number such as 1234, without separators",
    "our number": "a number such as 1234.5 (decimal point, no thousands separator, no unit or %)",
    "our date": "a date such as 2019-06-30 (year-month-day)",
    "our boolean": "true or false",
    **{problem: problem for problem in (*PROBLEMS.values(), OTHERWISE)},
}

CHECK: Mapping[Severity, str] = {  # what to do about what a rule of the content found
    "error": "Compare these columns with the source and correct what is wrong: {columns}.",
    "warning": "Compare these columns with the source: {columns}. If the figures are right, leave them as they are.",
}
FILL = "Fill in the cell."
FILL_OR_CHECK = "Fill in the cell, or correct these columns if it is right that it is empty: {columns}."
UNJUDGED = "What stands in the row is judged when it is cut as the others are."
ABSENT = "The file has no column “{column}”: add it where it is needed."
ABSENT_FROM_ROWS = "The file has no column “{column}”; all of its {rows} rows need it: add it."
OF_COLUMNS = ("row.duplicate-key", "row.empty-key")  # messages whose {columns} are names of columns

MESSAGES: Mapping[str, Message] = {
    **{rule: Message(*text) for rule, text in SAID.items()},
    **INTAKE,
    "cell.type": Message("not {expected}", "Write {expected}, or leave the cell empty if the figure is not known."),
    "cell.required": Message("the cell is empty, and may not be", "Fill in the cell."),
    "cell.minimum": Message("below {expected}, the least allowed", "Check the figure and its unit."),
    "cell.maximum": Message("above {expected}, the most allowed", "Check the figure and its unit."),
    "cell.exclusiveMinimum": Message("must be above {expected}", "Check the figure and its unit."),
    "cell.exclusiveMaximum": Message("must be below {expected}", "Check the figure and its unit."),
    "cell.minLength": Message("shorter than {expected} characters", "Write the whole text."),
    "cell.maxLength": Message("longer than {expected} characters", "Shorten the text."),
    "cell.pattern": Message("not in the form {expected}", "Write the value in the form the data dictionary shows."),
    "cell.enum": Message("not one of: {expected}", "Use one of the allowed values."),
    "cell.codelist": Message("not in the code list {list}", "Use one of these codes: {expected}."),
    "cell.unique": Message(
        "the same value stands in row {first}",
        "Each row needs a value of its own here.",
        "the same value stands in a row above",
    ),
    "row.duplicate-key": Message(
        "row {first} has the same {columns}",
        "Keep one of the two rows, or correct in one of them what is wrong of: {columns}.",
        "a row above has the same {columns}",
    ),
    "row.empty-key": Message("the key is empty: {columns}", "Fill in the columns that name the row."),
    "reference.missing": Message(
        "not found in {target} ({to})",
        "Use a code that stands in {target}; if one is missing, tell whoever keeps that list.",
    ),
    "reference.not-valid": Message(
        "not valid for the whole of {period}; valid: {valid} (the last day not included)",
        "Use the unit that existed then, or split the period; a row flagged as a break may be of its last day.",
        "the code is not valid for the whole of the row's period",
    ),
    "reference.target-missing": Message(
        "the key points at {target}, which is not in the package", "Add the table to the package, or remove the key."
    ),
    "license.missing": Message(
        "the package names no licence", "Add one under licenses; to release it as it is, say --license ID."
    ),
    "license.unknown": Message("licence {license} is not among this portal's: {known}", "Use one of them."),
    "descriptor.unknown-key": Message("unknown key {key}", "Remove the key."),
    "descriptor.misspelt-key": Message("unknown key {key}: {near}?", "Correct its spelling, or remove it."),
    "descriptor.value-unknown": Message(
        "{key} names {value}, which is not in {register}", "Use a code that stands there."
    ),
    "descriptor.missing-key": Message("the key {key} is missing", "Add it to datapackage.json."),
    "descriptor.invalid": Message("datapackage.json, {key}: {problem}", "Correct this part of datapackage.json."),
    "descriptor.folder-name": Message("the folder is named {folder}, the package {name}", "Give both the same name."),
    "descriptor.table-missing": Message("the table {table} of this dataset is missing", "Add it to resources."),
    "descriptor.table-unknown": Message("the dataset has no table {table}", "Remove it, or declare its model first."),
}


def rule_message(finding: Finding, lang: Lang, content: Content) -> str:
    """What is wrong, as one sentence: first what was found, then the rule it breaks."""
    declared = content.rules.get(finding.rule)
    if not declared:
        return _said(finding, MESSAGES[finding.rule].what, lang, content)
    if not (detail := own_message(finding, lang, content)):
        return cause_message(finding, lang, content)
    table, rule = declared
    said = narrowed(rule, finding).say(lang, table.titles)
    return say("validation", lang, "{detail} (rule: {rule})", detail=detail, rule=said)


def own_message(finding: Finding, lang: Lang, content: Content) -> str:
    """What is said of this finding and not of the others of its cause; empty where that is nothing."""
    declared = content.rules.get(finding.rule)
    if not declared:
        said = MESSAGES[finding.rule]
        return _said(finding, said.what, lang, content) if said.together else ""
    table, rule = declared
    detail = rule.told(finding.params)
    if not (detail and finding.params):
        return ""
    titles = {name: title[lang] for name, title in table.titles.items()}
    told = {k: titles.get(str(v), v) for k, v in finding.params.items()}
    return say("schemas", lang, detail, **_localised(told, detail, lang))


def cause_message(finding: Finding, lang: Lang, content: Content) -> str:
    """What is wrong with every cell of the finding's cause, without what is said of this one alone."""
    if declared := content.rules.get(finding.rule):
        table, rule = declared
        said = narrowed(rule, finding).say(lang, table.titles)
        return say("validation", lang, "breaks the rule “{rule}”", rule=said)
    return _said(finding, MESSAGES[finding.rule].common, lang, content)


def mending(finding: Finding, lang: Lang, content: Content) -> str:
    """What to do about a finding; of a content rule, whose own sentence says what must hold, where to look."""
    if declared := content.rules.get(finding.rule):
        table, rule = declared
        if rule.remedy:
            return " ".join([rule.sentence(rule.remedy, lang, table.titles), *_besides(finding, lang)])
        every = ", ".join(_titles(narrowed(rule, finding).columns, table, lang))
        columns = finding.params.get(f"columns_{lang}", every)
        empty = finding.cell is not None and finding.value is None and finding.severity == "error"
        absent = f"absent_{lang}" in finding.params
        text = (FILL_OR_CHECK if columns and not absent else FILL) if empty else CHECK[finding.severity]
        told = [] if absent and "rows" in finding.params else [say("validation", lang, text, columns=columns or every)]
        return " ".join([*told, *_besides(finding, lang)])
    sentence = _said(finding, MESSAGES[finding.rule].mend, lang, content)
    return " ".join([sentence, *_besides(finding, lang)])


def _besides(finding: Finding, lang: Lang) -> Iterator[str]:
    """What has to be known besides: a column that the file has not, what codes there are and what they stand for."""
    if "unjudged" in finding.params:
        yield say("validation", lang, UNJUDGED)
    if examples := finding.params.get("examples_of"):
        yield say("validation", lang, "For example: {examples}.", examples=examples)
    if absent := finding.params.get(f"absent_{lang}"):
        rows = finding.params.get("rows")
        message = ABSENT_FROM_ROWS if rows else ABSENT
        yield say("validation", lang, message, column=absent, rows=rows)
    if codes := finding.params.get(f"codes_{lang}"):
        yield say("validation", lang, "Codes: {codes}.", codes=codes)


def column_title(finding: Finding, lang: Lang, content: Content) -> str:
    """The title of the finding's column; empty where its table has none for it."""
    table = content.tables.get((finding.dataset, finding.table))
    if table is None or finding.column not in table.columns:
        return ""
    return "".join(_titles([finding.column], table, lang))


def _titles(columns: Sequence[str], table: Table, lang: Lang) -> list[str]:
    return [table.titles[c][lang] if c in table.titles else c for c in columns]


def _said(finding: Finding, message: str, lang: Lang, content: Content) -> str:
    params = {**_worded(finding, lang), **_described(finding, lang, content)} if named(message) else {}
    return say("validation", lang, message, **_localised(params, message, lang))


def _described(finding: Finding, lang: Lang, content: Content) -> dict[str, str]:
    """Columns by their titles; a form as its column's description says it, where there is one."""
    table = content.tables.get((finding.dataset, finding.table))
    if table is None:
        return {}
    if finding.rule in OF_COLUMNS:
        return {"columns": ", ".join(_titles(str(finding.params["columns"]).split(", "), table, lang))}
    if finding.rule == "header.missing" and (title := column_title(finding, lang, content)):
        return {"expected": f"{title} ({finding.column})"}
    if "title" in finding.params and (title := column_title(finding, lang, content)):
        return {"title": title}
    if (target := str(finding.params.get("target", ""))) and len({*target.split("/")}) == 1:
        return {"target": target.partition("/")[0]}  # a dataset of one table
    if finding.rule != "cell.pattern":
        return {}
    field: Mapping[str, Any] = next((f for f in table.fields if f["name"] == finding.column), {})
    words = field.get("descriptionEn" if lang == "en" else "description")
    return {"expected": words} if words else {}


def _worded(finding: Finding, lang: Lang) -> dict[str, str | float]:
    """The parameters, those translated that are words of ours; a column may well be called ``date``."""
    ours = {"cell.type": "expected", "descriptor.invalid": "problem"}.get(finding.rule)
    said = dict(finding.params)
    if ours and str(said.get(ours)) in PHRASES:
        said[ours] = say("validation", lang, PHRASES[str(said[ours])])
    return said


def _localised(params: Mapping[str, str | float], message: str, lang: Lang) -> dict[str, str]:
    """What the message names; numbers as the reader writes them, that of a row as the sheet shows it."""
    said = {name: params.get(f"{name}_{lang}", params.get(name, "")) for name in named(message)}
    return {k: as_read(v, lang) if isinstance(v, str) or k != "first" else str(int(v)) for k, v in said.items()}


def as_read(value: str | float, lang: Lang) -> str:
    """A number or a text as the reader writes it; days in Vietnamese as 30/06/2024."""
    if not isinstance(value, str):
        return localised(value, lang)
    return DAY.sub(r"\3/\2/\1", value) if lang == "vi" else value


@lru_cache(100_000)
def localised(value: float, lang: Lang) -> str:
    """A number with the signs of the language: ``63,65`` in Vietnamese."""
    return format_decimal(round(value, 4), locale=lang, decimal_quantization=False)
