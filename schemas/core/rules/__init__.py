"""Rules that a table's rows must keep, most of them declared as one of a few kinds.

A kind knows how to check, how to say itself in Vietnamese and English, how to break an example that keeps it, and how
to mend generated rows that do not. What fits no kind is a plain function: see :func:`rule`.
"""

from schemas.core.rules.advance import Advance, Progress
from schemas.core.rules.arithmetic import Ratio, SumOfColumns
from schemas.core.rules.base import Given, Patch, Rule, Severity
from schemas.core.rules.bounds import Band, Order
from schemas.core.rules.change import Change, UnitSlip
from schemas.core.rules.complementary import Complementary, ComplementaryPeriods, ComplementaryUnits
from schemas.core.rules.conditions import Above, All, AtLeast, Condition, Equals, Filled, Is
from schemas.core.rules.disclosure import SmallCells
from schemas.core.rules.firms import NoFirmNamed
from schemas.core.rules.function import rule
from schemas.core.rules.logic import Implication
from schemas.core.rules.parts import SumOfParts
from schemas.core.rules.personal import NoPersonalData
from schemas.core.rules.territory import UnitsAddUp
from schemas.core.rules.time import Begun, Dated, FinalAfterPeriod, NoOverlap

__all__ = [
    "Above",
    "Advance",
    "All",
    "AtLeast",
    "Band",
    "Begun",
    "Change",
    "Complementary",
    "ComplementaryPeriods",
    "ComplementaryUnits",
    "Condition",
    "Dated",
    "Equals",
    "Filled",
    "FinalAfterPeriod",
    "Given",
    "Implication",
    "Is",
    "NoFirmNamed",
    "NoOverlap",
    "NoPersonalData",
    "Order",
    "Patch",
    "Progress",
    "Ratio",
    "Rule",
    "Severity",
    "SmallCells",
    "SumOfColumns",
    "SumOfParts",
    "UnitSlip",
    "UnitsAddUp",
    "rule",
]
