"""A whole data package, ours or from elsewhere: descriptor, tables, keys and references -> one report.

A package is ours if the content declares models for its name; its descriptor is then held to the typed form and its
tables to their models. Any other package is held to its own Table Schemas, and keeps everything it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from schemas.core.dictionary import table_schema
from schemas.core.names import slug
from schemas.core.registry import Content
from schemas.core.rules import Given
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.findings import Finding, Report
from validation.own import form_findings
from validation.reading import load_descriptor, read_table
from validation.references import broken_references, code_lists, missing_keys, order_by_references
from validation.rows import Failure
from validation.table import TypedTable, check_rows, check_rules, type_table

Look = Callable[[TableName], pl.DataFrame | None]
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


@dataclass(frozen=True)
class Checked(Package):
    """A package and the report of its check."""

    report: Report = field(default_factory=Report)

    @property
    def own(self) -> bool:
        """Whether a model of the content was applied to it."""
        return any(typed.table.own for typed in self.tables)


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
) -> list[Checked]:
    """Every package of a batch, those referred to first.

    A table is looked up in the batch, else ``elsewhere``; ``previous`` gives a table as last released. ``name`` is what
    a package from elsewhere shall be called.

    Raises:
        DuplicateDatasetError: two packages of the batch are one dataset; which, is its message.
    """
    packages = []
    for path in paths:
        progress("read", path.name)
        packages.append(read_package(path, content, name))
    names = [package.dataset for package in packages]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise DuplicateDatasetError(", ".join(twice))
    batch = {(t.table.dataset, t.table.name): t.frame for p in packages for t in p.tables}

    def look(table: TableName) -> pl.DataFrame | None:
        return batch[table] if table in batch else elsewhere(table)

    lists = look((content.site.code_lists, content.site.code_lists)) if content.site.code_lists else None
    codes = {} if lists is None else code_lists(lists)
    ordered = order_by_references(
        {(t.table.dataset, t.table.name): t.table.references for p in packages for t in p.tables}
    )
    place = {dataset: i for i, dataset in enumerate(ordered)}
    found = []
    for package in sorted(packages, key=lambda p: place.get(p.dataset, -1)):
        progress("check", package.dataset)
        found.append(_check(package, codes, look, previous, content.site.vocabularies))
    return found


def read_package(path: Path, content: Content, name: str = "") -> Package:
    """Descriptor and tables, with the findings of reading and typing; nothing is compared with anything yet."""
    descriptor, base, findings = load_descriptor(path)
    dataset = _dataset(descriptor, base, content, name)
    tables: list[TypedTable] = []
    files: dict[str, bytes] = {}
    if not any(f.severity == "error" for f in findings):
        declared = {t.name: t for t in content.datasets.get(dataset, ())}
        if declared:
            findings = [*findings, *own_descriptor_findings(descriptor, base, dataset, declared, content)]
        if not descriptor.get("licenses"):
            findings = [*findings, Finding("license.missing", "warning")]
        for resource in descriptor.get("resources", ()):
            model = declared.get(resource["name"])
            text = read_table({**resource, "schema": table_schema(model)} if model else resource, base)
            findings = [*findings, *text.findings]
            if not text.tabular:
                files |= _content(resource, base)
                continue
            typed, wrong = type_table(model or Table.of_schema(dataset, resource["name"], text.schema), text)
            tables.append(typed)
            findings = [*findings, *(() if typed.misread else wrong)]
    found = tuple(f if f.dataset else replace(f, dataset=dataset) for f in findings)
    return Package(dataset, base, descriptor, tuple(tables), files, found)


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
    codes: Mapping[str, Sequence[str]],
    look: Look,
    previous: Look,
    vocabularies: Mapping[str, tuple[str, str]],
) -> Checked:
    findings = list(package.findings)
    unchecked: dict[str, str] = {}
    for typed in package.tables:
        if typed.misread:
            continue
        findings += check_rows(typed, codes)
        findings += _key_findings(typed, package)
        findings += _reference_findings(typed, look, unchecked)
        rules, not_run = check_rules(typed, _given(typed, look, previous))
        findings += rules
        unchecked |= not_run
    if package.tables and package.tables[0].table.own:
        findings += _vocabulary_findings(package, vocabularies, look)
    rows = {(package.dataset, t.table.name): t.frame.height for t in package.tables}
    report = Report(tuple(sorted(findings, key=_place)), rows, unchecked)
    fields = {k: getattr(package, k) for k in ("dataset", "folder", "descriptor", "tables", "files", "findings")}
    return Checked(**fields, report=report)


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


def _place(finding: Finding) -> tuple[str, str, int, str, str]:
    return finding.dataset, finding.table, finding.row or 0, finding.column or "", finding.rule


def _given(typed: TypedTable, look: Look, previous: Look) -> Given:
    needed = {name for rule in typed.table.rules for name in rule.needs}
    tables = {name: frame for name in needed if (frame := look(name)) is not None}
    compared = any(rule.needs_previous for rule in typed.table.rules)
    before = previous((typed.table.dataset, typed.table.name)) if compared else None
    return Given(previous=before, tables=tables)


def _key_findings(typed: TypedTable, package: Package) -> Iterator[Finding]:
    """Foreign keys between tables of one package; one without its own columns in the file has been found already."""
    frames = {t.table.name: t.frame for t in package.tables} | {"": typed.frame}
    for key in typed.table.foreign_keys:
        where: dict[str, str | float] = {"target": key.table or typed.table.name, "to": ", ".join(key.to)}
        target = frames.get(key.table)
        if target is None:
            yield Finding("reference.target-missing", "error", typed.table.dataset, typed.table.name, params=where)
        elif set(key.columns) <= set(typed.frame.columns):
            lost = missing_keys(key.columns, typed.frame, key.to, target)
            yield from typed.findings_of(Failure(f.index, f.column, f.check, params=where) for f in lost)


def _reference_findings(typed: TypedTable, look: Look, unchecked: dict[str, str]) -> Iterator[Finding]:
    for reference in typed.table.references:
        target = look(reference.target)
        name = "/".join(reference.target)
        if target is None:
            unchecked[f"reference {typed.table.name} → {name}"] = f"table missing: {name}"
        elif set(reference.columns) <= set(typed.frame.columns):
            yield from typed.findings_of(broken_references(reference, typed.frame, target))
