"""Reading a built file on behalf of a reader, who is answered in time or told that it takes too long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

SECONDS = 1.0  # that what one reader asks may take
STEPS = 10_000  # of SQLite between looks at the clock


@contextmanager
def reading(path: Path, seconds: float = SECONDS) -> Iterator[sqlite3.Connection]:
    """A connection for one question.

    Raises:
        TimeoutError: it was not answered in so many seconds.
    """
    until = monotonic() + seconds
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        db.set_progress_handler(lambda: monotonic() > until, STEPS)
        try:
            yield db
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from error
            raise
