"""A flipped bit in any archived file is found by whoever verifies, and never reaches whoever reads."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from publish.archive import Archive
from publish.errors import ArchiveDamaged
from publish.past import roll_back
from publish.snapshot import Catalog
from publish.verify import Verification
from tests.conftest import FIXTURES
from tests.torture.faults import LONG, tell
from tests.torture.works import WELLS, catalog_of, edit_wells, release_all

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases and a rollback, all files made writable."""
    place = tmp_path_factory.mktemp("flips")
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    release_all(place)
    edit_wells(place, "2.25", "2.5")
    release_all(place)
    roll_back(catalog_of(place), {WELLS: "1.0.0"}, "2099-01-01T00:00:00Z")
    for path in (place / "var" / "archive").rglob("*"):
        path.chmod(0o755)
    return place / "var"


def read(root: Path) -> dict[str, dict[str, bytes] | bytes]:
    """All that the portal ever reads: each version's files and its zip. Raises ArchiveDamaged."""
    catalog = Catalog(Archive(root))
    assert catalog.current() is not None
    found: dict[str, dict[str, bytes] | bytes] = {}
    for release in catalog.releases(WELLS):
        found[release.version] = {path: file.read_bytes() for path, file in release.files.items()}
        found[f"{release.version}.zip"] = release.zip_bytes()
    return found


@pytest.mark.parametrize("bits", [1, pytest.param(60, marks=LONG)])
def test_one_flipped_bit_in_each_archived_file(root: Path, bits: int) -> None:
    chance, right, flips = random.Random(bits), read(root), 0
    files = sorted(path for path in (root / "archive").rglob("*") if path.is_file() and path.stat().st_size)
    assert len(files) > 25
    for path in files:
        sound = path.read_bytes()
        for bit in {chance.randrange(len(sound) * 8) for _ in range(bits)}:
            broken = bytearray(sound)
            broken[bit // 8] ^= 1 << bit % 8
            path.write_bytes(broken)
            assert str(path.relative_to(root)) in {one.path for one in Verification(root).problems()}, (path, bit)
            assert unread_or_right(root, right, content="content" in path.parts), (path, bit)
            flips += 1
        path.write_bytes(sound)
    assert read(root) == right
    tell(f"{flips} flipped bits in {len(files)} files, {flips} found, none read")


def unread_or_right(root: Path, right: dict[str, dict[str, bytes] | bytes], *, content: bool) -> bool:
    """Damaged content is refused; of an inventory the other copy may stand in."""
    try:
        return read(root) == right and not content
    except ArchiveDamaged:
        return True
