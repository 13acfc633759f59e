"""Everything comes back from a copy of the archive alone, to the last byte; a damaged copy brings back nothing."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from ocfl import StorageRoot

from publish.archive import Archive
from publish.base import pull
from publish.cli.main import cli
from publish.demo import DemoMixed
from publish.errors import ArchiveWriteFailed, KtthError, UsageError
from publish.past import roll_back
from publish.restore import Restored, SourceUnreadable, folders_to_pull, restore
from publish.settings import Settings
from publish.snapshot import CATALOG
from tests.conftest import FIXTURES
from tests.torture.faults import (
    ENDED,
    KILLED,
    LONG,
    SAID,
    die_after,
    die_before,
    failing,
    struck_at_every_point,
    tell,
    through_os,
)
from tests.torture.works import (
    WELLS,
    catalog_of,
    edit_wells,
    package,
    problems,
    release_all,
    restore_copy,
    settings_of,
    staged,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with three releases and a rollback in its root, and a copy of the archive beside it."""
    place = tmp_path_factory.mktemp("restore") / "made"
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    package(place, "foreign", [1, 2])
    release_all(place)
    edit_wells(place, "2.25", "2.5")
    package(place, "foreign", [1, 2, 3])
    release_all(place)
    roll_back(catalog_of(place), {WELLS: "1.0.0"}, "2099-01-01T00:00:00Z")
    shutil.copytree(place / "var" / "archive", place / "copy")
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """The packages and the copy; the root is lost."""
    shutil.copytree(made, tmp_path / "place", ignore=shutil.ignore_patterns("var"))
    return tmp_path / "place"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def bring_back(place: Path, **said: str | bool) -> Restored:
    return restore(place / "copy", settings_of(place), **said)  # type: ignore[arg-type]


def refused(place: Path) -> set[str]:
    """The paths that a restore names as damaged; nothing may be there after it."""
    found = bring_back(place)
    assert not (place / "var" / "archive").exists()
    assert staged(place) == []
    return {problem.path for problem in found.problems}


def test_every_byte_comes_back_and_work_goes_on(made: Path, place: Path) -> None:
    head = bring_back(place, plan=True)
    assert not (place / "var").exists()
    assert bring_back(place) == head
    assert (head.objects, head.releases, head.problems) == (3, 4, ())
    assert tree(place / "var" / "archive") == tree(made / "var" / "archive") == tree(place / "copy")
    assert (problems(place), staged(place)) == ([], [])
    pull(catalog_of(place).release(WELLS), place / "packages" / WELLS)  # it was rolled back
    assert not any(step.changed for step in release_all(place))
    edit_wells(place, "2.25", "2.75")
    assert {step.version for step in release_all(place)} == {"1.0.2", "1.1.0"}
    archive = StorageRoot(root=str(place / "var" / "archive"))
    assert archive.validate()


def test_a_root_in_which_the_copy_lies_as_archive_is_taken_too(made: Path, tmp_path: Path) -> None:
    settings = Settings(root=tmp_path / "new" / "var")
    assert restore(made / "var", settings).problems == ()
    assert tree(settings.root / "archive") == tree(made / "copy")


def test_a_root_that_holds_an_archive_is_left_alone(made: Path) -> None:
    before = tree(made / "var")
    with pytest.raises(UsageError, match="holds an archive"):
        bring_back(made)
    assert tree(made / "var") == before


def test_a_copy_without_its_catalog_is_refused(place: Path) -> None:
    shutil.rmtree(place / "copy" / "catalog")
    with pytest.raises(UsageError, match="catalog"):
        bring_back(place)
    assert not (place / "var").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path, place: Path) -> None:
    with pytest.raises(UsageError, match="no archive"):
        restore(tmp_path, settings_of(place))
    with pytest.raises(UsageError, match="lies in"):
        restore(place / "copy", Settings(root=place / "copy" / "var"))


def test_each_damaged_file_is_named_and_nothing_comes_back(place: Path) -> None:
    """One bit of each kind of file: content, inventories, declarations. The long form is the archive's own."""
    files = [*sorted((place / "copy").rglob("*"))]
    for path in [file for file in files if file.is_file()][::4]:
        kept = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert f"archive/{path.relative_to(place / 'copy')}" in refused(place)
        path.write_bytes(kept)
    assert bring_back(place).problems == ()


def test_missing_files_and_links_are_named(place: Path) -> None:
    content = place / "copy" / WELLS / "v1" / "content"
    (content / "datapackage.json").rename(place / "elsewhere")
    (content / "datapackage.json").symlink_to(place / "elsewhere")
    (content / "changelog.json").unlink()
    below = f"archive/{WELLS}/v1/content"
    assert {f"{below}/datapackage.json", f"{below}/changelog.json"} <= refused(place)
    assert f"{below}/datapackage.json" in {one.path for one in bring_back(place, plan=True).problems}


def test_a_copy_that_was_cut_off_is_found_by_a_digest_kept_elsewhere(made: Path, place: Path) -> None:
    head = bring_back(place, plan=True).head
    folder = place / "copy" / "catalog"
    shutil.rmtree(folder / "v3")
    for name in ("inventory.json", "inventory.json.sha512"):
        shutil.copyfile(folder / "v2" / name, folder / f"{name}.new")
        (folder / f"{name}.new").replace(folder / name)
    assert [one.kind for one in bring_back(place, head=head).problems] == ["cut"]
    assert bring_back(place).problems == ()


@pytest.mark.parametrize("stale", [("inventory.json", "inventory.json.sha512"), ("inventory.json.sha512",)])
@pytest.mark.parametrize("plan", [True, False])
def test_a_copy_taken_in_the_middle_of_a_commit_is_brought_up_to_date(
    made: Path, place: Path, stale: tuple[str, ...], plan: bool
) -> None:
    for name in stale:
        file = place / "copy" / "catalog" / name
        file.unlink()
        shutil.copyfile(file.parent / "v2" / name, file)
    before = tree(place / "copy")
    assert bring_back(place, plan=plan).problems == ()
    assert tree(place / "copy") == before
    assert plan or tree(place / "var" / "archive") == tree(made / "copy")


def test_a_file_that_cannot_be_read_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("publish.durable.chunks", broken)
    with pytest.raises(SourceUnreadable, match="Input/output error"):
        bring_back(place)
    assert not (place / "var" / "archive").exists()


def test_folders_are_to_be_pulled_where_the_copy_is_older(place: Path) -> None:
    bring_back(place)
    catalog, settings = catalog_of(place), settings_of(place)
    assert folders_to_pull(catalog, settings) == []
    (place / "packages" / WELLS / ".based-on").write_text(f"{WELLS} sha256:later\n", encoding="utf-8")
    shutil.rmtree(place / "packages" / "foreign")
    assert folders_to_pull(catalog, settings) == ["foreign", WELLS]


def test_invented_rows_do_not_come_back_as_real_ones(place: Path) -> None:
    with pytest.raises(DemoMixed, match="real releases"):
        restore(place / "copy", Settings(root=place / "var", demo=True))
    assert not (place / "var" / "archive").exists()


def test_the_command(made: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its words and its codes: planned, done, refused, refused for damage."""
    monkeypatch.setenv("KTTH_CONTENT", "province")
    monkeypatch.setenv("KTTH_DATAPACKAGES", str(place / "packages"))
    new = place / "new"
    planned = run("restore", str(place / "copy"), "--root", str(new), "--plan", "--json")
    assert (json.loads(planned.output)["restored"], new.exists()) == (False, False)
    done = json.loads(run("restore", str(place / "copy"), "--root", str(new), "--json").output)
    assert (done["restored"], done["releases"], done["problems"]) == (True, 4, [])
    assert Path(done["database"]).is_file()
    assert tree(new / "archive") == tree(made / "copy")
    with pytest.raises(UsageError):
        run("restore", str(place / "copy"), "--root", str(new))
    (place / "copy" / "0=ocfl_1.1").chmod(0o644)
    (place / "copy" / "0=ocfl_1.1").write_bytes(b"x")
    damaged = run("restore", str(place / "copy"), "--root", str(place / "other"))
    assert damaged.exit_code == 1
    assert "0=ocfl_1.1" in damaged.output
    assert "không khôi phục gì" in damaged.output


def run(*args: str):  # type: ignore[no-untyped-def]
    result = CliRunner().invoke(cli, args)
    if isinstance(result.exception, KtthError):
        raise result.exception
    return result


ACTS = {
    "killed before": die_before,
    "killed after": die_after,
    "EIO": failing(errno.EIO),
    "ENOSPC": failing(errno.ENOSPC),
}
FORMS = [pytest.param("killed after", 40), pytest.param("ENOSPC", 40)]
FORMS += [pytest.param(name, 1, marks=LONG) for name in ACTS]


@pytest.mark.parametrize(("act", "every"), FORMS)
def test_a_restore_that_is_struck_brings_all_or_nothing(place: Path, act: str, every: int) -> None:
    whole, seen = tree(place / "copy"), []
    strike = through_os(ACTS[act])
    for _, struck, code in struck_at_every_point(place, restore_copy, strike, every=every):
        root = struck / "var" / "archive"
        assert not root.exists() or tree(root) == whole
        assert code in (KILLED, SAID) or (code, root.exists()) == (ENDED, True)
        seen.append(root.exists())
        if root.exists():
            assert Archive(struck / "var").versions(CATALOG) == ["v1", "v2", "v3"]
            with Archive(struck / "var").lock():  # as any writer would
                pass
        else:
            restore_copy(struck)
        assert (staged(struck), problems(struck)) == ([], [])
        assert tree(root) == whole
    tell(f"{len(seen)} strikes, {seen.count(True)} after the rename, 0 torn states")


def test_a_full_disk_is_said_and_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(ArchiveWriteFailed, match="No space left"):
        bring_back(place)
    assert (staged(place), (place / "var" / "archive").exists()) == ([], False)
