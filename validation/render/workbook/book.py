"""The part that lists the sheets: where each stands, a sheet put in front, and no macros."""

from __future__ import annotations

from collections.abc import Iterator

from validation.render.workbook.package import BOOK_TYPE, SHEET_TYPE, TYPES, Package
from validation.render.workbook.xml import (
    MAIN,
    OFFICE,
    Attributes,
    Edit,
    UnmarkableError,
    applied,
    quoted,
    retagged,
    scan,
)

CODE = frozenset(
    {"vbaProject", "vbaProjectSignature", "attachedToolbars", "extensibility", "userCustomization", "origin"}
)
CODE_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"})
VBA_TYPE = "application/vnd.ms-office.vbaProject"
PRINTER_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
NAME_LENGTH = 31


class Workbook:
    """The workbook inside a package.

    Raises:
        UnmarkableError: it is not of the usual kind, or has sheets that are programs.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next((r.target for r in package.relations("") if r.kind == "officeDocument"), "")
        data = package.part(self.part)
        self.nodes = scan(data, lambda name, depth, _: depth <= 2)
        root = self.nodes[0]
        if root.attributes.get(f"xmlns:{root.prefix}" if root.prefix else "xmlns") != MAIN:
            raise UnmarkableError("another kind of workbook")
        self.prefix = root.prefix
        relations = package.relations(self.part)
        if any(r.kind in CODE_SHEETS for r in relations):
            raise UnmarkableError("sheets that are programs")
        targets = {r.id: r.target for r in relations if r.kind == "worksheet"}
        self.styles = next((r.target for r in relations if r.kind == "styles"), "")
        listed = [n for n in self.nodes if n.name == "sheet" and n.depth == 2]
        self.names = [n.attributes.get("name", "") for n in listed]
        self.numbers = [int(n.attributes.get("sheetId", "0")) for n in listed]
        ids = [_id(n.attributes) for n in listed]
        self.sheets = {name: targets[i] for name, i in zip(self.names, ids, strict=True) if i in targets}

    def without_code(self) -> bool:
        """Takes macros out, and what belongs to them; whether there were any."""
        package = self.package
        dropped = [target for of in (self.part, "") for target in package.unrelate(of, CODE)]
        signed = [name for name in package.parts if name.startswith("_xmlsignatures/")]
        package.remove(frozenset({*dropped, *signed}))
        package.set_types({self.part: BOOK_TYPE})
        types = package.part(TYPES)
        known = scan(types, lambda name, *_: name == "Default")
        code = [node for node in known if node.attributes.get("ContentType") == VBA_TYPE]
        package.parts[TYPES] = applied(types, [retagged(types, n, {"ContentType": PRINTER_TYPE}) for n in code])
        return bool(dropped)

    def free_name(self, name: str) -> str:
        """The name, or one like it that no sheet has."""
        taken = {known.casefold() for known in self.names}
        tried = (name if i == 1 else f"{name[: NAME_LENGTH - 4]} {i}" for i in range(1, len(taken) + 2))
        return next(n for n in tried if n.casefold() not in taken)

    def replace(self, name: str, data: bytes) -> None:
        """Another content of a sheet, without what the old one had beside it."""
        part = self.sheets[name]
        self.package.remove(frozenset({part}))
        self.package.add(part, data, SHEET_TYPE)

    def put_first(self, name: str, data: bytes) -> None:
        """A new sheet in front of the others, the one that is seen when the workbook opens."""
        part = self.package.free("xl/worksheets/sheetKtth{}.xml")
        self.package.add(part, data, SHEET_TYPE)
        relation = self.package.relate(self.part, "worksheet", part)
        book = self.package.part(self.part)
        edits = list(self._edits(book, name, relation))
        self.package.parts[self.part] = applied(book, edits)

    def _edits(self, book: bytes, name: str, relation: str) -> Iterator[Edit]:
        sheets = next((n for n in self.nodes if n.name == "sheets" and n.depth == 1), None)
        if sheets is None or sheets.empty(book):
            raise UnmarkableError("no sheets")
        prefix = f"{self.prefix}:" if self.prefix else ""
        number = max(self.numbers, default=0) + 1
        sheet = f'<{prefix}sheet xmlns:ktth="{OFFICE}" name={quoted(name)} sheetId="{number}" ktth:id="{relation}"/>'
        yield Edit(sheets.inside, sheets.inside, sheet.encode())
        for node in self.nodes:
            if node.name == "workbookView":
                yield retagged(book, node, {"activeTab": 0, "firstSheet": 0})
            elif node.name == "definedName" and (place := node.attributes.get("localSheetId")):
                yield retagged(book, node, {"localSheetId": int(place) + 1})


def _id(attributes: Attributes) -> str:
    """The id of the relation, whatever prefix it has."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
