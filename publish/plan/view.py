"""One plan at one moment: its registers, and what belongs together in them and in the datasets' descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from publish.about import About
from publish.plan.assess import Assessed, assessed, headline
from publish.plan.cells import Row
from publish.plan.figures import Reading, series_of
from publish.plan.model import Agency, Indicator, Series, Target, TargetGoal, Task
from publish.progress import Progress


@dataclass(frozen=True)
class PlanView:
    """The registers by id, in their own order; ``abouts`` are the datasets of the catalog."""

    reading: Reading
    targets: Mapping[str, Target] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    values: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # by target
    abouts: Mapping[str, About] = field(default_factory=dict)
    _series: dict[str, tuple[Series, ...]] = field(default_factory=dict, compare=False)

    def series(self, target: str) -> tuple[Series, ...]:
        """Every series of a target; :class:`KeyError` if there is no such target."""
        if target not in self._series:
            self._series[target] = series_of(self.targets[target], self.values.get(target, ()), self.reading)
        return self._series[target]

    def assessed(self, target: Target, goal: TargetGoal) -> list[Assessed]:
        """What each series of the goal's measures says of it."""
        return [
            assessed(goal, one, self.indicators.get(one.indicator), self.reading.plan)
            for one in self.series(target.id)
            if one.indicator in goal.measures
        ]

    def headline(self, target: Target, goal: TargetGoal) -> tuple[Assessed | None, Progress]:
        """What is told of a goal at a glance."""
        return headline(self.assessed(target, goal), goal)

    def standing(self, target: Target) -> str:
        """The strongest kind of figures of the target's own place: official, cited, …; ``awaiting`` without any."""
        found = [shown for goal in target.goals if (shown := self.headline(target, goal)[1]).basis]
        return found[0].basis if found else "awaiting"

    def measured_by(self, indicator: str) -> list[Target]:
        """The targets that use an indicator."""
        return [target for target in self.targets.values() if indicator in target.measures]

    def datasets_of_target(self, target: Target) -> dict[str, bool]:
        """The datasets that feed a target, and whether a formula of it reads them."""
        read = {name for one in target.measures if one in self.indicators for name in self.indicators[one].sources}
        named = {name for name, said in self._thematic.items() if target.id in said.targets}
        return {name: name in read for name in [*sorted(read), *sorted(named - read)]}

    def datasets_of_task(self, task: str) -> list[str]:
        return [name for name, said in self.abouts.items() if task in said.tasks]

    def datasets_of_agency(self, agency: str) -> list[str]:
        return [name for name, said in self.abouts.items() if said.publisher == agency]

    def targets_of_datasets(self, datasets: Sequence[str]) -> list[Target]:
        """The targets that datasets name, those that only say what the plan is left out."""
        named = {target for name in datasets if name in self._thematic for target in self._thematic[name].targets}
        return [target for target in self.targets.values() if target.id in named]

    def owing(self, target: Target) -> list[str]:
        """The agencies that owe a target's figures: who publishes what feeds it, who answers for its indicators."""
        publishers = [self.abouts[name].publisher for name in self.datasets_of_target(target) if name in self.abouts]
        responsible = [self.indicators[one].responsible for one in target.measures if one in self.indicators]
        return [one for one in dict.fromkeys([*responsible, *publishers]) if one]

    @cached_property
    def _thematic(self) -> dict[str, About]:
        registers = self.reading.plan.registers
        return {name: said for name, said in self.abouts.items() if name not in registers}
