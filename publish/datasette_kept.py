"""Answers that are kept: a file never changes, so neither does what is answered of it.

``Rows`` are short results of SQL (counts, facets, names of codes), ``Answers`` whole responses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from typing import Generic, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.counters import count

Value = TypeVar("Value")
Header = tuple[bytes, bytes]
OVERHEAD = 1_000  # bytes that any entry costs besides


class Bounded(Generic[Value]):
    """The newest values up to so many bytes together; what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: OrderedDict[Hashable, tuple[int, Value]] = OrderedDict()
        self.size = self.hits = 0

    def get(self, key: Hashable) -> Value | None:
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        self.hits += 1
        return found[1]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep ``value``; one of more than an eighth of all there is room for is not kept."""
        size += OVERHEAD
        if size * 8 > self.most or key in self._held:
            return
        self._held[key] = size, value
        self.size += size
        while self.size > self.most:
            _, (gone, _) = self._held.popitem(last=False)
            self.size -= gone


class Answers:
    """``app``, its answers to GET kept up to ``most`` bytes; each has an ETag, and a reader who has it is told so."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self.kept: Bounded[tuple[list[Header], bytes]] = Bounded(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        key = (scope["raw_path"], scope["query_string"], headers.get(b"host"), scope.get("scheme"))
        found = self.kept.get(key)
        count("data_made" if found is None else "data_kept")
        if found is None:
            found = await self._asked(scope, receive, send)
            if found is None:
                return
            self.kept.put(key, found, len(found[1]) + len(repr(key)))
        await _send(found, headers.get(b"if-none-match", b""), send)

    async def _asked(self, scope: Scope, receive: Receive, send: Send) -> tuple[list[Header], bytes] | None:
        """The answer, if it is one to keep; else it is sent as it comes."""
        collected = _Collected(send, self.kept.most // 8)
        await self._app(scope, receive, collected)
        return collected.answer()


class _Collected:
    """Takes an answer of up to ``most`` bytes; what is no success, or longer, is passed on."""

    def __init__(self, send: Send, most: int) -> None:
        self._send, self._room = send, most
        self._messages: list[Message] = []
        self._passing = False

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)
        self._room -= len(message.get("body", b""))
        if self._passing or message.get("status", 200) != 200 or self._room < 0:
            self._passing = True
            while self._messages:
                await self._send(self._messages.pop(0))

    def answer(self) -> tuple[list[Header], bytes] | None:
        """Headers with an ETag, and the body; None where it was passed on."""
        if self._passing or not self._messages:
            return None
        body = b"".join(one.get("body", b"") for one in self._messages[1:])
        tag = b'"%s"' % blake2b(body, digest_size=12).hexdigest().encode()
        headers = [(k, v) for k, v in self._messages[0]["headers"] if k.lower() not in (b"content-length", b"etag")]
        return [*headers, (b"etag", tag), (b"content-length", str(len(body)).encode())], body


async def _send(answer: tuple[list[Header], bytes], known: bytes, send: Send) -> None:
    headers, body = answer
    tag = next(value for name, value in headers if name == b"etag")
    if known and tag in (one.strip().removeprefix(b"W/") for one in known.split(b",")):
        headers, body = [(k, v) for k, v in headers if k not in (b"content-length", b"content-type")], b""
        await send({"type": "http.response.start", "status": 304, "headers": headers})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
