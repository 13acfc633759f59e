"""Files of a release at addresses that never change: CSV, JSON, Parquet of each table, and the whole package as a zip.

The package also lies there unpacked: its descriptor, and each file under the path that the descriptor gives it.

CSV and Parquet are the archive's bytes; the zip is a fixed function of them; JSON holds the CSV's values. ``?bom=1``
puts a byte order mark before the CSV, which is what Excel needs to read Vietnamese.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from publish.canonical import number_text
from publish.demo import KEY
from publish.portal.pages import find_release
from publish.portal.state import Portal
from publish.portal.stylesheet import FOREVER
from publish.rows import typed_rows
from publish.snapshot import Release

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
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
BOM = b"\xef\xbb\xbf"
DESCRIPTOR = "datapackage.json"
JSON_FORMAT = 1  # part of the ETag: JSON is made here, the other files are archived
CHUNK_ROWS = 1000


class Downloads:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def routes(self) -> list[Route]:
        return [
            Route("/datasets/{id}/releases/{version}/{file}", self.file),
            Route("/datasets/{id}/releases/{version}/data/{file}", self.packaged),
            Route("/datasets/{id}/latest/{file}", self.latest),
            Route("/datasets/{id}/latest/{folder}/{file}", self.latest),
        ]

    def latest(self, request: Request) -> Response:
        """The same file of the newest release."""
        dataset, file = request.path_params["id"], request.path_params["file"]
        if folder := request.path_params.get("folder"):
            file = f"{folder}/{file}"
        view = self.portal.state.datasets.get(dataset)
        if view is None:
            raise HTTPException(404)
        address = f"/datasets/{quote(dataset)}/releases/{quote(view.about.version)}/{quote(file)}"
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(address + query, 302, headers={"Cache-Control": "no-cache"})

    def file(self, request: Request) -> Response:
        """One file of one release; 304 where the reader has it already."""
        release = _release(self.portal, request)
        if request.path_params["file"] == DESCRIPTOR:
            return _archived(request, release, DESCRIPTOR, "datapackage", "application/json")
        stem, _, kind = request.path_params["file"].rpartition(".")
        bom = kind == "csv" and request.query_params.get("bom") == "1"
        resource = None if (stem, kind) == ("datapackage", "zip") else _resource(release, stem, kind)
        headers = _headers(release, stem, kind, bom)
        if _has_it(request, headers):
            return Response(status_code=304, headers=headers)
        if resource is None:
            return Response(release.zip_bytes(), media_type=MEDIA_TYPES["zip"], headers=headers)
        path = release.files[
            str(PurePosixPath(resource["path"]).with_suffix(f".{kind}" if kind == "parquet" else ".csv"))
        ]
        if kind == "json":
            return StreamingResponse(_json(path, resource["schema"]), media_type=MEDIA_TYPES[kind], headers=headers)
        if bom:
            headers["Content-Length"] = str(path.stat().st_size + len(BOM))
            return StreamingResponse(_with_bom(path), media_type=MEDIA_TYPES[kind], headers=headers)
        return FileResponse(path, media_type=MEDIA_TYPES[kind], headers=headers)

    def packaged(self, request: Request) -> Response:
        """One file of the package as the descriptor names it."""
        release = _release(self.portal, request)
        path = PurePosixPath("data", request.path_params["file"])
        if not any(r.get("path") == str(path) for r in release.descriptor["resources"]):
            raise HTTPException(404)
        media_type = OTHER_TYPES.get(path.suffix.lower(), "application/octet-stream")
        return _archived(request, release, str(path), path.stem, media_type)


def _release(portal: Portal, request: Request) -> Release:
    return find_release(portal, request.path_params["id"], request.path_params["version"])


def _archived(request: Request, release: Release, path: str, stem: str, media_type: str) -> Response:
    """The archive's bytes of a logical path."""
    if path not in release.files:
        raise HTTPException(404)
    headers = _headers(release, stem, PurePosixPath(path).suffix.removeprefix("."), False)
    if _has_it(request, headers):
        return Response(status_code=304, headers=headers)
    return FileResponse(release.files[path], media_type=media_type, headers=headers)


def _has_it(request: Request, headers: Mapping[str, str]) -> bool:
    return headers["ETag"] in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]


def _resource(release: Release, stem: str, kind: str) -> Mapping[str, Any]:
    if kind in ("csv", "json", "parquet"):
        for resource in release.descriptor["resources"]:
            if resource.get("type") == "table" and PurePosixPath(resource["path"]).stem == stem:
                found: Mapping[str, Any] = resource
                return found
    raise HTTPException(404)


def _headers(release: Release, stem: str, kind: str, bom: bool) -> dict[str, str]:
    identity = f"{release.dataset}\0{release.version}\0{release.digest}\0{stem}.{kind}\0{bom}"
    if kind == "json":
        identity += f"\0{JSON_FORMAT}"
    mark = f"{KEY}-" if release.descriptor.get(KEY) else ""
    name = f"{mark}{release.dataset if kind == 'zip' else stem}-{release.version}.{kind}"
    return {
        "ETag": f'"{hashlib.sha256(identity.encode()).hexdigest()[:32]}"',
        "Cache-Control": FOREVER,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Access-Control-Allow-Origin": "*",
    }


def _with_bom(path: Path) -> Iterator[bytes]:
    yield BOM
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 16):
            yield chunk


def _json(path: Path, schema: Mapping[str, Any]) -> Iterator[str]:
    """An array of one object per row; what JSON has no number for (``NaN``, ``INF``) is text, as in the CSV."""
    frame = typed_rows(path, schema)
    yield "["
    for start in range(0, frame.height, CHUNK_ROWS):
        rows = (json.dumps(_plain(row), ensure_ascii=False) for row in frame[start : start + CHUNK_ROWS].to_dicts())
        yield (",\n" if start else "\n") + ",\n".join(rows)
    yield "\n]\n"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: number_text(v) if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
