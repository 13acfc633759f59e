"""A small CSV file that is written exactly as its schema says: opened here, where frictionless could only agree.

frictionless takes milliseconds to make a resource of a descriptor and a header of a schema, whatever they say; a check
of thousands of small packages is then mostly that. What is not simple in every respect is opened by it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from validation.reading.descriptor import MAX_COLUMNS
from validation.reading.ordinary import PATH, applies_as_it_stands
from validation.reading.sniff import DELIMITERS, SAMPLED_ROWS, SNIFFED_LINES, sniff
from validation.safety import leaves

SMALL = 1 << 18  # bytes
MEANT = {  # what a resource may say besides its name, path and schema without being opened in another way
    "type": ("table",),
    "profile": ("tabular-data-resource", "data-resource"),
    "format": ("csv",),
    "mediatype": ("text/csv",),
    "encoding": ("utf-8",),
}
TOLD = ("name", "path", "schema", "title", "titleEn", "description", "descriptionEn", "licenses", "sources", "homepage")


class SimpleFile(NamedTuple):
    """The columns of a file, the texts that mean "no value" in each, its schema, and its rows with their numbers."""

    missing: Mapping[str, list[str]]
    schema: dict[str, Any]
    rows: Iterator[tuple[int, list[Any]]]


def simple_file(resource: Mapping[str, Any], base: Path) -> SimpleFile | None:
    """The file of a resource whose descriptor was accepted; None where it is not simple."""
    if not all(key in TOLD or value in MEANT.get(key, ()) for key, value in resource.items()):
        return None
    path, known = resource.get("path"), _known(json.dumps(resource.get("schema")))
    if known is None or not isinstance(path, str) or not PATH.fullmatch(path) or leaves(path, base):
        return None
    file = base / path
    if not file.is_file() or file.stat().st_size > SMALL:
        return None
    rows = _rows(file.read_bytes(), "encoding" in resource)
    names = list(known.missing)
    if not rows or rows[0] != names or any(len(row) != len(names) for row in rows[:SAMPLED_ROWS]):
        return None
    return SimpleFile(known.missing, known.schema, enumerate(islice(rows, 1, None), 2))


class _Known(NamedTuple):
    missing: Mapping[str, list[str]]
    schema: dict[str, Any]


@lru_cache(maxsize=64)
def _known(schema: str) -> _Known | None:
    """What a schema says of its columns: a package's, or that of thousands of packages of one form."""
    said = json.loads(schema)
    if not applies_as_it_stands(said) or len(said["fields"]) > MAX_COLUMNS:
        return None
    missing = {field["name"]: said.get("missingValues", [""]) for field in said["fields"]}
    return _Known(missing, said) if all(name == name.strip() for name in missing) else None


def _rows(octets: bytes, declared: bool) -> list[list[str]]:
    """All rows, header too; none where somebody might read something else."""
    try:
        text = octets.decode("utf-8" if declared else "utf-8-sig")
        if "\0" in text:
            return []
        lines = io.StringIO(text, newline="")
        found = sniff("".join(islice(lines, SNIFFED_LINES)), DELIMITERS)
        lines.seek(0)
        space = bool(found and found.skip_space)
        return list(csv.reader(lines, delimiter=found.delimiter if found else ",", skipinitialspace=space))
    except (UnicodeError, csv.Error):
        return []
