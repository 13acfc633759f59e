"""Units of measurement as officers write them: ``ĐVT: 1000 tấn``, ``(ha)``, ``m3/ngày đêm``, ``Tr.đ``.

A unit is read into a factor and what it counts over what, so that two can be compared: the same, one an exact multiple
of the other, or different. A day is not an exact part of a year, nor a tonne of waste of its volume: different.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from schemas.core.fold import fold

_TIMES: Mapping[str, int] = {  # words that multiply, folded
    **dict.fromkeys(("chuc",), 10),
    **dict.fromkeys(("tram", "hundred"), 100),
    **dict.fromkeys(("nghin", "ngan", "ng", "thousand", "thousands", "1000", "10^3"), 1000),
    **dict.fromkeys(("trieu", "tr", "million", "millions", "mn", "1000000", "10^6"), 10**6),
    **dict.fromkeys(("ty", "ti", "billion", "billions", "bn", "1000000000", "10^9"), 10**9),
}
_KNOWN: Mapping[str, tuple[Fraction, str]] = {  # folded name -> how much of what
    name: (Fraction(factor), base)
    for base, names in {
        "gram": {
            **dict.fromkeys(("g", "gram", "grams"), "1"),
            **dict.fromkeys(("kg", "kilogram", "kilograms", "ki lo gam", "kilogam"), "1000"),
            **dict.fromkeys(("quintal", "quintals"), "100000"),
            **dict.fromkeys(("tan", "t", "tonne", "tonnes", "metric tons"), "1000000"),
            "kt": "1000000000",
        },
        "m2": {"m2": "1", "met vuong": "1", "ha": "10000", "hecta": "10000", "hectare": "10000", "hectares": "10000"}
        | {"km2": "1000000", "ki lo met vuong": "1000000"},
        "m3": {
            "m3": "1",
            "met khoi": "1",
            "khoi": "1",
            "lit": "0.001",
            "l": "0.001",
            "litre": "0.001",
            "litres": "0.001",
        },
        "metre": {"mm": "0.001", "cm": "0.01", "m": "1", "met": "1", "metres": "1", "km": "1000", "ki lo met": "1000"},
        "vnd": dict.fromkeys(("dong", "d", "vnd", "dong viet nam"), "1"),
        "usd": dict.fromkeys(("usd", "us$", "$", "do la my", "dollars", "do la"), "1"),
        "wh": {"wh": "1", "kwh": "1000", "mwh": "1000000", "gwh": "1000000000", "twh": "1000000000000"},
        "w": {"w": "1", "kw": "1000", "mw": "1000000", "gw": "1000000000"},
        "wp": {"wp": "1", "kwp": "1000", "mwp": "1000000", "gwp": "1000000000"},
        "toe": {"toe": "1", "ktoe": "1000", "mtoe": "1000000"},
        "one": {"%": "1", "phan tram": "1", "percent": "1", "ty le %": "1", "‰": "0.1"},
        "person": dict.fromkeys(("nguoi", "person", "persons", "people", "nhan khau"), "1"),
        "household": dict.fromkeys(("ho", "household", "households", "ho dan", "ho gia dinh"), "1"),
        "day": dict.fromkeys(("ngay", "ngay dem", "day", "days"), "1"),
        "month": dict.fromkeys(("thang", "month", "months"), "1"),
        "year": dict.fromkeys(("nam", "year", "years", "annum"), "1"),
        "hour": dict.fromkeys(("gio", "hour", "hours", "h"), "1"),
    }.items()
    for name, factor in names.items()
}
_PER_DAY = ("ng d", "ngd", "d")  # under a fraction bar; above it ``ng.đ`` is a thousand dong
_TYPED = {"10³": "1000 ", "10⁶": "1000000 ", "10⁹": "1000000000 ", "m^2": "m2", "m^3": "m3", "per ": "/"}
_CO2 = re.compile(r"^(?P<mass>\w+) ?co ?2 ?(?P<equal>tđ|td|tuong duong|e|eq|-eq|equivalent)?$")
_GLUED = re.compile(r"^(1000|1000000|1000000000|tr|ng)(d|dong|vnd|tan|t|usd|ha)$")
_LINE = re.compile(
    r"^\W*(?:đvt|đơn vị tính|đơn vị|đv tính|unit of measure|units?)\s*[:\-–]\s*(?P<unit>.{1,60}?)\W*$", re.I
)
_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,60})[)\]]\s*$", re.DOTALL)
_SAID = re.compile(r"^(?:đvt|đơn vị tính|đơn vị|đv tính|tính bằng|unit)\s*:?\s*", re.I)


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` times what is counted (``over``, empty where only a multiplier is said) per what (``under``).

    ``times`` is the part of the factor that words such as nghìn and triệu say; ``known``: every word is in the table.
    """

    factor: Fraction
    over: str
    under: tuple[str, ...]
    known: bool
    times: Fraction


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """How a sender's unit relates to the column's: a number in it times ``factor`` is one in the column's."""

    kind: Literal["equal", "factor", "different"]
    factor: Decimal = Decimal(1)


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """A unit of any spelling. Words that are not known count themselves."""
    for typed, meant in _TYPED.items():
        text = text.replace(typed, meant)
    text = re.sub(r"\btạ\b", "quintal", unicodedata.normalize("NFKC", text).lower())  # folded it is a dozen, tá
    spelled = re.sub(r"(?<=\d)[.,\s](?=000)", "", fold(text))
    over, *under = [part.strip() for part in re.split(r"\s*/\s*", _quiet(spelled))]
    times, rest = _multiplied(over)
    factor, top, known = _counted(rest)
    divided = [_counted("ngay" if part in _PER_DAY else part) for part in under]
    for below, _, each in divided:
        factor, known = factor / below, known and each
    return Unit(times * factor, top, tuple(sorted(base for _, base, _ in divided)), known, times)


def _quiet(text: str) -> str:
    """Without dots of abbreviations and doubled blanks: ``tr.đ``, ``ng. tấn``."""
    return re.sub(r"\s+", " ", re.sub(r"\.(?=\D|$)", " ", text)).strip()


def _multiplied(words: str) -> tuple[Fraction, str]:
    """What the leading words multiply by, and the rest: ``nghìn tỷ đồng``, ``1000đ``."""
    times = Fraction(1)
    while words not in _KNOWN:
        first, _, rest = words.partition(" ")
        if glued := _GLUED.match(first):
            first, rest = glued[1], f"{glued[2]} {rest}".strip()
        if first not in _TIMES:
            break
        times, words = times * _TIMES[first], rest
    return times, words


def _counted(words: str) -> tuple[Fraction, str, bool]:
    """Factor, base and whether it is known, of a unit without multiplier and fraction bar."""
    if words in _KNOWN:
        return *_KNOWN[words], True
    if found := _CO2.match(words):
        factor, base, known = _counted(found["mass"])
        return factor, f"{base} co2{'e' if found['equal'] else ''}", known and base == "gram"
    return Fraction(1), words, not words


def match_unit(sent: str, field: Mapping[str, Any]) -> UnitMatch:
    """The sender's unit against that of a field (``unit``, ``unitEn``)."""
    expected = [str(field[key]) for key in ("unit", "unitEn") if field.get(key)]
    found = UnitMatch("different")
    for text in expected:
        if (match := compare(sent, text)).kind == "equal":
            return match
        found = match if match.kind == "factor" else found
    return found


@lru_cache(maxsize=1024)
def compare(sent: str, expected: str) -> UnitMatch:
    """One unit against another."""
    this, that = parse_unit(sent), parse_unit(expected)
    ratio = this.factor / that.factor
    if not this.over and this.times > 1 and not this.under:  # "12 tỷ" in a column of million dong
        ratio = this.times / that.times
    elif (this.over, this.under) != (that.over, that.under):
        return UnitMatch("different")
    if ratio == 1:
        return UnitMatch("equal")
    return UnitMatch("factor", Decimal(ratio.numerator) / Decimal(ratio.denominator))


def unit_line(text: str) -> str | None:
    """The unit of a cell that says nothing else: ``ĐVT: tấn/ngày``, ``(Đơn vị tính: ha)``; None for any other cell."""
    found = _LINE.match(text.strip())
    return found["unit"].strip() if found else None


def heading_unit(text: str, field: Mapping[str, Any] | None = None) -> tuple[str, str | None]:
    """A heading and the unit in brackets behind it, if that is one: known here, or what ``field`` is measured in."""
    found = _BRACKETS.match(text)
    if not found:
        return text, None
    unit = _SAID.sub("", found["unit"].strip())
    known = (
        unit != "" and parse_unit(unit).known and (len(unit) > 1 or not unit.isalpha())
    )  # (d) may be the fourth column
    meant = known or (field is not None and match_unit(unit, field).kind != "different")
    return (found["title"], unit) if meant else (text, None)
