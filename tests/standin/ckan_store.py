"""What the stand-in CKAN remembers, and the rules a real CKAN 2.12 keeps about it.

Held: organisations by name, datasets by id, uploaded files and DataStore tables by resource id. The rules are those a
push can run into: names are unique, ids are not the client's to choose, an editor cannot make a draft through the API
(only a private dataset), unknown dataset keys vanish, resource keys are kept, ``metadata_modified`` moves on change
only.
"""

from __future__ import annotations

import copy
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

ROOT_FIELDS = ("name", "title", "notes", "version", "license_id", "url", "author", "author_email", "maintainer",
               "maintainer_email", "private", "state", "owner_org", "tags", "extras", "resources")  # fmt: skip
NAME = re.compile(r"[a-z0-9_\-]{2,100}")
TAG = re.compile(r"[\w \-.]{2,100}")
DOWNLOAD = "{site}/dataset/{package}/resource/{resource}/download/{file}"


class ActionError(Exception):
    """A refusal as CKAN words it: HTTP status, ``__type`` and the rest of the ``error`` object."""

    def __init__(self, status: int, kind: str, **error: Any) -> None:
        super().__init__(kind, error)
        self.status = status
        self.error = {"__type": kind, **error}


def invalid(**errors: Any) -> ActionError:
    return ActionError(409, "Validation Error", **errors)


def missing(what: str) -> ActionError:
    return ActionError(404, "Not Found Error", message=f"Not found: {what}")


def denied(why: str) -> ActionError:
    return ActionError(403, "Authorization Error", message=f"Access denied: {why}")


@dataclass(frozen=True)
class User:
    """Who a token stands for; ``organizations`` are the names this user is an editor of."""

    name: str
    sysadmin: bool = False
    organizations: frozenset[str] = frozenset()

    def edits(self, organization: str) -> bool:
        return self.sysadmin or organization in self.organizations


@dataclass(frozen=True)
class Upload:
    filename: str
    content: bytes


@dataclass
class Table:
    """A DataStore table: rows by ``_id``."""

    fields: list[dict[str, Any]]
    key: list[str]
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    serial: int = 0


@dataclass
class Store:
    site: str = ""
    organizations: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    users: set[str] = field(default_factory=lambda: {"pusher"})
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)  # resources that have a preview
    ticks: int = 0

    def now(self) -> str:
        """A later instant at each call, so that every change is seen in ``metadata_modified``."""
        self.ticks += 1
        instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.ticks)
        return instant.replace(tzinfo=None).isoformat(timespec="microseconds")

    def package(self, key: str) -> dict[str, Any]:
        for package in self.packages.values():
            if key in (package["id"], package["name"]):
                return package
        raise missing(key)

    def owner(self, package: dict[str, Any]) -> str:
        return next(o["name"] for o in self.organizations.values() if o["id"] == package["owner_org"])

    def resource(self, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        for package in self.packages.values():
            for resource in package["resources"]:
                if resource["id"] == key:
                    return package, resource
        raise missing(key)

    def show(self, package: dict[str, Any]) -> dict[str, Any]:
        shown = copy.deepcopy(package)
        owner = self.organizations[self.owner(package)]
        shown["organization"] = {k: owner[k] for k in ("id", "name", "title", "state")}
        shown |= {"num_resources": len(shown["resources"]), "num_tags": len(shown["tags"])}
        return shown

    def save(self, user: User, revised: dict[str, Any], original: dict[str, Any] | None) -> dict[str, Any]:
        """Validate and keep ``revised``; a dataset equal to ``original`` is left as it is."""
        package = {k: copy.deepcopy(revised[k]) for k in ROOT_FIELDS if k in revised and k != "resources"}
        package["id"] = original["id"] if original else str(uuid.uuid4())
        self._validate(user, revised, package, original)
        resources = revised.get("resources") or []
        package["resources"] = [self._resource(package, r, at, original) for at, r in enumerate(resources)]
        if original and all(original.get(k) == v for k, v in package.items()):
            return original
        created = original["metadata_created"] if original else self.now()
        package |= {"type": "dataset", "metadata_created": created, "metadata_modified": self.now()}
        self.packages[package["id"]] = package
        return package

    def _validate(
        self, user: User, revised: dict[str, Any], package: dict[str, Any], original: dict[str, Any] | None
    ) -> None:
        if not NAME.fullmatch(package.get("name") or ""):
            raise invalid(name=["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"])
        if any(p["name"] == package["name"] and p["id"] != package["id"] for p in self.packages.values()):
            raise invalid(name=["That URL is already in use."])
        if not original and revised.get("id") and not user.sysadmin:
            raise invalid(id=["The input field id was not expected."])
        owner = package.get("owner_org") or ""
        found = [o for o in self.organizations.values() if owner in (o["id"], o["name"])]
        if not found:
            raise invalid(owner_org=["Organization does not exist"])
        if not user.edits(found[0]["name"]):
            raise denied(f"User {user.name} not authorized to add dataset to this organization")
        package["owner_org"] = found[0]["id"]
        package["title"] = package.get("title") or package["name"]
        package["private"] = bool(package.get("private"))
        if not original and not user.sysadmin:
            package.pop("state", None)
        package["state"] = package.get("state") or "active"
        package["tags"] = self._tags(package.get("tags") or [])
        package["extras"] = self._extras(package.get("extras") or [])

    @staticmethod
    def _tags(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = sorted({tag["name"] for tag in tags})
        for name in names:
            if not TAG.fullmatch(name):
                raise invalid(tags=[f'Tag "{name}" can only contain alphanumeric characters, spaces, -, _ or .'])
        return [{"name": name, "display_name": name, "state": "active"} for name in names]

    @staticmethod
    def _extras(extras: list[dict[str, Any]]) -> list[dict[str, Any]]:
        keys = [extra["key"] for extra in extras]
        if len(set(keys)) < len(keys):
            raise invalid(extras=["Duplicate key"])
        if set(keys) & {*ROOT_FIELDS, "id", "type"} or not all(keys):
            raise invalid(extras=[{"key": ["There is a schema field with the same name"]}])
        if not all(isinstance(extra.get("value"), str) for extra in extras):
            raise invalid(extras=[{"value": ["Missing value"]}])
        return sorted(({"key": e["key"], "value": e["value"]} for e in extras), key=lambda e: e["key"])

    def _resource(
        self, package: dict[str, Any], sent: dict[str, Any], position: int, original: dict[str, Any] | None
    ) -> dict[str, Any]:
        resource: dict[str, Any] = {"hash": "", "description": None, "name": None, "format": "", "url": "",
                                    "url_type": None, "size": None, "created": self.now()}  # fmt: skip
        resource |= {k: v for k, v in sent.items() if k != "upload"}
        resource["id"] = resource.get("id") or str(uuid.uuid4())
        if str(uuid.UUID(resource["id"])) != resource["id"]:
            raise invalid(resources=[{"id": ["Invalid UUID"]}])
        for other in self.packages.values():
            if other["id"] != package["id"] and any(r["id"] == resource["id"] for r in other["resources"]):
                raise invalid(resources=[{"id": ["Resource id already exists."]}])
        if resource.pop("clear_upload", False):
            self.files.pop(resource["id"], None)
        if isinstance(upload := sent.get("upload"), Upload):
            self.files[resource["id"]] = upload.content
            url = DOWNLOAD.format(site=self.site, package=package["id"], resource=resource["id"], file=upload.filename)
            resource |= {"url": url, "url_type": "upload", "size": len(upload.content), "last_modified": self.now()}
        return resource | {"package_id": package["id"], "position": position, "state": "active"}
