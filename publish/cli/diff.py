"""``ktth diff``: what differs between two releases of a dataset."""

from __future__ import annotations

import sys

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

SHOWN = 20  # lines of each kind


@click.command("diff")
@click.argument("dataset")
@click.argument("before", required=False, default="")
@click.argument("after", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="In mọi dòng, mọi ô. / Print every row and cell.")
@common
def command(out: Out, dataset: str, before: str, after: str, everything: bool) -> None:
    """So bản BEFORE với bản AFTER của DATASET (số hiệu hoặc ngày; mặc định là bản liền trước và bản hiện hành).

    Compare release BEFORE with AFTER of DATASET (versions or days; by default the one before and the current one).
    """
    from publish.archive import Archive
    from publish.compared import diff_dict, diff_lines, release_diff
    from publish.errors import UsageError
    from publish.past import release_of
    from publish.snapshot import Catalog

    settings = settings_of()
    catalog, zone = Catalog(Archive(settings.root)), content_of(settings).site.timezone
    new = release_of(catalog, dataset, after, zone)
    earlier = before or new.changelog.get("before") or ""
    if not earlier:
        raise UsageError("{dataset} {version} is its first release", dataset=dataset, version=new.version)
    old = release_of(catalog, dataset, earlier, zone)
    found = release_diff(old, new)
    told = {"dataset": dataset, "before": old.version, "after": new.version}
    out.value({**told, "tables": {name: diff_dict(diff) for name, diff in found.items()}})
    out.raw(f"{dataset}  {old.version} → {new.version}")
    for name, diff in found.items():
        counts = {"added": diff.added.height, "removed": diff.removed.height, "cells": diff.corrected.height}
        out.line("{table}: {added} rows added, {removed} removed, {cells} cells changed", table=name, **counts)
        for line in diff_lines(diff, sys.maxsize if everything else SHOWN):
            out.raw(f"  {line}")
