"""Files of a release at addresses that never change: each table in several forms, and the whole package as a zip.

The package also lies there unpacked: its descriptor, and each file under the path that the descriptor gives it.

CSV and Parquet are the archive's bytes; the other forms hold the same values and are made when first asked for. Of a
CSV, ``?bom=1`` puts a byte order mark before it, which is what Excel needs to read Vietnamese, and ``?safe=1`` an
apostrophe before each text that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.about import about
from publish.demo import KEY
from publish.distributions import FORMS, PACKAGE, Distributions, Keeper, Unavailable, Wanted
from publish.portal.making import Making
from publish.portal.pages import absent, find_release, release_as_of
from publish.portal.state import Portal
from publish.portal.stylesheet import FOREVER
from publish.snapshot import Release
from schemas.core.i18n import LANGS

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
OTHER_TYPES: Mapping[str, str] = {  # of files that are no tables; what could hold a script is bytes to a browser
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}
DESCRIPTOR = "datapackage.json"
ASKED_AGAIN = "no-cache"  # of forms that say more than the rows: another day other bytes may stand there
SAYING_MORE = ("xlsx", "sqlite")
SAFE = ":/?#[]@!$&'()*+,;=%~"  # of an address in a header


@dataclass(frozen=True)
class Found:
    """What a request is answered with: the archive's file at a logical ``path``, or one that is ``wanted``."""

    release: Release
    name: str
    media_type: str
    path: str = ""
    wanted: Wanted | None = None
    cached: str = FOREVER


class Downloads:
    """``making`` is for whatever else takes a whole release to be made, too: one such file at a time."""

    def __init__(self, portal: Portal, distributions: Distributions) -> None:
        self.portal = portal
        self._distributions = distributions
        self.making = Making(Keeper(portal.root))

    def routes(self) -> list[Route]:
        return [
            Route("/datasets/{id}/releases/{version}/{file}", self.file),
            Route("/datasets/{id}/releases/{version}/data/{file}", self.packaged),
            Route("/datasets/{id}/latest/{file}", self.latest),
            Route("/datasets/{id}/as-of/{when}/{file:path}", self.as_of),
            Route("/datasets/{id}/latest/{folder}/{file}", self.latest),
        ]

    def sizes(self, release: Release, path: str) -> Mapping[str, int]:
        """The bytes of what can be downloaded of the table at ``path``, by form; 0 where it is not made yet."""
        made = self._distributions.table
        sizes = {form: self.making.keeper.size(made(release, PurePosixPath(path).stem, form)) for form in FORMS}
        return {**sizes, "parquet": release.size(str(PurePosixPath(path).with_suffix(".parquet")))}

    def latest(self, request: Request) -> Response:
        """The same file of the newest release."""
        dataset, file = request.path_params["id"], request.path_params["file"]
        if folder := request.path_params.get("folder"):
            file = f"{folder}/{file}"
        view = self.portal.state.datasets.get(dataset)
        if view is None:
            raise absent(self.portal, dataset)
        return _released(request, dataset, view.about.version, file)

    def as_of(self, request: Request) -> Response:
        """The same file of the release that was public at the end of a day, or at a moment."""
        release = release_as_of(self.portal, request.path_params["id"], request.path_params["when"])
        return _released(request, release.dataset, release.version, request.path_params["file"])

    async def file(self, request: Request) -> Response:
        """One file of one release, made first if it must be; 304 where the reader has it already."""
        found = await run_in_threadpool(self._find, request)
        if found.wanted is None:
            return await run_in_threadpool(self._archived, request, found)
        try:
            kept = await self.making.file(found.wanted)
        except Unavailable as refused:
            said = "\n".join(refused.say(lang) for lang in LANGS)
            return PlainTextResponse(f"{said}\n", 404, headers={"Cache-Control": "no-cache"})
        digest = f"sha-256=:{b64encode(bytes.fromhex(kept.sha256)).decode()}:"
        headers = await run_in_threadpool(self._headers, found, kept.sha256, digest)
        return _answer(request, kept.path, found, headers)

    def packaged(self, request: Request) -> Response:
        """One file of the package as the descriptor names it."""
        release = self._release(request)
        path = PurePosixPath("data", request.path_params["file"])
        if not any(r.get("path") == str(path) for r in release.descriptor["resources"]):
            raise HTTPException(404)
        media_type = OTHER_TYPES.get(path.suffix.lower(), "application/octet-stream")
        return self._archived(request, Found(release, _name(release, path.stem, path.suffix), media_type, str(path)))

    def _release(self, request: Request) -> Release:
        return find_release(self.portal, request.path_params["id"], request.path_params["version"])

    def _find(self, request: Request) -> Found:
        release, file = self._release(request), request.path_params["file"]
        if file == DESCRIPTOR:
            return Found(release, _name(release, PACKAGE, ".json"), "application/json", DESCRIPTOR)
        stem, _, kind = file.rpartition(".")
        if (stem, kind) == (PACKAGE, "zip"):
            name, wanted = _name(release, release.dataset, ".zip"), self._distributions.package(release)
            return Found(release, name, MEDIA_TYPES[kind], wanted=wanted)
        resource, marks = _resource(release, stem, kind), _marks(request, kind)
        name = _name(release, stem, f".{kind}", safe="safe" in marks)
        if kind == "parquet" or (kind == "csv" and not marks):
            path = str(PurePosixPath(resource["path"]).with_suffix(f".{kind}"))
            return Found(release, name, MEDIA_TYPES[kind], path)
        wanted = self._distributions.table(release, stem, ".".join([*marks, kind]))
        cached = ASKED_AGAIN if kind in SAYING_MORE else FOREVER
        return Found(release, name, MEDIA_TYPES[kind], wanted=wanted, cached=cached)

    def _archived(self, request: Request, found: Found) -> Response:
        """The archive's bytes of a logical path."""
        release, path = found.release, found.path
        if path not in release.files:
            raise HTTPException(404)
        sha512 = release.sha512(path)
        headers = self._headers(found, sha512, f"sha-512=:{b64encode(bytes.fromhex(sha512)).decode()}:")
        return _answer(request, release.files[path], found, headers)

    def _headers(self, found: Found, identity: str, digest: str) -> dict[str, str]:
        """``identity`` is the digest of the bytes; with the name it makes the ETag."""
        tag = hashlib.sha256(f"{found.name}\0{identity}".encode()).hexdigest()[:32]
        said = about(found.release.dataset, found.release.descriptor, self.portal.content.site)
        links = [f'<{quote(x.url, safe=SAFE)}>; rel="license"' for x in said.licences if x.url.startswith("http")]
        return {
            "ETag": f'"{tag}"',
            "Repr-Digest": digest,
            "Cache-Control": found.cached,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Access-Control-Allow-Origin": "*",
            **({"Link": ", ".join(links)} if links else {}),
        }


def _released(request: Request, dataset: str, version: str, file: str) -> Response:
    """To the address of a release, which is the same for ever."""
    address = f"/datasets/{quote(dataset)}/releases/{quote(version)}/{quote(file)}"
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(address + query, 302, headers={"Cache-Control": "no-cache"})


def _marks(request: Request, kind: str) -> list[str]:
    """What is asked of a CSV besides its rows."""
    return [mark for mark in ("safe", "bom") if kind == "csv" and request.query_params.get(mark) == "1"]


def _resource(release: Release, stem: str, kind: str) -> Mapping[str, Any]:
    if kind in MEDIA_TYPES and kind != "zip":
        for resource in release.descriptor["resources"]:
            if resource.get("type") == "table" and PurePosixPath(resource["path"]).stem == stem:
                found: Mapping[str, Any] = resource
                return found
    raise HTTPException(404)


def _name(release: Release, stem: str, suffix: str, *, safe: bool = False) -> str:
    """What the file is called on the reader's disk."""
    mark = f"{KEY}-" if release.descriptor.get(KEY) else ""
    return f"{mark}{stem}-{release.version}{'-safe' if safe else ''}{suffix}"


def _answer(request: Request, path: Path, found: Found, headers: Mapping[str, str]) -> Response:
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=found.media_type, headers=headers)


def has_it(request: Request, tag: str) -> bool:
    """Whether the reader has what ``tag`` (an ETag) stands for."""
    said = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in said or said == ["*"]
