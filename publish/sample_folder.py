"""Packages of invented rows as folders: descriptor, schemas, and tables written as their rows come."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from publish.canonical import json_bytes
from publish.demo import KEY, invented, marked
from publish.errors import KtthError, UsageError
from schemas.core.dictionary import table_schema
from schemas.core.registry import Content
from schemas.core.table import Table
from validation.package import read_package
from validation.table import TypedTable

PREVIOUS = ".previous"  # the folder of the release before, where a rule looks at one; no package beside the others


@dataclass(frozen=True)
class Written:
    """A package that was written; ``rows`` by table, of those that were made."""

    dataset: str
    folder: Path
    rows: dict[str, int] = field(default_factory=dict)


class Folders:
    """Package folders below ``out``, made after those below ``home``.

    Raises:
        UsageError: a folder that is to be written holds a package that is no demonstration's.
        KtthError: there is no package to make one after.
    """

    def __init__(self, content: Content, home: Path, out: Path) -> None:
        self.content, self.home, self.out = content, home, out
        self._written: dict[Path, Written] = {}

    @property
    def written(self) -> list[Written]:
        """What was written, but for releases before."""
        return [one for one in self._written.values() if one.folder.parent == self.out]

    def descriptor(self, dataset: str) -> dict[str, Any]:
        """The authored descriptor."""
        path = self.home / dataset / "datapackage.json"
        if not path.is_file():
            raise KtthError("{path} does not exist", path=path)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def copy(self, dataset: str) -> None:
        """A package as shipped, marked."""
        written = self._begin(dataset, self.out / dataset, marked(self.descriptor(dataset)))
        for name in (table.name for table in self.content.datasets[dataset]):
            path = written.folder / "data" / f"{name}.csv"
            shutil.copyfile(self.home / dataset / "data" / f"{name}.csv", path)
            with path.open(encoding="utf-8", newline="") as stream:
                written.rows[name] = sum(1 for _ in csv.reader(stream)) - 1

    def write(
        self,
        table: Table,
        frames: Iterable[pl.DataFrame],
        *,
        publisher: str = "",
        register: bool = False,
        previous: bool = False,
    ) -> None:
        """One table, as its rows come; the package's other tables are empty until they are written."""
        folder = (self.out / PREVIOUS if previous else self.out) / table.dataset
        said = self.descriptor(table.dataset)
        if folder not in self._written:
            named = {**said, "publisher": publisher} if publisher else said
            self._begin(table.dataset, folder, marked(said) if register else invented(named))
        count = 0
        with (folder / "data" / f"{table.name}.csv").open("wb") as stream:
            stream.write(_header(table))
            for frame in frames:
                frame.select(table.columns).write_csv(stream, include_header=False)
                count += frame.height
        self._written[folder].rows[table.name] = count

    def previous(self, dataset: str) -> Sequence[TypedTable]:
        """The tables of the release before, where one was written."""
        folder = self.out / PREVIOUS / dataset
        return read_package(folder, self.content).tables if folder in self._written else ()

    def _begin(self, dataset: str, folder: Path, descriptor: Mapping[str, Any]) -> Written:
        self._refuse_real(folder)
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "datapackage.json").write_bytes(json_bytes(descriptor))
        for table in self.content.datasets[dataset]:
            (folder / f"{table.name}.schema.json").write_bytes(json_bytes(table_schema(table)))
            (folder / "data" / f"{table.name}.csv").write_bytes(_header(table))
        self._written[folder] = Written(dataset, folder)
        return self._written[folder]

    def _refuse_real(self, folder: Path) -> None:
        path = folder / "datapackage.json"
        if path.is_file() and not json.loads(path.read_text(encoding="utf-8")).get(KEY):
            raise UsageError("{folder} holds a package that is no demonstration's: choose another --out", folder=folder)


def _header(table: Table) -> bytes:
    return (",".join(table.columns) + "\n").encode()
