"""The work as the product does it; each returns what it found, by rule."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import apsw
import data
import folders
import polars as pl

from publish.archive import Archive
from publish.cli.main import YOUNG
from publish.diff import table_diff
from publish.gate import Gate
from publish.gate.expectation import Judged
from publish.release import release
from publish.rows import text_rows
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.sqlite import build
from publish.sqlite.table import load, source
from publish.steps import Options
from schemas.core.dictionary import table_schema
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


def diff(folder: Path) -> Mapping[str, int]:
    before, after = (text_rows(path) for path in folders.states(folder))
    found = table_diff(["id"], before, after)
    return {"added": found.added.height, "removed": found.removed.height, "changed": found.changed.height}


def sqlite(folder: Path) -> Mapping[str, int]:
    resource = {
        "name": data.DATASET,
        "path": data.FILE,
        "schema": table_schema(data.content().tables[data.DATASET, data.DATASET]),
    }
    with tempfile.TemporaryDirectory() as place, closing(apsw.Connection(f"{place}/ours.db")) as db:
        db.pragma("journal_mode", "off")
        db.pragma("synchronous", "off")
        db.execute("BEGIN")
        rows = load(db, source(data.DATASET, resource, "flows", folder / data.FILE, "", dated=False)).height
        db.execute("COMMIT")
    return {"rows": rows}


def release_whole(folder: Path) -> Mapping[str, int]:
    """Everything, the gate and its process too, into an empty root."""
    gc.set_threshold(YOUNG)
    with _home() as settings, Gate() as gate:
        _released([folder], settings, gate)
    return {}


def release_all(home: Path) -> Mapping[str, float]:
    """Every package of a folder into an empty root: what comes after checking and the gate."""
    with _home() as settings:
        return {"seconds": _after_gate(sorted(home.iterdir()), settings)}


def release_one(home: Path) -> Mapping[str, float]:
    """The same of one package, one of its values corrected, where all were released before."""
    with _home() as settings:
        _after_gate(sorted(home.iterdir()), settings)
        changed = settings.datapackages / "p00007"
        shutil.copytree(home / "p00007", changed)
        table = pl.read_csv(changed / data.FILE, infer_schema=False)
        table.with_columns(
            households=pl.when(pl.int_range(pl.len()) == 5).then(pl.lit("7")).otherwise("households")
        ).write_csv(changed / data.FILE)
        return {"seconds": _after_gate([changed], settings, based_on="1.0.0")}


class _Open(Gate):
    """A gate that lets everything pass, and knows when."""

    passed = 0.0

    def ask(self, *_: object) -> list[Judged]:
        self.passed = perf_counter()
        return []


def _after_gate(paths: Sequence[Path], settings: Settings, **said: str) -> float:
    with _Open() as gate:
        _released(paths, settings, gate, **said)
        return perf_counter() - gate.passed


@contextmanager
def _home() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as place:
        yield Settings(content="bulk", datapackages=Path(place), root=Path(place) / "var")


def _released(paths: Sequence[Path], settings: Settings, gate: Gate, **said: str) -> None:
    content, catalog = data.content(), Catalog(Archive(settings.root))
    release(paths, content, settings, Options(**said), gate)
    if current := catalog.current():
        build(catalog, current, content, settings.root)
