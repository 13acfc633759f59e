"""Comments on cells: a list of texts, and a drawing with one hidden box for each, beside those the sheet has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from validation.render.workbook.cells import Spot, letters
from validation.render.workbook.xml import MAIN, Edit, Element, UnmarkableError, applied, scan, text

AUTHOR = "KTTH"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NO_COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}">'
    "<authors></authors><commentList></commentList></comments>"
).encode()
SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
ROOT = re.compile(rb"<xml\b[^>]*>")
NO_SHAPES = (
    f"<xml{''.join(f' xmlns:{prefix}={name!r}' for prefix, name in SPACES.items())}>"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    f"</o:shapelayout>{SHAPE_TYPE}</xml>"
).encode()
SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
WIDE = 46  # characters on a line of a box
HIGH = 24  # lines of the highest box
LOOK = '<rPr><sz val="9"/><color indexed="81"/><rFont val="Tahoma"/></rPr>'


def with_comments(data: bytes, comments: Mapping[Spot, str]) -> tuple[bytes, list[Spot]]:
    """The list with comments more, and the cells that had none before: ours goes behind what a sender's says."""
    nodes = scan(data, lambda name, *_: name in ("authors", "author", "commentList", "comment", "text", "t", "r"))
    known = {n.attributes.get("ref", ""): n for n in nodes if n.name == "comment"}
    authors = next((n for n in nodes if n.name == "authors"), None)
    listed = next((n for n in nodes if n.name == "commentList"), None)
    if authors is None or listed is None or listed.prefix:
        raise UnmarkableError("comments")
    number = sum(1 for n in nodes if n.name == "author")
    edits, new, made = [_into(data, authors, f"<author>{AUTHOR}</author>")], [], []
    for spot, said in sorted(comments.items()):
        ref = f"{letters(spot[1])}{spot[0]}"
        if ref in known:
            edits += _behind(data, known[ref], nodes, said)
        else:
            new.append(spot)
            made.append(f'<comment ref="{ref}" authorId="{number}" shapeId="0"><text>{_run(said)}</text></comment>')
    return applied(data, [*edits, _into(data, listed, "".join(made))]), new


def _run(said: str) -> str:
    return f'<r>{LOOK}<t xml:space="preserve">{text(said)}</t></r>'


def _into(data: bytes, element: Element, made: str) -> Edit:
    """Something at an element's end."""
    if element.empty(data):
        tag = data[element.start : element.inside - 2]
        closed = tag + b">" + made.encode() + b"</" + tag[1:].split(None, 1)[0] + b">"
        return Edit(element.start, element.end, closed)
    place = element.closing(data)
    return Edit(place, place, made.encode())


def _behind(data: bytes, comment: Element, nodes: list[Element], said: str) -> Iterator[Edit]:
    """Ours behind the sender's own words, which become a run where they were plain."""
    inner = [n for n in nodes if comment.start < n.start < comment.end]
    holder = next((n for n in inner if n.name == "text" and not n.empty(data)), None)
    if holder is None:
        raise UnmarkableError("a comment without text")
    plain = next((n for n in inner if n.name == "t" and n.depth == holder.depth + 1), None)
    if plain:
        yield Edit(plain.start, plain.start, b"<r>")
        yield Edit(plain.end, plain.end, b"</r>")
    place = holder.closing(data)
    yield Edit(place, place, _run("\n\n" + said).encode())


def with_shapes(data: bytes, comments: Mapping[Spot, str]) -> bytes:
    """The drawing with a hidden box for each comment. Such drawings are seldom good XML: only bytes are added."""
    if not (root := ROOT.search(data)) or b"</xml>" not in data:
        raise UnmarkableError("the drawing of the comments")
    unsaid = "".join(f' xmlns:{p}="{name}"' for p, name in SPACES.items() if f"xmlns:{p}=".encode() not in root[0])
    first = max([1024, *map(int, SHAPE_ID.findall(data))]) + 1
    made = "" if b'"_x0000_t202"' in data else SHAPE_TYPE
    made += "".join(_shape(first + i, spot, said) for i, (spot, said) in enumerate(sorted(comments.items())))
    made = re.sub(r"<v:(shape|shapetype) ", rf"<v:\1{unsaid} ", made)
    place = data.rindex(b"</xml>")
    return data[:place] + made.encode() + data[place:]


def _shape(number: int, spot: Spot, said: str) -> str:
    row, column = spot[0] - 1, spot[1] - 1
    lines = sum(1 + len(line) // WIDE for line in said.split("\n"))
    anchor = f"{column + 1}, 15, {max(row - 1, 0)}, 2, {column + 5}, 15, {max(row - 1, 0) + min(lines, HIGH) + 1}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:260pt;'
        f'height:{13 * min(lines, HIGH) + 10}pt;z-index:1;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">'
        '<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
