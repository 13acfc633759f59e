"""Identifiers that count up: the number in an example's id, from 1, as far as the column's pattern goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from schemas.core.table import Field

FAR = 10**9
ENOUGH = 999  # of several ways to count, the first that goes so far
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Counted:
    """``before`` + number with at least ``width`` digits + ``after``; of whole numbers and days the ``first``."""

    column: str
    before: str = ""
    width: int = 1
    after: str = ""
    limit: int = FAR
    first: int | date | None = None

    def text(self, number: int) -> str:
        return f"{self.before}{number:0{self.width}}{self.after}"

    def expr(self, number: pl.Expr) -> pl.Expr:
        """The identifiers of ``number`` = 0, 1, 2 …"""
        if isinstance(self.first, date):
            return (pl.lit(self.first) - pl.duration(days=number)).cast(pl.Date)
        if self.first is not None:
            return number + self.first
        digits = (number + 1).cast(pl.String).str.zfill(self.width)
        return pl.concat_str(pl.lit(self.before), digits, pl.lit(self.after))


def counted(said: Field, example: object, marks: Sequence[str] = ()) -> Counted:
    """How the column counts, after one of its values; a text that no mark says to be invented gets one, if it may."""
    if isinstance(example, int | date):
        return Counted(said["name"], first=example)
    return _of_text(said, _marked(said, str(example), marks))


def _marked(said: Field, text: str, marks: Sequence[str]) -> str:
    if any(mark in text.casefold() for mark in marks):
        return text
    signs = [sign for mark in marks if " " not in mark for sign in (f"-{mark.upper()}", f"-{mark}")]
    return next((text + sign for sign in signs if _allowed(said, text + sign)), text)


def _of_text(said: Field, example: str) -> Counted:
    """The last group of digits that is no year counts; else one put behind, else the last."""
    groups = [
        Counted(said["name"], example[: m.start()], m.end() - m.start(), example[m.end() :])
        for m in re.finditer(r"\d+", example)
    ][::-1]
    years = [way for way in groups if YEAR.fullmatch(example, len(way.before), len(way.before) + way.width)]
    behind = [Counted(said["name"], example + sign) for sign in ("-", "")]
    ways = [*(way for way in groups if way not in years), *behind, *years]
    return max((replace(way, limit=_limit(said, way)) for way in ways), key=lambda way: min(way.limit, ENOUGH))


def _limit(said: Field, counted: Counted) -> int:
    """How many identifiers there are: as many as the pattern and the length allow."""
    found = 0
    for digits in range(1, 10):
        if not all(_allowed(said, counted.text(number)) for number in (10 ** (digits - 1), 10**digits - 1)):
            break
        found = 10**digits - 1
    return found


def _allowed(said: Field, text: str) -> bool:
    limits = said.get("constraints") or {}
    return len(text) <= limits.get("maxLength", FAR) and re.search(limits.get("pattern", ""), text) is not None
