"""What a data package may not do: name a file outside its own folder, or unpack into more than we can hold.

Everything here runs before a file of the package is opened. A refusal is a finding that says what to do instead;
nothing is fetched, no link is followed out of the folder, nothing is unpacked beyond the limits below.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from validation.findings import Finding

MAX_MEMBERS = 2_000  # files in one archive
MAX_DEPTH = 8  # folders inside one another in an archive
MAX_UNPACKED = 2_000_000_000  # bytes, of an archive or of one compressed file
MAX_RATIO = 200  # unpacked size to packed size, once more than RATIO_FROM bytes come out
RATIO_FROM = 20_000_000
CHUNK = 1 << 20

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
LOCAL_SCHEMES = ("", "file", "multipart")  # of the property `scheme`: how the file is opened
REMOTE_KEYS = ("path", "extrapaths", "schema", "dialect", "profile", "profiles")
SUMS = ("md5", "sha1", "sha256", "sha512")  # what `hashing` may name: frictionless writes to the key it names
STANDARD_PROFILES = ("data-package", "tabular-data-package", "data-resource", "tabular-data-resource")
BROKEN = (  # what Python raises over an archive that is none
    *(BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, OverflowError),
    *(lzma.LZMAError, zlib.error, struct.error),
)
PACKED: Mapping[str, Callable[..., Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


def check_paths(descriptor: Mapping[str, Any], base: Path) -> list[Finding]:
    """Findings on every path that is remote or absolute, or that leads out of ``base``, by itself or through a link."""
    found = [f for key in ("profile", "profiles") for f in _refusals(key, descriptor.get(key), base, "")]
    for key, value in _references(descriptor):
        found += _refusals(key, value, base, "")
    for resource in resources_of(descriptor):
        found += _resource_refusals(resource, base)
    return found


def resources_of(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources of a descriptor that may be none."""
    said = descriptor.get("resources")
    return [r for r in said if isinstance(r, dict)] if isinstance(said, list) else []


def _resource_refusals(resource: Mapping[str, Any], base: Path) -> Iterator[Finding]:
    table = str(resource.get("name", ""))
    for key in REMOTE_KEYS:
        yield from _refusals(key, resource.get(key), base, table)
    if "path" not in resource and "data" not in resource:
        yield from _refusals("url", resource.get("url"), base, table)
    scheme = resource.get("scheme") or ""
    if scheme not in LOCAL_SCHEMES:
        yield _refused("path.remote", "scheme", str(scheme), table)
    hashing = resource.get("hashing")
    if hashing and str(hashing).lower() not in SUMS:
        params = {"value": str(hashing), "known": ", ".join(SUMS)}
        yield Finding("descriptor.hashing-unknown", table=table, value=str(hashing), params=params)
    innerpath = resource.get("innerpath")
    if isinstance(innerpath, str) and (rule := _form(innerpath)):
        yield _refused(rule, "innerpath", innerpath, table)
    for key, value in _references({k: v for k, v in resource.items() if k != "data"}):
        yield from _refusals(key, value, base, table)


def _references(value: Any) -> Iterator[tuple[str, Any]]:
    """Every ``$ref`` below a descriptor; one that points inside its own document is nobody's business."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key == "$ref" and isinstance(below, str) and not below.startswith("#"):
                yield "$ref", below
            elif key not in ("data", "resources"):
                yield from _references(below)
    elif isinstance(value, list):
        for below in value:
            yield from _references(below)


def _refusals(key: str, value: Any, base: Path, table: str) -> Iterator[Finding]:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str) or (key in ("profile", "profiles") and item in STANDARD_PROFILES):
            continue
        if rule := leaves(item, base):
            yield _refused(rule, key, item, table)


def _refused(rule: str, key: str, value: str, table: str) -> Finding:
    return Finding(rule=rule, table=table, value=value, params={"key": key, "path": value})


def leaves(path: str, base: Path) -> str:
    """The rule that a path breaks which does not name a plain file below ``base``; empty where it does."""
    return _form(path) or _place(path, base)


def _form(path: str) -> str:
    """The rule that the text of a path alone breaks, or nothing."""
    if "\0" in path:
        return "path.unsafe"
    if PureWindowsPath(path).drive or PureWindowsPath(path).root or PurePosixPath(path).is_absolute():
        return "path.absolute"
    if scheme := SCHEME.match(path):
        return "path.absolute" if scheme[0].lower() == "file:" else "path.remote"
    if ".." in path.replace("\\", "/").split("/"):
        return "path.outside"
    if "\\" in path or path.startswith("~"):
        return "path.unsafe"
    return ""


def _place(path: str, base: Path) -> str:
    """The rule that the file itself breaks: a link on the way to it, a device, a pipe."""
    try:
        target = base / path
        parts = [base.joinpath(*Path(path).parts[: i + 1]) for i in range(len(Path(path).parts))]
        if any(part.is_symlink() for part in parts) or not target.resolve().is_relative_to(base.resolve()):
            return "path.link"
        if target.exists() and not (target.is_file() or target.is_dir()):
            return "path.unsafe"
    except (OSError, ValueError, RuntimeError):  # a name the system refuses, a circle of links
        return "path.unsafe"
    return ""


def unpack(archive: Path, into: Path) -> list[Finding]:
    """The files of a zip, written below ``into``; findings instead, and nothing written, where a limit is broken."""
    try:
        with ZipFile(archive) as packed:
            members = [m for m in packed.infolist() if not m.is_dir()]
            if found := list(_archive_refusals(members, archive.stat().st_size)):
                return found
            for member in members:
                _extract(packed, member, into)
    except BROKEN as error:
        return [Finding(rule="archive.broken", params={"problem": str(error)})]
    return []


def _extract(packed: ZipFile, member: ZipInfo, into: Path) -> None:
    target = into / member.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as source, target.open("xb") as sink:  # stops at the size the directory promises
        while chunk := source.read(CHUNK):
            sink.write(chunk)


def _archive_refusals(members: list[ZipInfo], packed_size: int) -> Iterator[Finding]:
    size = sum(m.file_size for m in members)
    if len(members) > MAX_MEMBERS:
        yield Finding(rule="archive.members", params={"found": str(len(members)), "limit": str(MAX_MEMBERS)})
    if too_large := _too_large(size, packed_size):
        yield too_large
    if len({m.filename for m in members}) < len(members):
        yield Finding(rule="archive.broken", params={"problem": "two members of the same name"})
    for member in members:
        if rule := _member_rule(member):
            yield Finding(rule=rule, value=member.filename, params={"path": member.filename})


def _member_rule(member: ZipInfo) -> str:
    if member.flag_bits & 0x1:
        return "archive.encrypted"
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        return "archive.link"
    if _form(member.filename):
        return "archive.outside"
    return "archive.depth" if member.filename.count("/") > MAX_DEPTH else ""


def _too_large(size: int, packed_size: int) -> Finding | None:
    if size > MAX_UNPACKED:
        return Finding(rule="archive.size", params={"found": str(size), "limit": str(MAX_UNPACKED)})
    times = size // max(packed_size, 1)
    if size > RATIO_FROM and times >= MAX_RATIO:
        return Finding(rule="archive.ratio", params={"found": str(times), "limit": str(MAX_RATIO)})
    return None


def check_packed(path: Path, compression: str) -> list[Finding]:
    """Findings on a packed file (``zip`` as a workbook is, ``gz``, ``bz2``, ``xz``) that would unpack into too much."""
    packed_size, size = path.stat().st_size, 0
    if compression not in ("zip", *PACKED):
        return []
    try:
        if compression == "zip":
            with ZipFile(path) as packed:
                too_large = _too_large(sum(m.file_size for m in packed.infolist()), packed_size)
            return [too_large] if too_large else []
        with PACKED[compression](path, "rb") as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if too_large := _too_large(size, packed_size):
                    return [too_large]
    except BROKEN:
        return []  # broken: its reader says so in its own words
    return []
