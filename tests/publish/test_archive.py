"""The archive keeps every state it was given, byte for byte, in a form that a third party's OCFL validator accepts."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from ocfl import StorageRoot

from publish.archive import Archive
from publish.errors import ArchiveBusy, ArchiveDamaged

POP = "urn:ktth:ag-population"
CREATED = "2025-11-30T00:00:00Z"


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    """What a power cut would lose is followed in torture/test_commit."""
    monkeypatch.setattr(os, "fsync", os.fstat)


def commit(archive, files, object_id=POP, message="1.0.0", created=CREATED):
    return archive.commit(object_id, files, message=message, created=created)


def contents(archive, version, object_id=POP):
    return {path: file.read_bytes() for path, file in archive.state(object_id, version).items()}


def tree(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_every_version_can_be_read_again(tmp_path):
    archive = Archive(tmp_path)
    first = {"datapackage.json": b"{}", "data/population.csv": b"year,n\n2024,1\n"}
    second = {"datapackage.json": b"{}", "data/population.csv": b"year,n\n2024,2\n", "report.json": b"[]"}
    assert commit(archive, first) == "v1"
    assert commit(archive, second, message="1.0.1", created="2025-12-01T00:00:00+07:00") == "v2"
    again = Archive(tmp_path)
    assert again.objects() == [POP]
    assert again.versions(POP) == ["v1", "v2"]
    assert [contents(again, v) for v in ("v1", "v2")] == [first, second]
    assert (again.message(POP, "v1"), again.message(POP, "v2")) == ("1.0.0", "1.0.1")
    assert again.created(POP, "v2") == "2025-12-01T00:00:00+07:00"
    assert again.read(POP, "v2", "report.json") == b"[]"


def test_reading_an_empty_archive_makes_nothing(tmp_path):
    archive = Archive(tmp_path / "var")
    assert (archive.objects(), archive.versions(POP), list(archive.verify())) == ([], [], [])
    with pytest.raises(KeyError):
        archive.state(POP, "v1")
    assert not (tmp_path / "var").exists()


def test_unknown_version_or_path_is_a_key_error(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"1"})
    for ask in (
        lambda: archive.state(POP, "v2"),
        lambda: archive.read(POP, "v1", "b"),
        lambda: archive.message(POP, ""),
    ):
        with pytest.raises(KeyError):
            ask()


def test_same_state_as_the_head_writes_nothing(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"1", "b": b"2"})
    before = tree(tmp_path)
    assert commit(archive, {"b": b"2", "a": b"1"}, message="other", created="2026-01-01T00:00:00Z") == "v1"
    assert tree(tmp_path) == before


def test_going_back_to_an_older_state_is_a_new_version_without_new_content(tmp_path):
    archive = Archive(tmp_path)
    for data in (b"old", b"new", b"old"):
        head = commit(archive, {"data/t.csv": data})
    assert head == "v3"
    assert contents(archive, "v3") == {"data/t.csv": b"old"}
    assert not (tmp_path / "archive/ag-population/v3/content").exists()


def test_equal_content_is_stored_once_in_an_object(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"same", "sub/b": b"same"})
    commit(archive, {"c": b"same", "d": b"other"})
    files = [p for p in tmp_path.rglob("content/**/*") if p.is_file()]
    assert sorted(p.read_bytes() for p in files) == [b"other", b"same"]


def test_a_path_is_copied_from_its_file(tmp_path):
    big = tmp_path / "big.csv"
    big.write_bytes(os.urandom(3 << 20))
    archive = Archive(tmp_path / "var")
    commit(archive, {"data/big.csv": big})
    assert contents(archive, "v1") == {"data/big.csv": big.read_bytes()}


def test_links_and_devices_are_not_archived(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "nothing", "."):
        with pytest.raises(ValueError, match="not a regular file"):
            commit(Archive(tmp_path / "var"), {"a": tmp_path / name})


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a/", "a//b", "..", "../a", "a/../b", "./a", "a/.", "a\\b", "a\0b", "a\nb", "\udcff"],
)
def test_paths_that_could_lead_elsewhere_are_refused(tmp_path, path):
    with pytest.raises(ValueError):  # noqa: PT011 - the last is a UnicodeEncodeError
        commit(Archive(tmp_path / "var"), {path: b""})
    assert not (tmp_path / "var").exists()


def test_a_file_below_a_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="below a path"):
        commit(Archive(tmp_path), {"a": b"", "a/b": b""})


@pytest.mark.parametrize(
    "object_id",
    [
        "ag-population",
        "urn:ktth:",
        "urn:ktth:..",
        "urn:ktth:.x",
        "urn:ktth:a/b",
        "urn:ktth:A",
        "urn:ktth:a:b",
        "urn:ktth:đất",
        "urn:ktth:a\n",
        "urn:ktth:extensions",
        "urn:ktth:ocfl_layout.json",
        "urn:ktth:" + "x" * 201,
    ],
)
def test_object_ids_that_are_no_safe_folder_names_are_refused(tmp_path, object_id):
    with pytest.raises(ValueError, match="not an object id"):
        commit(Archive(tmp_path), {"a": b""}, object_id)


@pytest.mark.parametrize(
    "created", ["", "2025-11-30", "2025-11-30T00:00:00", "2025-11-30T00:00Z", "2025-13-01T00:00:00Z"]
)
def test_a_time_without_zone_or_seconds_is_refused(tmp_path, created):
    with pytest.raises(ValueError):  # noqa: PT011 - the last comes from datetime
        commit(Archive(tmp_path), {"a": b""}, created=created)


def test_the_same_commits_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        archive = Archive(tmp_path / name)
        commit(archive, {"b": b"2", "a": b"1", "c/d": b"1"} if name == "one" else {"c/d": b"1", "a": b"1", "b": b"2"})
        commit(archive, {"a": b"3"}, created="2025-12-01T00:00:00Z")
        commit(archive, {"x": b""}, "urn:ktth:other")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_inventories_are_sorted_for_people_and_for_comparing(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"b": b"2", "c": b"1", "a": b"1"})
    data = (tmp_path / "archive/ag-population/inventory.json").read_bytes()
    json.loads(data, object_pairs_hook=lambda pairs: pytest.fail(str(pairs)) if pairs != sorted(pairs, key=key) else 0)
    state = json.loads(data)["versions"]["v1"]["state"]
    assert sorted(state.values()) == [["a", "c"], ["b"]]
    assert archive.state(POP, "v1")["c"].name == "a"
    assert data.endswith(b"}\n")


def key(pair):
    return pair[0]


def test_the_storage_root_describes_itself(tmp_path):
    commit(Archive(tmp_path), {"a": b"1"})
    root = tmp_path / "archive"
    assert sorted(p.name for p in root.iterdir()) == ["0=ocfl_1.1", "ag-population"]
    assert (root / "0=ocfl_1.1").read_bytes() == b"ocfl_1.1\n"


def test_a_third_partys_validator_has_no_complaint(tmp_path, caplog):
    archive = Archive(tmp_path)
    for number in range(12):  # past v9, where names no longer sort as numbers
        commit(archive, {"datapackage.json": b"{}", "data/t.csv": b"%d" % number, f"data/{number}.csv": b"same"})
        commit(archive, {"datapackage.json": b"%d" % number, "đất đai/năm.csv": b""}, "urn:ktth:land")
    commit(archive, {}, "urn:ktth:empty")
    root = StorageRoot(root=str(tmp_path / "archive"))
    assert root.validate(log_warnings=True), (root.log.status_str(), root.errors)
    assert (root.num_objects, root.good_objects, root.errors, root.log.status_str()) == (3, 3, [], "")
    assert sorted(i for _, i in root.list_objects()) == archive.objects()
    assert list(archive.verify()) == []


def test_committed_files_cannot_be_overwritten_by_accident(tmp_path):
    commit(Archive(tmp_path), {"data/t.csv": b"1"})
    assert all(p.stat().st_mode & 0o222 == 0 for p in (tmp_path / "archive").rglob("*") if p.is_file())


def test_a_second_writer_is_told_plainly(tmp_path):
    with Archive(tmp_path).lock(), pytest.raises(ArchiveBusy) as caught:
        commit(Archive(tmp_path, patience=0.05), {"a": b"1"})
    assert "0.05 seconds" in str(caught.value)
    assert "0.05 giây" in caught.value.say("vi")
    assert commit(Archive(tmp_path, patience=0), {"a": b"1"}) == "v1"


def test_writers_in_several_processes_take_turns(tmp_path):
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                commit(Archive(tmp_path), {"n": b"%d" % number, "same": b"same"}, message=str(number))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 8
    archive = Archive(tmp_path)
    assert archive.versions(POP) == [f"v{n}" for n in range(1, 9)]
    assert {contents(archive, v)["n"] for v in archive.versions(POP)} == {b"%d" % n for n in range(8)}
    assert all(contents(archive, v)["n"].decode() == archive.message(POP, v) for v in archive.versions(POP))
    assert list(archive.verify()) == []


def test_writers_in_several_threads_take_turns(tmp_path):
    archive = Archive(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: commit(archive, {"n": b"%d" % n}, message=str(n)), range(12)))
    assert sorted(made) == sorted(archive.versions(POP))
    assert all(archive.message(POP, version) == str(n) for n, version in enumerate(made))
    assert list(archive.verify()) == []


def test_several_commits_under_one_lock(tmp_path):
    archive = Archive(tmp_path)
    with archive.lock():
        commit(archive, {"a": b"1"})
        commit(archive, {"a": b"2"})
        with pytest.raises(ArchiveBusy):
            commit(Archive(tmp_path, patience=0), {"a": b"3"})
    assert commit(Archive(tmp_path, patience=0), {"a": b"3"}) == "v3"


def test_the_roots_copy_of_the_inventory_is_not_needed_to_read(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"1"})
    commit(archive, {"a": b"2"})
    folder = tmp_path / "archive/ag-population"
    for torn in (b"", b'{"head": "v', (folder / "v1/inventory.json").read_bytes()):
        (folder / "inventory.json").unlink()
        (folder / "inventory.json").write_bytes(torn)
        assert contents(Archive(tmp_path), "v2") == {"a": b"2"}
        assert list(Archive(tmp_path).verify())
    assert commit(Archive(tmp_path), {"a": b"2"}) == "v2"
    assert list(archive.verify()) == []


def test_the_roots_copy_stands_in_for_a_damaged_head_inventory(tmp_path):
    commit(Archive(tmp_path), {"a": b"1"})
    inventory = tmp_path / "archive/ag-population/v1/inventory.json"
    inventory.chmod(0o644)
    inventory.write_bytes(b"{}")
    assert contents(Archive(tmp_path), "v1") == {"a": b"1"}


def test_a_damaged_head_is_an_error_and_never_the_version_before_it(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"1"})
    commit(archive, {"a": b"2"})
    for copy in ("v2/inventory.json", "inventory.json"):
        (tmp_path / "archive/ag-population" / copy).chmod(0o644)
        (tmp_path / "archive/ag-population" / copy).write_bytes(b"{}")
    with pytest.raises(ArchiveDamaged, match=r"archive/ag-population/v2/inventory\.json"):
        Archive(tmp_path).state(POP, "v2")
    with pytest.raises(ArchiveDamaged):
        commit(Archive(tmp_path), {"a": b"3"})


def test_an_object_in_anothers_folder_is_an_error(tmp_path):
    commit(Archive(tmp_path), {"a": b"1"})
    (tmp_path / "archive/ag-population").rename(tmp_path / "archive/ag-land")
    with pytest.raises(ArchiveDamaged):
        Archive(tmp_path).state("urn:ktth:ag-land", "v1")


def test_a_version_folder_without_inventory_is_passed_over_and_never_overwritten(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"1"})
    half = tmp_path / "archive/ag-population/v2"
    half.mkdir()  # as of a copy that was broken off
    assert archive.versions(POP) == ["v1"]
    with pytest.raises(ArchiveDamaged, match="v2"):
        commit(archive, {"a": b"2"})
    half.rmdir()
    assert commit(archive, {"a": b"2"}) == "v2"


def test_a_new_version_does_not_lean_on_rotten_content(tmp_path):
    archive = Archive(tmp_path)
    commit(archive, {"a": b"good", "b": b"1"})
    file = archive.state(POP, "v1")["a"]
    file.chmod(0o644)
    file.write_bytes(b"rotten")
    with pytest.raises(ArchiveDamaged, match="content/a"):
        commit(archive, {"a": b"good", "b": b"2"})
    with pytest.raises(ArchiveDamaged, match="content/a"):
        archive.read(POP, "v1", "a")


def test_another_kind_of_storage_root_is_left_alone(tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/0=ocfl_2.0").write_bytes(b"ocfl_2.0\n")
    with pytest.raises(ArchiveDamaged):
        commit(Archive(tmp_path), {"a": b"1"})
    assert tree(tmp_path / "archive") == {"0=ocfl_2.0": b"ocfl_2.0\n"}
