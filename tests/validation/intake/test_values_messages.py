"""Every doubt and repair of the values has its sentences, in both languages, with the places its parameters fill."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.core.i18n import catalog
from validation.intake import values
from validation.intake.values.messages import DOUBTS, REPAIRS

SOURCES = [p.read_text() for p in Path(str(values.__file__)).parent.glob("*.py") if p.name != "messages.py"]


def test_every_rule_that_is_used_says_something_and_no_other_does() -> None:
    families = "|".join(sorted({rule.partition(".")[0] for rule in DOUBTS}))
    used = {rule for text in SOURCES for rule in re.findall(rf'"((?:{families})\.[a-z-]+)"', text)}
    assert used == DOUBTS.keys()
    repairs = {rule for text in SOURCES for rule in re.findall(r'"(repair\.[a-z-]+)"', text)}
    marks = {f"repair.mark-{flag}" for flag in ("missing", "nil", "not-applicable")}
    assert repairs | marks == REPAIRS.keys()


def test_all_of_it_is_said_in_vietnamese() -> None:
    said = {text for m in DOUBTS.values() for text in (m.what, m.mend, m.together) if text} | set(REPAIRS.values())
    assert sorted(said - catalog("validation").keys()) == []


def test_a_sentence_for_many_cells_names_nothing_that_differs() -> None:
    assert [rule for rule, message in DOUBTS.items() if "{" in message.together] == []
