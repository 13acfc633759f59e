"""``ktth release``: what changed becomes a version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

if TYPE_CHECKING:
    from publish.steps import Step
    from publish.version import Reason


@click.command("release")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--plan", is_flag=True, help="Chỉ cho biết sẽ làm gì. / Only say what would be done.")
@click.option(
    "--license", "license_id", default="", metavar="ID", help="Giấy phép cho gói không ghi. / For packages without one."
)
@click.option(
    "--justify",
    "justification",
    default="",
    metavar="TEXT",
    help="Lý do sửa số, bỏ dòng hoặc không đạt kiểm soát; công bố cùng mọi bộ được phát hành lần này. / Why values "
    "were corrected, rows removed or the gate not met; published with all that is released by this.",
)
@click.option(
    "--based-on", default="", metavar="VERSION", help="Bản mà dữ liệu dựa vào. / The release the data is based on."
)
@click.option(
    "--version", default="", metavar="X.Y.Z", help="Yêu cầu số phiên bản cao hơn. / Ask for a higher version."
)
@click.option(
    "--as",
    "name",
    default="",
    metavar="NAME",
    help="Tên bộ dữ liệu cho gói ngoài. / Dataset name for a foreign package.",
)
@click.option("--again", is_flag=True, help="Phát hành lại cả bộ đã thu hồi. / Release again what was withdrawn, too.")
@common
def command(out: Out, paths: tuple[Path, ...], **said: Any) -> None:
    """Kiểm tra PATHS rồi phát hành những gói đã thay đổi, tất cả hoặc không gói nào.

    Check PATHS (none = all packages of the content) and release those that changed, all of them or none.
    """
    from publish.archive import Archive
    from publish.gate import Gate
    from publish.packages import packages_of
    from publish.release import DataInvalid, release
    from publish.snapshot import Catalog
    from publish.sqlite import build
    from publish.steps import Options
    from schemas.core.i18n import LANGS
    from validation.findings import Report
    from validation.render.json import report_dict
    from validation.render.text import report_lines

    settings = settings_of()
    content = content_of(settings)
    try:
        with Gate() as gate:
            steps = release(packages_of(paths, settings), content, settings, Options(**said), gate, out.progress)
    except DataInvalid as invalid:
        out.done()
        if out.json:
            told = {"error": {lang: invalid.say(lang) for lang in LANGS}}
            out.value(told | report_dict(Report.merge(one.report for one in invalid.checked), content))
            raise SystemExit(invalid.exit_code) from None
        for line in report_lines(Report.merge(one.report for one in invalid.checked), out.lang, content):
            out.raw(line)
        raise
    if not said["plan"]:
        out.progress("sqlite", "")
        catalog = Catalog(Archive(settings.root))
        if current := catalog.current():
            build(catalog, current, content, settings.root)
    out.done()
    out.value([_as_dict(step, plan=said["plan"]) for step in steps])
    for step in steps:
        _tell(out, step)
    _tell_gate(out, steps, plan=said["plan"])
    if not any(step.changed for step in steps):
        out.line("nothing changed: {count} datasets are as released", count=len(steps))


def _as_dict(step: Step, *, plan: bool) -> dict[str, Any]:
    return {
        "dataset": step.dataset,
        "version": step.version,
        "before": step.before,
        "changed": step.changed,
        "released": step.changed and not plan,
        "reasons": [_reason(r, step.dataset) for r in step.reasons],
        **({"withdrawn": step.withdrawn} if step.withdrawn else {}),
        "gate": [one.to_dict() for one in step.judged],
    }


def _reason(reason: Reason, dataset: str) -> dict[str, Any]:
    from publish.reasons import reason_text
    from schemas.core.i18n import LANGS

    said = {"kind": reason.kind, "params": dict(reason.params)}
    return {**said, "bump": reason.bump, "text": {lang: reason_text(said, lang, dataset) for lang in LANGS}}


def _tell(out: Out, step: Step) -> None:
    from publish.reasons import reason_text

    if step.withdrawn:
        message = "{dataset} stays withdrawn: {reason} (to release it again: --again)"
        out.line(message, dataset=step.dataset, reason=step.withdrawn)
    if step.changed:
        out.raw(f"{step.dataset}  {step.before or '–'} → {step.version}")
        for reason in step.reasons:
            out.raw("    " + reason_text({"kind": reason.kind, "params": reason.params}, out.lang, step.dataset))


def _tell_gate(out: Out, steps: Sequence[Step], *, plan: bool) -> None:
    """How much was judged, and each expectation that was not met."""
    from publish.gate.batch import sentence

    judged = [one for step in steps for one in step.judged]
    if plan and any(step.changed for step in steps):
        out.line("a plan is not judged by the gate: that happens at the release")
    if judged:
        met = sum(one.met for one in judged)
        out.line("the gate judged {count} expectations: {met} met", count=len(judged), met=met)
    for one in judged:
        if not one.met:
            out.raw(f"    {'!' if one.justified else '·'} {sentence(one)[out.lang]}")
    if any(one.justified for one in judged):
        out.line("released all the same, with the reason given; it is published in the changelog")
