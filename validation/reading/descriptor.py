"""A folder, a descriptor file or a zip -> the descriptor as plain data, its folder, and what is wrong with it.

What is asked of a descriptor is what frictionless 5 asks, after the paths are known to be safe. Schemas and dialects
that stand in files of their own are put in their place, so that everything later reads one document.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from validation.findings import Finding
from validation.reading.ordinary import ordinary
from validation.reading.patterns import pattern_problem
from validation.safety import STANDARD_PROFILES, check_paths, resources_of, unpack

NAMES = ("datapackage.json", "datapackage.yaml", "datapackage.yml")
YAML = (".yaml", ".yml")
MAX_BYTES = 50_000_000  # of a descriptor, inline data and all
MAX_NODES = 1_000_000  # values in a descriptor once every alias is written out
MAX_DEPTH = 100  # values inside one another
MAX_BITS = 14_000  # of a whole number; Python writes none of more than 4,300 digits
MAX_COLUMNS = 2_000  # fields of one schema
MAX_TEXT = {"title": 1_000, "titleEn": 1_000, "description": 20_000, "descriptionEn": 20_000}  # characters


class Loaded(NamedTuple):
    """A descriptor, the folder its paths start from, and findings: after an error among them nothing more is read."""

    descriptor: dict[str, Any]
    base: Path
    findings: list[Finding]


class UnreadableError(Exception):
    """A document that is not one; carries the finding that says so."""

    def __init__(self, rule: str, file: str, problem: str = "") -> None:
        super().__init__(problem)
        self.finding = Finding(rule=rule, value=file, params={"key": file, "path": file, "problem": problem})


def load_descriptor(path: Path, into: Path | None = None) -> Loaded:
    """The package at ``path``: a folder, a ``datapackage.json`` or ``.yaml``, or a zip that is unpacked into ``into``.

    Without ``into`` a zip is unpacked into a temporary folder that is removed when the process ends.
    """
    try:
        if path.is_file() and path.suffix.lower() == ".zip":
            into = into or _temporary_folder()
            if found := unpack(path, into):
                return Loaded({}, into, found)
            path = _only_folder(into)
        file = _descriptor_file(path)
        said = read_document(file)
        return Loaded(*_resolved(said, file.parent))
    except UnreadableError as unreadable:
        return Loaded({}, path if path.is_dir() else path.parent, [unreadable.finding])


def _temporary_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="datapackage-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _only_folder(unpacked: Path) -> Path:
    """Where an archive holds nothing but one folder, that folder."""
    inner = [p for p in unpacked.iterdir() if p.name != "__MACOSX"]
    return inner[0] if len(inner) == 1 and inner[0].is_dir() else unpacked


def _descriptor_file(path: Path) -> Path:
    files = [path / name for name in NAMES] if path.is_dir() else [path]
    for file in filter(Path.is_file, files):
        if not file.resolve().is_relative_to(file.parent.resolve()):
            raise UnreadableError("path.link", file.name)
        return file
    raise UnreadableError("descriptor.absent", path.name)


def read_document(file: Path) -> dict[str, Any]:
    """A JSON or YAML file that holds one mapping, as plain data.

    Raises:
        UnreadableError: the file is not there, too large, not UTF-8, not JSON or YAML, or no mapping.
    """
    limit, read = _reader(file)
    try:
        if file.stat().st_size > limit:
            raise UnreadableError("descriptor.too-large", file.name)
        plain = _Plain(MAX_NODES).copy(read(file.read_text("utf-8")))
    except UnreadableError:
        raise
    except FileNotFoundError as error:
        raise UnreadableError("descriptor.absent", file.name) from error
    except MemoryError:
        raise
    except Exception as error:  # whatever json and yaml raise over a document that is none
        raise UnreadableError("descriptor.unreadable", file.name, " ".join(str(error).split())) from error
    if not isinstance(plain, dict):
        raise UnreadableError("descriptor.unreadable", file.name, "not an object")
    return plain


def _reader(file: Path) -> tuple[int, Callable[[str], Any]]:
    """How many bytes a document may have, and what reads its text."""
    if file.suffix.lower() not in YAML:
        return MAX_BYTES, json.loads
    from validation.reading.yaml import MAX_YAML_BYTES, read_yaml  # where it is needed only

    return MAX_YAML_BYTES, read_yaml


class Moment(str):
    """A date that YAML made of an unquoted text: frictionless takes it for no text, so it is told from one."""


class _Plain:
    """Copies what YAML or JSON gave into plain data, every alias written out, up to so many values."""

    def __init__(self, budget: int) -> None:
        self.budget = budget

    def copy(self, value: Any, depth: int = 0) -> Any:
        """Raises ValueError on too many values, too deep in one another, or one that no file can hold."""
        self.budget -= 1
        if self.budget < 0 or depth > MAX_DEPTH:
            raise ValueError("more values than a descriptor may hold")
        if isinstance(value, dict):
            return {_writable(str(key)): self.copy(below, depth + 1) for key, below in value.items()}
        if isinstance(value, list):
            return [self.copy(below, depth + 1) for below in value]
        if isinstance(value, date):
            return Moment(value.isoformat())
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise ValueError("a number too large")
        return value if value is None or isinstance(value, (int, float, bool)) else _writable(str(value))


def _writable(text: str) -> str:
    """A text as it is; ValueError where it holds half a character (a lone surrogate), which no file can."""
    text.encode()
    return text


def _resolved(said: dict[str, Any], base: Path) -> tuple[dict[str, Any], Path, list[Finding]]:
    if found := check_paths(said, base):
        return said, base, found
    whole = deepcopy(said)
    for resource in resources_of(whole):
        found += _inlined(resource, base)
    found += check_descriptor(whole, base) if not found else []
    return whole, base, found


def _inlined(resource: dict[str, Any], base: Path) -> list[Finding]:
    """Puts a resource's schema and dialect files in their place."""
    found = []
    for key in ("schema", "dialect"):
        if isinstance(resource.get(key), str):
            try:
                resource[key] = read_document(base / resource[key])
            except UnreadableError as unreadable:
                found.append(replace(unreadable.finding, table=str(resource.get("name", ""))))
    return found


def check_descriptor(descriptor: Mapping[str, Any], base: Path) -> list[Finding]:
    """Everything frictionless finds wrong with a descriptor whose paths are safe; no table is read."""
    said = _without_moments(deepcopy(dict(descriptor)))
    found = [
        Finding("descriptor.profile-unchecked", "warning", value=profile, params={"path": profile})
        for profile in take_own_profiles(said)
    ]
    refused = [*_too_much(said), *check_paths(said, base)]
    if refused:
        return found + refused
    if not ordinary(said):
        from validation.reading.profiles import by_frictionless, transformed

        found += check_paths(transformed(said), base) or by_frictionless(said, base)
    broken = any(finding.severity == "error" for finding in found)
    return found if broken else found + list(_bad_patterns(said))


def _without_moments(value: Any) -> Any:
    """The same data with dates where YAML had made dates, as frictionless would have met them."""
    if isinstance(value, dict):
        return {key: _without_moments(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_without_moments(below) for below in value]
    return date.min if isinstance(value, Moment) else value


def _too_much(said: Mapping[str, Any]) -> Iterator[Finding]:
    """Texts that no page could show, and schemas wider than any table we read."""
    yield from _long_texts(said, "", "")
    for resource in resources_of(said):
        table = str(resource.get("name", ""))
        yield from _long_texts(resource, table, "")
        schema = resource.get("schema")
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if not isinstance(fields, list):
            continue
        if len(fields) > MAX_COLUMNS:
            params = {"found": str(len(fields)), "limit": str(MAX_COLUMNS)}
            yield Finding("file.too-wide", table=table, params=params)
        for field in fields:
            if isinstance(field, dict):
                yield from _long_texts(field, table, str(field.get("name", "")))


def _long_texts(part: Mapping[str, Any], table: str, column: str) -> Iterator[Finding]:
    for key, limit in MAX_TEXT.items():
        text = part.get(key)
        if isinstance(text, str) and len(text) > limit:
            params = {"key": key, "found": str(len(text)), "limit": str(limit)}
            yield Finding("descriptor.too-long-text", table=table, column=column or None, params=params)


def take_own_profiles(said: dict[str, Any]) -> Iterator[str]:
    """Takes out the profiles frictionless would fetch, or run a stranger's regular expressions of."""
    for part in (said, *resources_of(said)):
        for key in ("profile", "profiles"):
            named = part.get(key)
            said_here = named if isinstance(named, list) and key == "profiles" else [named]
            if own := [p for p in said_here if isinstance(p, str) and p not in STANDARD_PROFILES]:
                del part[key]
                yield from own


def _bad_patterns(said: Mapping[str, Any]) -> Iterator[Finding]:
    """Patterns that no safe engine can run; those of an array's items would be run by frictionless' own reader."""
    for resource in resources_of(said):
        for field in (resource.get("schema") or {}).get("fields") or ():
            pattern, item = _pattern_of(field), _pattern_of(field.get("arrayItem"))
            problem = "in arrayItem" if item is not None else pattern_problem(pattern or "")
            if problem:
                params = {"problem": problem, "pattern": str(item or pattern)}
                yield Finding("schema.pattern-unsupported", table=resource["name"], column=field["name"], params=params)


def _pattern_of(part: Any) -> str | None:
    limits = part.get("constraints") if isinstance(part, dict) else None
    return limits.get("pattern") if isinstance(limits, dict) else None
