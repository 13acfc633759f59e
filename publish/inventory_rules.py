"""What OCFL 1.1 asks of one inventory by itself: a function from parsed JSON to the codes of the rules it breaks.

The codes (E036, E092 …) are the specification's own; one code stands for the rule, however often it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ALGORITHMS = ("sha512", "sha256")  # for content
_KEYS = {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity"}
_TYPE = re.compile(r"https://ocfl\.io/1\.[01]/spec/#inventory")
_CREATED = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)


def version_number(name: str) -> int | None:
    """3 of ``v3`` and of ``v003``; None of what is no version's name."""
    match = re.fullmatch(r"v(\d+)", name)
    return int(match[1]) or None if match else None


def inventory_problems(data: Any) -> Iterator[str]:
    """The codes of the rules that ``data`` breaks; nothing if it is sound."""
    if not isinstance(data, dict):
        yield "E033"
        return
    shape = list(_shape(data))
    yield from shape
    if not shape:
        yield from _sequence(list(data["versions"]), data["head"])
        for block in data["versions"].values():
            yield from _version(block, data["manifest"])
        yield from _manifest(data)
        for digests in data.get("fixity", {}).values():
            yield from _digests(digests, "E097", "E057")


def _shape(data: Mapping[str, Any]) -> Iterator[str]:
    if {"id", "type", "digestAlgorithm", "head"} - data.keys():
        yield "E036"
    if {"manifest", "versions"} - data.keys():
        yield "E041"
    if data.keys() - _KEYS:
        yield "E102"
    for key, code in (("manifest", "E106"), ("versions", "E044"), ("fixity", "E111")):
        if not isinstance(data.get(key, {}), dict):
            yield code
    if not isinstance(data.get("id", "x"), str) or not data.get("id", "x"):
        yield "E037"
    if not _TYPE.fullmatch(str(data.get("type"))):
        yield "E038"
    if data.get("digestAlgorithm") not in ALGORITHMS:
        yield "E025"
    folder = data.get("contentDirectory", "content")
    if not isinstance(folder, str) or "/" in folder or folder in ("", ".", ".."):
        yield "E017"


def _sequence(names: list[str], head: object) -> Iterator[str]:
    if not names:
        yield "E008"
        return
    numbers = [version_number(name) for name in names]
    if None in numbers:
        yield "E104"
    elif sorted(number for number in numbers if number) != list(range(1, len(names) + 1)):
        yield "E010"
    else:
        padded = {name.startswith("v0") for name in names}
        if padded != {False} and (padded != {True} or len({len(name) for name in names}) > 1):
            yield "E012"
    if head not in names or version_number(str(head)) != len(names):
        yield "E040"


def _version(block: Any, manifest: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "E047"
        return
    if {"created", "state"} - block.keys():
        yield "E048"
    if block.keys() - {"created", "state", "message", "user"}:
        yield "E102"
    if "created" in block and not (isinstance(block["created"], str) and _CREATED.fullmatch(block["created"])):
        yield "E049"
    if not isinstance(block.get("message", ""), str):
        yield "E094"
    if not _is_user(block.get("user", {"name": "not said"})):
        yield "E054"
    yield from _state(block.get("state", {}), manifest)


def _state(state: Any, manifest: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(state, dict) or not state.keys() <= manifest.keys():
        yield "E050"
        return
    if not all(_is_list_of_strings(paths) for paths in state.values()):
        yield "E051"
        return
    paths = [path for group in state.values() for path in group]
    if not all(map(_is_plain, paths)):
        yield "E052"
    if _conflict(paths):
        yield "E095"


def _manifest(data: Mapping[str, Any]) -> Iterator[str]:
    manifest, folder = data["manifest"], data.get("contentDirectory", "content")
    yield from _digests(manifest, "E096", "E092")
    used = {digest for b in data["versions"].values() if isinstance(b, dict) for digest in b.get("state", ())}
    if manifest.keys() - used:
        yield "E107"
    paths = [path for group in manifest.values() if _is_list_of_strings(group) for path in group]
    if _conflict(paths):
        yield "E101"
    if any(p.split("/")[0] not in data["versions"] or p.split("/")[1:2] != [folder] for p in paths):
        yield "E042"


def _digests(block: Any, twice: str, shape: str) -> Iterator[str]:
    """A map of digests to content paths: the manifest, or what fixity says in one algorithm."""
    if not isinstance(block, dict) or not all(_is_list_of_strings(p) and p for p in block.values()):
        yield shape
        return
    if len({digest.lower() for digest in block}) < len(block):
        yield twice
    if not all(_is_plain(path) for paths in block.values() for path in paths):
        yield "E099"


def _is_user(user: object) -> bool:
    return (
        isinstance(user, dict)
        and isinstance(user.get("name"), str)
        and bool(user["name"])
        and isinstance(user.get("address", ""), str)
    )


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_plain(path: str) -> bool:
    """Relative, of non-empty elements, none of them a dot or two."""
    return not {"", ".", ".."} & set(path.split("/"))


def _conflict(paths: Iterable[str]) -> bool:
    """Whether a path is there twice, or a file where another path needs a folder."""
    listed = list(paths)
    folders = {"/".join(p.split("/")[:n]) for p in listed for n in range(1, p.count("/") + 1)}
    return len({*listed}) < len(listed) or bool({*listed} & folders)
