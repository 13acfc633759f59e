"""The plan made measurable: each agency, task and target is fed by a dataset; no descriptor names an unknown one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2] / "datapackages"


@dataclass(frozen=True)
class Fed:
    """What one descriptor says it feeds."""

    dataset: str
    publisher: str
    tasks: frozenset[str]
    targets: frozenset[str]


def register(name: str) -> list[dict[str, str]]:
    with (HOME / name / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def descriptors() -> Iterator[Fed]:
    for path in sorted(HOME.glob("*/datapackage.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        yield Fed(said["name"], said["publisher"], frozenset(said.get("tasks", ())), frozenset(said.get("targets", ())))


FED = list(descriptors())
AGENCIES, OWED = register("ref-agency"), register("ref-task-agency")
KNOWN = {row["agency_id"] for row in AGENCIES}
TASKS = {row["task_id"] for row in register("ref-task")}
TARGETS = {row["target_id"] for row in register("ref-target")}
GROUP_OF = {row["agency_id"]: row["parent_id"] for row in AGENCIES if row["parent_id"]}
GROUPS = {int(row["group_no"]): row["agency_id"] for row in AGENCIES if row["group_no"]}
TASKS_OF: dict[str, set[str]] = {}
for _row in OWED:
    TASKS_OF.setdefault(_row["agency_id"], set()).add(_row["task_id"])


def fed_by(agency: str) -> list[Fed]:
    """The datasets that an agency publishes itself, or as a member of its group."""
    return [one for one in FED if one.publisher in (agency, GROUP_OF.get(agency))]


def own_tasks(agency: str) -> set[str]:
    """What the plan gives this agency alone (section III); for one that has no such task, all it owes."""
    return {task for task in TASKS_OF[agency] if task.startswith("III.")} or TASKS_OF[agency]


def test_the_registers_are_the_plan() -> None:
    assert set(GROUPS) == set(range(1, 15))
    assert len(TASKS) == 41  # 7 general, 31 of agencies, 3 on reporting
    assert {f"T{number:02}" for number in range(1, 22)} <= TARGETS


@pytest.mark.parametrize("number", range(1, 15))
def test_every_group_of_the_plan_publishes_a_dataset(number: int) -> None:
    members = {agency for agency, group in GROUP_OF.items() if group == GROUPS[number]}
    assert [one.dataset for one in FED if one.publisher in {GROUPS[number], *members}]


@pytest.mark.parametrize("agency", sorted(TASKS_OF))
def test_every_agency_that_owes_a_task_feeds_a_dataset_of_one_of_its_tasks(agency: str) -> None:
    assert [one.dataset for one in fed_by(agency) if one.tasks & own_tasks(agency)]


@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_task_is_fed(task: str) -> None:
    assert [one.dataset for one in FED if task in one.tasks]


@pytest.mark.parametrize("task", sorted(task for task in TASKS if task.startswith("III.")))
def test_every_task_of_an_agency_is_fed_by_that_agency(task: str) -> None:
    """The one or the many that owe it: not only by somebody else's figures."""
    owing = {agency for agency, tasks in TASKS_OF.items() if task in tasks}
    assert owing
    assert [one.dataset for agency in sorted(owing) for one in fed_by(agency) if task in one.tasks]


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_is_fed(target: str) -> None:
    assert [one.dataset for one in FED if target in one.targets]


@pytest.mark.parametrize("fed", FED, ids=lambda one: one.dataset)
def test_a_descriptor_names_only_what_the_registers_know(fed: Fed) -> None:
    assert fed.publisher in KNOWN
    assert fed.tasks <= TASKS, sorted(fed.tasks - TASKS)
    assert fed.targets <= TARGETS, sorted(fed.targets - TARGETS)


@pytest.mark.parametrize("fed", [one for one in FED if not one.dataset.startswith("ref-")], ids=lambda one: one.dataset)
def test_every_thematic_dataset_serves_the_plan(fed: Fed) -> None:
    """A task or a target: what serves neither is not of this catalog."""
    assert fed.tasks or fed.targets
