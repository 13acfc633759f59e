"""A file that somebody asked for, written where they said."""

from __future__ import annotations

from pathlib import Path

from publish.errors import KtthError


def write(path: Path, data: bytes) -> None:
    """Write ``data``, making the folders above it. :class:`KtthError` where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise KtthError("{path} cannot be written: {problem}", path=path, problem=error.strerror) from error
