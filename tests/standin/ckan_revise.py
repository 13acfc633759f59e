"""``package_revise`` of the stand-in: what ``match``, ``filter``, ``update`` and the flattened ``update__…`` keys mean.

As in CKAN, a dict is merged key by key and a list item by item (a list never shrinks by an update), ``__extend`` adds
to a list, and an item of a list of resources is named by its position or by the first five or more letters of its id.
"""

from __future__ import annotations

import json
from typing import Any

from tests.standin.ckan_store import Upload, invalid


def parsed(value: Any) -> Any:
    """A string that is JSON is taken as its value, as CKAN does for multipart forms."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def unmatched(package: dict[str, Any], match: dict[str, Any]) -> list[str]:
    return [key for key, value in match.items() if package.get(key) != value]


def revise(package: dict[str, Any], data: dict[str, Any]) -> None:
    """Change ``package`` in place; raises ``ActionError`` 409 where ``data`` does not fit it."""
    for pattern in parsed(data.get("filter")) or []:
        if not pattern.startswith("-") or "__" in pattern:
            raise NotImplementedError(f"the stand-in knows no filter {pattern}")
        package.pop(pattern[1:], None)
    merge(package, parsed(data.get("update")) or {})
    flattened = [key for key in data if key.startswith("update__")]
    for key in sorted(flattened, key=lambda k: (not k.endswith("__extend"), k)):
        value = data[key]
        place(package, key.split("__")[1:], value if isinstance(value, Upload) else parsed(value))


def merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    for key, value in update.items():
        if isinstance(target.get(key), dict):
            merge(target[key], value)
        elif isinstance(target.get(key), list):
            merge_list(target[key], value)
        else:
            target[key] = value


def merge_list(target: list[Any], update: list[Any]) -> None:
    for at, value in enumerate(update):
        if at >= len(target):
            target.append(value)
        elif isinstance(target[at], dict):
            merge(target[at], value)
        else:
            target[at] = value


def place(package: dict[str, Any], path: list[str], value: Any) -> None:
    current: Any = package
    for key in path[:-1]:
        current = step(current, key)
    if path[-1] == "extend" and isinstance(current, list):
        current.extend(value)
    elif isinstance(current, list):
        merge(step(current, path[-1]), value)
    else:
        merge(current, {path[-1]: value})


def step(current: Any, key: str) -> Any:
    if isinstance(current, dict) and key in current:
        return current[key]
    if isinstance(current, list) and len(key) >= 5:
        for item in current:
            if item.get("id", "").startswith(key):
                return item
    if isinstance(current, list) and key.lstrip("-").isdigit() and -len(current) <= int(key) < len(current):
        return current[int(key)]
    raise invalid(update=[f"Unmatched key {key}"])
