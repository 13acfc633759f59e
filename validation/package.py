"""A whole data package, ours or from elsewhere: descriptor, tables, keys and references -> one report.

A package is ours if the content declares models for its name; its descriptor is then held to the typed form and its
tables to their models. Any other package is held to its own Table Schemas, and keeps everything it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schemas.core.dictionary import table_schema
from schemas.core.names import slug
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from schemas.core.site import Site
from schemas.core.table import Table
from validation.batches import Batches, UnevenError
from validation.findings import Finding, Report
from validation.large import LargeTable, is_large
from validation.own import form_findings
from validation.reading import load_descriptor, read_parts, read_table
from validation.references import order_by_references
from validation.table import TypedTable, type_table
from validation.tables import Framed, check_tables, codes_asked, given_for, in_order
from validation.tables import Look as Look
from validation.today import today as day_of

Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Package:
    """A package that was read: its tables typed, other files by resource name, and what was wrong so far."""

    dataset: str
    folder: Path
    descriptor: Mapping[str, Any]
    tables: tuple[TypedTable, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    large: tuple[LargeTable, ...] = ()  # tables whose rows are not kept

    @property
    def every_table(self) -> tuple[Framed, ...]:
        return (*self.tables, *self.large)


@dataclass(frozen=True)
class Checked(Package):
    """A package and the report of its check."""

    report: Report = field(default_factory=Report)

    @property
    def own(self) -> bool:
        """Whether a model of the content was applied to it."""
        return any(one.table.own for one in self.every_table)


class DuplicateDatasetError(ValueError):
    """Two packages of one batch have one name."""


def check_packages(
    paths: Sequence[Path],
    content: Content,
    elsewhere: Look = lambda _: None,
    previous: Look = lambda _: None,
    *,
    name: str = "",
    progress: Progress = lambda *_: None,
    today: date | None = None,
    keep: bool = True,
) -> list[Checked]:
    """Every package of a batch, those referred to first.

    A table is looked up in the batch, else ``elsewhere``; ``previous`` gives a table as last released. ``name`` is what
    a package from elsewhere shall be called, ``today`` the day of the check where it is not the day it is. Without
    ``keep`` the rows of large tables are not held: only the report says what is in them.

    Raises:
        DuplicateDatasetError: two packages of the batch are one dataset; which, is its message.
    """
    packages = []
    for path in paths:
        progress("read", path.name)
        packages.append(read_package(path, content, name, keep=keep))
    names = [package.dataset for package in packages]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise DuplicateDatasetError(", ".join(twice))
    batch = {(t.table.dataset, t.table.name): t for p in packages for t in p.every_table}

    def look(table: TableName) -> pl.DataFrame | None:
        return batch[table].frame if table in batch else elsewhere(table)

    codes = codes_asked(batch.values(), content, look)
    ordered = order_by_references({name: t.table.references for name, t in batch.items()})
    place = {dataset: i for i, dataset in enumerate(ordered)}
    found = []
    for package in sorted(packages, key=lambda p: place.get(p.dataset, -1)):
        progress("check", package.dataset)
        found.append(_check(package, content.site, codes, look, previous, today or day_of(content.site)))
    return found


def check_package(package: Package, content: Content, look: Look, previous: Look) -> Checked:
    """One package whose rows are there already, as :func:`check_packages` checks those it reads."""
    return _check(
        package, content.site, codes_asked(package.every_table, content, look), look, previous, day_of(content.site)
    )


def read_package(path: Path, content: Content, name: str = "", *, keep: bool = True) -> Package:
    """Descriptor and tables, with the findings of reading and typing; nothing is compared with anything yet.

    Of large tables only the header is read, unless they are to be kept.
    """
    descriptor, base, findings = load_descriptor(path)
    dataset = _dataset(descriptor, base, content, name)
    tables: list[TypedTable] = []
    large: list[LargeTable] = []
    files: dict[str, bytes] = {}
    if not any(f.severity == "error" for f in findings):
        declared = {t.name: t for t in content.datasets.get(dataset, ())}
        if declared:
            findings = [*findings, *own_descriptor_findings(descriptor, base, dataset, declared, content)]
        if not descriptor.get("licenses"):
            findings = [*findings, Finding("license.missing", "warning")]
        for resource in descriptor.get("resources", ()):
            model = declared.get(resource["name"])
            said = {**resource, "schema": table_schema(model)} if model else resource
            whole = keep or not is_large(resource, base)
            text = read_table(said, base) if whole else next(read_parts(said, base))
            findings = [*findings, *text.findings]
            if not whole and text.schema:
                table = model or Table.of_schema(dataset, resource["name"], text.schema)
                large.append(LargeTable(table, said, base, text))
                continue
            if not text.tabular:
                files |= _content(resource, base)
                continue
            typed, wrong = type_table(model or Table.of_schema(dataset, resource["name"], text.schema), text)
            tables.append(typed)
            findings = [*findings, *(() if typed.misread else wrong)]
    found = tuple(f if f.dataset else replace(f, dataset=dataset) for f in findings)
    return Package(dataset, base, descriptor, tuple(tables), files, found, tuple(large))


def _dataset(descriptor: Mapping[str, Any], base: Path, content: Content, name: str) -> str:
    """The dataset's name. A folder that has the name of one of ours holds it: a slip in the descriptor's own name must
    not take it out of its rules."""
    folder = base.resolve().name
    if not name and folder in content.datasets and descriptor.get("name") not in content.datasets:
        return folder
    return dataset_id(descriptor, base, name)


def _content(resource: Mapping[str, Any], base: Path) -> dict[str, bytes]:
    """The bytes of a resource that is no table; several files in one resource stand one behind the other."""
    said = resource.get("path") or []
    paths = [said] if isinstance(said, str) else said
    found = b"".join((base / path).read_bytes() for path in paths if (base / path).is_file())
    return {resource["name"]: found}


def dataset_id(descriptor: Mapping[str, Any], folder: Path, name: str = "") -> str:
    """The dataset's name here: what the caller says, else the package's, else its folder's; safe as a path."""
    return slug(name or str(descriptor.get("name") or "") or folder.resolve().name) or "package"


def own_descriptor_findings(
    descriptor: Mapping[str, Any], folder: Path, dataset: str, declared: Mapping[str, Table], content: Content
) -> Iterator[Finding]:
    """Where one of our own descriptors departs from the typed form, its names, its tables or the licences."""
    yield from form_findings(descriptor)
    folder_name = folder.resolve().name
    if not folder_name == dataset == descriptor.get("name"):
        yield Finding("descriptor.folder-name", params={"folder": folder_name, "name": str(descriptor.get("name"))})
    present = {r.get("name") for r in descriptor.get("resources", ())}
    for missing in sorted(declared.keys() - present):
        yield Finding("descriptor.table-missing", params={"table": missing})
    for unknown in sorted(map(str, present - declared.keys())):
        yield Finding("descriptor.table-unknown", params={"table": unknown})
    known = [one.id for one in content.site.licenses]
    for said in descriptor.get("licenses", ()):
        if known and said.get("name") not in known:
            yield Finding("license.unknown", params={"license": str(said.get("name")), "known": ", ".join(known)})


def _check(
    package: Package,
    site: Site,
    codes: Mapping[str, Sequence[str]],
    look: Look,
    previous: Look,
    today: date | None,
) -> Checked:
    wrong, unchecked = check_tables(package.tables, codes, look, previous, today, package.large)
    rows = {(package.dataset, t.table.name): t.frame.height for t in package.tables}
    for large in package.large:
        found, not_run, height = check_large(large, package, codes, look, previous, today)
        wrong += found
        unchecked |= not_run
        rows[package.dataset, large.table.name] = height
    checked = Checked(**{one.name: getattr(package, one.name) for one in fields(package)})
    wrong += _vocabulary_findings(package, site.vocabularies, look) if checked.own else ()
    return replace(checked, report=Report(in_order([*package.findings, *wrong]), rows, unchecked))


def check_large(
    large: LargeTable,
    package: Package,
    codes: Mapping[str, Sequence[str]],
    look: Look,
    previous: Look,
    today: date | None,
) -> tuple[list[Finding], dict[str, str], int]:
    """What is wrong with a large table, which rules could not be checked, and how many rows it has."""
    beside = {one.table.name: one for one in package.every_table}
    batches = Batches(large, codes, look, given_for(large.table, look, previous, today), beside)
    try:
        found, unchecked, height = batches.run(), batches.unchecked, batches.rows
    except UnevenError:
        text = read_table(large.resource, large.base)
        typed, wrong = type_table(large.table, text)
        others = [one for one in beside.values() if one is not large]
        found, unchecked = check_tables([typed], codes, look, previous, today, others)
        found, height = [*text.findings[len(large.head.findings) :], *wrong, *found], typed.frame.height
    return [f if f.dataset else replace(f, dataset=package.dataset) for f in found], unchecked, height


def _vocabulary_findings(
    package: Package, vocabularies: Mapping[str, tuple[str, str]], look: Look
) -> Iterator[Finding]:
    """Values of descriptor keys (publisher, targets …) that stand in no register the site names for them."""
    for key, (register, column) in vocabularies.items():
        known = look((register, register))
        said = package.descriptor.get(key) or ()
        for value in [said] if isinstance(said, str) else said:
            if known is not None and value not in known[column]:
                params = {"key": key, "value": str(value), "register": register}
                yield Finding("descriptor.value-unknown", dataset=package.dataset, params=params)
