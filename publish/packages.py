"""Which packages a command is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publish.errors import UsageError
from publish.settings import Settings
from validation.reading.descriptor import NAMES

SENT = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")  # how files are called that agencies send


def packages_of(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """The given paths; every package below the content's folder where none is given.

    Raises:
        UsageError: a path does not exist, or there is no package at all.
    """
    for path in paths:
        if not path.exists():
            raise UsageError("{path} does not exist", path=path)
    found = list(paths) or sorted(p for p in settings.datapackages.glob("*") if is_package(p))
    if not found:
        raise UsageError("no data package in {folder}", folder=settings.datapackages)
    return found


def is_sent(path: Path) -> bool:
    """Whether a path is a file with a table in it, and no package."""
    return path.suffix.lower() in SENT and not path.is_dir()


def is_package(folder: Path) -> bool:
    return any((folder / name).is_file() for name in NAMES)
