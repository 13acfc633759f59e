"""The work as the product does it; each returns what it found, by rule."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import data

from publish.cli.main import YOUNG
from validation.findings import Report
from validation.package import check_packages


def check(folder: Path) -> Callable[[], Mapping[str, int]]:
    """A package of ours, garbage looked for as seldom as the command does; counted afterwards."""
    gc.set_threshold(YOUNG)
    (checked,) = check_packages([folder], data.content(), data.look, keep=False)
    return partial(_counted, checked.report, folder)


def _counted(report: Report, folder: Path) -> Mapping[str, int]:
    """Findings by rule; those that stand in the wrong row, or where nothing is wrong, are ``other``."""
    found = Counter((f.rule, f.row) for f in report.findings)
    broken = Counter(data.broken(folder).select("rule", "row").iter_rows())
    right = Counter(rule for rule, _ in (found & broken).elements())
    return right | Counter(other=(found - broken).total())


def check_many(folder: Path) -> Mapping[str, int]:
    gc.set_threshold(YOUNG)
    checked = check_packages(sorted(folder.iterdir()), data.content(), data.look)
    return Counter(f.rule for one in checked for f in one.report.findings)


def read_workbook(path: Path) -> Mapping[str, int]:
    from validation.intake.readers.book import read_book

    gc.disable()  # as in the child that reads it
    return {"rows": len(read_book(path).sheets[0].rows)}
