"""From folders to a release: check, compare, version, gate, archive, snapshot. One batch, all of it or none.

Readers see the batch by the one step that appends the catalog snapshot; whatever stops earlier leaves the old state,
and the same call repeated later finishes the work (a version that was archived but never shown is taken up again).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import polars as pl

from publish.archive import Archive
from publish.base import read_base, write_base
from publish.candidate import Candidate
from publish.canonical import json_bytes
from publish.demo import agree, enter, unmixed
from publish.derived import computed, options_for
from publish.errors import KtthError, UsageError
from publish.gate import Gate
from publish.gate.batch import pass_gate
from publish.lookup import elsewhere, previous
from publish.released import GATE
from publish.settings import Settings
from publish.snapshot import Catalog, Entry
from publish.steps import Options, Refused, Step, left_out, needed_justification, plan_step, refuse_removals
from publish.version import bump_of
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from validation.package import Checked, DuplicateDatasetError, check_packages
from validation.references import code_lists
from validation.render.json import report_dict

Progress = Callable[[str, str], None]  # (step, dataset)


class DataInvalid(KtthError):  # noqa: N818
    """Checking found errors; ``checked`` holds the reports."""

    exit_code = 1

    def __init__(self, checked: Sequence[Checked]) -> None:
        super().__init__("the data has errors: nothing was released")
        self.checked = checked


def release(
    paths: Sequence[Path],
    content: Content,
    settings: Settings,
    options: Options,
    gate: Gate,
    progress: Progress = lambda *_: None,
) -> list[Step]:
    """Release every package in ``paths`` whose content changed; with ``options.plan`` only say what would be done.

    Raises:
        DataInvalid: checking found errors. Refused: the gate, a missing licence or justification, a too low version.
        StaleCandidate: a package is not based on its current release. DemoMixed: invented rows would come to real ones.
    """
    created = now()
    archive = Archive(settings.root)
    catalog = Catalog(archive)
    if len(paths) != 1 and (options.version or options.name or options.based_on):
        raise UsageError("--version, --as and --based-on go with one package only")
    agree(settings)
    if not options.plan:
        gate.start()  # it gets ready while the packages are checked
    with nullcontext() if options.plan else archive.lock():  # what is compared with is what is written after
        look = elsewhere(catalog, content, settings)
        checked = unmixed(_checked(paths, content, look, catalog, options, progress), content.site, settings)
        left = [] if options.again else list(left_out(checked, catalog))
        checked = [one for one in checked if all(one.dataset != step.dataset for step in left)]
        sent = [one for one in checked if one.dataset not in content.derived]
        _refuse_findings(sent, content, options)
        lists = _code_lists(sent, content, look)
        steps = [plan_step(one, archive, catalog, lists, options, content.site) for one in sent]
        made = list(computed(checked, steps, content, catalog, settings, look))
        _refuse_findings(made, content, options)
        for one in made:
            said = options_for(one, checked, catalog, options)
            steps.append(plan_step(one, archive, catalog, lists, said, content.site, computed=True))
        if options.plan:
            refuse_removals(steps, options)
            return [*steps, *left]
        enter(settings)
        if any(step.changed for step in steps):
            progress("gate", "")
            steps = pass_gate(
                gate, steps, content, catalog, look, created, options, meanwhile=partial(_make_parquet, steps)
            )
            refuse_removals(steps, options)  # after the gate, which says more of what a removal does
            _commit(archive, catalog, steps, content, options, created, progress)
    _remember_bases(steps, {one.dataset for one in checked}, catalog)
    return [*steps, *left]


def _make_parquet(steps: Sequence[Step]) -> None:
    for _, candidate in _candidates(steps):
        _ = candidate.parquet


def _remember_bases(steps: Sequence[Step], asked: Container[str], catalog: Catalog) -> None:
    """Each folder released from is based on its release now; that of a dataset which went along, if it was before."""
    for step in steps:
        digest = catalog.release(step.dataset, step.version).digest
        base = read_base(step.folder, step.dataset) if step.folder.is_dir() else digest
        if base != digest and (step.dataset in asked or base == catalog.release(step.dataset, step.before).digest):
            write_base(step.folder, step.dataset, digest)


def _checked(
    paths: Sequence[Path],
    content: Content,
    look: Callable[[TableName], pl.DataFrame | None],
    catalog: Catalog,
    options: Options,
    progress: Progress,
) -> list[Checked]:
    try:
        return check_packages(paths, content, look, previous(catalog), name=options.name, progress=progress)
    except DuplicateDatasetError as twice:
        raise UsageError("two packages are named {names}: release them apart, with --as NAME", names=twice) from None


def _refuse_findings(checked: Sequence[Checked], content: Content, options: Options) -> None:
    if any(not one.report.valid for one in checked):
        raise DataInvalid(checked)
    known = [one.id for one in content.site.licenses]
    for one in checked:
        if one.descriptor.get("licenses"):
            continue
        if not options.license_id:
            raise Refused("{dataset} names no licence: say --license ID", dataset=one.dataset)
        if one.own and options.license_id not in known:
            told = {"dataset": one.dataset, "license": options.license_id, "known": ", ".join(known)}
            raise Refused("{dataset}: licence {license} is not among this portal's: {known}", **told)


def _code_lists(
    checked: Sequence[Checked], content: Content, look: Callable[[TableName], pl.DataFrame | None]
) -> dict[str, list[str]]:
    name = (content.site.code_lists, content.site.code_lists)
    own = [t.frame for one in checked for t in one.tables if (t.table.dataset, t.table.name) == name]
    frame = own[0] if own else look(name)
    return {} if frame is None else code_lists(frame)


def _candidates(steps: Sequence[Step]) -> Iterator[tuple[Step, Candidate]]:
    for step in steps:
        if step.candidate:
            yield step, step.candidate


def now() -> str:
    """The time of a release in UTC; ``SOURCE_DATE_EPOCH`` where it is set, so that builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError("{name} cannot be {value}", name="SOURCE_DATE_EPOCH", value=epoch) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _commit(
    archive: Archive,
    catalog: Catalog,
    steps: Sequence[Step],
    content: Content,
    options: Options,
    created: str,
    progress: Progress,
) -> None:
    entries = {}
    for step, candidate in _candidates(steps):
        progress("archive", step.dataset)
        sent = step.dataset not in content.derived  # what is computed goes along with another's reason
        files = _archived(step, candidate, content, created, options, sent=sent)
        object_id = f"urn:ktth:{step.dataset}"
        held = step.archived or archive.commit(object_id, files, message=step.version, created=created)
        entries[step.dataset] = Entry(step.version, candidate.digest, held)
    catalog.append(entries, created)


def _archived(
    step: Step, candidate: Candidate, content: Content, created: str, options: Options, *, sent: bool
) -> dict[str, bytes | Path]:
    changelog = {
        "version": step.version,
        "before": step.before,
        "digest": candidate.digest,
        "bump": bump_of(list(step.reasons)),
        "reasons": [{"kind": r.kind, "bump": r.bump, "params": dict(r.params)} for r in step.reasons],
        "justification": (options.justification or None) if sent or needed_justification(step) else None,
        "gate": [one.to_dict() for one in step.judged if one.breached],
    }
    return {
        **candidate.files,
        **candidate.parquet,
        "datapackage.json": json_bytes({**candidate.descriptor, "version": step.version, "created": created}),
        "changelog.json": json_bytes(changelog),
        GATE: json_bytes({"expectations": [one.to_dict() for one in step.judged]}),
        "report.json": json_bytes(report_dict(step.checked.report, content)),
    }
