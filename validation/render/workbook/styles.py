"""The styles of a workbook with ours behind them: those of marked cells, filled, and those of the first sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from validation.render.workbook.xml import Edit, UnmarkableError, applied, retagged, scan, with_attributes

Kind = Literal["error", "warning"]
FILLS: Mapping[Kind, str] = {"error": "FFFFC9C4", "warning": "FFFFEBA3"}
COUNTED = ("fonts", "fills", "borders", "cellXfs")
FONTS: Mapping[str, str] = {
    "plain": '<sz val="11"/><color rgb="FF1B1F23"/><name val="Arial"/>',
    "bold": '<b/><sz val="11"/><color rgb="FF1B1F23"/><name val="Arial"/>',
    "title": '<b/><sz val="16"/><color rgb="FF1B1F23"/><name val="Arial"/>',
    "section": '<b/><sz val="13"/><color rgb="FF1B1F23"/><name val="Arial"/>',
    "link": '<u/><sz val="11"/><color rgb="FF0B57A4"/><name val="Arial"/>',
    "quiet": '<sz val="10"/><color rgb="FF57606A"/><name val="Arial"/>',
}
SOLID = '<patternFill patternType="solid"><fgColor rgb="{}"/><bgColor indexed="64"/></patternFill>'
LINE = '<left/><right/><top style="thin"><color rgb="FFD0D7DE"/></top><bottom/><diagonal/>'
HEAD_FILL = "FFEEF1F4"
# name -> (font, fill, whether a line stands above); texts are marked as texts, so that no program calculates them
LOOKS: Mapping[str, tuple[str, str, bool]] = {
    "plain": ("plain", "", False),
    "title": ("title", "", False),
    "section": ("section", "", False),
    "quiet": ("quiet", "", False),
    "bold": ("bold", "", False),
    "cell": ("plain", "", True),
    "strong": ("bold", "", True),
    "link": ("link", "", True),
    "head": ("bold", HEAD_FILL, True),
    "error": ("bold", FILLS["error"], True),
    "warning": ("bold", FILLS["warning"], True),
}


class Styles:
    """Styles by their number; each one that is asked for is made once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        found = scan(data, _wanted)
        self.lists = {node.name: node for node in found if node.depth == 1}
        if missing := [name for name in COUNTED if name not in self.lists]:
            raise UnmarkableError(f"no {missing[0]}")
        self.children = {
            name: [n for n in found if n.depth == 2 and lst.start < n.start < lst.end]
            for name, lst in self.lists.items()
        }
        self.prefix = self.lists["cellXfs"].prefix
        self.added: dict[str, list[bytes]] = {name: [] for name in COUNTED}
        self.fills = {kind: self._add("fills", f"<fill>{SOLID.format(rgb)}</fill>") for kind, rgb in FILLS.items()}
        self.stale = frozenset(self._stale())
        self.clean: dict[int, int] = {}
        self.marked: dict[tuple[int, Kind], int] = {}
        self.looks: dict[str, int] = {}

    def mark(self, style: int, kind: Kind) -> int:
        """The style, filled."""
        if (style, kind) not in self.marked:
            self.marked[style, kind] = self._filled(style, self.fills[kind])
        return self.marked[style, kind]

    def cleaned(self, style: int) -> int:
        """The style without a fill."""
        if style not in self.clean:
            self.clean[style] = self._filled(style, 0)
        return self.clean[style]

    def _filled(self, style: int, fill: int) -> int:
        given = self.children["cellXfs"]
        if style >= len(given):
            raise UnmarkableError("no such style")
        node = given[style]
        tag = with_attributes(self.data[node.start : node.inside], {"fillId": fill, "applyFill": 1})
        return self._add_bytes("cellXfs", tag + self.data[node.inside : node.end])

    def _stale(self) -> Iterator[int]:
        """The styles that an earlier check gave to cells, by our fills."""
        ours = [rgb.encode() for rgb in FILLS.values()]
        fills = [self.data[n.start : n.end] for n in self.children["fills"]]
        known = {str(i) for i, fill in enumerate(fills) if any(b'"' + rgb + b'"' in fill for rgb in ours)}
        for number, node in enumerate(self.children["cellXfs"]):
            if node.attributes.get("fillId") in known:
                yield number

    def look(self, name: str) -> int:
        """One of the styles of the first sheet."""
        if name not in self.looks:
            font, fill, line = LOOKS[name]
            ids = {
                "fontId": self._add("fonts", f"<font>{FONTS[font]}</font>"),
                "fillId": self._add("fills", f"<fill>{SOLID.format(fill)}</fill>") if fill else 0,
                "borderId": self._add("borders", f"<border>{LINE}</border>") if line else 0,
            }
            said = "".join(f' {key}="{value}"' for key, value in ids.items())
            self.looks[name] = self._add(
                "cellXfs",
                f'<xf numFmtId="0"{said} xfId="0" quotePrefix="1" applyFont="1" applyFill="1" applyBorder="1" '
                'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
            )
        return self.looks[name]

    def written(self) -> bytes:
        """The part with everything that was added."""
        edits = []
        for name, made in self.added.items():
            if made:
                node = self.lists[name]
                edits.append(retagged(self.data, node, {"count": len(self.children[name]) + len(made)}))
                place = node.closing(self.data)
                edits.append(Edit(place, place, b"".join(made)))
        return applied(self.data, edits)

    def _add(self, name: str, made: str) -> int:
        if self.prefix:
            made = made.replace("</", "\0").replace("<", f"<{self.prefix}:").replace("\0", f"</{self.prefix}:")
        return self._add_bytes(name, made.encode())

    def _add_bytes(self, name: str, made: bytes) -> int:
        known = self.added[name]
        if made not in known:
            known.append(made)
        return len(self.children[name]) + known.index(made)


def _wanted(name: str, depth: int, _: object) -> bool:
    return (depth == 1 and name in COUNTED) or depth == 2
