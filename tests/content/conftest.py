from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publish.sample import Samples
from publish.settings import Settings
from schemas.core.registry import load_content
from schemas.core.table import Table
from validation.sample import Sampler, World

HOME = Path(__file__).parents[2] / "datapackages"
DAY = date(2026, 1, 15)  # of all samples in tests, so that they are the same on any day


@dataclass(frozen=True)
class Demonstration:
    """Every dataset invented once, in a folder; further samples point at these rows."""

    folder: Path
    samples: Samples
    _samplers: dict[str, Sampler] = field(default_factory=dict)
    _frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.samples.world

    def sampler(self, table: Table) -> Sampler:
        if table.name not in self._samplers:
            frequency = self.samples.folders.descriptor(table.dataset)["frequency"]
            self._samplers[table.name] = Sampler(table, self.world, frequency)
        return self._samplers[table.name]

    def frame(self, table: Table, rows: int) -> pl.DataFrame:
        """A few rows of the table, the same whenever asked."""
        if table.name not in self._frames:
            self._frames[table.name] = pl.concat(self.sampler(table).frames(rows, seed=3))
        return self._frames[table.name]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    folder = tmp_path_factory.mktemp("demonstration")
    samples = Samples(load_content("schemas.angiang"), Settings(datapackages=HOME), folder, seed=1, today=DAY)
    samples.every(rows=40)
    return Demonstration(folder, samples)
