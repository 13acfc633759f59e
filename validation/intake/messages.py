"""What the intake's own rules and repairs say. English is the message id of the catalog.

A finding's ``params`` may hold ``suggest``, the value that is certainly meant, or ``candidates`` ("a; b; c"), those
that may be: both are shown behind the sentence whatever it says, so that a message need not name them.
"""

from __future__ import annotations

from collections.abc import Mapping

from validation.intake.readers import messages as readers
from validation.intake.table_messages import MESSAGES as TABLES
from validation.intake.table_messages import REPAIRS as TABLE_REPAIRS
from validation.intake.values import messages as values
from validation.message import Message
from validation.template.messages import MESSAGES as TEMPLATES
from validation.template.messages import REPAIRS as TEMPLATE_REPAIRS

MESSAGES: Mapping[str, Message] = {**TABLES, **readers.MESSAGES, **values.DOUBTS, **TEMPLATES}

# Repair.rule -> what was done, as a sentence that may name {before}, {after} and the repair's params; how many cells
# and which column is said around it.
REPAIRS: Mapping[str, str] = {
    "repair.answer-sheet": "the sheet of an earlier check was left out",
    **TABLE_REPAIRS,
    **readers.REPAIRS,
    **values.REPAIRS,
    **TEMPLATE_REPAIRS,
}
