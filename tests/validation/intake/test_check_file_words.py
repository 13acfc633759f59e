"""Whatever the intake tells of tables, columns and rows, it says in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.core.i18n import catalog
from validation.intake import table_messages
from validation.messages import MESSAGES
from validation.render.words import REASONS

INTAKE = Path(table_messages.__file__).parent
KINDS = re.compile(r'"((?:column|dataset|sheet|source|mark|cell|file|repair)\.[a-z-]+)"')


def used() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in INTAKE.glob("*.py") if path.name != "table_messages.py"]
    return {rule for text in sources for rule in KINDS.findall(text)}


def test_every_rule_has_its_sentence_and_every_sentence_is_used() -> None:
    from validation.intake.messages import REPAIRS

    known = {*MESSAGES, *REPAIRS}
    assert used() - known == set()
    own = {*table_messages.MESSAGES, *table_messages.REPAIRS}
    assert own - used() == set()


@pytest.mark.parametrize("rule", sorted(table_messages.MESSAGES))
def test_a_finding_says_what_is_wrong_and_how_to_mend_it(rule: str) -> None:
    message = table_messages.MESSAGES[rule]
    assert message.mend
    assert all(catalog("validation").get(text) for text in (message.what, message.mend, message.together) if text)


def test_repairs_and_reasons_are_said_in_vietnamese() -> None:
    texts = [*table_messages.REPAIRS.values(), *REASONS.values()]
    assert [text for text in texts if not catalog("validation").get(text)] == []
