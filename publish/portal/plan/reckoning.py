"""How a status is reckoned, with the numbers put into the formula."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from publish.numbers import number
from publish.plan import Assessed, TargetGoal
from publish.progress import Pace
from publish.progress.pace import status_of
from publish.progress.words import STATUS_WORDS
from schemas.core.i18n import Lang, say

DIGITS = 4  # significant ones, of what is reckoned


def reckoning(goal: TargetGoal, found: Assessed, lang: Lang) -> list[str]:
    """The lines of a reckoning; none where nothing was reckoned."""
    lines = []
    progress, unit = found.progress, found.series.unit[lang]
    if progress.status != "none" and goal.value is not None and progress.newest and progress.difference is not None:
        lines.append(_distance(goal, progress.newest.value, progress.difference, unit, lang))
    if progress.pace:
        lines += _pace(progress.pace, unit, lang)
    if goal.assessment == "direction" and progress.before and progress.newest:
        lines.append(_direction(found, lang))
    return lines


def _distance(goal: TargetGoal, value: float, difference: float, unit: str, lang: Lang) -> str:
    said = {"value": _full(value, lang), "goal": _full(goal.value or 0.0, lang), "unit": unit}
    if not difference:
        return say("publish", lang, "{value} {unit} against {goal} {unit}: reached.", **said)
    said |= {"difference": _short(difference, lang), "points": _points(unit, lang)}
    if value < (goal.value or 0.0):
        return say("publish", lang, "{value} {unit} against {goal} {unit}: {difference} {points} below.", **said)
    return say("publish", lang, "{value} {unit} against {goal} {unit}: {difference} {points} above.", **said)


def _points(unit: str, lang: Lang) -> str:
    """The unit of a difference of two values."""
    return say("publish", lang, "percentage points") if unit == "%" else unit


def _pace(pace: Pace, unit: str, lang: Lang) -> Iterator[str]:
    formula, result = _formula(pace, pace.end_value, pace.end, lang), _change(pace, pace.observed, unit, lang)
    yield say("publish", lang, "Observed change a year: {formula} = {result}", formula=formula, result=result)
    formula, result = _formula(pace, pace.goal, pace.goal_year, lang), _change(pace, pace.required, unit, lang)
    yield say("publish", lang, "Required change a year: {formula} = {result}", formula=formula, result=result)
    status = say("publish", lang, STATUS_WORDS[status_of(pace.ratio)])
    ratio = _short(pace.ratio, lang)
    yield say("publish", lang, "Observed ÷ required = {ratio}: {status}", ratio=ratio, status=status)


def _formula(pace: Pace, last: float, year: float, lang: Lang) -> str:
    first, end = _bracketed(pace.start_value, lang), _full(last, lang)
    years = f"({_year(year)} − {_year(pace.start)})"
    return f"({end} ÷ {first})^(1 ÷ {years}) − 1" if pace.is_rate else f"({end} − {first}) ÷ {years}"


def _change(pace: Pace, change: float, unit: str, lang: Lang) -> str:
    return f"{_short(100 * change, lang)} %" if pace.is_rate else f"{_short(change, lang)} {_points(unit, lang)}"


def _direction(found: Assessed, lang: Lang) -> str:
    first = next(f for f in found.series.figures if found.progress.before and f.at == found.progress.before.at)
    last, unit = found.newest, found.series.unit[lang]
    return say(
        "publish",
        lang,
        "From {first} {unit} ({start}) to {last} {unit} ({end}): {change} {points}",
        first=_full(first.value, lang),
        last=_full(last.value, lang),
        unit=unit,
        start=first.period,
        end=last.period,
        change=_short(last.value - first.value, lang),
        points=_points(unit, lang),
    )


def _full(value: float, lang: Lang) -> str:
    return number(value, lang).replace("-", "−")


def _short(value: float, lang: Lang) -> str:
    """With its first digits only, and a sign that is a minus."""
    return number(Decimal(f"{value:.{DIGITS}g}"), lang).replace("-", "−")


def _bracketed(value: float, lang: Lang) -> str:
    return f"({_full(value, lang)})" if value < 0 else _full(value, lang)


def _year(at: float) -> str:
    return f"{at:.0f}" if at == int(at) else f"{at:.2f}"
