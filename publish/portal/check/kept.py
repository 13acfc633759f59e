"""Answers that wait in memory to be fetched: for minutes, under an address that nobody can guess, and on no disk.

The page could carry the workbook itself, as a ``data:`` link (Chromium downloads 20 MB of it under our policy). But it
would then carry every form of the answer, wanted or not, a third larger, over whatever line an office has; and it could
not be loaded again, or read in the other language, without the file being sent again. So the answer stays here, ten
minutes at most and no longer than its reader wants it; the pages say so. The file that was sent is not kept.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict

from publish.portal.check.limits import Bounds
from publish.sent import Answered


class Kept:
    """Answers by id; the oldest make room where there are too many."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._answers: OrderedDict[str, Answered] = OrderedDict()  # oldest first

    def put(self, answered: Answered) -> str:
        """The id of an answer, of 192 random bits."""
        key = secrets.token_urlsafe(24)
        self._answers[key] = answered
        asyncio.get_running_loop().call_later(self._bounds.kept_seconds, self.drop, key)
        while self.held > self._bounds.kept_bytes and len(self._answers) > 1:
            self._answers.popitem(last=False)
        return key

    def get(self, key: str) -> Answered | None:
        return self._answers.get(key)

    def drop(self, key: str) -> None:
        self._answers.pop(key, None)

    @property
    def held(self) -> int:
        """Bytes of all answers."""
        return sum(answered.size for answered in self._answers.values())
