"""What an XLSX workbook says besides its cells: its sheets, number formats, fonts, marks, and what is never opened."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zipfile import ZipFile

from validation.findings import Finding
from validation.intake.readers.formats import BUILT_IN, matters
from validation.intake.readers.legacy import encoding_of_font
from validation.intake.readers.xml import Node, nodes

MARK = "ktth_"  # what the properties begin with that our templates write
INSIDE = {
    "file.macros": ("vbaproject.bin", "/macrosheets/"),
    "file.links": ("/externallinks/", "/connections.xml", "/querytables/"),
    "file.embedded": ("/embeddings/", "/activex/"),
}


@dataclass(frozen=True)
class Styles:
    """Of the styles of cells, by their number: the format where it matters, and the font where it is a legacy one."""

    formats: Mapping[bytes, str]
    fonts: Mapping[bytes, str]


class Parts:
    """The members of a workbook by their names, in whatever case and with whatever slashes they were written."""

    def __init__(self, packed: ZipFile) -> None:
        self.packed = packed
        self.names = {name.replace("\\", "/").lower().lstrip("/"): name for name in packed.namelist()}

    def read(self, name: str) -> bytes:
        """A member; nothing where there is none."""
        known = self.names.get(name.lower().lstrip("/"))
        return self.packed.read(known) if known else b""

    def inside(self) -> Iterator[Finding]:
        """What is never run, followed or opened, told."""
        for rule, marks in INSIDE.items():
            found = next((name for low, name in self.names.items() if any(m in f"/{low}" for m in marks)), "")
            if found:
                yield Finding(rule, "warning", value=found)

    def sheets(self) -> dict[str, str]:
        """The name of each sheet -> the member that holds it."""
        base = self._main()
        targets = self._relations(base)
        found = (n for n in nodes(self.read(base), ("sheet",)) if n.path[-2:] == ("sheets", "sheet"))
        return {n.attributes.get("name", ""): targets.get(n.attributes.get("id", ""), "") for n in found}

    def shared_strings(self) -> bytes:
        base = self._main()
        return self.read(next((t for t in self._relations(base).values() if t.lower().endswith("strings.xml")), ""))

    def _main(self) -> str:
        """The member that is the workbook."""
        said = self._relations("")
        return next((t for t in said.values() if "workbook" in t.lower()), "xl/workbook.xml")

    def _relations(self, of: str) -> dict[str, str]:
        folder, name = posixpath.split(of)
        data = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = nodes(data, ("Relationship",)) if data else []
        return {n.attributes.get("Id", ""): _target(folder, n.attributes.get("Target", "")) for n in found}

    def styles(self) -> Styles:
        data = self.read(posixpath.join(posixpath.dirname(self._main()), "styles.xml"))
        return _styles(nodes(data, ("numFmt", "font", "name", "xf")) if data else [])

    def marks(self) -> dict[str, str]:
        """The properties that a template of ours wrote."""
        data, found, name = self.read("docProps/custom.xml"), {}, ""
        for node in nodes(data) if data else ():
            if node.name == "property":
                name = node.attributes.get("name", "")
            elif name.startswith(MARK) and node.text.strip():
                found[name] = node.text.strip()
        return found


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _styles(found: list[Node]) -> Styles:
    codes = dict(BUILT_IN)
    fonts: list[str] = []
    formats, legacy, number = {}, {}, 0
    for node in found:
        said = node.attributes
        if node.name == "numFmt":
            codes[_number(said, "numFmtId")] = said.get("formatCode", "")
        elif node.path[-2:] == ("fonts", "font"):
            fonts.append("")
        elif node.path[-3:] == ("fonts", "font", "name"):
            fonts[-1] = said.get("val", "")
        elif node.path[-2:] == ("cellXfs", "xf"):
            style, font = str(number).encode(), _number(said, "fontId")
            number += 1
            if matters(code := codes.get(_number(said, "numFmtId"), "")):
                formats[style] = code
            if font < len(fonts) and encoding_of_font(fonts[font]):
                legacy[style] = fonts[font]
    return Styles(formats, legacy)


def _number(said: Mapping[str, str], key: str) -> int:
    text = said.get(key, "0")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
