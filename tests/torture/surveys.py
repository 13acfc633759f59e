"""What computes while it is struck, in a process of its own: a build, a whole release, many releases at once."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.archive import Archive
from publish.base import StaleCandidate, pull
from publish.past import roll_back
from publish.release import release
from publish.search import search_path
from publish.settings import Settings
from publish.snapshot import CATALOG, Snapshot
from publish.sqlite import build, metadata_path
from publish.sqlite.build import KEPT
from publish.steps import Options
from publish.sums import SUM
from schemas.core.i18n import LANGS
from tests.torture import kernel
from tests.torture.faults import DEFECT, ENDED, SAID, code_of, forked, struck_at_every_point
from tests.torture.works import (
    WELLS,
    Passing,
    catalog_of,
    problems,
    province,
    release_all,
    release_as_told,
    staged,
)

PIECE = 16_384  # bytes that the naive writer writes at a time


@dataclass(frozen=True)
class Survey:
    """How many strikes there were, how each child ended, and what was wrong after them."""

    codes: Mapping[int, int]
    wrong: Sequence[str]

    @property
    def strikes(self) -> int:
        return sum(self.codes.values())


def built(place: Path) -> str:
    """What is wrong with the portal's files as they stand; nothing where each is whole and of its snapshot."""
    folder, catalog = place / "var" / "portal", catalog_of(place)
    numbers = sorted(int(path.stem.removeprefix("catalog-")) for path in folder.glob("catalog-*.db"))
    for number in numbers[-KEPT:]:
        path, snapshot = folder / f"catalog-{number}.db", catalog.snapshot(number)
        if trouble := _broken(path, snapshot):
            return f"{path.name}: {trouble}"
    return ""


def _broken(path: Path, snapshot: Snapshot) -> str:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as db:
            if (said := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                return str(said)
            held = db.execute('SELECT "dataset", "version", "digest" FROM "_datasets"').fetchall()
            if {*held} != {(d, e.version, e.digest) for d, e in snapshot.datasets.items()}:
                return "not of its snapshot"
        for lang in LANGS:
            json.loads(metadata_path(path, lang).read_bytes())
        with closing(sqlite3.connect(f"{search_path(path).as_uri()}?immutable=1", uri=True)) as db:
            found = {name for (name,) in db.execute("SELECT id FROM entries WHERE kind = 'dataset'")}
            if found != snapshot.datasets.keys():
                return "searched by another snapshot"
    except (sqlite3.Error, OSError, ValueError) as error:
        return str(error)
    return ""


def _last(place: Path) -> int:
    return len(Archive(place / "var").versions(CATALOG))


def _last_built(place: Path) -> int:
    return max(int(path.stem.removeprefix("catalog-")) for path in (place / "var" / "portal").glob("catalog-*.db"))


def _files(place: Path) -> set[str]:
    """What belongs into the portal's folder when all is done."""
    paths = [Path(f"catalog-{number}.db") for number in range(1, _last(place) + 1)][-KEPT:]
    beside = {metadata_path(path, lang).name for path in paths for lang in LANGS}
    beside |= {path.with_suffix(SUM).name for path in paths}
    return beside | {path.name for path in paths} | {search_path(path).name for path in paths}


def build_newest(place: Path) -> None:
    catalog = catalog_of(place)
    current = catalog.current()
    assert current is not None
    build(catalog, current, province(), place / "var")


def build_next(place: Path) -> None:
    """The same build again, and that of one more snapshot, which must leave nothing of a killed one."""
    build_newest(place)
    newest = catalog_of(place).release(WELLS).version
    roll_back(catalog_of(place), {WELLS: "1.0.0" if newest == "1.0.1" else "1.0.1"}, "2099-01-01T00:00:00Z")
    build_newest(place)


def build_in_place(place: Path) -> None:
    """The control: the same files written under their own names, piece by piece."""
    catalog = catalog_of(place)
    current = catalog.current()
    assert current is not None
    made = build(catalog, current, province(), place / "elsewhere")
    for file in (made, *(metadata_path(made, lang) for lang in LANGS)):
        with (place / "var" / "portal" / file.name).open("wb", buffering=0) as stream:
            content = file.read_bytes()
            for start in range(0, len(content), PIECE):
                stream.write(content[start : start + PIECE])


def survey_build(start: Path, hit: str, error: int, every: int, *, naive: bool = False) -> Survey:
    """Strike a build at every point; then it must succeed, keep what is promised and leave nothing behind."""
    codes: dict[int, int] = {}
    wrong: list[str] = []
    work = build_in_place if naive else build_newest
    for at, place, code in _struck(start, work, hit, error, every):
        codes[code] = codes.get(code, 0) + 1
        told = built(place)
        if not told and code == 0 and _last_built(place) != _last(place):
            told = "a false success"
        if naive:
            wrong += [f"point {at}: {told}"] if told else []
            continue
        again = forked(lambda place=place: build_next(place))  # type: ignore[misc]
        told = told or (f"the next run ended with {again}" if again else "") or built(place)
        left = {path.name for path in (place / "var" / "portal").iterdir()} - _files(place)
        if told or left or _last_built(place) != _last(place):
            wrong.append(f"point {at}: {told} {left}")
    return Survey(codes, wrong)


def survey_limits(start: Path, sizes: Sequence[int]) -> Survey:
    """Build with a limit on the size of each file, then without."""
    codes: dict[int, int] = {}
    wrong = []
    for size in sizes:
        place = start.with_name(f"limit-{size}")
        shutil.copytree(start, place)
        code = forked(lambda place=place, size=size: _build_limited(place, size))  # type: ignore[misc]
        codes[code] = codes.get(code, 0) + 1
        again = forked(lambda place=place: build_newest(place))  # type: ignore[misc]
        left = {path.name for path in (place / "var" / "portal").iterdir()} - _files(place)
        if code not in (ENDED, SAID) or again or built(place) or left:
            wrong.append(f"{size} bytes: {code}, {again}, {built(place)}, {left}")
    return Survey(codes, wrong)


def _build_limited(place: Path, size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    build_newest(place)


def survey_release(start: Path, hit: str, error: int, every: int) -> Survey:
    """Strike a whole release, from reading the packages to the bases it remembers; then it must come to its end."""
    codes: dict[int, int] = {}
    wrong: list[str] = []
    for at, place, code in _struck(start, release_as_told, hit, error, every):
        codes[code] = codes.get(code, 0) + 1
        number = len(Archive(place / "var").versions(CATALOG))
        told = f"snapshot {number}" if number not in (1, 2) or (code == 0 and number != 2) else ""
        again = [forked(lambda place=place: release_all(place)) for _ in range(2)]  # type: ignore[misc]
        versions = {name: Archive(place / "var").versions(name) for name in Archive(place / "var").objects()}
        if told or any(again) or staged(place) or problems(place) or len(versions[CATALOG]) != 2:
            wrong.append(f"point {at}: {told} {again} {staged(place)} {problems(place)} {versions}")
    return Survey(codes, wrong)


def release_at_once(folder: Path, writers: int) -> tuple[list[int], int]:
    """Let each writer release its row into the root of ``first``; how they ended, and how often one came late."""
    go, ready = os.pipe()
    children = []
    for number in range(1, writers + 1):
        if (child := os.fork()) == 0:
            os.close(ready)
            os.read(go, 1)  # the end of the pipe: all begin at once
            code = DEFECT
            try:
                code = code_of(lambda number=number: _release_row(folder, number))  # type: ignore[misc]
            finally:
                os._exit(code)
        children.append(child)
    os.close(ready)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(go)
    late = [len((folder / str(number) / "late").read_bytes()) for number in range(1, writers + 1)]
    return ended, sum(late)


def _release_row(folder: Path, number: int) -> None:
    own, root = folder / str(number) / "packages" / "shared", folder / "first"
    settings = Settings(content="province", datapackages=own.parent, root=root / "var")
    late = own.parents[1] / "late"
    late.write_bytes(b"")
    table = own / "t.csv"
    while True:
        table.write_text(table.read_text(encoding="utf-8") + f"{number},x{number}\n", encoding="utf-8")
        try:
            release([own], province(), settings, Options(), Passing())
        except StaleCandidate:
            late.write_bytes(late.read_bytes() + b".")
            pull(catalog_of(root).release("shared"), own)
            table = own / "data" / "t.csv"
        else:
            return


def _struck(start: Path, work: Any, hit: str, error: int, every: int) -> Any:
    hits: Mapping[str, kernel.Hit] = {
        "before": kernel.die_before,
        "after": kernel.die_after,
        "fail": kernel.failing(error),
    }
    strike = kernel.through_kernel(start.parent, hits[hit])
    return struck_at_every_point(start, work, strike, every=every)
