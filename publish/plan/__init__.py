"""A plan's registers, read together: its targets with their figures, indicators, agencies and tasks."""

from publish.plan.assess import Assessed, assessed, headline
from publish.plan.model import Agency, Figure, Indicator, Series, Target, TargetGoal, Task
from publish.plan.read import read_plan
from publish.plan.view import PlanView

__all__ = [
    "Agency",
    "Assessed",
    "Figure",
    "Indicator",
    "PlanView",
    "Series",
    "Target",
    "TargetGoal",
    "Task",
    "assessed",
    "headline",
    "read_plan",
]
