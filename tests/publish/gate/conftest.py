"""A small province of districts that report waste every year: what the gate is tried on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from publish.archive import Archive
from publish.canonical import json_bytes
from publish.gate import Gate
from publish.gate.expectation import Judged, Suite
from publish.gate.series import Compared
from publish.gate.staging import stage
from publish.gate.suite import derive
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Step
from schemas.core.dictionary import table_schema
from schemas.core.model import Reference, TableModel, column, table
from schemas.core.registry import Content
from schemas.core.site import Observation
from schemas.core.table import Table

WASTE, DISTRICTS = "waste", "districts"
NAMES = [f"D{n:02}" for n in range(1, 12)]  # eleven districts
CREATED = "2026-03-01T00:00:00Z"
Figures = Mapping[tuple[str, str], float | None]  # (period, district) -> tonnes


@table(DISTRICTS, key=("district",))
class District(TableModel):
    district: str = column("Huyện", "District")
    valid_from: date = column("Từ ngày", "From", required=True)
    valid_to: date = column("Đến ngày", "To")
    origin: str = column("Nguồn gốc", "Origin", required=True)


@table(
    WASTE,
    key=("period", "district"),
    references=(Reference(("district",), DISTRICTS, ("district",), during="period"),),
)
class Waste(TableModel):
    period: str = column("Kỳ", "Period")
    district: str = column("Huyện", "District")
    collected: float = column("Thu gom", "Collected", unit="tấn")
    origin: str = column("Nguồn gốc", "Origin", required=True)


TABLES = {WASTE: Table.of_model(Waste), DISTRICTS: Table.of_model(District)}
TYPES = {"period": pl.String, "district": pl.String, "collected": pl.Float64, "origin": pl.String}


def year(period: str, factor: float = 1, without: Iterable[str] = ()) -> dict[tuple[str, str], float | None]:
    """One plausible year of every district: from 1,000 tonnes up, each its own."""
    figures = {(period, name): 1000 * factor * (1 + n / 7) for n, name in enumerate(NAMES) if name not in without}
    return {**figures}


def frame(figures: Figures) -> pl.DataFrame:
    rows = [(period, district, value, "do") for (period, district), value in figures.items()]
    return pl.DataFrame(rows, schema=TYPES, orient="row")


def compared(figures: Figures, earlier: Figures | None = None, **said: Any) -> Compared:
    """The figures that are to be released and those that were, as the gate compares them; ``said`` is changed in it."""
    old = None if earlier is None else frame(earlier)
    base = Compared(TABLES[WASTE], frame(figures), old, "year", CREATED, lambda _: None, "district")
    return replace(base, **said)


Judge = Callable[..., dict[str, Judged]]


@pytest.fixture
def judge(gate: Gate, tmp_path: Path) -> Judge:
    """Judges a suite, or what is derived of a table, with the real gate; by kind."""

    def ask(said: Compared | Suite, **more: Any) -> dict[str, Judged]:
        suite = derive(said, "t0", **more) if isinstance(said, Compared) else said
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        stage(path, [suite])
        return {one.kind: one for one in gate.ask(path, [suite])}

    return ask


class Office:
    """The folders of the two datasets and what has been released of them."""

    def __init__(self, home: Settings, content: Content, gate: Gate) -> None:
        self.home, self.content, self.gate = home, content, gate

    def write(self, dataset: str, lines: Iterable[str], **said: Any) -> Path:
        folder = self.home.datapackages / dataset
        (folder / "data").mkdir(parents=True, exist_ok=True)
        columns = TABLES[dataset].columns
        (folder / "data" / f"{dataset}.csv").write_text("\n".join([",".join(columns), *lines]) + "\n")
        (folder / f"{dataset}.schema.json").write_bytes(json_bytes(table_schema(TABLES[dataset])))
        words = json.loads((self.home.datapackages / "well-water" / "datapackage.json").read_text()) | said
        resource = {"name": dataset, "path": f"data/{dataset}.csv", "schema": f"{dataset}.schema.json"}
        (folder / "datapackage.json").write_text(json.dumps(words | {"name": dataset, "resources": [resource]}))
        return folder

    def districts(self, names: Iterable[str] = NAMES) -> Path:
        return self.write(DISTRICTS, [f"{name},2000-01-01,,do" for name in names], frequency="event")

    def waste(self, figures: Figures) -> Path:
        return self.write(WASTE, [f"{p},{d},{'' if v is None else v},do" for (p, d), v in figures.items()])

    def release(self, *folders: Path, **said: Any) -> list[Step]:
        return release(list(folders), self.content, self.home, Options(**said), self.gate)

    @property
    def catalog(self) -> Catalog:
        return Catalog(Archive(self.home.root))


@pytest.fixture
def office(home: Settings, province: Content, gate: Gate) -> Office:
    site = replace(province.site, observation=Observation(place="district"))
    return Office(home, Content(site, {(name, name): one for name, one in TABLES.items()}), gate)
