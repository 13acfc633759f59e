"""``ktth diff``: what differs between two releases of a dataset."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

if TYPE_CHECKING:
    from publish.compared import Comparison

SHOWN = 20  # lines of each kind


@click.command("diff")
@click.argument("dataset")
@click.argument("before", required=False, default="")
@click.argument("after", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="In mọi dòng, mọi ô. / Print every row and cell.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "parquet", "daff"]),
    default="text",
    show_default=True,
    help="Dạng của tệp ghi bằng --out; daff là CSV cho lệnh daff patch. / Form of the file written with --out.",
)
@click.option("--table", default="", help="Bảng cần so, cho dạng daff. / The table to compare, for daff.")
@click.option("--out", "target", type=click.Path(path_type=Path), help="Ghi vào tệp này. / Write to this file.")
@common
def command(
    out: Out, dataset: str, before: str, after: str, everything: bool, form: str, table: str, target: Path | None
) -> None:
    """So bản BEFORE với bản AFTER của DATASET (số hiệu hoặc ngày; mặc định là bản liền trước và bản hiện hành).

    Compare release BEFORE with AFTER of DATASET (versions or days; by default the one before and the current one).
    """
    from publish.archive import Archive
    from publish.compared import compared
    from publish.errors import UsageError
    from publish.past import release_of
    from publish.snapshot import Catalog

    if form != "text" and target is None:
        raise UsageError("say with --out which file to write")
    settings = settings_of()
    catalog, zone = Catalog(Archive(settings.root)), content_of(settings).site.timezone
    new = release_of(catalog, dataset, after, zone)
    earlier = before or new.changelog.get("before") or ""
    if not earlier:
        raise UsageError("{dataset} {version} is its first release", dataset=dataset, version=new.version)
    found = compared(release_of(catalog, dataset, earlier, zone), new)
    if target is None:
        _say(out, found, sys.maxsize if everything else SHOWN)
    else:
        _write(out, found, form, table, target)


def _say(out: Out, found: Comparison, most: int) -> None:
    from publish.compared import diff_lines, whole_dict

    if out.json:
        out.value(whole_dict(found))
        return
    out.raw(f"{found.after.dataset}  {found.before.version} → {found.after.version}")
    for reason in found.reasons:
        out.raw(f"  {reason[out.lang]}")
    for name, diff in found.tables.items():
        counts = {"added": diff.added.height, "removed": diff.removed.height, "cells": diff.corrected.height}
        out.line("{table}: {added} rows added, {removed} removed, {cells} cells changed", table=name, **counts)
        for line in diff_lines(diff, most):
            out.raw(f"  {line}")


def _write(out: Out, found: Comparison, name: str, table: str, target: Path) -> None:
    from publish.compared import FORMS
    from publish.errors import KtthError, UsageError

    form, tables = FORMS[name], [*found.tables]
    if form.one_table:
        table = table or (tables[0] if len(tables) == 1 else "")
        if table not in tables:
            message = "{dataset}: say with --table which of its tables: {known}"
            raise UsageError(message, dataset=found.after.dataset, known=", ".join(tables))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        form.write(found, table, target)
    except OSError as error:
        raise KtthError("{path} cannot be written: {problem}", path=target, problem=error.strerror or error) from error
    out.value({"before": found.before.version, "after": found.after.version, "written": str(target)})
    out.raw(str(target))
