"""A table as JSON: an array of one object per row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publish.canonical import number_text
from publish.distributions.subject import Subject
from publish.rows import typed_rows

FORMAT = 1
CHUNK_ROWS = 1000


def write(subject: Subject, path: Path) -> None:
    """Write the rows; what JSON has no number for (``NaN``, ``INF``) is text, as in the CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(_chunks(subject.worked, subject.table.schema))


def _chunks(path: Path, schema: Mapping[str, Any]) -> Iterator[str]:
    frame = typed_rows(path, schema)
    yield "["
    for start in range(0, frame.height, CHUNK_ROWS):
        rows = (json.dumps(_plain(row), ensure_ascii=False) for row in frame[start : start + CHUNK_ROWS].to_dicts())
        yield (",\n" if start else "\n") + ",\n".join(rows)
    yield "\n]\n"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: number_text(v) if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
