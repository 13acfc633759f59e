"""HTTP to a CKAN that may not mean well: an answer ends, in size and in time, and does not repeat the token."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

MOST = 256 * 1024**2  # bytes of an answer; of 32,000 rows, as many as CKAN gives at once, it is a tenth
WORDS = 64 * 1024  # bytes of one that is no JSON: it is only told of
PIECE = 2**16
SECRET = 16  # letters from which a token is known again
T = TypeVar("T")


class EndlessAnswerError(requests.RequestException):
    """An answer was longer than any that a push waits for."""


class BoundedAdapter(HTTPAdapter):
    """Reads an answer whole, as ckanapi wants it, up to ``most`` bytes (unpacked); ``token`` is blotted out in it."""

    def __init__(self, token: str = "", most: int = MOST) -> None:
        super().__init__()
        self._token, self._most = token.encode(), most

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As of any adapter; :class:`requests.RequestException` where the network fails or the answer does not end."""
        response = super().send(request, *args, **{**kwargs, "stream": True})
        try:
            content = self._whole(response)  # what requests itself would read, without an end
        except HTTPError as error:
            response.close()
            raise requests.exceptions.ConnectionError(error) from None
        except EndlessAnswerError:
            response.close()
            raise
        is_json = "json" in response.headers.get("Content-Type", "")
        response._content = content if is_json else content[:WORDS]
        response._content_consumed = True  # type: ignore[attr-defined]  # the connection is used again
        response.encoding = response.encoding or "utf-8"  # JSON is; to guess takes long
        return response

    def _whole(self, response: requests.Response) -> bytes:
        content = bytearray()
        while piece := response.raw.read1(PIECE, decode_content=True):  # what there is, and not until the piece is full
            content += piece
            if len(content) > self._most:
                raise EndlessAnswerError(f"an answer of more than {self._most:,} bytes")
        return bytes(content).replace(self._token, b"***") if len(self._token) >= SECRET else bytes(content)


def within(seconds: float, act: Callable[[], T]) -> T:
    """What ``act`` returns or raises; it is left to itself when it does neither in time.

    A time limit of sockets begins anew with each byte.

    Raises:
        requests.Timeout: it took longer.
    """
    box = SimpleQueue[Callable[[], T]]()

    def run() -> None:
        try:
            found = act()
        except BaseException as error:  # whatever it is, it is the caller's
            box.put(_raiser(error))
        else:
            box.put(lambda: found)

    Thread(target=run, daemon=True).start()
    try:
        said = box.get(timeout=seconds)
    except Empty:
        raise requests.Timeout(f"no answer within {seconds:.0f} seconds") from None
    return said()


def _raiser(error: BaseException) -> Callable[[], Any]:
    def again() -> Any:
        raise error

    return again
