"""XML parts changed where they must be and left byte for byte as they were everywhere else.

A part is scanned once; what is found are places in its bytes. The changes are then put in from the first to the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from xml.sax.saxutils import escape, quoteattr

TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UTF8 = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding=["'](?!utf-?8|us-ascii))""", re.I)


Attributes = Mapping[str, str]


class UnmarkableError(ValueError):
    """A workbook that is not built as the programs build theirs: it is not safe to change parts of it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``text`` instead of the bytes from ``start`` to ``end``."""

    start: int
    end: int
    text: bytes


@dataclass(slots=True)
class Element:
    """An element's name without prefix, its attributes, and where its tag and all of it stand in the bytes."""

    name: str
    attributes: Attributes
    depth: int
    start: int
    inside: int  # where its tag ends
    end: int = 0  # where its closing tag ends
    prefix: str = ""

    def closing(self, data: bytes) -> int:
        """Where its closing tag begins."""
        if self.empty(data):
            raise UnmarkableError(f"{self.name} is empty")
        return data.rindex(b"</", self.inside, self.end)

    def empty(self, data: bytes) -> bool:
        return data[self.inside - 2 : self.inside] == b"/>"


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits in them; of two at one place the one given first comes first."""
    parts, place = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < place:
            raise UnmarkableError("changes overlap")
        parts += [data[place : edit.start], edit.text]
        place = edit.end
    return b"".join([*parts, data[place:]])


def scan(data: bytes, wanted: Callable[[str, int, Attributes], bool]) -> list[Element]:
    """The elements of which ``wanted(name, depth, attributes)`` is true, in the order they begin; the root has depth 0.

    Raises:
        UnmarkableError: the part is no plain XML in UTF-8.
    """
    if not UTF8.match(data):
        raise UnmarkableError("a part is not in UTF-8")
    found: list[Element] = []
    stack: list[Element | None] = []
    parser = ParserCreate()

    def start(name: str, attributes: Attributes) -> None:
        prefix, _, local = name.rpartition(":")
        element = None
        if wanted(local, len(stack), attributes):
            element = Element(local, attributes, len(stack), parser.CurrentByteIndex, 0, 0, prefix)
            element.inside = tag_end(data, element.start)
            found.append(element)
        stack.append(element)

    def end(_: str) -> None:
        if element := stack.pop():
            element.end = element.inside if element.empty(data) else tag_end(data, parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, data)
    return found


def check(data: bytes) -> None:
    """Raises :class:`UnmarkableError` where a part is not well-formed: no program would open it."""
    _parse(ParserCreate(), data)


def _parse(parser: XMLParserType, data: bytes) -> None:
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise UnmarkableError(str(error)) from error


def _refuse(*_: object) -> None:
    raise UnmarkableError("entities")


def tag_end(data: bytes, start: int) -> int:
    """Where the tag ends that begins at ``start``."""
    if not (tag := TAG.match(data, start)):
        raise UnmarkableError("a tag does not end")
    return tag.end()


def with_attributes(tag: bytes, values: Mapping[str, object]) -> bytes:
    """A start tag with other values of some attributes, or without those that are None."""
    for name, value in values.items():
        pattern = re.compile(rb"""\s+%s\s*=\s*(?:"[^"]*"|'[^']*')""" % name.encode())
        tag = pattern.sub(b"", tag, count=1)
        if value is not None:
            name_end = re.match(rb"<[^\s/>]+", tag)
            place = name_end.end() if name_end else len(tag)
            tag = tag[:place] + f" {name}={quoteattr(str(value))}".encode() + tag[place:]
    return tag


def retagged(data: bytes, element: Element, values: Mapping[str, object]) -> Edit:
    """The edit that gives an element other attributes."""
    return Edit(element.start, element.inside, with_attributes(data[element.start : element.inside], values))


def text(value: str) -> str:
    """Text for an element; what XML cannot hold is shown by a mark."""
    return escape(FORBIDDEN.sub("\ufffd", value))


def quoted(value: str) -> str:
    """Text for an attribute, with its quotation marks."""
    return quoteattr(FORBIDDEN.sub("\ufffd", value))
