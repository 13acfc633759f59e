"""frictionless without a network: whatever a descriptor makes it ask for, nothing leaves this computer.

The paths of a package are checked before frictionless sees them (:mod:`validation.safety`); this holds even where a
check misses one.
"""

from __future__ import annotations

from typing import NoReturn

from frictionless import system


class OfflineError(Exception):
    """Something was to be fetched."""


class _NoNetwork:
    """Stands where frictionless keeps its HTTP session; every way of using it is refused."""

    def __getattr__(self, name: str) -> NoReturn:
        raise OfflineError("nothing is fetched")


_offline = system.use_context(http_session=_NoNetwork())
_offline.__enter__()  # for as long as the process runs
