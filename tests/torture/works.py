"""The work that is struck: a batch of releases, a rollback, a restore; and what readers see of it.

A place is a folder with ``packages`` (the data as it is to be released) and ``var`` (the root).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from publish import release as releasing
from publish.archive import Archive
from publish.candidate import Candidate
from publish.errors import refused_by_system
from publish.gate import Gate
from publish.release import release
from publish.restore import restore
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Step
from publish.verify import Verification
from schemas.core.registry import Content, load_content

WELLS = "well-water"
CREATED = "2025-12-01T00:00:00Z"


class Passing(Gate):
    """Lets everything pass; the real gate has tests of its own and takes seconds to start."""

    def start(self) -> None:
        """Nobody would end the worker of a release that is killed in this very process."""

    def ask(self, *_: Any, **__: Any) -> Any:
        return []


@dataclass(frozen=True)
class Ready(Candidate):
    """A candidate whose Parquet is made already: what is forked cannot use polars where it was used before."""

    made: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def parquet(self) -> dict[str, bytes]:
        return dict(self.made)


def province() -> Content:
    """The invented province, which lies among the fixtures of :mod:`tests.conftest`."""
    return load_content("province")


def settings_of(place: Path) -> Settings:
    return Settings(content="province", datapackages=place / "packages", root=place / "var")


def catalog_of(place: Path) -> Catalog:
    return Catalog(Archive(place / "var"))


def package(place: Path, name: str, rows: Sequence[int]) -> Path:
    """A package from elsewhere with one table."""
    folder = place / "packages" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "t.csv").write_text("a,b\n" + "".join(f"{n},x{n}\n" for n in rows), encoding="utf-8")
    table_fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": table_fields, "primaryKey": ["a"]}}
    said = {"name": name, "licenses": [{"name": "cc-by-4.0"}], "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def edit_wells(place: Path, old: str, new: str) -> None:
    path = place / "packages" / WELLS / "data" / f"{WELLS}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def release_all(place: Path, **said: Any) -> list[Step]:
    """The real release of every package of the place, but for the gate."""
    paths = sorted((place / "packages").iterdir())
    return release(paths, province(), settings_of(place), Options(**said), Passing())


def release_as_told(place: Path) -> None:
    """The release with its errors as the command tells them."""
    try:
        release_all(place)
    except Exception as error:
        raise refused_by_system(error) or error from error


def ready_steps(place: Path) -> list[Step]:
    """What :func:`release_all` would do now, computed to the last byte."""
    return [_ready(step) for step in release_all(place, plan=True)]


def _ready(step: Step) -> Step:
    if step.candidate is None:
        return step
    said = {one.name: getattr(step.candidate, one.name) for one in fields(Candidate)}
    ready = Ready(**said, made=step.candidate.parquet)
    return Step(**{one.name: getattr(step, one.name) for one in fields(Step)} | {"candidate": ready})


def commit_batch(place: Path, steps: Sequence[Step]) -> None:
    """The part of a release that writes."""
    archive = Archive(place / "var", patience=0)
    with archive.lock():
        releasing._commit(archive, Catalog(archive), steps, province(), Options(), CREATED, lambda *_: None)


def public(place: Path) -> dict[str, dict[str, bytes]]:
    """What readers get: every file of every dataset of the newest snapshot, each held against its digest."""
    catalog = catalog_of(place)
    current = catalog.current()
    releases = [catalog.release(dataset) for dataset in (current.datasets if current else ())]
    return {one.dataset: {path: file.read_bytes() for path, file in one.files.items()} for one in releases}


def problems(place: Path) -> list[str]:
    return [problem.say("en") for problem in Verification(place / "var").problems()]


def staged(place: Path) -> list[str]:
    staging = place / "var" / "archive.staging"
    return sorted(entry.name for entry in staging.iterdir()) if staging.is_dir() else []


def restore_copy(place: Path) -> None:
    """Restore the copy that lies in the place beside the root."""
    found = restore(place / "copy", settings_of(place))
    assert not found.problems, found.problems
