"""An answer that does not end, is too long, or is cut off."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from publish.ckan.transport import BoundedAdapter, EndlessAnswerError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Answer = Callable[[socket.socket], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A server that takes one connection and lets ``answer`` speak once a request has come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            one, _ = listening.accept()
            with one, suppress(OSError):
                one.recv(2**16)
                answer(one)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def get(url: str, most: int = 1_000, seconds: float = 10) -> requests.Response:
    with requests.Session() as session:
        session.mount("http://", BoundedAdapter(most, seconds))
        return session.get(url, timeout=10)


def sized(body: bytes, more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def test_an_answer_is_read_whole_and_its_connection_used_again() -> None:
    def twice(one: socket.socket) -> None:
        one.sendall(sized('{"kỳ": 1}'.encode()))
        one.recv(2**16)
        one.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n")

    with answering(twice) as url, requests.Session() as session:
        session.mount("http://", BoundedAdapter())
        assert (session.get(url, timeout=10).json(), session.get(url, timeout=10).json()) == ({"kỳ": 1}, [1, 2])


def drip(one: socket.socket) -> None:
    one.sendall(HEAD + b"Content-Length: 900\r\n\r\n")
    one.settimeout(0.01)
    for _ in range(900):
        one.sendall(b" ")
        with suppress(TimeoutError):
            if not one.recv(1):  # the other side has gone
                return


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (lambda one: one.sendall(sized(b" " * 1_001)), 10),
        (lambda one: one.sendall(sized(gzip.compress(b" " * 5_000_000), b"Content-Encoding: gzip\r\n")), 10),
        (drip, 0.05),
    ],
    ids=["long", "packed", "dripping"],
)
def test_an_answer_without_an_end_is_left(answer: Answer, seconds: float) -> None:
    with answering(answer) as url, pytest.raises(EndlessAnswerError):
        get(url, seconds=seconds)


def test_an_answer_that_is_cut_off_is_no_answer() -> None:
    with (
        answering(lambda one: one.sendall(HEAD + b"Content-Length: 900\r\n\r\n{")) as url,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        get(url)
