"""Templates in one language: sentences, numbers, dates, addresses and cells as that language's readers expect them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from publish.about import Column
from publish.registers import Registers
from publish.portal.state import PREFIX
from publish.reasons import reason_text
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Site

FREQUENCIES: Mapping[str, str] = {
    "year": "every year",
    "half-year": "every half-year",
    "quarter": "every quarter",
    "month": "every month",
    "two-years": "every two years",
    "event": "when something changes",
}
STANDINGS: Mapping[str, str] = {
    "official": "Official figures",
    "cited": "Cited figures",
    "compiled": "Reference",
    "awaiting": "No data yet",
    "sample": "Illustrative figures",
}
TYPES: Mapping[str, str] = {  # of a Table Schema field
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "datetime": "date and time",
    "time": "time of day",
    "year": "year",
    "yearmonth": "year and month",
    "duration": "length of time",
    "geopoint": "point on the map",
    "geojson": "shape on the map",
    "list": "list",
    "array": "list of values",
    "object": "group of values",
    "any": "any value",
}
LINK_LENGTH = 45
_URL = re.compile(r"https?://[^\s<>\"]+")


def environments(site: Site) -> dict[Lang, Environment]:
    """One template environment per language."""
    return {lang: _environment(site, lang) for lang in LANGS}


def _environment(site: Site, lang: Lang) -> Environment:
    env = Environment(
        loader=PackageLoader("publish.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def sentence(message: str, **params: object) -> str:
        return say("publish", lang, message, **params)

    def named(names: Mapping[str, str], code: str) -> str:
        return sentence(names[code]) if code in names else code

    env.globals |= {
        "_": sentence,
        "lang": lang,
        "site": site,
        "url": lambda path: (PREFIX[lang] + path if path != "/" else PREFIX[lang]) or "/",
        "standing_name": lambda code: named(STANDINGS, code),
        "frequency_name": lambda code: named(FREQUENCIES, code),
        "type_name": lambda code: named(TYPES, code),
        "reason": lambda said: reason_text(said, lang),
        "is_link": is_link,
    }
    env.filters |= {
        "number": lambda value: number(value, lang),
        "day": lambda text: day(text, lang),
        "size": lambda count: size(count, lang),
        "segment": lambda text: quote(str(text), safe=""),
    }
    return env


def number(value: float | int | Decimal, lang: Lang, *, grouped: bool = True) -> str:
    """All digits of ``value``, with the language's marks: ``1.234,5`` in Vietnamese, ``1,234.5`` in English."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(exact)
    return format_decimal(exact.normalize(), locale=lang, decimal_quantization=False, group_separator=grouped)


def day(text: str, lang: Lang) -> str:
    """The day of an ISO date or time; the text itself where it is none."""
    try:
        return format_date(date.fromisoformat(text[:10]), "dd/MM/yyyy" if lang == "vi" else "d MMMM yyyy", locale=lang)
    except ValueError:
        return text


def size(count: int, lang: Lang) -> str:
    """Bytes in the unit a reader compares downloads by."""
    for unit, scale in (("MB", 10**6), ("KB", 10**3)):
        if count >= scale:
            return f"{number(round(count / scale, 1), lang)} {unit}"
    return f"{count} B"


def is_link(text: str) -> bool:
    """Whether a text from outside may become a link: http(s) only."""
    return bool(_URL.fullmatch(text))


def cell(value: object, column: Column, registers: Registers, lang: Lang) -> Markup:
    """One value of a table, safe in a page: a code is shown by its name, a web address as a link.

    Digits are grouped only where the column has a unit: years and codes have none.
    """
    if value is None:
        return Markup('<span class="none">–</span>')
    if isinstance(value, bool):
        return escape(say("publish", lang, "yes" if value else "no"))
    if isinstance(value, int | float):
        return escape(number(value, lang, grouped=bool(column.unit)))
    text = str(value)
    if name := registers.codes.get((column.codelist, text)):
        return Markup('<abbr title="{}">{}</abbr>').format(text, name[lang])
    if is_link(text):
        return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(text, _shortened(text))
    return escape(text)


def _shortened(address: str) -> str:
    """An address as a reader recognises it: without scheme, cut where it gets long."""
    text = address.partition("://")[2]
    return text if len(text) <= LINK_LENGTH else text[:LINK_LENGTH] + "…"
