"""One column of a template in words: its header, the note on it, what may be entered."""

from __future__ import annotations

from collections.abc import Iterator

from babel.numbers import format_decimal

from schemas.core.i18n import LANGS, Lang, say
from schemas.core.table import Field, Table
from validation.template.choices import Choices
from validation.template.example import NO, YES

BOUNDS = {"minimum": "≥ {n}", "maximum": "≤ {n}", "exclusiveMinimum": "> {n}", "exclusiveMaximum": "< {n}"}
KINDS = {"integer": "a whole number", "number": "a number", "date": "a day, as dd/mm/yyyy", "boolean": "yes or no"}
ENGLISH = {"title": "titleEn", "description": "descriptionEn", "unit": "unitEn"}


def words(said: Field, name: str, lang: Lang) -> str:
    """A field's title, description or unit; the Vietnamese where there is no English one."""
    own = said.get(name) or ""
    return str(said.get(ENGLISH[name]) or own) if lang == "en" else str(own)


def header(said: Field, lang: Lang) -> str:
    """``Phát sinh (tấn/ngày)``."""
    title, unit = words(said, "title", lang) or said["name"], words(said, "unit", lang)
    return f"{title} ({unit})" if unit else title


def is_required(said: Field) -> bool:
    return bool((said.get("constraints") or {}).get("required"))


def limits(said: Field, lang: Lang) -> str:
    """What a value must be: kind, bounds, length. The form of a text is what its description says."""
    constraints = said.get("constraints") or {}
    found = [say("validation", lang, KINDS[said["type"]])] if said["type"] in KINDS else []
    for name, sign in BOUNDS.items():
        if name in constraints:
            found.append(sign.format(n=format_decimal(constraints[name], locale=lang, decimal_quantization=False)))
    if "maxLength" in constraints:
        found.append(say("validation", lang, "at most {n} characters", n=constraints["maxLength"]))
    if constraints.get("unique"):
        found.append(say("validation", lang, "a value of its own in each row"))
    return ", ".join(found)


def chosen(choices: Choices | None, lang: Lang) -> str:
    """``DT = Đô thị; NT = Nông thôn``; empty where a cell shows the names itself."""
    if choices is None or choices.labelled:
        return ""
    return "; ".join(f"{c.code} = {c.name[lang]}" if c.name[lang] else c.code for c in choices.items)


def note(table: Table, said: Field, choices: Choices | None) -> str:
    """What stands behind a header: everything about the column, Vietnamese first."""
    return "\n\n".join("\n".join(_note(table, said, choices, lang)) for lang in LANGS)


def _note(table: Table, said: Field, choices: Choices | None, lang: Lang) -> Iterator[str]:
    yield header(said, lang).upper() if lang == LANGS[0] else header(said, lang)
    yield say("validation", lang, "Always filled in" if is_required(said) else "May be left empty")
    yield from filter(None, (words(said, "description", lang), limits(said, lang), chosen(choices, lang)))
    if said["name"] in table.primary_key and len(table.primary_key) > 1:
        others = ", ".join(table.titles[c][lang] for c in table.primary_key)
        yield say("validation", lang, "One row for each: {columns}", columns=others)


def written(choices: Choices | None, value: object, lang: Lang) -> object:
    """A value as a cell of the template holds it: a chosen key with its name, yes or no in words."""
    if isinstance(value, bool):
        return say("validation", lang, YES if value else NO)
    if choices and choices.labelled:
        return next((c.label for c in choices.items if c.code == value), value)
    return value
