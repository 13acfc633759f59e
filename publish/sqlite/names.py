"""SQLite names for tables and columns of any origin.

Tables are lower-case words joined by underscores (``ref_agency``; ``population_by_sex`` for table ``by-sex`` of dataset
``population``). Columns keep their names; only what SQLite or Datasette's ``[name]`` quoting cannot carry is replaced.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from typing import Any

MAX_LENGTH = 60
LONG_TABLE, CHANGES = "observations", "changes"  # the ones of all datasets: no table of one of them is called so


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def table_names(tables: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The SQLite name of each (dataset, table).

    Of two that would get one name, the later carries a digest of what it is called: what comes after never changes the
    names of those before.
    """
    found: dict[tuple[str, str], str] = {}
    taken = {LONG_TABLE, CHANGES}
    for key in tables:
        if key not in found:
            found[key] = _free(*key, taken)
            taken.add(found[key])
    return found


def _free(dataset: str, table: str, taken: Container[str]) -> str:
    wanted = _slug(dataset if table == dataset else f"{dataset} {table}")
    if not wanted or wanted in taken or wanted.startswith("sqlite_"):
        digest = hashlib.sha256(f"{dataset}\0{table}".encode()).hexdigest()[:8]
        wanted = f"{wanted or 'table'}_{digest}"
    if wanted.startswith("sqlite_"):  # reserved by SQLite itself
        wanted = f"t_{wanted}"
    number, free = 2, wanted
    while free in taken:
        number, free = number + 1, f"{wanted}_{number}"
    return free


def column_names(fields: Iterable[Mapping[str, Any]]) -> list[str]:
    """One name per field, unique without regard to case as SQLite wants it."""
    found: list[str] = []
    taken: set[str] = set()
    for position, field in enumerate(fields, start=1):
        name = re.sub(r'[\[\]"\x00-\x1f]', "_", str(field.get("name") or "")) or f"column_{position}"
        unique, number = name, 2
        while unique.lower() in taken:
            unique, number = f"{name}_{number}", number + 1
        found.append(unique)
        taken.add(unique.lower())
    return found


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain)[:MAX_LENGTH].strip("_")
