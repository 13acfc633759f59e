"""A form with one file, taken from a request within limits: counted while it arrives, never whole in memory.

It goes into a temporary file without a name, which vanishes with the request, whatever ends it.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from publish.portal.check.limits import Bounds
from publish.portal.check.refused import busy, no_file, stopped, too_large, too_slow

FIELDS = 8  # parts of a form besides its file
PART = 2_000  # bytes of one of them
AROUND = FIELDS * PART + 8_192  # what a form may have around its file
LONGEST = 120  # characters kept of a file's name


@dataclass(frozen=True)
class Upload:
    """What was sent: the file, what its sender calls it, and the other fields of the form."""

    file: BinaryIO | None
    name: str
    fields: dict[str, str]


class Uploads:
    """Counts the files that are on their way, of each sender too: nobody alone can take every place."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._open: Counter[str] = Counter()  # by the sender's address

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Upload]:
        """The form of a request, its file open as long as it is used.

        Raises:
            Refused: it is no form, too large, too slow, or one too many; or its sender is gone, who reads no answer.
        """
        sender = request.client.host if request.client else ""
        if self._open.total() >= self._bounds.uploads or self._open[sender] >= self._bounds.own_uploads:
            raise busy()
        self._open[sender] += 1
        try:
            async with await self._form(request) as form:
                yield _upload(form)
        finally:
            self._open[sender] -= 1
            self._open += Counter()  # forgets who has none left

    async def _form(self, request: Request) -> _Closing:
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise no_file()
        parser = MultiPartParser(
            request.headers, self._counted(request), max_files=1, max_fields=FIELDS, max_part_size=PART
        )
        try:
            async with asyncio.timeout(self._bounds.upload_seconds):
                return _Closing(await parser.parse())
        except TimeoutError:
            raise too_slow(self._bounds) from None
        except (MultiPartException, ClientDisconnect):
            raise no_file() from None

    async def _counted(self, request: Request) -> AsyncGenerator[bytes, None]:
        """The body, up to the limit; what lies beyond is thrown away, that the sender may come to read the answer."""
        limit, seen = self._bounds.file.bytes + AROUND, 0
        if _asks_first(request) and int(request.headers.get("content-length", "0")) > limit:
            raise too_large(self._bounds)
        async for chunk in self._steady(request):
            seen += len(chunk)
            if seen <= limit:
                yield chunk
            elif seen > limit + self._bounds.drained:
                break
        if seen > limit:
            raise too_large(self._bounds)

    async def _steady(self, request: Request) -> AsyncGenerator[bytes, None]:
        """The body as it arrives, as long as it does so at some pace."""
        begun, seen, chunks = time.monotonic(), 0, request.stream()
        while True:
            try:
                async with asyncio.timeout(self._bounds.quiet_seconds):
                    chunk = await anext(chunks, None)
            except TimeoutError:
                raise stopped() from None
            if chunk is None:
                return
            seen += len(chunk)
            if seen < (time.monotonic() - begun - self._bounds.quiet_seconds) * self._bounds.pace:
                raise stopped()
            yield chunk


class _Closing:
    """A form whose file is closed at the end."""

    def __init__(self, form: FormData) -> None:
        self.form = form

    async def __aenter__(self) -> FormData:
        return self.form

    async def __aexit__(self, *_: object) -> None:
        await self.form.close()


def _asks_first(request: Request) -> bool:
    """Whether the sender waits for leave before it sends (curl does)."""
    return request.headers.get("expect", "").lower() == "100-continue" and (
        request.headers.get("content-length", "").isdecimal()
    )


def _upload(form: FormData) -> Upload:
    fields = {key: value for key, value in form.items() if isinstance(value, str)}
    found = form.get("file")
    if not isinstance(found, UploadFile) or not found.filename:
        return Upload(None, "", fields)
    return Upload(found.file, plain_name(found.filename), fields)


def plain_name(name: str) -> str:
    """The last part of a file's name, without anything that is no letter, digit, sign or space."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] not in "CZ" or c == " ")
    suffix = PurePosixPath(shown).suffix[:10]
    return shown if len(shown) <= LONGEST else shown[: LONGEST - len(suffix)] + suffix
