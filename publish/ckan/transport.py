"""HTTP to a CKAN that may not mean well: an answer ends, in size and in time."""

from __future__ import annotations

from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

MOST = 256 * 1024**2  # bytes of an answer; of 32,000 rows, as many as CKAN gives at once, it is a tenth
SECONDS = 600.0  # from the first byte of an answer to its last
PIECE = 2**16


class EndlessAnswerError(requests.RequestException):
    """An answer was longer, or took longer, than any that a push waits for."""


class BoundedAdapter(HTTPAdapter):
    """Reads an answer whole, as ckanapi wants it, within ``most`` bytes (unpacked) and ``seconds``."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        super().__init__()
        self._most, self._seconds = most, seconds

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As of any adapter; :class:`requests.RequestException` where the network fails or the answer does not end."""
        response = super().send(request, *args, **{**kwargs, "stream": True})
        try:
            response._content = self._whole(response)  # what requests itself would read, without an end
        except HTTPError as error:
            response.close()
            raise requests.exceptions.ConnectionError(error) from None
        except EndlessAnswerError:
            response.close()
            raise
        response._content_consumed = True  # type: ignore[attr-defined]  # the connection is used again
        response.encoding = response.encoding or "utf-8"  # JSON is; to guess takes long
        return response

    def _whole(self, response: requests.Response) -> bytes:
        content, ends = bytearray(), monotonic() + self._seconds
        while piece := response.raw.read1(PIECE, decode_content=True):  # what there is, and not until the piece is full
            content += piece
            if len(content) > self._most or monotonic() > ends:
                raise EndlessAnswerError(f"an answer of more than {self._most:,} bytes or {self._seconds:.0f} seconds")
        return bytes(content)
