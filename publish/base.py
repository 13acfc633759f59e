"""Which release a folder's data is based on, and bringing a folder up to the archive.

The archive is the truth. A candidate whose base is not the current release would undo what was published since, so it
is refused. A folder remembers its base in a file ``.based-on`` (left out of version control), written by a release from
it and by ``ktth pull``; a folder that remembers nothing is recognised by its content.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from publish.canonical import json_bytes, without_code_lists
from publish.errors import KtthError
from publish.snapshot import Entry, Release

MARK = ".based-on"
RELEASED_ONLY = ("version", "created")
RESOURCE_RELEASED_ONLY = ("type", "format", "mediatype", "encoding", "hash", "bytes")


class StaleCandidate(KtthError):  # noqa: N818 - the state is the name
    """The candidate is based on an older release, or on none that is known."""

    exit_code = 3


def read_base(folder: Path) -> str:
    """The version a folder is based on; empty where it does not say."""
    mark = folder / MARK
    return mark.read_text(encoding="utf-8").strip() if mark.is_file() else ""


def write_base(folder: Path, version: str) -> None:
    (folder / MARK).write_text(version + "\n", encoding="utf-8")


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
    older = base or next((r.version for r in released() if r.digest == digest), "")
    if older:
        raise StaleCandidate(
            "{dataset}: based on {older}, but {current} has been released since: run ktth pull {dataset}, "
            "then make your change again",
            dataset=dataset,
            older=older,
            current=current.version,
        )
    raise StaleCandidate(
        "{dataset}: {current} is released and this folder does not say what it is based on: run ktth pull {dataset}, "
        "or say --based-on VERSION",
        dataset=dataset,
        current=current.version,
    )


def pull(release: Release, folder: Path) -> list[Path]:
    """Bring ``folder`` up to ``release``; what differed is kept beside it as ``*.local``; returns those copies."""
    kept = []
    for name, content in _working_files(release).items():
        path = folder / name
        if path.is_file():
            if _same(path, content):
                continue
            kept.append(_beside(path))
            shutil.copyfile(path, kept[-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_base(folder, release.version)
    return kept


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
    if "upstreamVersion" in descriptor:
        descriptor["version"] = descriptor.pop("upstreamVersion")
    files["datapackage.json"] = json_bytes({**descriptor, "resources": resources})
    return files
