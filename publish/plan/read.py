"""The registers of a plan as they are in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.about import About
from publish.plan.cells import Row, listed, number_of, rows_of, words_of, year_of
from publish.plan.figures import Reading
from publish.plan.model import Agency, Indicator, Named, Target, TargetGoal, Task
from publish.plan.places import places_of
from publish.plan.units import unit_of, units_of
from publish.plan.view import PlanView
from publish.snapshot import Catalog, Snapshot
from schemas.core.site import Site, Text


def read_plan(catalog: Catalog, snapshot: Snapshot, site: Site, abouts: Mapping[str, About]) -> PlanView | None:
    """The plan of the site with the datasets of the catalog; None where the site declares none.

    A register that is not released is empty.
    """
    if site.plan is None:
        return None
    plan = site.plan
    places = places_of(rows_of(catalog, snapshot, plan.places, "code", "name_vi", "valid_from", "valid_to"))
    reading = Reading(site, plan, units_of(abouts.values()), places)
    values: dict[str, list[Row]] = {}
    for row in rows_of(catalog, snapshot, plan.values, "target_id", "variant", "period", "value"):
        values.setdefault(row["target_id"], []).append(row)
    owed = list(rows_of(catalog, snapshot, plan.owed, "task_id", "agency_id", "role"))
    return PlanView(
        reading,
        _targets(rows_of(catalog, snapshot, plan.targets, "target_id", "target_year", "indicator_id"), reading),
        _indicators(rows_of(catalog, snapshot, plan.indicators, "indicator_id", "version", "numerator"), reading),
        _tasks(rows_of(catalog, snapshot, plan.tasks, "task_id"), owed),
        _agencies(rows_of(catalog, snapshot, site.agencies, "agency_id", "name_vi"), owed),
        values,
        abouts,
    )


def _targets(rows: Iterable[Row], reading: Reading) -> dict[str, Target]:
    goals: dict[str, list[TargetGoal]] = {}
    for row in rows:
        goals.setdefault(row["target_id"], []).append(_goal(row, reading.units))
    return {
        target: Target(target, tuple(sorted(found, key=lambda goal: goal.year)))
        for target, found in sorted(goals.items())
    }


def _goal(row: Row, units: Mapping[str, Text]) -> TargetGoal:
    return TargetGoal(
        year=row["target_year"],
        until=year_of(row["target_year"]),
        quote=words_of(row, "quote", "summary_en"),
        value=number_of(row.get("value", "")),
        unit=unit_of(row.get("unit", ""), units),
        operator=row.get("operator", ""),
        base_year=year_of(row.get("baseline_year", "")),
        scope=row.get("scope", ""),
        measures=tuple(dict.fromkeys((row["indicator_id"], *listed(row.get("indicator_variants", ""))))),
        assessment=row.get("assessment", ""),
        section=row.get("section", ""),
        reading=words_of(row, "reading"),
        source=row.get("source_doc", ""),
    )


def _indicators(rows: Iterable[Row], reading: Reading) -> dict[str, Indicator]:
    """The newest version of each."""
    ordered = sorted(rows, key=lambda row: (row["indicator_id"], year_of(row["version"].zfill(4)) or 0))
    return {row["indicator_id"]: _indicator(row, reading.units) for row in ordered}


def _indicator(row: Row, units: Mapping[str, Text]) -> Indicator:
    return Indicator(
        id=row["indicator_id"],
        version=year_of(row["version"].zfill(4)) or 1,
        name=words_of(row, "name"),
        definition=words_of(row, "definition"),
        numerator=row["numerator"],
        denominator=row.get("denominator", ""),
        unit=unit_of(row.get("unit", ""), units),
        disaggregation=listed(row.get("disaggregation", "")),
        periodicity=row.get("periodicity", ""),
        sources=listed(row.get("source", "")),
        responsible=row.get("responsible_id", ""),
        comparability=words_of(row, "comparability"),
    )


def _tasks(rows: Iterable[Row], owed: Iterable[Row]) -> dict[str, Task]:
    owing: dict[str, list[tuple[str, str]]] = {}
    for row in owed:
        owing.setdefault(row["task_id"], []).append((row["agency_id"], row["role"]))
    tasks = [
        Task(
            id=row["task_id"],
            kind=row.get("kind", ""),
            section=row.get("section", ""),
            summary=words_of(row, "summary"),
            quote=row.get("quote_vi", ""),
            owed=tuple(owing.get(row["task_id"], ())),
            source=row.get("source_doc", ""),
        )
        for row in rows
    ]
    return {task.id: task for task in sorted(tasks, key=lambda task: _natural(task.id))}


def _agencies(rows: Iterable[Row], owed: Iterable[Row]) -> dict[str, Agency]:
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row["agency_id"], []).append(row)
    owes: dict[str, list[tuple[str, str]]] = {}
    for row in owed:
        owes.setdefault(row["agency_id"], []).append((row["task_id"], row["role"]))
    after = {
        name: {one for row in said for one in listed(row.get("successor_ids", ""))} for name, said in by_id.items()
    }
    return {
        agency: Agency(
            id=agency,
            code=said[-1].get("code", ""),
            parent=said[-1].get("parent_id", ""),
            names=tuple(sorted((_named(row) for row in said), key=lambda one: one.since)),
            members=tuple(other for other, rows in by_id.items() if rows[-1].get("parent_id") == agency),
            successors=tuple(sorted(after[agency])),
            predecessors=tuple(other for other, found in after.items() if agency in found),
            owes=tuple(sorted(owes.get(agency, ()), key=lambda pair: _natural(pair[0]))),
        )
        for agency, said in by_id.items()
    }


def _named(row: Row) -> Named:
    since, until = row.get("valid_from", ""), row.get("valid_to", "")
    return Named(words_of(row, "name"), since, until, row.get("legal_basis", ""), row.get("note", ""))


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that puts III.2 before III.13."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in text.split(".")]
