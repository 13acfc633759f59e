"""Resources that are no tables: there, whole, and, where they are descriptors themselves, valid as such."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Metadata, Resource
from frictionless.resources import (
    CatalogResource,
    InquiryResource,
    MetadataResource,
    PackageResource,
    ResourceResource,
)

import validation.reading.offline  # noqa: F401 - before anything asks frictionless
from validation.findings import Finding
from validation.reading.descriptor import UnreadableError, read_document, take_own_profiles
from validation.reading.source import detect_encoding, guard
from validation.safety import check_paths

HOLDING_PATHS = (PackageResource, ResourceResource)
UNCHECKED = (CatalogResource, InquiryResource)  # they would make frictionless open what they name


def check_file(resource: Resource, base: Path) -> Iterator[Finding]:
    """What is wrong with a file that is no table. Its sums are taken on the way, for whoever compares them.

    Raises:
        RefusedError: the file is not there, or would unpack into too much.
        FrictionlessException: it can not be opened.
    """
    guard(resource)
    if isinstance(resource, MetadataResource):
        yield from _check_metadata(resource, base)
        return
    resource.detector.encoding_function = None if resource.get_defined("encoding") else detect_encoding
    with resource:
        if resource.hash is not None or resource.bytes is not None:
            for _ in resource.byte_stream:
                pass


def _check_metadata(resource: MetadataResource[Metadata], base: Path) -> Iterator[Finding]:
    """A JSON file that is itself a descriptor is held to its standard, as by frictionless; what it names is left."""
    name = str(resource.path or "")
    if isinstance(resource, UNCHECKED):
        yield Finding("file.unchecked", "warning", value=name, params={"path": name})
        return
    try:
        said = read_document(base / name) if resource.data is None else dict(resource.data)
    except UnreadableError as error:
        params = {"path": name, "problem": str(error) or error.finding.rule}
        yield Finding("file.descriptor", value=name, params=params)
        return
    options: dict[str, Any] = {}
    if isinstance(resource, HOLDING_PATHS):
        yield Finding("file.unchecked", "warning", value=name, params={"path": name})
        if found := check_paths(said, (base / name).parent):
            yield from found
            return
        options = {"basepath": str((base / name).parent)}
        for _ in take_own_profiles(said):
            pass  # unchecked as all else it names
    try:
        resource.dataclass.from_descriptor(said, **options)
    except FrictionlessException as error:
        for reason in error.reasons or [error.error]:
            yield Finding("file.descriptor", value=name, params={"path": name, "problem": reason.note})
