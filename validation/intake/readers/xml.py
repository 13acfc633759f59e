"""The small XML parts of a workbook as a flat list; a document that declares entities of its own is not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

CHUNK = 1 << 20


class XmlError(ValueError):
    """A part that is no XML, or that declares entities."""


@dataclass(slots=True)
class Node:
    """An element: the names of those it stands in, its own last; its attributes and text, without prefixes."""

    path: tuple[str, ...]
    attributes: Mapping[str, str]
    text: str = ""
    parts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path[-1]


def nodes(data: bytes, names: Iterable[str] = ()) -> list[Node]:
    """The elements of a document in the order they begin; only those with one of these names where any are given."""
    wanted, found = frozenset(names), []
    path: list[str] = []
    open_nodes: list[Node | None] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        node = None
        if not wanted or path[-1] in wanted:
            node = Node(tuple(path), {key.rpartition(" ")[2]: value for key, value in attributes.items()})
            found.append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        path.pop()
        if node := open_nodes.pop():
            node.text = "".join(node.parts)

    def text(part: str) -> None:
        if open_nodes and (node := open_nodes[-1]):
            node.parts.append(part)

    parse(data, start, end, text)
    return found


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], object],
) -> None:
    """Runs handlers over a document.

    Raises:
        XmlError: it is none, or declares entities.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.EntityDeclHandler = _refuse
    try:
        for place in range(0, len(data), CHUNK):
            parser.Parse(data[place : place + CHUNK], False)
        parser.Parse(b"", True)
    except (ExpatError, LookupError, ValueError) as error:
        raise XmlError(str(error)) from error


def _refuse(*_: object) -> None:
    raise XmlError("entities")
