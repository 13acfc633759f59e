"""Rows of one table, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

import polars as pl

from schemas.core.table import Table
from validation.sample.cells import Cells
from validation.sample.chance import Random, random_of
from validation.sample.domains import SampleError, domains
from validation.sample.settle import Settler
from validation.sample.shape import Layout
from validation.sample.world import World

BLOCK = 50_000  # rows that are in memory at a time
SPARE = 60  # more than are wanted, where some rows were not to be mended
IDLE = 10  # blocks of which no row is left, after which no more are tried


class Sampler:
    """Invents rows of ``table``, which is due ``frequency`` (a code of the descriptor).

    Raises:
        SampleError: the table has no examples, nothing to point at, or rules that no row keeps.
    """

    def __init__(self, table: Table, world: World, frequency: str) -> None:
        self.table, self.world = table, world
        self.domains = domains(table, world, frequency)
        self.cells = Cells(table, self.domains, world)
        self._last: tuple[int, Layout] | None = None  # the layout asked for last: samples of one size share it

    def frames(self, rows: int, seed: int = 0, *, checked: bool = True) -> Iterator[pl.DataFrame]:
        """At most ``rows`` rows; fewer only where the key has no more values, or the rules leave no more of them.

        A caller that holds them to the ordinary checks itself may have them un-``checked``.
        """
        layout, made, idle = self._layout(rows), 0, 0
        settler = Settler(self.table, self.world, self.domains.period, self.cells.numbers.decimals)
        blocks = layout.blocks(min(BLOCK, max(2 * rows, SPARE)), random_of(self.table, seed, 0))
        for number, outer in zip(count(1), blocks, strict=False):
            random = partial(random_of, self.table, seed, number)
            frame = self._mended(settler, layout.expand(outer), rows - made, random)
            frame = settler.checked(frame) if checked else frame
            if not frame.is_empty():
                yield frame
            made, idle = made + frame.height, idle + frame.is_empty()
            if made >= rows or idle > IDLE:
                break
        if not made:
            raise SampleError("{table}: no invented row keeps {rules}", table=self.table.name, rules=settler.reasons)

    def _mended(self, settler: Settler, keys: pl.DataFrame, wanted: int, random: Callable[[], Random]) -> pl.DataFrame:
        """Rows for the first keys; where mending leaves too few of them, for more."""
        frame = settler.cut(settler.mend(self.cells.fill(keys.head(wanted), random())), wanted)
        if frame.height < wanted < keys.height:
            frame = settler.cut(settler.mend(self.cells.fill(keys.head(3 * wanted + SPARE), random())), wanted)
        return frame

    def _layout(self, rows: int) -> Layout:
        if self._last is None or self._last[0] != rows:
            self._last = (rows, Layout(self.domains, rows))
        return self._last[1]
