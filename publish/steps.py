"""What is to be done with each checked package: nothing, or a version with its reasons, compared with the archive."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from publish import ocfl
from publish.archive import Archive
from publish.base import read_base, refuse_stale
from publish.candidate import Candidate, make_candidate
from publish.errors import KtthError, UsageError
from publish.gate.expectation import Judged
from publish.rows import text_rows
from publish.snapshot import Catalog, Entry, Release
from publish.version import Reason, State, bump_of, changes, next_version, parse
from schemas.core.site import Site
from validation.package import Checked

WORDS = ("metadata-changed", "license-changed")  # changes of what a person wrote in a descriptor


class Refused(KtthError):  # noqa: N818 - the state is the name
    """The gate, a licence, a justification or a version stands against the release."""

    exit_code = 3


@dataclass(frozen=True)
class Options:
    """What the caller may say besides the data."""

    license_id: str = ""
    justification: str = ""
    based_on: str = ""
    version: str = ""
    name: str = ""
    plan: bool = False
    again: bool = False  # also what was withdrawn


@dataclass(frozen=True)
class Step:
    """What is (or would be) done with one dataset; ``candidate`` is None where nothing changed.

    ``archived`` names the archive's version that already holds this very candidate: an earlier release was cut off
    between archiving it and showing it. ``judged`` is what the gate made of the candidate.
    """

    dataset: str
    version: str
    before: str | None
    folder: Path = field(repr=False)
    checked: Checked = field(repr=False)
    reasons: tuple[Reason, ...] = ()
    candidate: Candidate | None = field(default=None, repr=False)
    archived: str = ""
    judged: tuple[Judged, ...] = ()
    withdrawn: str = ""  # why it is left out

    @property
    def changed(self) -> bool:
        return self.candidate is not None


def plan_step(
    checked: Checked,
    archive: Archive,
    catalog: Catalog,
    lists: Mapping[str, list[str]],
    options: Options,
    site: Site,
    *,
    computed: bool = False,
) -> Step:
    """Compare one package, checked without errors, with its current release.

    ``computed`` rows are nobody's edit: as long as its words are the released ones it needs to be based on nothing.

    Raises:
        StaleCandidate: it is not based on that release. Refused: a lower version was asked for than the changes make.
        UsageError: its name is the archive's own.
    """
    dataset = checked.dataset
    if not ocfl.is_name(dataset) or dataset == "catalog":
        raise UsageError("{name} is a name the archive keeps for itself: choose another with --as NAME", name=dataset)
    candidate = make_candidate(checked, lists, site, license_id=options.license_id)
    snapshot = catalog.current()
    current = snapshot.datasets.get(dataset) if snapshot else None
    if current and current.digest == candidate.digest:
        return Step(dataset, current.version, current.version, checked.folder, checked)
    reasons = _reasons(candidate, catalog, current, site)
    if current and not (computed and {r.kind for r in reasons}.isdisjoint(WORDS)):
        base = options.based_on or read_base(checked.folder, dataset)
        refuse_stale(dataset, base, candidate.digest, current, lambda: catalog.releases(dataset))
    version, archived = _number(archive, candidate, current, reasons, catalog.withdrawn(dataset))
    if options.version and _asked(options.version) < parse(version):
        message = "the changes make {computed}; the lower {asked} is refused"
        raise Refused(message, computed=version, asked=options.version)
    if options.version and options.version != version:
        version, archived = options.version, ""
    before = current.version if current else None
    return Step(dataset, version, before, checked.folder, checked, tuple(reasons), candidate, archived)


def _asked(version: str) -> tuple[int, int, int]:
    try:
        return parse(version)
    except ValueError:
        raise UsageError("{version} is no version: write three numbers, like 1.2.0", version=version) from None


def _reasons(candidate: Candidate, catalog: Catalog, current: Entry | None, site: Site) -> list[Reason]:
    if current is None:
        return [Reason("major", "released-again" if catalog.withdrawn(candidate.dataset) else "first")]
    status = site.observation.status if site.observation else ""
    released = released_state(catalog.release(candidate.dataset))
    found = changes(released, candidate.state, code_lists=site.code_lists, status=status)
    return found or [Reason("patch", "metadata-changed", {"keys": "resources"})]


def _number(
    archive: Archive,
    candidate: Candidate,
    current: Entry | None,
    reasons: Sequence[Reason],
    withdrawn: Container[str],
) -> tuple[str, str]:
    """The version's number, and the archive's version that holds it if it was archived before but never shown.

    A version that was ``withdrawn`` does not come back: the same content gets another number.
    """
    object_id = f"urn:ktth:{candidate.dataset}"
    held = archive.versions(object_id)
    if held:
        said = json.loads(archive.read(object_id, held[-1], "changelog.json"))
        known = said["version"] in withdrawn or (current and current.object_version == held[-1])
        if said["digest"] == candidate.digest and not known:
            return str(said["version"]), held[-1]
    if current is None and not held:
        return "1.0.0", ""
    highest = max((archive.message(object_id, v) for v in held), key=parse)
    return next_version(current.version if current else highest, bump_of(list(reasons)), highest), ""


def released_state(released: Release) -> State:
    """A released version as it is compared."""
    tables = {r["name"]: r["path"] for r in released.descriptor["resources"] if r.get("type") == "table"}
    return State(released.descriptor, {name: text_rows(released.files[path]) for name, path in tables.items()})


def left_out(checked: Sequence[Checked], catalog: Catalog) -> Iterator[Step]:
    """What was withdrawn comes back only where that is asked for, though its folder may still be there."""
    snapshot = catalog.current()
    for one in checked:
        gone = catalog.withdrawn(one.dataset)
        if snapshot and gone and one.dataset not in snapshot.datasets:
            last = max(gone, key=parse)
            yield Step(one.dataset, last, last, one.folder, one, withdrawn=gone[last].reason)


def needed_justification(step: Step) -> bool:
    """Whether it could not have been released without a word: rows or tables go, or the gate was not met."""
    return removes(step) or any(one.justified for one in step.judged)


def removes(step: Step) -> bool:
    """Whether rows or tables are taken away."""
    return any(r.kind in ("rows-removed", "table-removed") for r in step.reasons)


def refuse_removals(steps: Sequence[Step], options: Options) -> None:
    """Rows and tables are not taken away without a word.

    Raises:
        Refused: something was removed and no justification was given.
    """
    for step in steps:
        if not options.justification and removes(step):
            message = "{dataset}: rows were removed: say why with --justify TEXT, it is published in the changelog"
            raise Refused(message, dataset=step.dataset)
