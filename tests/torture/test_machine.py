"""Any order of releases, accidents and restores keeps every state that was ever public."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.faults import tell
from tests.torture.machine import ArchiveMachine

pytestmark = pytest.mark.deep

STEPS, PARTS = 10_000, 4  # so that several processes share the work


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut would lose is followed in test_commit."""
    monkeypatch.setattr(os, "fsync", os.fstat)


def run(examples: int, *, repeatable: bool) -> None:
    said = settings(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        derandomize=repeatable,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ArchiveMachine, settings=said)  # type: ignore[no-untyped-call]


def test_a_few_hundred_steps() -> None:
    run(6, repeatable=True)


@pytest.mark.torture
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_steps(part: int) -> None:
    ArchiveMachine.steps = ArchiveMachine.strikes = 0
    while ArchiveMachine.steps < STEPS / PARTS:
        run(50, repeatable=False)
    tell(f"part {part}: {ArchiveMachine.steps} steps, {ArchiveMachine.strikes} kills and failing calls, 0 failures")
