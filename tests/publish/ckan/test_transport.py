"""An answer that does not end, is too long, or is cut off."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from publish.ckan.transport import BoundedAdapter, EndlessAnswerError, within

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


def get(url: str, token: str = "") -> requests.Response:
    with requests.Session() as session:
        session.mount("http://", BoundedAdapter(token, most=1_000))
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


@pytest.mark.parametrize(
    "answer", [sized(b" " * 1_001), sized(gzip.compress(b" " * 5_000_000), b"Content-Encoding: gzip\r\n")]
)
def test_an_answer_without_an_end_is_left(answer: bytes) -> None:
    with answering(lambda one: one.sendall(answer)) as url, pytest.raises(EndlessAnswerError):
        get(url)


@pytest.mark.parametrize("begun", [HEAD + b"Content-Length: 900\r\n\r\n", HEAD + b"X-Long: ", b"HTTP/1.1 2"])
def test_what_drips_is_left_when_its_time_is_over(begun: bytes) -> None:
    over = threading.Event()

    def drip(one: socket.socket) -> None:
        one.sendall(begun)
        while not over.wait(0.01):
            one.sendall(b" ")

    with answering(drip) as url:
        with pytest.raises(requests.Timeout):
            within(0.1, lambda: get(url))
        over.set()


def test_what_is_done_in_time_is_returned_or_raised() -> None:
    assert within(10, lambda: 7) == 7
    with pytest.raises(KeyError):
        within(10, lambda: {}["x"])


def test_an_answer_does_not_repeat_the_token() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.x"
    with answering(lambda one: one.sendall(sized(f'{{"title": "{token}"}}'.encode()))) as url:
        assert get(url, token).json() == {"title": "***"}


def test_of_an_answer_that_is_no_json_only_the_beginning_is_kept() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000
    with answering(lambda one: one.sendall(page)) as url, requests.Session() as session:
        session.mount("http://", BoundedAdapter())
        assert len(session.get(url, timeout=10).content) == 64 * 1024


def test_an_answer_that_is_cut_off_is_no_answer() -> None:
    with (
        answering(lambda one: one.sendall(HEAD + b"Content-Length: 900\r\n\r\n{")) as url,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        get(url)
