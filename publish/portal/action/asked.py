"""What a request asks of an action: from its query, its form or its JSON, and held against the kinds it must have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from publish.portal.action.answers import invalid, malformed

MOST_BYTES = 1_000_000  # of a body
MOST_LETTERS, MOST_FIELDS = 10_000, 1_000  # of a text, of a form
SWITCHES = {"true": True, "yes": True, "on": True, "t": True, "y": True, "1": True}
SWITCHES |= {"false": False, "no": False, "off": False, "f": False, "n": False, "0": False, "": False}


@dataclass(frozen=True)
class Asked:
    """Parameters by name, as they came. Each method raises :class:`ActionError` (409) where one is of another kind."""

    said: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        value = self._given(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise invalid(name, "Must be a text")
        return _short(name, str(value))

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise invalid(name, "Missing value")
        return text

    def whole(self, name: str, default: int | None, least: int = 0, most: int = 10**9) -> int | None:
        """A whole number; empty is as if it were not there."""
        value = self._given(name)
        if value is None or value == "":
            return default
        digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not digits.removeprefix("-").isdecimal() or len(digits) > 12 or not least <= int(digits) <= most:
            raise invalid(name, f"Must be a whole number from {least} to {most}")
        return int(digits)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._given(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        found = SWITCHES.get(str(value).lower()) if isinstance(value, str | int) else None
        if found is None:
            raise invalid(name, "Must be true or false")
        return found

    def names(self, name: str, *, commas: bool = True) -> list[str]:
        """A list of texts, which may come as JSON in a text; with ``commas``, also as a text with commas in it."""
        value = self._given(name)
        if isinstance(value, str):
            value = _json(value) if value.lstrip().startswith("[") else value.split(",") if commas else [value]
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or len(value) > 1000:
            raise invalid(name, "Must be a list of texts")
        return [text for one in value if (text := _short(name, one).strip())]

    def mapping(self, name: str) -> Mapping[str, Any]:
        """An object, which may come as JSON in a text."""
        value = self._given(name)
        if isinstance(value, str):
            value = _json(value) if value.strip() else None
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise invalid(name, "Must be a JSON object")
        return value

    def _given(self, name: str) -> Any:
        return self.said.get(name)


async def asked_by(request: Request) -> Asked:
    """What the body of a POST says comes before what its query says.

    Raises:
        ActionError: 400, it cannot be read.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise malformed(f"a body of more than {MOST_BYTES} bytes")
    try:
        said = _form(request.url.query)
        if request.method == "POST":
            said |= _body(body.decode(), request.headers.get("Content-Type", ""))
        return Asked(said)
    except (ValueError, RecursionError) as error:
        raise malformed(f"JSON Error: Error decoding JSON data: {error}") from None


def _body(text: str, media_type: str) -> Mapping[str, Any]:
    if not text.strip():
        return {}
    if media_type.startswith("application/x-www-form-urlencoded"):
        form = _form(text)
        lone = next(iter(form)) if len(form) == 1 else ""
        if not lone.lstrip().startswith("{"):  # curl -d '{…}' sends a form with one name
            return form
        text = lone + (f"={form[lone]}" if form[lone] else "")
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError("it needs to be a dictionary")
    json.dumps(said, ensure_ascii=False, allow_nan=False).encode()  # nor is half a surrogate pair text
    return said


def _form(text: str) -> dict[str, Any]:
    said = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _json(text: str) -> Any:
    """What it is in JSON; the text itself where it is none, which is of no kind that is looked for."""
    try:
        said = json.loads(text)
        json.dumps(said, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return text
    return said


def _short(name: str, text: str) -> str:
    if len(text) > MOST_LETTERS:
        raise invalid(name, f"At most {MOST_LETTERS} letters")
    return text
