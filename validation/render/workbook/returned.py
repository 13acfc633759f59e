"""A marked workbook that comes back after mending: the marks of the time before are taken off first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from validation.intake.answer_sheet import SIGN
from validation.render.workbook.cells import Spot, letters, spot
from validation.render.workbook.xml import Edit, Element, applied, scan, text

SHAPE = re.compile(rb"<(\w+):shape\s(?:(?!</\1:shape>).)*</\1:shape>", re.S)
END = re.compile(r"(?:\s|&#(?:10|13|x[aAdD]);)+$")
PLACE = re.compile(rb"<\w+:(Row|Column)>\s*(\d{1,7})\s*</")


def without_ours(data: bytes) -> tuple[bytes, list[Spot]]:
    """A list of comments as its sender had it, and the cells that had none but ours."""
    nodes = scan(data, lambda name, *_: name in ("comment", "text", "t"))
    edits, gone = [], []
    for comment in (n for n in nodes if n.name == "comment"):
        inner = [n for n in nodes if comment.start < n.start < comment.end]
        own, sign, _ = "".join(_texts(data, inner)).partition(text(SIGN))
        where = spot(comment.attributes.get("ref", ""))
        if not sign or where is None:
            continue
        if own.strip():
            said = f'<t xml:space="preserve">{END.sub("", own)}</t>'.encode()
            edits += [Edit(n.inside, n.closing(data), said) for n in inner if n.name == "text"]
        else:
            gone.append(where)
            edits.append(Edit(comment.start, comment.end, b""))
    return applied(data, edits), gone


def _texts(data: bytes, nodes: list[Element]) -> Iterator[str]:
    """The texts of a comment as they stand in the part, escaped."""
    for node in nodes:
        if node.name == "t" and not node.empty(data):
            yield data[node.inside : node.closing(data)].decode("utf-8", "replace")


def without_boxes(data: bytes, gone: Collection[Spot]) -> bytes:
    """The drawing without the boxes of comments that are no more."""
    names = {f"{letters(column)}{row}" for row, column in gone}
    return SHAPE.sub(lambda found: b"" if _of_box(found[0]) in names else found[0], data)


def _of_box(shape: bytes) -> str:
    place = {kind: int(number) + 1 for kind, number in PLACE.findall(shape)}
    if b'ObjectType="Note"' not in shape or len(place) < 2:
        return ""
    return f"{letters(place[b'Column'])}{place[b'Row']}"
