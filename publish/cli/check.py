"""``ktth check``: packages in, findings out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="In mọi phát hiện. / Print every finding, however many.")
@common
def command(out: Out, paths: tuple[Path, ...], everything: bool) -> None:
    """Kiểm tra PATHS: thư mục, datapackage.json/.yaml hoặc tệp zip; không nêu thì kiểm tra mọi gói của nội dung.

    Check PATHS (folders, descriptors, zips; none = all packages of the content). Exit code 1 where there are errors.
    """
    from publish.archive import Archive
    from publish.errors import UsageError
    from publish.lookup import elsewhere, previous
    from publish.packages import packages_of
    from publish.snapshot import Catalog
    from validation.findings import Report
    from validation.package import DuplicateDatasetError, check_packages
    from validation.render.json import report_dict
    from validation.render.text import report_lines

    settings = settings_of()
    content = content_of(settings)
    catalog = Catalog(Archive(settings.root))
    look = elsewhere(catalog, content, settings)
    packages = packages_of(paths, settings)
    try:
        checked = check_packages(packages, content, look, previous(catalog), progress=out.progress)
    except DuplicateDatasetError as twice:
        raise UsageError("two packages are named {names}: check them apart", names=twice) from None
    out.done()
    for foreign in (one for one in checked if not one.own and one.tables):
        message = "{dataset}: a package from elsewhere, checked by its own schema; no rule of this portal applies"
        out.line(message, dataset=foreign.dataset)
    report = Report.merge(one.report for one in checked)
    out.value(report_dict(report, content))
    for line in report_lines(report, out.lang, content, shown=sys.maxsize if everything else 20):
        out.raw(line)
    if not report.valid:
        raise SystemExit(1)
