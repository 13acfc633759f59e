"""A sheet of the sender's with cells marked: they get another style, and what stands in them stays.

The head and the tail of the part are read as XML; the rows between them, which may be a hundred megabytes, are searched
for tags: where there are no comments and no unparsed stretches, every ``<`` begins one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from validation.render.workbook.styles import Kind, Styles
from validation.render.workbook.xml import OFFICE, TAG, Edit, UnmarkableError, applied, scan, with_attributes

Spot = tuple[int, int]  # (row, column), both from 1: as the sheet counts
ADDRESS = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")
COMMENT = re.compile(rb"<!--.*?-->|<\?(?!xml\s).*?\?>", re.S)
NUMBER = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{1,3})?([0-9]{1,7})["']""")
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]{1,7}["']""")
STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,7})["']""")
REST = TAG.pattern[1:]  # of a tag behind its name
BEHIND = (  # what stands behind the reference to the comments
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
)


def spot(address: str) -> Spot | None:
    """Row and column of an address such as B12."""
    found = ADDRESS.match(address)
    return (int(found[2]), _column(found[1])) if found else None


def letters(column: int) -> str:
    """The letters of a column, the first being 1."""
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def _column(name: str) -> int:
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
    return column


@dataclass(frozen=True, slots=True)
class Span:
    """A row or a cell in the bytes: its number, and where its tag begins and ends."""

    number: int
    start: int
    inside: int


class SheetPart:
    """One sheet's part.

    Raises:
        UnmarkableError: it is not built as usual.
    """

    def __init__(self, data: bytes) -> None:
        self.data = COMMENT.sub(b"", data) if b"<!--" in data or data.count(b"<?") > 1 else data
        if b"<!" in self.data:
            raise UnmarkableError("unparsed stretches")
        self._cut()
        prefix = self.root.prefix.encode() + b":" if self.root.prefix else b""
        self._prefix = prefix
        self._row_tag = re.compile(b"<" + prefix + rb"row(?=[\s/>])" + REST)
        self._cell_tag = re.compile(b"<" + prefix + rb"c(?=[\s/>])" + REST)
        self.rows = list(self._rows())
        self._numbers = [row.number for row in self.rows]

    def _cut(self) -> None:
        """Finds the rows, and what stands before and behind them."""
        begin = re.search(rb"<(?:\w+:)?sheetData(?=[\s/>])" + REST, self.data)
        if begin is None:
            raise UnmarkableError("no sheetData")
        self.begin, self.first = begin.span()
        self.empty = begin[0].endswith(b"/>")
        self.last = (
            self.first if self.empty else self.data.rfind(b"</" + begin[0][1:].split(b"sheetData")[0] + b"sheetData")
        )
        if self.last < self.first:
            raise UnmarkableError("no end of sheetData")
        self.behind = self.first if self.empty else self.data.index(b">", self.last) + 1
        closed = begin[0] if self.empty else begin[0][:-1] + b"/>"
        around = self.data[: self.begin] + closed + self.data[self.behind :]
        self._shift = len(self.data) - len(around)
        nodes = scan(around, lambda name, depth, _: depth <= 1 or name == "sheetView")
        self.root = nodes[0]
        if self.root.name != "worksheet":
            raise UnmarkableError("no worksheet")
        self.nodes = {node.name: node for node in reversed(nodes) if node.depth == 1}
        self.views = [node for node in nodes if node.name == "sheetView"]
        self._tail = self._at(self.root.closing(around))

    def _at(self, place: int) -> int:
        """A place around the rows, in the whole part."""
        return place if place <= self.begin else place + self._shift

    @property
    def drawing(self) -> str:
        """The id of the relation to the boxes of the sheet's comments; a page header may have such a drawing too."""
        said = self.nodes["legacyDrawing"].attributes if "legacyDrawing" in self.nodes else {}
        return next((value for key, value in said.items() if key.rpartition(":")[2] == "id"), "")

    def _rows(self) -> Iterator[Span]:
        number = 0
        for found in self._row_tag.finditer(self.data, self.first, self.last):
            said = NUMBER.search(found[0])
            before, number = number, int(said[1]) if said else number + 1
            if number <= before:
                raise UnmarkableError("rows are out of order")
            yield Span(number, *found.span())

    def _end(self, row: int) -> int:
        """Where what belongs to a row ends; ``row`` is its place among the rows."""
        return self.rows[row + 1].start if row + 1 < len(self.rows) else self.last

    def _cells(self, row: int) -> Iterator[Span]:
        column = 0
        for found in self._cell_tag.finditer(self.data, self.rows[row].inside, self._end(row)):
            said = PLACE.search(found[0])
            before, column = column, _column(said[1].decode()) if said else column + 1
            if column <= before:
                raise UnmarkableError("cells are out of order")
            yield Span(column, *found.span())

    def marked(self, marks: Mapping[Spot, Kind], styles: Styles, drawing: str) -> bytes:
        """The part with the cells marked; ``drawing`` is the id of the relation to the comments' shapes, if any."""
        by_row: dict[int, dict[int, Kind]] = {}
        for (row, column), kind in marks.items():
            by_row.setdefault(row, {})[column] = kind
        edits = [*self._unselected(), *self._drawing(drawing), *self._cleaned(marks, styles)]
        new: list[Edit] = []
        for number, columns in sorted(by_row.items()):
            place = bisect_right(self._numbers, number) - 1
            if place >= 0 and self._numbers[place] == number:
                edits += self._row(place, columns, styles)
            else:
                cells = [self._cell(number, c, styles.mark(0, k)) for c, k in sorted(columns.items())]
                made = self._tag(f'<row r="{number}">{"".join(cells)}</row>')
                before = self.rows[place + 1].start if place + 1 < len(self.rows) else self.last
                new.append(Edit(before, before, made))
        return applied(self.data, [*edits, *(self._opened(new) if self.empty else new)])

    def _row(self, place: int, columns: Mapping[int, Kind], styles: Styles) -> Iterator[Edit]:
        """Marked cells that are there get another style; those that are not are put in."""
        row, cells = self.rows[place], list(self._cells(place))
        by_column = {cell.number: cell for cell in cells}
        tag = self.data[row.start : row.inside]
        new: list[Edit] = []
        closed = row.inside if tag.endswith(b"/>") else self.data.rfind(b"</", row.inside, self._end(place))
        for column, kind in sorted(columns.items()):
            if cell := by_column.get(column):
                yield self._styled(cell, styles.mark(_style(self.data[cell.start : cell.inside]), kind))
            else:
                before = next((cell.start for cell in cells if cell.number > column), closed)
                new.append(
                    Edit(before, before, self._tag(self._cell(row.number, column, styles.mark(_style(tag), kind))))
                )
        if new and tag.endswith(b"/>"):
            made = b"".join(edit.text for edit in new)
            yield Edit(row.start, row.inside, tag[:-2] + b">" + made + self._tag("</row>"))
        else:
            yield from new

    def _styled(self, cell: Span, style: int) -> Edit:
        return Edit(cell.start, cell.inside, with_attributes(self.data[cell.start : cell.inside], {"s": style}))

    def _opened(self, rows: list[Edit]) -> Iterator[Edit]:
        """The rows in a list that was empty."""
        if rows:
            made = b"".join(edit.text for edit in rows)
            tag = self.data[self.begin : self.first - 2] + b">"
            yield Edit(self.begin, self.first, tag + made + self._tag("</sheetData>"))

    def _cleaned(self, marks: Mapping[Spot, Kind], styles: Styles) -> Iterator[Edit]:
        """Cells that an earlier check marked and that are right now."""
        if not styles.stale:
            return
        for place, row in enumerate(self.rows):
            for cell in self._cells(place):
                style = _style(self.data[cell.start : cell.inside])
                if style in styles.stale and (row.number, cell.number) not in marks:
                    yield self._styled(cell, styles.cleaned(style))

    def _unselected(self) -> Iterator[Edit]:
        """Sheets that are selected together would be written into together."""
        for view in self.views:
            if view.attributes.get("tabSelected") in ("1", "true"):
                start, inside = self._at(view.start), self._at(view.inside)
                yield Edit(start, inside, with_attributes(self.data[start:inside], {"tabSelected": None}))

    def _drawing(self, relation: str) -> Iterator[Edit]:
        if not relation or "legacyDrawing" in self.nodes:
            return
        behind = [self._at(self.nodes[name].start) for name in BEHIND if name in self.nodes]
        place = min((start for start in behind if start >= self.behind), default=self._tail)
        yield Edit(place, place, self._tag(f'<legacyDrawing xmlns:ktth="{OFFICE}" ktth:id="{relation}"/>'))

    def _cell(self, row: int, column: int, style: int) -> str:
        return f'<c r="{letters(column)}{row}" s="{style}"/>'

    def _tag(self, made: str) -> bytes:
        """Elements with the prefix that those of the part have."""
        return re.sub(rb"<(/?)", rb"<\1" + self._prefix, made.encode())


def _style(tag: bytes) -> int:
    found = STYLE.search(tag)
    return int(found[1]) if found else 0
