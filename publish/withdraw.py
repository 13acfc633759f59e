"""A release taken back: nothing is deleted, but readers get the reason in its place from the next snapshot on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publish.errors import UsageError
from publish.snapshot import Catalog, Snapshot, Withdrawal
from publish.version import INPUTS


def withdraw(catalog: Catalog, dataset: str, versions: Sequence[str], reason: str, created: str) -> Snapshot:
    """The snapshot that takes back ``versions`` of a dataset, or without any all of them: then it is in no catalog.

    Raises:
        UsageError: there is no such version, no reason, or nothing to take back; the current version alone is to go;
            others refer to the dataset.
    """
    named, gone = [one.version for one in catalog.named(dataset)], catalog.withdrawn(dataset)
    if unknown := [one for one in versions if one not in named]:
        message = "{dataset} has no release {when}; it has: {known}"
        raise UsageError(message, dataset=dataset, when=", ".join(unknown), known=", ".join(named) or "–")
    wanted = [one for one in versions or named if one not in gone]
    if not wanted:
        raise UsageError(
            "{dataset}: there is nothing to withdraw; ktth release finishes what was begun", dataset=dataset
        )
    if not reason.strip():
        raise UsageError("say why with --reason: it is what readers will find in its place")
    _refuse_gaps(catalog, dataset, {*wanted}, {*named} - {*gone})
    told = Withdrawal(reason.strip(), created)
    made = {other: dict.fromkeys(found, told) for other, found in _computed_from(catalog, dataset, {*wanted}).items()}
    return catalog.append({}, created, {**made, dataset: dict.fromkeys(wanted, told)})


def later_versions(catalog: Catalog, dataset: str, withdrawn: Iterable[str]) -> list[str]:
    """What was released after the first of these versions and is read on, oldest first: their faults may be there."""
    named, gone = [one.version for one in catalog.named(dataset)], catalog.withdrawn(dataset)
    first = max(named.index(one) for one in withdrawn)
    return [one for one in reversed(named[:first]) if one not in gone]


def _computed_from(catalog: Catalog, dataset: str, wanted: set[str]) -> dict[str, list[str]]:
    """The versions of computed datasets that figures of the wanted ones went into: they go too."""
    found = {}
    for other in catalog.datasets():
        gone = catalog.withdrawn(other)
        made = [one for one in catalog.named(other) if one.version not in gone]
        if versions := [r.version for r in made if dict(r.descriptor.get(INPUTS, {})).get(dataset) in wanted]:
            found[other] = versions
    return found


def _refuse_gaps(catalog: Catalog, dataset: str, wanted: set[str], left: set[str]) -> None:
    """The current version goes only with all others, and with nothing that refers to it left behind."""
    snapshot = catalog.current()
    current = snapshot.datasets.get(dataset) if snapshot else None
    if current is None or current.version not in wanted:
        return
    if wanted != left:
        message = "{version} is the current release of {dataset}: release a mended one, or roll back to another, first"
        raise UsageError(message, dataset=dataset, version=current.version)
    if others := _referring(catalog, dataset):
        message = "{others} refer to {dataset}: withdraw them first, or release them without it"
        raise UsageError(message, dataset=dataset, others=", ".join(others))


def _referring(catalog: Catalog, dataset: str) -> list[str]:
    """The datasets whose released tables have keys into this one."""
    snapshot = catalog.current()
    found = []
    for other in sorted(snapshot.datasets if snapshot else ()):
        schemas = (one.get("schema") or {} for one in catalog.release(other).descriptor["resources"])
        told = {said.get("package") for schema in schemas for said in schema.get("references") or ()}
        if other != dataset and dataset in told:
            found.append(other)
    return found
