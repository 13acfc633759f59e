"""What each of the engine's own rules says, and how to mend what it found.

A rule of a content package says itself (see ``schemas.core.rules``); these are the ones every table is held to.
English here is the message id; ``locale/vi.po`` holds the Vietnamese that people read first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from validation.own import OTHERWISE, PROBLEMS
from validation.reading.messages import SAID

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
    "cell.codelist": Message("not in the code list {list}: {expected}", "Use one of these codes."),
    "cell.unique": Message(
        "the same value stands in row {first}",
        "Each row needs a value of its own here.",
        "the same value stands in a row above",
    ),
    "row.duplicate-key": Message(
        "row {first} has the same {columns}",
        "Keep one of the two rows, or correct its key.",
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
    return say("validation", lang, "{detail} (rule: {rule})", detail=detail, rule=rule.say(lang, table.titles))


def own_message(finding: Finding, lang: Lang, content: Content) -> str:
    """What is said of this finding and not of the others of its cause; empty where that is nothing."""
    declared = content.rules.get(finding.rule)
    if not declared:
        said = MESSAGES[finding.rule]
        return _said(finding, said.what, lang, content) if said.together else ""
    table, rule = declared
    if not (rule.detail and finding.params):
        return ""
    titles = {name: title[lang] for name, title in table.titles.items()}
    told = {k: titles.get(str(v), v) for k, v in finding.params.items()}
    return say("schemas", lang, rule.detail, **_localised(told, rule.detail, lang))


def cause_message(finding: Finding, lang: Lang, content: Content) -> str:
    """What is wrong with every cell of the finding's cause, without what is said of this one alone."""
    if declared := content.rules.get(finding.rule):
        table, rule = declared
        return say("validation", lang, "breaks the rule “{rule}”", rule=rule.say(lang, table.titles))
    return _said(finding, MESSAGES[finding.rule].common, lang, content)


def mending(finding: Finding, lang: Lang, content: Content) -> str:
    """What to do about a finding; of a content rule, whose own sentence says what must hold, where to look."""
    if declared := content.rules.get(finding.rule):
        table, rule = declared
        text = CHECK[finding.severity]
        return say("validation", lang, text, columns=", ".join(_titles(rule.columns, table, lang)))
    return _said(finding, MESSAGES[finding.rule].mend, lang, content)


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
    said = {name: params[name] for name in named(message) if name in params}
    return {
        k: v if isinstance(v, str) else str(int(v)) if k == "first" else localised(v, lang) for k, v in said.items()
    }


@lru_cache(100_000)
def localised(value: float, lang: Lang) -> str:
    """A number with the signs of the language: ``63,65`` in Vietnamese."""
    return format_decimal(round(value, 4), locale=lang, decimal_quantization=False)
