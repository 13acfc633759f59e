"""Numbers as the readers of a language expect them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from schemas.core.i18n import Lang

_MARKS: Mapping[Lang, dict[int, int]] = {"vi": str.maketrans(",.", ".,"), "en": {}}


def number(value: float | int | Decimal, lang: Lang, *, grouped: bool = True) -> str:
    """All digits of ``value``, with the language's marks: ``1.234,5`` in Vietnamese, ``1,234.5`` in English."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(exact)
    return format(exact.normalize(), ",f" if grouped else "f").translate(_MARKS[lang])
