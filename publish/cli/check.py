"""``ktth check``: files and packages in, findings out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

if TYPE_CHECKING:
    from publish.answers import Sent
    from schemas.core.registry import Content
    from validation.package import Checked
    from validation.tables import Look

OUT = click.Path(path_type=Path)


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--as", "dataset", default="", help="Tệp là của bộ dữ liệu nào. / The dataset that files are of.")
@click.option("--source-doc", default="", help="Văn bản gửi kèm số liệu. / The document that files are sent with.")
@click.option("--workbook", type=OUT, help="Ghi tệp Excel có đánh dấu ô sai. / Write the workbook, its cells marked.")
@click.option("--html", type=OUT, help="Ghi báo cáo HTML. / Write the report as a page.")
@click.option("--frictionless", type=OUT, help="Ghi báo cáo của frictionless. / Write the report for frictionless.")
@click.option("--all", "everything", is_flag=True, help="In mọi phát hiện. / Print every finding, however many.")
@common
def command(
    out: Out, paths: tuple[Path, ...], dataset: str, source_doc: str, everything: bool, **wanted: Path | None
) -> None:
    """Kiểm tra PATHS: tệp XLSX, XLS, ODS, CSV do cơ quan gửi; thư mục, datapackage.json/.yaml hoặc tệp zip; không nêu
    thì kiểm tra mọi gói của nội dung.

    Check PATHS (files that agencies send; folders, descriptors, zips; none = all packages of the content). Exit code 1
    where there are errors.
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.lookup import elsewhere, previous
    from publish.packages import is_sent, packages_of
    from publish.snapshot import Catalog
    from validation.findings import Report
    from validation.render.causes import SHOWN
    from validation.render.json import report_dict, told_dict
    from validation.render.text import report_lines, told_lines
    from validation.render.words import visible

    settings = settings_of()
    content = content_of(settings)
    agree(settings)
    catalog = Catalog(Archive(settings.root))
    look, before = elsewhere(catalog, content, settings), previous(catalog)
    sent = [path for path in packages_of(paths, settings) if paths and is_sent(path)]
    packages = [path for path in packages_of(paths, settings) if path not in sent]
    answers: list[Sent] = []
    if sent:
        from publish.files import check_sent

        home = settings.datapackages
        answers = check_sent(sent, content, look, before, home=home, dataset=dataset, source_doc=source_doc)
    told = [one.told for one in answers]
    checked = _packages(out, packages, content, look, before)
    report = Report.merge(one.report for one in checked)
    whole = Report.merge([report, *(one.report for one in told)])
    paths_out = []
    if any(wanted.values()):
        from publish.answers import Sent, written
        from validation.render.told import Told

        all_told = [*answers, *([Sent(Told(report=report))] if packages else [])]
        paths_out = list(written(all_told, wanted, content, out.lang, settings.content))
    if out.json:
        value = report_dict(report, content)
        totals = {"valid": whole.valid, "errors": len(whole.errors), "warnings": len(whole.warnings)}
        out.value({**value, **totals, "files": [told_dict(one, content) for one in told]} if told else value)
    shown = sys.maxsize if everything else SHOWN
    for one in told:
        out.raw(visible(one.name))
        for line in told_lines(one, out.lang, content, shown=shown):
            out.raw(line)
    for line in report_lines(report, out.lang, content, shown=shown) if packages else ():
        out.raw(line)
    for path in paths_out:
        out.line("written: {path}", path=path)
    if not whole.valid:
        raise SystemExit(1)


def _packages(out: Out, packages: Sequence[Path], content: Content, look: Look, previous: Look) -> list[Checked]:
    """The packages checked as one batch, and what has to be known of some of them."""
    from publish.errors import UsageError
    from validation.package import DuplicateDatasetError, check_packages

    try:
        checked = check_packages(packages, content, look, previous, progress=out.progress, keep=False)
    except DuplicateDatasetError as twice:
        raise UsageError("two packages are named {names}: check them apart", names=twice) from None
    out.done()
    for foreign in (one for one in checked if not one.own and one.every_table):
        message = "{dataset}: a package from elsewhere, checked by its own schema; no rule of this portal applies"
        out.line(message, dataset=foreign.dataset)
    for dataset in [one.dataset for one in checked if one.dataset in content.derived]:
        message = "{dataset}: its rows are computed from {inputs} when these are released, not read from a folder"
        out.line(message, dataset=dataset, inputs=", ".join(content.derived[dataset].inputs))
    return checked
