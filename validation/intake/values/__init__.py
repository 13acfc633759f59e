"""What officers write, understood strictly and a column at a time.

:func:`parse_column` gives a column back as our own tables write it. Every cell it changed is counted in a repair, every
cell it is not certain of is a doubt; no cell is guessed.
"""

from validation.intake.values.column import parse_column as parse_column
from validation.intake.values.evidence import Evidence as Evidence
from validation.intake.values.evidence import Product as Product
from validation.intake.values.labels import Labels as Labels
from validation.intake.values.result import Doubt as Doubt
from validation.intake.values.result import ParsedColumn as ParsedColumn
from validation.intake.values.units import UnitMatch as UnitMatch
from validation.intake.values.units import heading_unit as heading_unit
from validation.intake.values.units import match_unit as match_unit
from validation.intake.values.units import unit_line as unit_line
