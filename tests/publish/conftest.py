from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Datasette's writing thread can only be ended by SystemExit, which Python passes over in silence."""
    thread = r"Exception in thread Thread-\d+ \(_execute_writes\)"
    config.addinivalue_line("filterwarnings", f"ignore:{thread}:pytest.PytestUnhandledThreadExceptionWarning")
