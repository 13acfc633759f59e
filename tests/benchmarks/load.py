"""A load generator: so many connections that ask for one address after another, each as soon as it is answered."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Asked:
    """What came back: how long each answer took, and those that were none (status, address)."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)

    @property
    def each(self) -> float:
        """Seconds of the clock per answer, all connections together."""
        return self.seconds / len(self.times)


def ask(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> Asked:
    """Ask a server on loopback for the addresses in turn."""
    return asyncio.run(_ask(port, itertools.cycle(paths), connections, seconds))


async def _ask(port: int, paths: Iterator[str], connections: int, seconds: float) -> Asked:
    asked, began = Asked(), perf_counter()
    until = began + seconds
    await asyncio.gather(*(_connection(port, paths, until, asked) for _ in range(connections)))
    asked.seconds = perf_counter() - began
    return asked


async def _connection(port: int, paths: Iterator[str], until: float, asked: Asked) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while perf_counter() < until:
        path, began = next(paths), perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        await _body(reader, head.lower())
        status = int(head.split(b" ", 2)[1])
        asked.times.append(perf_counter() - began)
        if status != 200:
            asked.failed.append((status, path))
    writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"content-length:" in head:
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):  # chunked
        await reader.readexactly(size + 2)
    await reader.readexactly(2)
