"""A workbook as its parts: a zip of members, the relations between them, and the types of their content."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from validation.render.workbook.xml import Edit, Element, UnmarkableError, applied, quoted, retagged, scan

EPOCH = (1980, 1, 1, 0, 0, 0)  # equal workbooks, equal bytes
LARGE = 150_000_000  # bytes unpacked: it takes three times as much to change
LEVEL = 3  # of compression: a third of the time, a tenth larger
TYPES = "[Content_Types].xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: ``kind`` is the last word of the relation's type."""

    id: str
    kind: str
    target: str


@dataclass
class Package:
    """The parts by name; what was changed is kept until :meth:`packed`."""

    parts: dict[str, bytes] = field(default_factory=dict)

    @staticmethod
    def of(data: bytes) -> Package:
        """Raises :class:`UnmarkableError` where it is no zip, or one whose members can be told apart by case only."""
        try:
            with ZipFile(BytesIO(data)) as packed:
                if sum(member.file_size for member in packed.infolist()) > LARGE:
                    raise UnmarkableError("too large")
                names = [n for n in packed.namelist() if not n.endswith("/")]
                if len({name.lower() for name in names}) < len(names) or any("\\" in name for name in names):
                    raise UnmarkableError("names of parts")
                return Package({name: packed.read(name) for name in names})
        except (BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError) as error:
            raise UnmarkableError(str(error)) from error

    def packed(self) -> bytes:
        out = BytesIO()
        with ZipFile(out, "w") as packed:
            first = [name for name in (TYPES, "_rels/.rels") if name in self.parts]
            for name in [*first, *(n for n in self.parts if n not in first)]:
                packed.writestr(ZipInfo(name, EPOCH), self.parts[name], ZIP_DEFLATED, LEVEL)
        return out.getvalue()

    def part(self, name: str) -> bytes:
        if name not in self.parts:
            raise UnmarkableError(f"no part {name}")
        return self.parts[name]

    def relations(self, of: str) -> list[Relation]:
        """What a part points to inside the package."""
        return [relation for relation, _ in self._relations(of)]

    def _relations(self, of: str) -> Iterator[tuple[Relation, Element]]:
        data = self.parts.get(_relations_of(of), RELATIONS)
        for node in scan(data, lambda name, *_: name == "Relationship"):
            said = node.attributes
            if said.get("TargetMode") != "External":
                target = _resolved(of, said.get("Target", ""))
                yield Relation(said.get("Id", ""), said.get("Type", "").rpartition("/")[2], target), node

    def relate(self, of: str, kind: str, target: str) -> str:
        """A new relation; its id."""
        name = _relations_of(of)
        data = self.parts.get(name, HEAD + RELATIONS)
        taken = {relation.id for relation in self.relations(of)}
        given = next(f"rIdKtth{i}" for i in range(1, len(taken) + 2) if f"rIdKtth{i}" not in taken)
        path = posixpath.relpath(target, posixpath.dirname(of) or ".")
        link = f'<Relationship Id="{given}" Type="{_kind(kind)}" Target={quoted(path)}/>'
        self.parts[name] = _appended(data, "Relationships", link)
        return given

    def unrelate(self, of: str, kinds: frozenset[str]) -> list[str]:
        """Drops the relations of these kinds; the parts they pointed to."""
        found = [(relation, node) for relation, node in self._relations(of) if relation.kind in kinds]
        if found:
            name = _relations_of(of)
            self.parts[name] = applied(self.parts[name], [Edit(n.start, n.end, b"") for _, n in found])
        return [relation.target for relation, _ in found]

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """A new part, or another content of one, with its type."""
        self.parts[name] = data
        self.set_types({name: content_type})

    def remove(self, names: frozenset[str]) -> None:
        for name in names:
            self.parts.pop(name, None)
            self.parts.pop(_relations_of(name), None)
        self.set_types(dict.fromkeys(names))

    def set_types(self, types: Mapping[str, str | None]) -> None:
        """Says which type parts have; None: they are no more."""
        data = self.part(TYPES)
        said = {f"/{name}".lower(): value for name, value in types.items()}
        edits = []
        for node in scan(data, lambda name, *_: name == "Override"):
            known = node.attributes.get("PartName", "").lower()
            if known in said:
                value = said[known]
                edits.append(retagged(data, node, {"ContentType": value}) if value else Edit(node.start, node.end, b""))
                said[known] = None
        data = applied(data, edits)
        for name, value in types.items():
            if said[f"/{name}".lower()] is not None:
                data = _appended(data, "Types", f'<Override PartName={quoted(f"/{name}")} ContentType="{value}"/>')
        self.parts[TYPES] = data

    def default_type(self, extension: str, content_type: str) -> None:
        """The type of every part with this extension, where none is said."""
        data = self.part(TYPES)
        known = scan(data, lambda name, *_: name == "Default")
        if not any(node.attributes.get("Extension", "").lower() == extension for node in known):
            link = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
            self.parts[TYPES] = _appended(data, "Types", link, first=True)

    def free(self, pattern: str) -> str:
        """A name that no part has; ``{}`` in the pattern counts."""
        taken = {name.lower() for name in self.parts}
        return next(n for i in range(1, len(taken) + 2) if (n := pattern.format(i)).lower() not in taken)


def _kind(kind: str) -> str:
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"


def _appended(data: bytes, root: str, child: str, *, first: bool = False) -> bytes:
    """A child more in the root of a small part, whose prefix it is given."""
    node = scan(data, lambda name, depth, _: name == root and depth == 0)
    if not node:
        raise UnmarkableError(f"no {root}")
    text = child.replace("<", f"<{node[0].prefix}:", 1) if node[0].prefix else child
    if node[0].empty(data):
        tag = data[node[0].start : node[0].inside]
        name = tag[1:].split(None, 1)[0].rstrip(b"/>")
        return applied(data, [Edit(node[0].start, node[0].end, tag[:-2] + b">" + text.encode() + b"</" + name + b">")])
    place = node[0].inside if first else node[0].closing(data)
    return applied(data, [Edit(place, place, text.encode())])


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(of: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(of), target))
