"""Computed datasets in a release: made anew from what is about to be released, with its versions, and then checked.

Nobody sends their rows and no folder holds them, so an input is never released without them. What they were made from
stands in their descriptor: input -> version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from publish.base import RELEASED_ONLY
from publish.errors import KtthError
from publish.lookup import previous
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Step
from publish.version import INPUTS
from schemas.core.derived import Derivation, Tables, Versions
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.package import Checked, Package, check_package
from validation.reading.table import TextTable
from validation.table import TypedTable

Look = Callable[[TableName], pl.DataFrame | None]


def computed(
    checked: Sequence[Checked],
    steps: Sequence[Step],
    content: Content,
    catalog: Catalog,
    settings: Settings,
    look: Look,
) -> Iterator[Checked]:
    """The computed datasets of a batch, whose other packages are planned as ``steps``, made and checked.

    These are those among the ``checked``, and those released before that need a dataset which now changes: they keep
    the words they were released with. ``look`` finds tables that are not in the batch.
    """
    given: dict[str, Package] = {one.dataset: one for one in checked}
    snapshot = catalog.current()
    released = snapshot.datasets if snapshot else {}
    versions = {dataset: entry.version for dataset, entry in released.items()} | {s.dataset: s.version for s in steps}
    changed = {step.dataset for step in steps if step.changed}
    batch = {(t.table.dataset, t.table.name): t.frame for step in steps for t in step.checked.tables}
    last = previous(catalog)
    for dataset, how in content.derived.items():
        old = dataset in released and _stale(catalog.release(dataset).descriptor, how, versions)
        gone = dataset not in released and _withdrawn_with_inputs(dataset, catalog)
        if dataset not in given and not (gone or old or (dataset in released and changed & {*how.inputs})):
            continue
        package = given.get(dataset) or _as_released(dataset, catalog, settings)
        tables = {n: _typed(batch[n] if n in batch else last(n), content.tables[n]) for n in how.needs}
        inputs = {one: versions[one] for one in how.inputs if one in versions}
        made = _filled(package, content.tables[dataset, dataset], _rows(how, tables, inputs), inputs)
        yield check_package(made, content, lambda n: batch[n] if n in batch else look(n), last)


def _stale(descriptor: Mapping[str, Any], how: Derivation, versions: Versions) -> bool:
    """Whether rows were computed from other versions than those of the catalog: one was rolled back or withdrawn."""
    return dict(descriptor.get(INPUTS, {})) != {one: versions[one] for one in how.inputs if one in versions}


def _withdrawn_with_inputs(dataset: str, catalog: Catalog) -> bool:
    """Whether a computed dataset went because of what it was computed from: then it is computed without that."""
    last = catalog.named(dataset)[:1]
    made_of = dict(last[0].descriptor.get(INPUTS, {})) if last else {}
    return any(version in catalog.withdrawn(one) for one, version in made_of.items())


def _rows(how: Derivation, tables: Tables, inputs: Versions) -> pl.DataFrame:
    """What is computed. :class:`KtthError` where an input says something that nothing can be computed from."""
    try:
        return how.compute(tables, inputs)
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise KtthError("{dataset} cannot be computed: {problem}", dataset=how.dataset, problem=error) from error


def options_for(one: Checked, asked: Sequence[Checked], catalog: Catalog, options: Options) -> Options:
    """What was said of the batch, without what goes with the one package that was ``asked`` for."""
    if any(one.dataset == other.dataset for other in asked):
        return options
    snapshot = catalog.current()
    current = snapshot.datasets.get(one.dataset) if snapshot else None
    return replace(options, version="", based_on=current.version if current else "")


def _as_released(dataset: str, catalog: Catalog, settings: Settings) -> Package:
    """The words of the newest release; its rows are made anew."""
    snapshot = catalog.current()
    shown = snapshot is not None and dataset in snapshot.datasets
    newest = catalog.release(dataset) if shown else catalog.named(dataset)[0]
    descriptor = {k: v for k, v in newest.descriptor.items() if k not in RELEASED_ONLY}
    return Package(dataset, settings.datapackages / dataset, descriptor)


def _typed(frame: pl.DataFrame | None, table: Table) -> pl.DataFrame:
    """The columns of the model, whatever a release of an earlier model had; no rows where there is no table."""
    types = {name: table.schema.columns[name].dtype.type for name in table.columns}
    if frame is None:
        return pl.DataFrame(schema=types)
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None).alias(name)).cast(dtype, strict=False)
        for name, dtype in types.items()
    )


def _filled(package: Package, table: Table, rows: pl.DataFrame, inputs: Mapping[str, str]) -> Package:
    """The package with computed rows in place of whatever its folder holds, and of what was found there."""
    frame = _typed(rows.select(table.columns), table)
    numbers = pl.Series("row", range(2, rows.height + 2), dtype=pl.Int64)
    typed = TypedTable(table, TextTable(table.columns, frame.cast(pl.String), numbers), frame)
    descriptor = {**package.descriptor, INPUTS: dict(inputs)}
    findings = tuple(f for f in package.findings if not f.table)
    return Package(package.dataset, package.folder, descriptor, (typed,), package.files, findings)
