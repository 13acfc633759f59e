"""Which release a folder's data is based on, and bringing a folder up to the archive.

The archive is the truth. A candidate whose base is not the current release would undo what was published since, so it
is refused. A folder remembers its base in a file ``.based-on`` (left out of version control), written by a release from
it and by ``ktth pull``; a folder that remembers nothing is recognised by its content.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from publish.candidate import UPSTREAM
from publish.canonical import json_bytes, without_code_lists
from publish.errors import KtthError
from publish.snapshot import Entry, Release
from publish.version import INPUTS
from validation.reading import load_descriptor
from validation.reading.descriptor import NAMES

MARK = ".based-on"
RELEASED_ONLY = ("version", "created", INPUTS)
RESOURCE_RELEASED_ONLY = ("type", "format", "mediatype", "encoding", "hash", "bytes")


OLDER = (
    "{dataset}: based on {older}, but {current} has been released since: "
    "run ktth pull {dataset} --into FOLDER, then make your change again"
)
OTHER = (
    "{dataset}: based on a release that this archive does not hold; here {current} is the newest. "
    "Is KTTH_ROOT the right archive? If so, run ktth pull {dataset} --into FOLDER, or say --based-on VERSION"
)
UNSAID = (
    "{dataset}: {current} is released and this folder does not say what it is based on: "
    "run ktth pull {dataset} --into FOLDER, or say --based-on VERSION"
)


class StaleCandidate(KtthError):  # noqa: N818 - the state is the name
    """The candidate is based on an older release, or on none that is known."""

    exit_code = 3


def read_base(folder: Path, dataset: str) -> str:
    """The digest of the release of ``dataset`` that a folder is based on; empty where it does not say."""
    mark = folder / MARK
    said = mark.read_text(encoding="utf-8").split() if mark.is_file() and not mark.is_symlink() else []
    return said[1] if len(said) == 2 and said[0] == dataset else ""


def write_base(folder: Path, dataset: str, digest: str) -> None:
    """Remember the base, where the folder may be written; elsewhere it is recognised by its content."""
    with suppress(OSError):
        _replace(folder / MARK, f"{dataset} {digest}\n".encode())


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step, in place of a link of that name and never through it."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.write_bytes(content)
    os.replace(new, path)  # noqa: PTH105 - the same name in the whole project for the step that counts


def refuse_stale(
    dataset: str, base: str, digest: str, current: Entry, released: Callable[[], Sequence[Release]]
) -> None:
    """Pass where the candidate is based on the current release.

    ``base`` is a version or a digest, empty where none was said; ``digest`` is the candidate's own.

    Raises:
        StaleCandidate: based on an older release, or unknown.
    """
    if base in (current.version, current.digest):
        return
    versions = {r.digest: r.version for r in released()} | {r.version: r.version for r in released()}
    told = {"dataset": dataset, "current": current.version, "older": versions.get(base or digest, "")}
    if told["older"]:
        raise StaleCandidate(OLDER, **told)
    raise StaleCandidate(OTHER if base else UNSAID, **told)


def pull(release: Release, folder: Path, *, computed: bool = False) -> list[Path]:
    """Bring ``folder`` up to ``release``; what differed is kept beside it as ``*.local``; returns those copies.

    ``computed`` rows are made by each release and stand in no folder: of their tables only the header is brought.
    """
    files = _working_files(release)
    if computed:
        files |= {path: _header(files[path]) for path in _tables(release)}
    kept = _put_aside(folder, set(files))
    for name, content in files.items():
        path = folder / name
        if path.is_file():
            if _same(path, content):
                continue
            kept.append(_beside(path))
            shutil.copyfile(path, kept[-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    write_base(folder, release.dataset, release.digest)
    return kept


def _tables(release: Release) -> list[str]:
    return [r["path"] for r in release.descriptor["resources"] if r.get("type") == "table"]


def _header(content: bytes) -> bytes:
    """The header of a canonical CSV: names of columns hold no line breaks."""
    return content.partition(b"\n")[0] + b"\n"


def _put_aside(folder: Path, coming: set[str]) -> list[Path]:
    """Whatever would be read instead of the pulled files, or is no longer read: other descriptors, and their data."""
    kept = []
    for name in NAMES:
        if not (folder / name).is_file():
            continue
        said, _, _ = load_descriptor(folder / name)
        paths = [p for r in said.get("resources") or () for p in _paths(r)] if isinstance(said, dict) else []
        for stale in (*paths, *([name] if name not in coming else [])):
            if stale not in coming and (folder / stale).is_file() and not _form_leads_out(stale):
                kept.append(_beside(folder / stale))
                (folder / stale).rename(kept[-1])
    return kept


def _paths(resource: Mapping[str, Any]) -> list[str]:
    said = resource.get("path") or []
    return [said] if isinstance(said, str) else [p for p in said if isinstance(p, str)]


def _form_leads_out(path: str) -> bool:
    return Path(path).is_absolute() or ".." in Path(path).parts


def _beside(path: Path) -> Path:
    """``<name>.local``, numbered where an earlier edit was kept there already."""
    number = 1
    while (kept := path.with_name(f"{path.name}.local{'' if number == 1 else f'-{number}'}")).exists():
        number += 1
    return kept


def _same(path: Path, content: bytes) -> bool:
    """Equal bytes, or JSON that says the same in another layout."""
    here = path.read_bytes()
    if here == content or path.suffix != ".json":
        return here == content
    try:
        return bool(json.loads(here) == json.loads(content))
    except ValueError:
        return False


def _working_files(release: Release) -> dict[str, bytes]:
    """The released files as they are authored: no version, no hashes, each schema in a file beside the descriptor."""
    files: dict[str, bytes] = {}
    resources = []
    for said in release.descriptor["resources"]:
        resource = {k: v for k, v in said.items() if k not in RESOURCE_RELEASED_ONLY}
        files[said["path"]] = release.files[said["path"]].read_bytes()
        if "schema" in said:
            schema = f"{Path(said['path']).stem}.schema.json"
            lasting = {**said["schema"], "fields": without_code_lists(said["schema"].get("fields", ()))}
            files[schema] = json_bytes(lasting)
            resource["schema"] = schema
        resources.append(resource)
    descriptor = {k: v for k, v in release.descriptor.items() if k not in RELEASED_ONLY}
    if "licenses" in descriptor:  # those of ours are named in a folder, and worded by the release
        descriptor["licenses"] = [{"name": x["name"]} if "titleEn" in x else x for x in descriptor["licenses"]]
    for key, upstream in UPSTREAM.items():
        if upstream in descriptor:
            descriptor[key] = descriptor.pop(upstream)
    files["datapackage.json"] = json_bytes({**descriptor, "resources": resources})
    return files
