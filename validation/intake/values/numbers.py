"""One number as it is written, read once with a decimal comma and once with a decimal point.

Which of the two holds is for the column to say (``numeric``): ``1.234`` alone is either. Groups of three digits are
strict, so that ``0.7`` and ``12.34.567`` are no thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from typing import Literal

from schemas.core.fold import fold
from validation.intake.values.marks import without_note
from validation.intake.values.result import Params, candidates
from validation.intake.values.units import UnitMatch

Style = Literal["comma", "point"]  # what a column's decimals begin with
STYLES: tuple[Style, ...] = ("comma", "point")
LONGEST = 100  # characters of a cell that is still looked into
GAPS = " \u00a0\u2009\u202f"
_DECIMAL, _GROUP = {"comma": ",", "point": r"\."}, {"comma": r"\.", "point": ","}


def shape(style: Style, whole: bool = False) -> str:
    """The form of a number, for ``re`` and polars alike; of whole numbers only, whatever zeros follow the sign."""
    groups = rf"[1-9][0-9]{{0,2}}(?:(?:{_GROUP[style]}[0-9]{{3}})+|(?:[{GAPS}][0-9]{{3}})+)"
    fraction = f"(?:{_DECIMAL[style]}{'0' if whole else '[0-9]'}+)?"
    return rf"^-?(?:{groups}|0|[1-9][0-9]*){fraction}$"


SHAPES = {(style, whole): re.compile(shape(style, whole)) for style in STYLES for whole in (False, True)}
_ZEROS, _NO_ZERO = re.compile(r"^(-?)0+([0-9]+)$"), re.compile(r"^(-?)([.,][0-9]+)$")
_POWER = re.compile(r"^(?P<base>-?[0-9]+(?:[.,][0-9]+)?) ?[eE](?P<power>[+-]?[0-9]{1,2})$")
_FULLWIDTH = {0xFF10 + n: str(n) for n in range(10)} | {0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0xFF08: "(", 0xFF09: ")"}
_MINUS = re.compile(r"^[−–—‒﹣－-]\s*(?=[0-9.,])")
_SUPERSCRIPT = re.compile(r"^(?P<value>.*[0-9])\s*(?P<note>[⁰¹²³⁴⁵⁶⁷⁸⁹]+\)?)$")
_NUMBERED = re.compile(r"^(?P<value>.*[0-9])(?:\s+(?P<note>\(?[0-9a-z]\))|(?P<glued>\([0-9a-z]\)))$")
_BRACKETS = re.compile(r"^\(\s*(?P<value>[0-9][0-9.,\s]*%?)\)$")
_UNIT = re.compile(
    r"^(?P<value>[-+−(]?\s?[0-9][0-9.,\u00a0\u2009\u202f ]*?)\s*(?P<unit>[^\W\d_][^;+]*|[%‰$°].*)$", re.DOTALL
)
_LETTERS = re.compile(r"(?=.*[OoIl])(?=.*\d)[-\dOoIl.,]+")  # 12O,5: letters that look like digits
_AS_DIGITS = str.maketrans("OoIl", "0011")
_TOKEN = re.compile(r"(?<![0-9])[0-9]+(?:[.,][0-9]+)*")
_ABOUT = re.compile(
    r"^(?:[<>≤≥~≈±]+|(?:khoang|tren|duoi|hon|gan|it nhat|toi da|toi thieu|about|over|under|ca|xap xi|uoc)\b)\s*[0-9]"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A text as a number in either style, the canonical text or None; ``rule`` is the doubt about it, if there is one.

    ``steps`` are the repairs made on the way, ``noted``: a footnote mark hung on it, ``votes``: the style in which a
    number that does not belong here is written.
    """

    comma: str | None = None
    point: str | None = None
    steps: tuple[str, ...] = ()
    rule: str = ""
    params: Params = field(default_factory=dict)
    noted: bool = False
    votes: Style | None = None

    @property
    def open(self) -> bool:
        """Whether it is a number in either style, and not the same one."""
        return None not in (self.comma, self.point) and self.comma != self.point and not self.rule

    def of(self, style: Style) -> str | None:
        return self.comma if style == "comma" else self.point


UnitOf = Callable[[str], UnitMatch | None]  # what a unit in a cell is to the column's; None: the column has none


def canonical(number: str, style: Style, whole: bool = False) -> str | None:
    """A bare number as our own tables write it; None where it is none in this style."""
    if not SHAPES[style, whole].match(number):
        return None
    bare = re.sub(rf"[{GAPS}{'.' if style == 'comma' else ','}]", "", number).replace(",", ".")
    return bare.partition(".")[0] if whole else bare


def in_style(number: str, style: Style | None) -> str:
    """A canonical number as the column writes its own, so that a suggestion can be typed as it stands."""
    return number.replace(".", ",") if style == "comma" else number


def read_number(text: str, unit_of: UnitOf, whole: bool = False) -> Read:
    """A text that is not simply a number: with a sign, a note, a unit, in brackets, with a power of ten; or a doubt."""
    if len(text) > LONGEST:
        return Read(rule="number.unreadable")
    steps: list[str] = []
    core = _changed(steps, "repair.digits", text, text.translate(_FULLWIDTH))
    core = _changed(steps, "repair.apostrophe", core, core.removeprefix("'").removeprefix("’"))
    core, note = without_note(core)
    if note:
        steps.append("repair.footnote")
    for form in (_SUPERSCRIPT, _NUMBERED):
        if found := form.match(core):
            mark = found["note"] or found.groupdict().get("glued") or ""
            return _doubted(found["value"], "number.footnote", {"mark": mark}, whole)
    core = _signed(steps, core)
    if found := _BRACKETS.match(core):
        return _in_brackets(found["value"].strip(), whole, (*steps, "repair.brackets"))
    read = _bare(core, whole) or _with_unit(core, unit_of, whole) or _refused(core)
    return replace(read, steps=(*steps, *read.steps), noted=bool(note))


def _changed(steps: list[str], rule: str, before: str, after: str) -> str:
    if before != after:
        steps.append(rule)
    return after


def _signed(steps: list[str], text: str) -> str:
    """With a plain minus and no plus."""
    if re.match(r"^\+\s*[0-9.,]", text):
        return _changed(steps, "repair.sign", text, text[1:].lstrip())
    return _changed(steps, "repair.sign", text, _MINUS.sub("-", text))


def _bare(core: str, whole: bool) -> Read | None:
    """A number and nothing else; None for any other text."""
    comma, point = canonical(core, "comma", whole), canonical(core, "point", whole)
    if comma is not None or point is not None:
        return Read(comma, point)
    if found := _POWER.match(core):
        return _power(found["base"], int(found["power"]), whole)
    led = _NO_ZERO.sub(r"\g<1>0\2", _ZEROS.sub(r"\1\2", core))
    comma, point = canonical(led, "comma", whole), canonical(led, "point", whole)
    if comma is not None or point is not None:
        return Read(comma, point, ("repair.leading",))
    return _not_whole(core) if whole else None


def _power(base: str, power: int, whole: bool) -> Read:
    """``1,2E+03``: a mantissa has no groups, so its sign is that of decimals."""
    sign = "comma" if "," in base else "point" if "." in base else None
    value = format(Decimal(base.replace(",", ".")).scaleb(power), "f")
    if whole and "." in value and value.partition(".")[2].strip("0"):
        return Read(rule="number.not-whole", params={"number": value})
    value = value.partition(".")[0] if whole else value
    return Read(value if sign != "point" else None, value if sign != "comma" else None, ("repair.power",))


def _not_whole(core: str) -> Read | None:
    """A number with a fraction where only whole ones can be; with thousands that lost their zeros as a candidate."""
    fits: dict[Style, str] = {style: r for style in STYLES if (r := canonical(core, style)) is not None}
    if not fits:
        return None
    padded = thousands_lost(next(iter(fits.values())))
    params = {"number": core, **candidates([padded] if padded else [])}
    return Read(rule="number.not-whole", params=params, votes=next(iter(fits)) if len(fits) == 1 else None)


def thousands_lost(number: str) -> str | None:
    """``2.36`` as 2360: a thousands sign taken for that of decimals, after which a program dropped the zeros."""
    found = re.match(r"^(-?[1-9][0-9]{0,2})\.([0-9]{1,3})$", number)
    return found[1] + found[2].ljust(3, "0") if found else None


def _in_brackets(value: str, whole: bool, steps: tuple[str, ...]) -> Read:
    """``(12,5)`` is minus 12,5 in accounts; a lone small number may be a note or a column's number."""
    if re.fullmatch(r"[0-9]{1,2}", value) or value.endswith("%"):
        return Read(rule="number.brackets", params={"candidates": f"-{value}; {value}"})
    read = _bare(f"-{value}", whole) or _refused(value)
    return Read(read.comma, read.point, (*steps, *read.steps), read.rule, read.params)


def _doubted(value: str, rule: str, params: Params, whole: bool) -> Read:
    """A reading that is not certain enough to be taken, only to be shown."""
    read = _bare(_MINUS.sub("-", value.strip()), whole) or Read()
    return Read(read.comma, read.point, (), rule, params)


def _with_unit(core: str, unit_of: UnitOf, whole: bool) -> Read | None:
    """``12 tấn`` where the column is in tonnes; any other unit is a doubt, converted where that is exact."""
    found = _UNIT.match(core)
    if not found or not (read := _bare(_MINUS.sub("-", found["value"].strip()), whole)) or read.rule:
        return None
    unit = found["unit"].strip()
    if _LETTERS.fullmatch(core) and set(unit) <= set("OoI"):
        return None  # 12O is no number of any unit; 12l may be one of litres
    if _TOKEN.search(re.sub(r"(?i)(?<=[m²³])[23]|co2|1[.,]?000", "", unit)):
        return None  # another number in it
    match = unit_of(unit)
    if match is None:
        return Read(rule="number.unit-unasked", params={"unit": unit})
    if match.kind == "equal":
        return Read(read.comma, read.point, (*read.steps, "repair.unit"))
    if match.kind == "different":
        return Read(rule="number.other-unit", params={"unit": unit})
    comma, point = (r and scaled(r, match.factor) for r in (read.comma, read.point))
    return Read(comma, point, (), "number.convertible", {"unit": unit})


def scaled(number: str, factor: Decimal) -> str:
    """A canonical number times a factor, exactly."""
    text = format(Context(prec=len(number) + 50).multiply(Decimal(number), factor), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refused(core: str) -> Read:
    """What no single number is: several, an estimate in words, or no number at all."""
    if _LETTERS.fullmatch(core):
        typed = "".join(dict.fromkeys(letter for letter in core if letter.isalpha()))
        return Read(rule="number.letters", params={"letters": typed, **candidates([core.translate(_AS_DIGITS)])})
    numbers = _TOKEN.findall(re.sub(r"(?i)(?<=[m])[23](?![0-9.,])|co2", "", core))
    if len(numbers) > 1:
        return Read(rule="number.several", params={"numbers": "; ".join(numbers[:5])})
    if numbers and _ABOUT.match(fold(core)):
        return Read(rule="number.about", params={"number": numbers[0]})
    near = [number for number in numbers if number != core]
    return Read(rule="number.unreadable", params=candidates(near))
