"""The charts of a plan's targets: each measure over time, with the value that the plan asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from publish.charts import Chart, Goal, Point
from publish.charts import Series as Line
from publish.numbers import number
from publish.plan import Figure, PlanView, Series, Target
from publish.plan.assess import CONTEXT
from publish.portal.charting import Charting, Owner, Provider
from publish.portal.plan.views import Measure, measures_of
from publish.portal.plan.words import REASONS, both, parts_of
from publish.portal.state import State
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Text

TARGETS = "targets"
BOUNDED = ("ge", "gt", "le", "lt", "eq")  # what a goal's operator is where its value is one to reach


def provider(charting: Charting) -> Provider:
    """The charts of a target by its id, kept with the release of the computed values."""

    def owner(state: State, name: str) -> Owner | None:
        plan = state.plan
        if plan is None or name not in plan.targets or plan.reading.plan.values not in state.datasets:
            return None
        values, place = state.datasets[plan.reading.plan.values], f"/{TARGETS}/{quote(name, safe='')}"
        source = charting.source(values.about, place)
        charts = (
            _chart(state, plan, plan.targets[name], m, source) for m in measures_of(state, plan, plan.targets[name])
        )
        found = tuple(chart for chart in charts if chart)
        return Owner(place, place, f"/embed{place}", values.id, values.about.version, found)

    return owner


def _chart(state: State, plan: PlanView, target: Target, measure: Measure, source: Text) -> Chart | None:
    """The own places of the target where they have figures; others are context, and no goal is set to them."""
    series = [one.series for one in measure.shown if len(_alike(one.series)) > 1]
    own = [one for one in series if one.is_own]
    drawn = [one for one in own or series if one.unit == (own or series)[0].unit]
    if not drawn:
        return None
    name = measure.indicator.name if measure.indicator else Text(measure.id)
    lines = tuple(Line(_called(state, one), tuple(_point(figure) for figure in _alike(one))) for one in drawn)
    return Chart(
        id=measure.id,
        title=name if len(lines) > 1 else Text(*(f"{name[lang]}: {lines[0].name[lang]}" for lang in LANGS)),
        unit=drawn[0].unit,
        series=lines,
        kind="line",
        goal=_goal(target, drawn[0]) if own else None,
        source=source,
        notes=() if own else (both(REASONS[CONTEXT]),),
    )


def _alike(series: Series) -> Sequence[Figure]:
    """The figures of the frequency that most have: a year and its nine months are not one line."""
    freq = Counter(figure.freq for figure in series.figures).most_common(1)[0][0]
    return [figure for figure in series.figures if figure.freq == freq]


def _called(state: State, series: Series) -> Text:
    parts = [series.place_name, *(name for _, name in parts_of(state, series))]
    return Text(*(", ".join(part[lang] for part in parts if part.vi) for lang in LANGS))


def _point(figure: Figure) -> Point:
    flag = "B" if figure.is_break else figure.flag
    return Point(figure.period, figure.start, figure.value, flag, figure.kind, figure.status)


def _goal(target: Target, series: Series) -> Goal | None:
    """The last goal that is a value in the unit of the series."""
    return next(iter(_goals(target, series)), None)


def _goals(target: Target, series: Series) -> Iterator[Goal]:
    for goal in reversed(target.goals):
        reached = goal.value is not None and goal.until is not None and goal.operator in BOUNDED
        if reached and goal.unit.vi == series.unit.vi and series.indicator in goal.measures:
            value = float(goal.value or 0)
            yield Goal(value, int(goal.until or 0), Text(*(_asked(goal.year, value, series, lang) for lang in LANGS)))


def _asked(year: str, value: float, series: Series, lang: Lang) -> str:
    asked = f"{number(value, lang)} {series.unit[lang]}"
    return say("publish", lang, "Target {year}: {value}", year=year, value=asked)
