"""Whatever the engine finds or changes can be said, in both languages, and by one sentence for many cells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from schemas.core.i18n import catalog
from validation.intake.messages import REPAIRS
from validation.intake.rows import Reason
from validation.message import named
from validation.messages import CHECK, MESSAGES
from validation.render.words import REASONS

ENGINE = Path(__file__).parents[3] / "validation"
KINDS = sorted({rule.partition(".")[0] for rule in MESSAGES})
OF_ONE_CELL = {"value", "row", "read", "number", "numbers", "text", "shown"}
SOURCE = "\n".join(path.read_text() for path in ENGINE.rglob("*.py") if path.name != "messages.py")


def test_every_rule_has_its_message_and_every_repair_its_words() -> None:
    rules = set(re.findall(rf'"((?:{"|".join(KINDS)})\.[a-z]+(?:-[a-z]+)*)"', SOURCE))
    assert sorted(rules - MESSAGES.keys()) == []
    repairs = set(re.findall(r'"(repair\.[a-z-]+)"', SOURCE))
    assert sorted(repairs - REPAIRS.keys()) == [] and repairs


def test_every_sentence_is_in_the_catalog() -> None:
    said = [text for message in MESSAGES.values() for text in (message.what, message.mend, message.together) if text]
    known = catalog("validation")
    assert [text for text in (*said, *REPAIRS.values(), *REASONS.values(), *CHECK.values()) if text not in known] == []


def test_every_reason_to_leave_a_row_out_has_a_name() -> None:
    assert set(get_args(Reason)) <= REASONS.keys()


@pytest.mark.parametrize("rule", sorted(rule for rule in MESSAGES if rule.partition(".")[0] not in ("file", "path")))
def test_what_differs_from_cell_to_cell_is_not_in_the_sentence_of_all(rule: str) -> None:
    assert not OF_ONE_CELL & set(named(MESSAGES[rule].together)), rule


def test_a_rule_that_can_be_broken_in_many_cells_can_be_said_of_all_of_them() -> None:
    """Every message about cells or rows that names something of one cell has a sentence for all."""
    about = ("cell", "row", "number", "date", "period", "boolean", "unit", "mark", "code", "text", "reference")
    cells = {rule: said for rule, said in MESSAGES.items() if rule.partition(".")[0] in about}
    assert [rule for rule, said in cells.items() if OF_ONE_CELL & set(named(said.common))] == []
