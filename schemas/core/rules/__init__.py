"""Rules that a table's rows must keep, most of them declared as one of a few kinds.

A kind knows how to check, how to say itself in Vietnamese and English, and how to break an example that keeps it.
What fits no kind is a plain function: see :func:`rule`.
"""

from schemas.core.rules.arithmetic import Ratio, SumOfColumns, SumOfParts
from schemas.core.rules.base import Given, Patch, Rule, Severity, rule
from schemas.core.rules.bounds import Band, Change, Order
from schemas.core.rules.logic import AtLeast, Condition, Filled, Implication, Is
from schemas.core.rules.time import NoOverlap, Progress

__all__ = [
    "AtLeast",
    "Band",
    "Change",
    "Condition",
    "Filled",
    "Given",
    "Implication",
    "Is",
    "NoOverlap",
    "Order",
    "Patch",
    "Progress",
    "Ratio",
    "Rule",
    "Severity",
    "SumOfColumns",
    "SumOfParts",
    "rule",
]
