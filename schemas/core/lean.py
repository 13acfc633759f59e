"""pandera on polars as it is where neither pandas nor numpy nor hypothesis is installed, which it does without.

It takes them up wherever it finds them, and a command that checks a hundred rows would spend most of its time on that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from threading import get_ident
from types import ModuleType

import polars as pl  # noqa: F401 - sees for itself what is installed, before anything is hidden

HEAVY = ("pandas", "numpy", "hypothesis")


class _Hidden:
    """A finder that says of the heavy modules that they are not installed, to the thread that asked for it."""

    def __init__(self) -> None:
        self.thread = get_ident()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in HEAVY and get_ident() == self.thread:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return None


@contextmanager
def _lean() -> Iterator[None]:
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)


with _lean():
    import pandera.backends.polars.builtin_checks  # noqa: F401 - what each named check does
    import pandera.polars as pa
    from pandera.backends.polars.checks import PolarsCheckBackend

__all__ = ["PolarsCheckBackend", "pa"]
