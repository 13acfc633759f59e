"""The figures of a released table that can be charted, by place, breakdown and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

import polars as pl

from publish.about import Column, TableAbout
from publish.charts.model import LARGEST, Point
from publish.snapshot import Release
from publish.sqlite.table import PERIOD
from schemas.core.period import period_bounds
from schemas.core.site import Site, Text

MOST_ROWS = 1_000_000  # a longer table is not read for a picture
SAID = ("flag", "provenance", "status")
AND = "\x1f"  # between a place's code and the ground it stands for, which tells two places of one code apart
Codes = Mapping[str, str]  # of the columns that tell rows of one period apart


class Names(Protocol):
    """What codes stand for; a place's may come to mean other ground."""

    def name(self, column: Column, code: str, period: str) -> Text: ...

    def ground(self, code: str, period: str) -> str: ...


@dataclass(frozen=True)
class Figures:
    """``rows``: a column each for ``dims`` (text, the place among them), period, freq, start, :data:`SAID`, measures.

    ``place`` is the column that says where, "" where the key has none; its codes are followed by their ground.
    """

    rows: pl.DataFrame
    measures: tuple[Column, ...]
    dims: tuple[Column, ...]
    place: str

    def points(self, measure: str, codes: Codes, freq: str) -> pl.DataFrame:
        """The rows of one series that have a value, in the order of time."""
        wanted = [pl.col(name) == code for name, code in codes.items()]
        return self.rows.filter(pl.col("freq") == freq, drawable(measure), *wanted).sort("start")


def drawable(measure: str) -> pl.Expr:
    """Whether a value can be drawn; one that is missing, NaN or infinite cannot."""
    return pl.col(measure).abs() < LARGEST


def figures_of(release: Release, table: TableAbout, site: Site, names: Names) -> Figures | None:
    """What can be charted of a table: numeric columns with a unit, of rows that a key and a period tell apart."""
    columns = {column.name: column for column in table.columns}
    measures = tuple(c for c in table.columns if c.type in ("number", "integer") and c.unit.vi and not c.key)
    dims = tuple(c for c in table.columns if c.key and c.name != PERIOD)
    if not measures or PERIOD not in columns or not columns[PERIOD].key:
        return None
    path = release.files[str(PurePosixPath(table.path).with_suffix(".parquet"))]
    if pl.scan_parquet(path, glob=False).select(pl.len()).collect().item() > MOST_ROWS:
        return None
    asked = site.observation
    named = dict(zip(SAID, (asked and asked.flag, site.provenance_column, asked and asked.status), strict=True))
    told = {name: column for name, column in named.items() if column in columns}
    frame = pl.read_parquet(
        path, columns=list({c.name for c in (*measures, *dims)} | {PERIOD, *told.values()}), glob=False
    )
    place = asked.place if asked and asked.place in {c.name for c in dims} else ""
    rows = _rows(frame, measures, dims, told)
    return Figures(_grounded(rows, place, names) if place else rows, measures, dims, place)


def _grounded(rows: pl.DataFrame, place: str, names: Names) -> pl.DataFrame:
    """The rows with their ground behind the code of their place."""
    pairs = rows.select(place, "#period").unique()
    told = [f"{code}{AND}{names.ground(code, period)}" for code, period in pairs.iter_rows()]
    joined = rows.join(pairs.with_columns(pl.Series("#told", told, dtype=pl.String)), on=[place, "#period"])
    return joined.with_columns(pl.col("#told").alias(place)).drop("#told")


def _rows(frame: pl.DataFrame, measures: tuple[Column, ...], dims: tuple[Column, ...], told: Codes) -> pl.DataFrame:
    bounds = period_bounds(frame[PERIOD].cast(pl.String))
    kept = frame.select(
        *(pl.col(c.name).cast(pl.String).fill_null("") for c in dims),
        pl.col(PERIOD).cast(pl.String).alias("#period"),
        *(
            (pl.col(told[name]).cast(pl.String).fill_null("") if name in told else pl.lit("")).alias(f"#{name}")
            for name in SAID
        ),
        *(pl.col(c.name).cast(pl.Float64) for c in measures),
    )
    dated = kept.with_columns(bounds["freq"], bounds["period_start"].cast(pl.String).alias("start"))
    return dated.filter(pl.col("freq").is_not_null())


def point(row: Mapping[str, object], measure: str, kinds: Mapping[str, str]) -> Point:
    """One figure of :attr:`Figures.rows`; ``kinds`` are those of the site's codes of provenance."""
    code = str(row["#provenance"])
    return Point(
        period=str(row["#period"]),
        start=str(row["start"]),
        value=float(str(row[measure])),
        flag=str(row["#flag"]),
        provenance=kinds.get(code, "unstated"),
        status=str(row["#status"]),
    )
