"""All targets at a glance: what the newest figure of each is, and how many have official figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from publish.plan import Assessed, PlanView, Target, TargetGoal
from publish.portal.state import State
from publish.progress import Progress


@dataclass(frozen=True)
class Glance:
    """A goal of a target; ``shown`` is the series that is told, None where there is none."""

    target: Target
    goal: TargetGoal
    shown: Assessed | None
    progress: Progress


@dataclass(frozen=True)
class AtAGlance:
    """Every goal in the order of the register, and the number of targets by the strongest kind of their figures.

    ``official``, ``cited`` and ``awaiting`` are counted even where there are none.
    """

    goals: tuple[Glance, ...] = ()
    standings: Mapping[str, int] | None = None

    @property
    def total(self) -> int:
        """The number of targets."""
        return sum((self.standings or {}).values())


def at_a_glance(state: State) -> AtAGlance:
    """The targets of the plan that ``state`` shows; none where there is no plan."""
    if state.plan is None:
        return AtAGlance()
    plan = state.plan
    standings = Counter(plan.standing(target) for target in plan.targets.values())
    counted = {kind: standings[kind] for kind in ("official", "cited", *sorted(standings), "awaiting")}
    counted["awaiting"] = counted.pop("awaiting")  # told last
    return AtAGlance(tuple(g for target in plan.targets.values() for g in glances(plan, target)), counted)


def glances(plan: PlanView, target: Target) -> list[Glance]:
    """Each goal of one target."""
    return [Glance(target, goal, *plan.headline(target, goal)) for goal in target.goals]
