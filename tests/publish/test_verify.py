"""An archive checked from outside: sound, with one byte flipped anywhere, cut off, or passed off as another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publish.errors import UsageError
from publish.gate import Gate
from publish.release import release
from publish.settings import Settings
from publish.steps import Options
from publish.verify import Verification
from schemas.core.registry import Content

WELLS = "well-water"


@pytest.fixture
def root(home: Settings, province: Content, gate: Gate) -> Path:
    folder = home.datapackages / WELLS
    release([folder], province, home, Options(), gate)
    data = folder / "data" / f"{WELLS}.csv"
    kept = data.read_text(encoding="utf-8")
    data.write_text(kept.replace("1.5", "1.6"), encoding="utf-8")
    assert data.read_text(encoding="utf-8") != kept
    shutil.copytree(home.root, home.root.with_name("before"))
    release([folder], province, home, Options(), gate)
    return home.root


def kinds(root: Path, head: str = "") -> list[str]:
    return [one.kind for one in Verification(root, head).problems()]


def test_what_is_sound_has_no_problem(root: Path) -> None:
    checked = Verification(root)
    assert list(checked.problems(lambda step, what: None)) == []
    assert (len(checked.objects), checked.releases, len(checked.chain)) == (2, 2, 2)


def test_one_flipped_bit_in_any_file_is_found(root: Path) -> None:
    files = sorted(p for p in (root / "archive").rglob("*") if p.is_file() and p.stat().st_size)
    assert len(files) > 15
    for path in files:
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert kinds(root), path
        path.write_bytes(kept)
    assert kinds(root) == []


def test_newest_snapshots_that_were_cut_off_are_found_by_a_digest_kept_elsewhere(root: Path) -> None:
    older, head = root.with_name("before"), Verification(root).chain[-1]
    assert kinds(root, head) == []
    assert kinds(older) == []
    assert kinds(older, head) == ["cut"]


def test_a_folder_without_an_archive_is_no_sound_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no archive"):
        Verification(tmp_path)
