"""From folders to a release: check, compare, version, gate, archive, snapshot. One batch, all of it or none.

Readers see the batch by the one step that appends the catalog snapshot; whatever stops earlier leaves the old state,
and the same call repeated later finishes the work (a version that was archived but never shown is taken up again).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publish.archive import Archive
from publish.base import StaleCandidate, read_base, refuse_stale, write_base
from publish.candidate import Candidate, make_candidate
from publish.canonical import csv_bytes, json_bytes
from publish.errors import KtthError, UsageError
from publish.gate import Expectation, Gate, stage
from publish.lookup import elsewhere, previous
from publish.rows import text_rows
from publish.settings import Settings
from publish.snapshot import Catalog, Entry, Release
from publish.version import BUMPS, Reason, State, bump_of, changes, next_version, parse
from schemas.core.registry import Content
from validation.package import Checked, check_packages
from validation.references import code_lists
from validation.render.json import report_dict

Progress = Callable[[str, str], None]  # (step, dataset)


class Refused(KtthError):  # noqa: N818 - the state is the name
    """The gate, a licence, a justification or a version stands against the release."""

    exit_code = 3


class DataInvalid(KtthError):  # noqa: N818
    """Checking found errors; ``checked`` holds the reports."""

    exit_code = 1

    def __init__(self, checked: Sequence[Checked]) -> None:
        super().__init__("the data has errors: nothing was released")
        self.checked = checked


@dataclass(frozen=True)
class Options:
    """What the caller may say besides the data."""

    license_id: str = ""
    justification: str = ""
    based_on: str = ""
    version: str = ""
    name: str = ""
    plan: bool = False


@dataclass(frozen=True)
class Step:
    """What is (or would be) done with one dataset; ``version`` is the current one where nothing changed."""

    dataset: str
    version: str
    before: str | None
    reasons: tuple[Reason, ...] = ()
    candidate: Candidate | None = field(default=None, repr=False)
    folder: Path | None = field(default=None, repr=False)
    checked: Checked | None = field(default=None, repr=False)

    @property
    def changed(self) -> bool:
        return self.candidate is not None


def release(
    paths: Sequence[Path], content: Content, settings: Settings, options: Options, progress: Progress = lambda *_: None
) -> list[Step]:
    """Release every package in ``paths`` whose content changed; with ``options.plan`` only say what would be done.

    Raises:
        DataInvalid: checking found errors. Refused: the gate, a missing licence or justification, a too low version.
        StaleCandidate: a package is not based on its current release. UsageError: the options do not fit the paths.
    """
    if options.version and len(paths) != 1:
        raise UsageError("--version goes with one package only")
    archive = Archive(settings.root)
    catalog = Catalog(archive)
    look = elsewhere(catalog, content, settings)
    checked = check_packages(paths, content, look, previous(catalog), name=options.name, progress=progress)
    _refuse_findings(checked, options)
    lists = _code_lists(checked, content, look)
    steps = [_step(one, catalog, lists, content, options) for one in checked]
    changed = [step for step in steps if step.changed]
    _refuse_removals(changed, options)
    if options.plan:
        return steps
    if changed:
        progress("gate", "")
        _pass_gate(changed, catalog, options)
        _commit(archive, catalog, changed, content, options, progress)
    _remember(steps)
    return steps


def _remember(steps: Sequence[Step]) -> None:
    for step in steps:
        if step.folder and step.folder.is_dir() and read_base(step.folder) != step.version:
            write_base(step.folder, step.version)


def _refuse_findings(checked: Sequence[Checked], options: Options) -> None:
    if any(not one.report.valid for one in checked):
        raise DataInvalid(checked)
    for one in checked:
        if not one.descriptor.get("licenses") and not options.license_id:
            raise Refused("{dataset} names no licence: say --license ID", dataset=one.dataset)


def _code_lists(
    checked: Sequence[Checked], content: Content, look: Callable[[tuple[str, str]], Any]
) -> dict[str, list[str]]:
    name = (content.site.code_lists, content.site.code_lists)
    own = [t.frame for one in checked for t in one.tables if (t.table.dataset, t.table.name) == name]
    frame = own[0] if own else look(name)
    return {} if frame is None else code_lists(frame)


def _step(
    checked: Checked, catalog: Catalog, lists: Mapping[str, list[str]], content: Content, options: Options
) -> Step:
    candidate = make_candidate(checked, lists, license_id=options.license_id)
    dataset, snapshot = candidate.dataset, catalog.current()
    current = snapshot.datasets.get(dataset) if snapshot else None
    if current is None:
        return Step(
            dataset, _asked("1.0.0", options), None, (Reason("major", "first"),), candidate, checked.folder, checked
        )
    if current.digest == candidate.digest:
        return Step(dataset, current.version, current.version, folder=checked.folder)
    released = catalog.releases(dataset)
    refuse_stale(dataset, options.based_on or read_base(checked.folder), candidate.digest, current, released)
    before = _state(catalog.release(dataset))
    reasons = changes(before, candidate.state, code_lists=content.site.code_lists)
    reasons = reasons or [Reason("patch", "metadata-changed", {"keys": "resources"})]
    highest = max((r.version for r in released), key=parse)
    version = _asked(next_version(current.version, bump_of(reasons), highest), options)
    return Step(dataset, version, current.version, tuple(reasons), candidate, checked.folder, checked)


def _asked(computed: str, options: Options) -> str:
    if options.version and parse(options.version) < parse(computed):
        raise Refused(
            "the changes make {computed}; the lower {asked} is refused", computed=computed, asked=options.version
        )
    return options.version or computed


def _state(released: Release) -> State:
    tables = {
        r["name"]: text_rows(released.files[r["path"]])
        for r in released.descriptor["resources"]
        if r.get("type") == "table"
    }
    return State(released.descriptor, tables)


def _refuse_removals(steps: Sequence[Step], options: Options) -> None:
    for step in steps:
        removed = [r for r in step.reasons if r.kind in ("rows-removed", "table-removed")]
        if removed and not options.justification:
            raise Refused(
                "{dataset}: rows were removed: say why with --justify TEXT, it is published in the changelog",
                dataset=step.dataset,
            )


def _pass_gate(steps: Sequence[Step], catalog: Catalog, options: Options) -> None:
    expectations, tables = [], []
    for step, candidate in _candidates(steps):
        rows_before = (
            {}
            if step.before is None
            else {t: f.height for t, f in _state(catalog.release(step.dataset)).tables.items()}
        )
        for table, frame in candidate.frames.items():
            least = 0 if options.justification else rows_before.get(table, 0)
            expectations.append(Expectation(step.dataset, table, frame.height, least))
            tables.append(csv_bytes(frame))
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder) / "staging.db"
        stage(staging, tables)
        with Gate() as gate:
            breaches = gate.ask(staging, expectations)
    if breaches:
        told = "; ".join(f"{b.dataset}/{b.table}: {b.expectation}, {b.expected}, {b.observed}" for b in breaches)
        raise Refused("the gate stopped the release: {told}", told=told)


def _candidates(steps: Sequence[Step]) -> Iterator[tuple[Step, Candidate]]:
    for step in steps:
        if step.candidate:
            yield step, step.candidate


def now() -> str:
    """The time of a release in UTC; ``SOURCE_DATE_EPOCH`` where it is set, so that builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _commit(
    archive: Archive, catalog: Catalog, steps: Sequence[Step], content: Content, options: Options, progress: Progress
) -> None:
    created = now()
    entries = {}
    for step, candidate in _candidates(steps):
        progress("archive", step.dataset)
        files = _archived(step, candidate, content, created, options)
        head = archive.commit(f"urn:ktth:{step.dataset}", files, message=step.version, created=created)
        entries[step.dataset] = Entry(step.version, candidate.digest, head)
    catalog.append(entries, created)


def _archived(
    step: Step, candidate: Candidate, content: Content, created: str, options: Options
) -> dict[str, bytes | Path]:
    descriptor = {**candidate.descriptor, "version": step.version, "created": created}
    changelog = {
        "version": step.version,
        "before": step.before,
        "digest": candidate.digest,
        "bump": bump_of(list(step.reasons)),
        "reasons": [{"kind": r.kind, "bump": r.bump, "params": dict(r.params)} for r in step.reasons],
        "justification": options.justification or None,
    }
    assert step.checked is not None  # noqa: S101 - a step with a candidate was checked
    return {
        **candidate.files,
        "datapackage.json": json_bytes(descriptor),
        "changelog.json": json_bytes(changelog),
        "report.json": json_bytes(report_dict(step.checked.report, content)),
    }
