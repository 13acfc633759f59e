"""A stand-in CKAN on loopback: a real HTTP server that keeps state in memory and can fail on demand.

It speaks ``/api/action/*`` and ``/api/3/action/*`` with CKAN's envelope and error classes, so the real ckanapi talks
to it. ``requests`` lists the actions asked for, ``writes`` those that may change something. In a block of
``failing(n, how)`` its n-th request goes wrong: ``cut-before`` closes the connection before anything is done,
``cut-after`` when it is done but not answered, ``500-after`` does it and answers 500 with the request's headers, as
debugging proxies do. ``before(action, callback)`` runs once when that action is next asked for: somebody else's change
in between.
"""

from __future__ import annotations

import copy
import json
import re
import socket
import threading
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal

from tests.standin import ckan_datastore as datastore
from tests.standin.ckan_revise import parsed, revise, unmatched
from tests.standin.ckan_store import NAME, ActionError, Store, Upload, User, denied, invalid, missing

Failure = Literal["cut-before", "cut-after", "500-after"]
Action = Callable[[Store, User, dict[str, Any]], Any]
ACTION = re.compile(r"/api/(?:3/)?action/(\w+)")
ANONYMOUS = User("")


def status_show(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    return {"site_title": "stand-in", "site_url": store.site, "ckan_version": "2.12.0", "extensions": ["datastore"]}


def visible(store: Store, user: User, package: dict[str, Any]) -> bool:
    return (package["state"] == "active" and not package["private"]) or user.edits(store.owner(package))


def package_show(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    package = store.package(data.get("id") or "")
    if not visible(store, user, package):
        raise denied(f"User {user.name} not authorized to read package {package['id']}")
    return store.show(package)


def package_list(store: Store, user: User, data: dict[str, Any]) -> list[str]:
    return sorted(p["name"] for p in store.packages.values() if visible(store, ANONYMOUS, p))


def package_search(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in package_list(store, user, {}) if data.get("q", "*:*") in ("*:*", "", name)]
    start, rows = int(data.get("start", 0)), int(data.get("rows", 10))
    return {"count": len(names), "results": [store.show(store.package(n)) for n in names[start : start + rows]]}


def package_create(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    return store.show(store.save(user, data, None))


def package_patch(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    original = store.package(data.get("id") or "")
    return store.show(store.save(user, {**copy.deepcopy(original), **data}, original))


def package_revise(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    match = parsed(data.get("match")) or {}
    match |= {key[len("match__") :]: parsed(value) for key, value in data.items() if key.startswith("match__")}
    original = store.package(match.get("id") or match.get("name") or "")
    if wrong := unmatched(original, match):
        raise invalid(match=wrong)
    revised = copy.deepcopy(original)
    revise(revised, data)
    return {"package": store.show(store.save(user, revised, original))}


def resource_create_default_resource_views(store: Store, user: User, data: dict[str, Any]) -> list[dict[str, Any]]:
    package, resource = store.resource(data["resource"]["id"])
    if not user.edits(store.owner(package)):
        raise denied("User not authorized to create views")
    made = bool(resource.get("datastore_active")) and resource["id"] not in store.views
    store.views.add(resource["id"])
    return [{"view_type": "datatables_view", "resource_id": resource["id"]}] * made


def resource_show(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    package, resource = store.resource(data.get("id") or "")
    if not visible(store, user, package):
        raise denied("User not authorized to read resource")
    return copy.deepcopy(resource)


def organization_list(store: Store, user: User, data: dict[str, Any]) -> list[str]:
    return sorted(store.organizations)


def organization_list_for_user(store: Store, user: User, data: dict[str, Any]) -> list[dict[str, Any]]:
    if "id" in data and not user.sysadmin:
        raise denied("Only an administrator may ask of others")
    members = store.members.get(data.get("id", ""), set())
    may = members.__contains__ if "id" in data else user.edits
    return [o for name, o in sorted(store.organizations.items()) if may(name)]


def organization_show(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    for organization in store.organizations.values():
        if data.get("id") in (organization["id"], organization["name"]):
            return organization
    raise missing(str(data.get("id")))


def organization_create(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    if not user.sysadmin:
        raise denied(f"User {user.name} not authorized to create organizations")
    name = data.get("name") or ""
    if not NAME.fullmatch(name):
        raise invalid(name=["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"])
    if name in store.organizations:
        raise invalid(name=["Group name already exists in database"])
    fields = {key: data.get(key, "") for key in ("title", "description")} | {"extras": data.get("extras", [])}
    store.organizations[name] = {"id": str(uuid.uuid4()), "name": name, "state": "active", **fields}
    return store.organizations[name]


def organization_patch(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    organization = organization_show(store, user, data)
    if not user.sysadmin:
        raise denied(f"User {user.name} not authorized to edit organizations")
    organization |= {key: value for key, value in data.items() if key != "id"}
    return organization


def organization_member_create(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    if not user.sysadmin:
        raise denied(f"User {user.name} not authorized to add members")
    store.members.setdefault(data["username"], set()).add(organization_show(store, user, data)["name"])
    return {"capacity": data["role"]}


def user_show(store: Store, user: User, data: dict[str, Any]) -> dict[str, Any]:
    if data["id"] not in store.users:
        raise missing(data["id"])
    return {"name": data["id"]}


READS: dict[str, Action] = {f.__name__: f for f in (
    status_show, package_show, package_list, package_search, resource_show, organization_list,
    organization_list_for_user, organization_show, user_show,
)} | {"datastore_search": datastore.search, "datastore_info": datastore.info}  # fmt: skip
WRITES: dict[str, Action] = {f.__name__: f for f in (
    package_create, package_patch, package_revise, resource_create_default_resource_views,
    organization_create, organization_patch, organization_member_create,
)} | {
    "datastore_create": datastore.create, "datastore_upsert": datastore.upsert, "datastore_delete": datastore.delete,
}  # fmt: skip


class StandinCkan:
    """``with StandinCkan() as ckan:`` serves at ``ckan.url`` until the block ends; ``tokens`` says who may do what."""

    def __init__(self) -> None:
        self.store = Store()
        self.tokens: dict[str, User] = {}
        self.requests: list[str] = []
        self.writes: list[str] = []
        self.failed = False
        self._failure: tuple[int, Failure] | None = None
        self._before: dict[str, Callable[[], object]] = {}
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"ckan": self}))
        self._server.daemon_threads = True
        self.url = self.store.site = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StandinCkan:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def failing(self, at: int, how: Failure) -> Iterator[None]:
        """In this block the ``at``-th request (from 1) fails as ``how`` says; ``failed`` tells if there was one."""
        self._failure = (len(self.requests) + at, how)
        try:
            yield
        finally:
            self.failed = len(self.requests) >= self._failure[0]
            self._failure = None

    def before(self, action: str, callback: Callable[[], object]) -> None:
        self._before[action] = callback

    def act(self, action: str, token: str, data: dict[str, Any]) -> tuple[Failure | None, int, dict[str, Any]]:
        """Do one request: the failure due for it, and the status and envelope to answer."""
        with self._lock:
            self.requests.append(action)
            failure = self._failure[1] if self._failure and self._failure[0] == len(self.requests) else None
            if failure == "cut-before":
                return failure, 0, {}
            if callback := self._before.pop(action, None):
                callback()
            status, envelope = self._answer(action, self.tokens.get(token, ANONYMOUS), data)
        if failure == "500-after":
            error = {"__type": "Internal Server Error", "message": f"Authorization: {token}"}
            status, envelope = 500, {"success": False, "error": error}
        return failure, status, envelope

    def _answer(self, action: str, user: User, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        help_text = {"help": f"{self.url}/api/3/action/help_show?name={action}"}
        try:
            if action in WRITES:
                if user == ANONYMOUS:
                    raise denied("Action requires an authenticated user")
                self.writes.append(action)
            elif action not in READS:
                raise ActionError(400, "Bad Request", message=f"Action name not known: {action}")
            result = (READS | WRITES)[action](self.store, user, data)
            return 200, {**help_text, "success": True, "result": copy.deepcopy(result)}
        except ActionError as error:
            return error.status, {**help_text, "success": False, "error": error.error}


class _Handler(BaseHTTPRequestHandler):
    ckan: StandinCkan
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment

    def do_GET(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        self._respond({key: values[0] for key, values in query.items()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.headers.get("Content-Type", "")
        self._respond(form(kind, body) if kind.startswith("multipart/") else json.loads(body or b"{}"))

    def _respond(self, data: dict[str, Any]) -> None:
        found = ACTION.fullmatch(urllib.parse.urlsplit(self.path).path)
        if found is None:
            return self._send(404, "text/html", b"<h1>Not found</h1>")
        token = self.headers.get("Authorization") or self.headers.get("X-CKAN-API-Key") or ""
        failure, status, envelope = self.ckan.act(found[1], token, data)
        if failure in ("cut-before", "cut-after"):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self._send(status, "application/json;charset=utf-8", json.dumps(envelope).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
        """Silence: a test reads ``requests`` instead."""


def form(kind: str, body: bytes) -> dict[str, Any]:
    """A multipart form: texts as str, files as :class:`Upload`."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    data: dict[str, Any] = {}
    for part in message.iter_parts():  # type: ignore[attr-defined]
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        filename = part.get_filename()
        data[name] = Upload(filename, content) if filename else content.decode()
    return data
