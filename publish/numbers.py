"""Numbers and days as the readers of a language expect them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from schemas.core.i18n import Lang

_MARKS: Mapping[Lang, dict[int, int]] = {"vi": str.maketrans(",.", ".,"), "en": {}}


def number(value: float | int | Decimal, lang: Lang, *, grouped: bool = True) -> str:
    """All digits of ``value``, with the language's marks: ``1.234,5`` in Vietnamese, ``1,234.5`` in English."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(exact)
    return format(exact.normalize(), ",f" if grouped else "f").translate(_MARKS[lang])


def said_day(day: date, lang: Lang) -> str:
    """``31/12/2024`` in Vietnamese, ``31 December 2024`` in English."""
    return format_date(day, "dd/MM/yyyy" if lang == "vi" else "d MMMM yyyy", locale=lang)
