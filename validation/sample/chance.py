"""Chance that can be repeated: one generator per seed, table and block, and draws for each thing of a block."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.core.table import Table

Random = np.random.Generator
Drawn = npt.NDArray[np.float64] | npt.NDArray[np.int64]


def random_of(table: Table, seed: int, block: int) -> Random:
    return np.random.default_rng([seed, crc32(f"{table.dataset}/{table.name}".encode()), block])


def per(number: pl.Series, draw: Callable[[int], Drawn]) -> pl.Series:
    """What ``draw`` gives for so many things, row for row by the ``number`` of the thing a row is about."""
    if number.is_empty():
        return pl.Series(draw(0))
    first, last = int(number.min()), int(number.max())  # type: ignore[arg-type]
    return pl.Series(draw(last - first + 1))[number - first]
