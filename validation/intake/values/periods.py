"""What a figure is about, as reports write it: ``Quý I/2024``, ``6 tháng đầu năm 2023``, ``Sơ bộ 2022``.

A small grammar over folded text; the result is a text of :mod:`schemas.core.period`. Whatever could be read in two ways
(``6 tháng năm 2023``, ``Đông Xuân 2023``) is a doubt with its candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.core.fold import fold
from schemas.core.period import PATTERN
from validation.intake.grid import Value
from validation.intake.values.dates import shows_date
from validation.intake.values.marks import NO_TEXT, without_note
from validation.intake.values.result import Flag, Params, Tally, candidates
from validation.intake.values.text import TYPED_DATES, cleaned, plain

LONGEST = 80
_STATUS: tuple[tuple[str, Flag], ...] = (  # as a prefix, or in brackets behind
    (r"so bo|sb|preliminary", "preliminary"),
    (r"uoc thuc hien|uoc tinh|uoc th|uoc dat|uoc|ut|estimated?", "estimate"),
    (r"chinh thuc|final", "final"),
)
_PREFIX = [(re.compile(rf"^(?:{words})\.?[ :]+(?=.*[0-9])"), flag) for words, flag in _STATUS]
_SUFFIX = [(re.compile(rf"\s*(?:\((?:{words})\)|[ -](?:{words}))$"), flag) for words, flag in _STATUS]
_WORDS = {"mot": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_WORDS |= {"muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
OF = r"\s*(?:[/,\-. ]|nam\s|[/,]?\s*nam\s)\s*"  # what stands between a part and its year
_SEASON = (
    r"(?:vu )?(?:lua )?(?P<name>dong\s*[-–]?\s*xuan|he\s*[-–]?\s*thu|thu\s*[-–]?\s*dong|dx|ht|td)"
    rf"(?:,? nam)?\s+{YEAR}(?:\s*[-–/]\s*(?P<next>(?:20|19)?[0-9]{{2}}))?"
)
_NUMBER = rf"(?P<n>[0-9]{{1,2}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"


@dataclass(frozen=True, slots=True)
class Read:
    """A text as a period, or the doubt about it; ``flag`` is what it says of how final the figures are."""

    period: str | None = None
    flag: Flag | None = None
    rule: str = ""
    params: Params = field(default_factory=dict)


Made = Callable[[re.Match[str]], Read]


def _year(found: re.Match[str], part: str = "") -> Read:
    return Read(found["year"] + (f"-{part}" if part else ""))


def _maybe(*periods: str) -> Read:
    return Read(rule="period.doubtful", params=candidates(periods))


def _number(text: str) -> int:
    return _ROMAN.get(text) or _WORDS.get(text) or int(text)


def _quarter(found: re.Match[str]) -> Read:
    return _year(found, f"Q{_number(found['n'])}")


def _month(found: re.Match[str]) -> Read:
    number = _number(found["n"])
    return _year(found, f"{number:02}") if 1 <= number <= 12 else Read(rule="period.unreadable")


def _first_months(found: re.Match[str]) -> Read:
    """The first months of a year: three are a quarter, six a half, nine a period of their own, twelve the year."""
    part = {1: "01", 3: "Q1", 6: "H1", 9: "9M", 12: ""}.get(_number(found["n"]))
    return Read(rule="period.no-such") if part is None else _year(found, part)


def _months(found: re.Match[str]) -> Read:
    """``9 tháng năm 2024`` is cumulative; six months of a year may be either half."""
    if _number(found["n"]) == 6:
        return _maybe(f"{found['year']}-H1", f"{found['year']}-H2")
    return _first_months(found)


def _last_months(found: re.Match[str]) -> Read:
    part = {3: "Q4", 6: "H2"}.get(_number(found["n"]))
    return _year(found, part) if part else Read(rule="period.no-such")


def _half(found: re.Match[str]) -> Read:
    return _year(found, "H1" if found["side"] in ("dau", "1", "i") else "H2")


def _season(found: re.Match[str]) -> Read:
    """Winter-spring rice spans two years and is named after the second; with one year it may be either."""
    name = re.sub(r"[\s\-–.]+", "", found["name"])
    part = {"dongxuan": "DX", "dx": "DX", "hethu": "HT", "ht": "HT"}.get(name, "TD")
    first, second = int(found["year"]), found["next"]
    if second:
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        return Read(f"{last}-DX") if part == "DX" and last == first + 1 else Read(rule="period.unreadable")
    return _maybe(f"{first}-DX", f"{first + 1}-DX") if part == "DX" else Read(f"{first}-{part}")


def _may(found: re.Match[str]) -> Read:
    """``tháng năm năm 2024``: the fifth month has the name of the year."""
    return _year(found, "05")


def _roman(found: re.Match[str]) -> Read:
    number = _ROMAN[found["n"]]
    return _maybe(f"{found['year']}-Q{number}", f"{found['year']}-{number:02}")


def _plan(found: re.Match[str]) -> Read:
    return Read(rule="period.plan")


def _span(found: re.Match[str]) -> Read:
    return Read(rule="period.span")


def _ours(found: re.Match[str]) -> Read:
    return Read(found[0].upper())


GRAMMAR: tuple[tuple[re.Pattern[str], Made], ...] = tuple(
    (re.compile(f"^(?:{pattern})$"), made)
    for pattern, made in (
        (PATTERN[1:-1].replace("Q", "q").replace("H", "h").replace("9M", "9m").replace("DX|hT|TD", "dx|ht|td"), _ours),
        (rf"(?:ca )?(?:nam )?{YEAR}(?:\.0)?", _year),
        (rf"qu[yi]\s*(?P<n>[1-4]|i{{1,3}}|iv){OF}{YEAR}", _quarter),
        (rf"q\s*(?P<n>[1-4]){OF}{YEAR}", _quarter),
        (rf"{YEAR}\s*[-/. ]?\s*q(?P<n>[1-4])", _quarter),
        (rf"(?:thang|thg\.?)\s+{_NUMBER}{OF}{YEAR}", _month),
        (rf"thang nam(?: nam |\s*/\s*){YEAR}", _may),
        (rf"(?P<n>i{{1,3}}|iv)\s*[/\-]\s*{YEAR}", _roman),
        (rf"(?:ke hoach|kh|du kien) (?:nam )?{YEAR}", _plan),
        (rf"t\s*(?P<n>[0-9]{{1,2}}){OF}{YEAR}", _month),
        (rf"(?P<n>0?[1-9]|1[0-2])\s*[/\-.]\s*{YEAR}", _month),
        (rf"{YEAR}\s*[/\-.]\s*(?P<n>0?[1-9]|1[0-2])", _month),
        (rf"{_NUMBER} thang dau(?: cua)?(?: nam)? {YEAR}", _first_months),
        (rf"{_NUMBER} thang cuoi(?: cua)?(?: nam)? {YEAR}", _last_months),
        (rf"{_NUMBER} thang{OF}{YEAR}", _months),
        (rf"nua (?P<side>dau|cuoi)(?: nam)? {YEAR}", _half),
        (rf"(?:h|hk|hoc ky |ban nien )(?P<side>1|2|i|ii){OF}{YEAR}", _half),
        (rf"{YEAR}\s*[-/. ]?\s*h(?P<side>1|2)", _half),
        (_SEASON, _season),
        (rf"(?:giai doan |thoi ky |nam )?{YEAR}\s*[-–—]\s*(?:nam )?(?:(?:19|20)[0-9]{{2}})", _span),
    )
)
_NO_YEAR = re.compile(
    r"^(?:qu[yi] (?:[1-4]|i{1,3}|iv)|q[1-4]|thang [0-9]{1,2}|t[0-9]{1,2}|[0-9]{1,2} thang(?: (?:dau|cuoi)(?: nam)?)?"
    r"|ca nam|(?:vu )?(?:dong xuan|he thu|thu dong))$"
)


def read_period(text: str) -> Read:
    """One text in the grammar of reports."""
    words = re.sub(r"\s+", " ", fold(text)).strip() if len(text) <= LONGEST else ""
    words, flag = _status(words)
    for pattern, made in GRAMMAR:
        if found := pattern.match(words):
            read = made(found)
            return Read(read.period, flag, read.rule, read.params)
    if _NO_YEAR.match(words):
        return Read(rule="period.no-year")
    numbers = list(dict.fromkeys(re.findall(r"[0-9]+", words)))
    alone = len(numbers) == 1 and re.fullmatch("(?:19|20)[0-9]{2}", numbers[0])  # of "quý 5/2024" 2024 is not meant
    return Read(rule="period.unreadable", params=candidates(numbers) if alone else {})


def _status(words: str) -> tuple[str, Flag | None]:
    """A folded text without its status and its asterisk, and what they say."""
    words, note = without_note(words)
    flag: Flag | None = "footnote" if note else None
    for forms in (_PREFIX, _SUFFIX):
        for pattern, said in forms:
            bare = pattern.sub("", words)
            if bare != words and bare:
                words, flag = bare, said
    return words.strip(), flag


def read_periods(cells: Sequence[Value], formats: Sequence[str | None], tally: Tally) -> None:
    """A column of periods."""
    texts = cleaned(cells, tally)
    plainly = texts.str.contains(PATTERN).fill_null(False)
    tally.text[:] = texts.set(~plainly, None).to_list()
    known: dict[str, Read] = {}
    for index in (texts.is_not_null() & ~plainly).arg_true():
        text = texts[index]
        if text in NO_TEXT:
            tally.repair("repair.mark-missing", text, None)
            continue
        read = known[text] if text in known else known.setdefault(text, read_period(text))
        _take(index, text, read, tally)
    for index, cell in enumerate(cells):
        if cell is not None and not isinstance(cell, str):
            _typed(index, cell, formats[index] if index < len(formats) else None, tally)


def _take(index: int, sent: str, read: Read, tally: Tally) -> None:
    if read.flag:
        tally.flags[index] = read.flag
    if read.rule:
        tally.doubt(index, read.rule, read.params)
    else:
        tally.text[index] = read.period
        tally.repair("repair.period", sent, read.period)


def _typed(index: int, cell: Value, number_format: str | None, tally: Tally) -> None:
    """A year as a number; a date that a program made of ``7/2024`` and shows without its day."""
    if isinstance(cell, date):
        month = f"{cell:%Y-%m}"
        if cell.day == 1 and shows_date(number_format) and "d" not in _bare(number_format):
            meant = month if "m" in _bare(number_format) else month[:4]
            _take(index, cell.isoformat(), Read(meant), tally)
        else:
            tally.doubt(index, "period.date", {"read": cell.isoformat(), "candidates": f"{month}; {month[:4]}"})
        return
    text = "" if isinstance(cell, (bool, *TYPED_DATES)) or not isinstance(cell, (int, float)) else plain(cell)
    if re.fullmatch("(?:19|20)[0-9]{2}", text):
        tally.text[index] = text
        return
    digits = re.fullmatch(r"((?:19|20)[0-9]{2})[.]?(0[1-9]|1[0-2])", text)
    near = [f"{digits[1]}-{digits[2]}"] if digits else []
    tally.doubt(index, "period.unreadable", candidates(near))


def _bare(number_format: str | None) -> str:
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format or "").lower()
