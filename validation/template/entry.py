"""What a cell of a template lets in: lists, kinds of values, bounds; a sentence for whoever enters anything else."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from schemas.core.i18n import Lang, say
from schemas.core.table import Field
from validation.template.choices import Choices
from validation.template.example import NO, YES
from validation.template.fields import chosen, header, limits, words

TEXT, DAY, WHOLE, GROUPED, FRACTION = "@", "dd/mm/yyyy", "0", "#,##0", "#,##0.0###"
LONGEST_PROMPT, LONGEST_ERROR, LONGEST_TITLE = 255, 225, 32  # characters that a workbook may hold
FAR = "1E+300"
OPERATORS = {
    ("minimum", "maximum"): "between",
    ("minimum", None): "greaterThanOrEqual",
    (None, "maximum"): "lessThanOrEqual",
    ("exclusiveMinimum", None): "greaterThan",
    (None, "exclusiveMaximum"): "lessThan",
}


def number_format(said: Field) -> str:
    """Text for whatever is no measure, so that no program takes ``2024-07`` for a day or ``0123`` for a number."""
    if said["type"] == "integer":
        return GROUPED if said.get("unit") else WHOLE
    return {"number": FRACTION, "date": DAY}.get(said["type"], TEXT)


def entry(said: Field, choices: Choices | None, source: str, lang: Lang) -> DataValidation | None:
    """The check of one column's cells; ``source`` is where its list stands. None where anything may be entered."""
    if choices:
        return _list(said, choices, source, lang)
    if said["type"] == "boolean":
        yes, no = (say("validation", lang, word) for word in (YES, NO))
        return _made(
            said, lang, "list", f"{yes} / {no}", formula1=f'"{yes},{no}"', prompt=words(said, "description", lang)
        )
    if said["type"] in ("integer", "number"):
        return _number(said, lang)
    if said["type"] == "date":
        prompt = say("validation", lang, "Write the day as dd/mm/yyyy, for example 31/12/2024.")
        about = f"{words(said, 'description', lang)} {prompt}".strip()
        return _made(said, lang, "date", limits(said, lang), operator="greaterThanOrEqual", formula1="1", prompt=about)
    return _text(said, lang)


def _list(said: Field, choices: Choices, source: str, lang: Lang) -> DataValidation:
    """A code that is not offered is refused; where others were valid once, for figures of then, it is asked about."""
    names = chosen(choices, lang)
    error = say("validation", lang, "Choose from the list.")
    if not choices.whole:
        error += " " + say("validation", lang, "Go on only if another code was valid in the period of the figures.")
    style = "stop" if choices.whole else "warning"
    about = names or words(said, "description", lang)
    return _made(said, lang, "list", error, formula1=source, prompt=about, style=style)


def _number(said: Field, lang: Lang) -> DataValidation:
    constraints = said.get("constraints") or {}
    low = next((k for k in ("minimum", "exclusiveMinimum") if k in constraints), None)
    high = next((k for k in ("maximum", "exclusiveMaximum") if k in constraints), None)
    operator = OPERATORS.get((low, high), "between")
    first, last = constraints.get(low, f"-{FAR}"), constraints.get(high, FAR)
    bounds = {"formula1": str(last if operator.startswith("less") else first)}
    if operator == "between":
        bounds["formula2"] = str(last)
    kind = "whole" if said["type"] == "integer" else "decimal"
    error = say(
        "validation",
        lang,
        "Only the number, without its unit; empty where it is not known: {limits}.",
        limits=limits(said, lang),
    )
    return _made(said, lang, kind, error, operator=operator, **bounds)


def _text(said: Field, lang: Lang) -> DataValidation | None:
    constraints = said.get("constraints") or {}
    about = words(said, "description", lang) if "pattern" in constraints else ""
    if "maxLength" in constraints:
        longest = str(constraints["maxLength"])
        return _made(
            said, lang, "textLength", limits(said, lang), operator="lessThanOrEqual", formula1=longest, prompt=about
        )
    return _made(said, lang, None, "", prompt=about) if about else None


def _made(
    said: Field, lang: Lang, kind: str | None, error: str, *, prompt: str = "", style: str = "stop", **more: Any
) -> DataValidation:
    title = _cut(header(said, lang), LONGEST_TITLE)
    made = DataValidation(type=kind, allow_blank=True, errorStyle=style, **more)
    if error:
        made.showErrorMessage, made.errorTitle, made.error = True, title, _cut(error, LONGEST_ERROR)
    if prompt:
        made.showInputMessage, made.promptTitle, made.prompt = True, title, _cut(prompt, LONGEST_PROMPT)
    return made


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
