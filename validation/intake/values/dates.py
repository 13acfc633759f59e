"""Days as officers write them: day first, strictly, and never a guess which part is the month.

A spreadsheet set to English turns 05/06/2023 into 6 May and leaves 30/06/2023 as text: where a column holds both, the
dates it made are doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from schemas.core.fold import fold
from validation.intake.grid import Value
from validation.intake.values.marks import NO_TEXT
from validation.intake.values.result import Params, Tally, candidates
from validation.intake.values.text import cleaned

FIRST, LAST = date(1901, 1, 1), date(2100, 1, 1)  # days a sender means; what lies outside is a number seen as a date
ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet

ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DAY_FIRST = re.compile(r"^(?P<d>[0-9]{1,2})(?P<s>[/.\-])(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})$")
_YEAR_FIRST = re.compile(
    r"^(?P<y>[0-9]{4})(?P<s>[/.\-])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?:[ t]0?0:00(?::00(?:\.0+)?)?z?)?$"
)
_WORDS = re.compile(r"^(?P<d>[0-9]{1,2}) thang (?P<m>[0-9]{1,2})(?:,? nam |, ?|/)(?P<y>[0-9]{4})$")
_PART = re.compile(r"^(?:thang |quy |nam )?(?:[0-9]{1,2}[/.\-])?(?:19|20)[0-9]{2}$|^(?:19|20)[0-9]{2}-[0-9]{1,2}$")


@dataclass(frozen=True, slots=True)
class Read:
    """A text as a day; ``month_first`` the day it would be in American order, where it may be that."""

    day: date | None = None
    month_first: date | None = None
    rule: str = ""
    params: Params = field(default_factory=dict)


def read_dates(cells: Sequence[Value], formats: Sequence[str | None], tally: Tally) -> None:
    """A column of days."""
    texts = cleaned(cells, tally)
    known: dict[str, Read] = {}
    plain = texts.str.contains(ISO).fill_null(False)
    read: dict[int, Read] = {}
    for index in texts.is_not_null().arg_true():
        text = texts[index]
        if text in NO_TEXT:
            tally.repair("repair.mark-missing", text, None)
        else:
            read[index] = known[text] if text in known else known.setdefault(text, read_date(text))
    _take(read, set(plain.arg_true()), texts.to_list(), tally)
    typed = _typed(cells, formats, tally)
    _swapped(typed, read, tally)


def read_date(text: str) -> Read:
    """One text, day first; a doubt where it is not strictly a day."""
    lower = fold(text).removeprefix("ngay ") if len(text) < 40 else ""
    if found := _YEAR_FIRST.match(lower) or _WORDS.match(lower):
        return _valid(found)
    if found := _DAY_FIRST.match(lower):
        return _day_first(found)
    if _PART.match(lower):
        return Read(rule="date.incomplete")
    return Read(rule="date.form", params=candidates(_mended(lower)))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _valid(found: re.Match[str]) -> Read:
    day = _day(found["y"], found["m"], found["d"])
    return Read(day) if day and FIRST <= day < LAST else Read(rule="date.impossible")


def _day_first(found: re.Match[str]) -> Read:
    """``30/06/2023``; with two digits of a year, or with the month in front, it is doubtful."""
    year = found["y"] if len(found["y"]) == 4 else f"{'19' if found['y'] > '50' else '20'}{found['y']}"
    day, other = _day(year, found["m"], found["d"]), _day(year, found["d"], found["m"])
    if len(found["y"]) == 2:
        meant = [d.isoformat() for d in (day,) if d]
        return Read(rule="date.short-year", params=candidates(meant))
    if day is None and other is not None:
        return Read(None, other, "date.month-first", {"suggest": other.isoformat()})
    if day is None or not FIRST <= day < LAST:
        return Read(rule="date.impossible")
    return Read(day, other if other != day else None)


def _mended(text: str) -> list[str]:
    """What a slip of the finger may have meant: ``05/5//2023``, ``007/7/2023``."""
    slim = re.sub(r"\b0+(?=[0-9]{1,2}\b)", "", re.sub(r"[/.\-\s]+", "/", text.strip(" /.-")))
    found = _DAY_FIRST.match(slim)
    read = _day_first(found) if found else Read()
    return [read.day.isoformat()] if read.day else []


def _take(read: Mapping[int, Read], plain: set[int], texts: Sequence[str | None], tally: Tally) -> None:
    """Days as text; where some cell has its month in front, no other is certain that has not a day above twelve."""
    foreign = [i for i, r in read.items() if r.rule == "date.month-first"]
    for index, cell in read.items():
        if cell.rule:
            tally.doubt(index, cell.rule, cell.params)
        elif foreign and cell.month_first and cell.day:
            meant = {"candidates": f"{cell.day.isoformat()}; {cell.month_first.isoformat()}"}
            tally.doubt(index, "date.either-order", {"example": texts[foreign[0]] or "", **meant})
        elif cell.day:
            tally.text[index] = cell.day.isoformat()
            if index not in plain:
                tally.repair("repair.date", texts[index], cell.day.isoformat())


def _typed(cells: Sequence[Value], formats: Sequence[str | None], tally: Tally) -> dict[int, date]:
    """Cells that are dates already, and numbers that may be."""
    found: dict[int, date] = {}
    for index, cell in enumerate(cells):
        if isinstance(cell, datetime) and cell.time() != time():
            tally.repair("repair.time-of-day", cell.isoformat(), cell.date().isoformat())
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            found[index] = day
            tally.text[index] = day.isoformat()
            if not FIRST <= day < LAST:
                tally.doubt(index, "date.impossible")
        elif cell is not None and not isinstance(cell, str):
            _number(index, cell, formats[index] if index < len(formats) else None, tally)
    return found


def _number(index: int, cell: Value, number_format: str | None, tally: Tally) -> None:
    """A serial number is a day only if its format says so; a year is none; eight digits may be."""
    if isinstance(cell, (bool, time)) or not isinstance(cell, (int, float)) or cell != cell or abs(cell) > 10**9:
        tally.doubt(index, "date.form")
        return
    day = ZERO + timedelta(days=int(cell)) if 0 < cell < 10**6 else FIRST - timedelta(days=1)
    if FIRST.year <= cell < LAST.year and not shows_date(number_format):
        tally.doubt(index, "date.incomplete")
    elif FIRST <= day < LAST and shows_date(number_format):
        tally.text[index] = day.isoformat()
        tally.repair("repair.serial-date", f"{cell:g}", day.isoformat())
    elif FIRST <= day < LAST:
        tally.doubt(index, "date.serial", {"candidates": day.isoformat()})
    else:
        digits = re.fullmatch(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", f"{cell:.0f}")
        meant = _valid(digits).day if digits else None
        tally.doubt(index, "date.form", candidates([meant.isoformat()] if meant else []))


def shows_date(number_format: str | None) -> bool:
    """Whether a number format shows a day, a month or a year."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format or "").lower()
    return bool(re.search(r"[dy]|mmm", bare)) and "general" not in bare


def _swapped(typed: Mapping[int, date], read: Mapping[int, Read], tally: Tally) -> None:
    """Dates a program made where it could, beside texts it could not take for dates in American order."""
    left = [r.day for r in read.values() if r.day and not r.rule]
    if not left or any(day.day <= 12 for day in left) or any(day.day > 12 for day in typed.values()):
        return
    for index, day in typed.items():
        if day.day != day.month and tally.text[index]:
            turned = day.replace(month=day.day, day=day.month).isoformat()
            tally.doubt(index, "date.swapped", {"candidates": f"{day.isoformat()}; {turned}"})
