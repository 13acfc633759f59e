"""Readers see releases through the newest snapshot only; snapshots are a chain that is appended to and never edited."""

import hashlib
import io
import json
import os
import time
import zipfile
from pathlib import Path

import pytest

from publish.archive import Archive
from publish.errors import ArchiveDamaged, VersionTaken, Withdrawn
from publish.snapshot import CATALOG, Catalog, Entry, Snapshot, Withdrawal

CREATED = "2025-11-30T08:09:11+07:00"


def archived(archive, dataset="land", version="1.0.0", created=CREATED, table="parcels"):
    """Archive one release; its entry."""
    resource = {"name": table, "path": f"data/{table}.csv", "type": "table"}
    descriptor = {"name": dataset, "version": version, "created": created, "resources": [resource]}
    files = {
        "datapackage.json": json.dumps(descriptor).encode(),
        f"data/{table}.csv": f"mã,diện tích\n{version},1\n".encode(),
        f"data/{table}.parquet": b"PAR1",
        "report.json": b"{}",
        "changelog.json": json.dumps({"version": version, "bump": "major", "reasons": []}).encode(),
    }
    place = archive.commit(f"urn:ktth:{dataset}", files, message=version, created=created)
    return Entry(version, f"sha256:{dataset}-{version}", place)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


@pytest.fixture
def catalog(archive):
    return Catalog(archive)


def test_before_the_first_release_there_is_nothing(catalog, tmp_path):
    assert catalog.current() is None
    assert catalog.releases("land") == []
    for ask in (lambda: catalog.release("land"), lambda: catalog.release("land", "1.0.0"), lambda: catalog.snapshot(1)):
        with pytest.raises(KeyError):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_an_archived_release_is_invisible_until_a_snapshot_names_it(archive, catalog):
    entry = archived(archive)
    assert catalog.current() is None
    catalog.append({"land": entry}, CREATED)
    assert catalog.current() == Snapshot(1, CREATED, None, {"land": entry})
    archived(archive, version="1.1.0")
    assert catalog.release("land").version == "1.0.0"
    assert [r.version for r in catalog.releases("land")] == ["1.0.0"]
    with pytest.raises(KeyError):
        catalog.release("land", "1.1.0")


def test_a_snapshot_changes_what_it_names_and_keeps_the_rest(archive, catalog):
    land, rice = archived(archive), archived(archive, "rice")
    catalog.append({"land": land, "rice": rice}, CREATED)
    newer = archived(archive, version="1.1.0")
    catalog.append({"land": newer}, "2025-12-01T00:00:00Z")
    assert catalog.current().datasets == {"land": newer, "rice": rice}
    assert catalog.snapshot(1).datasets == {"land": land, "rice": rice}
    assert [r.version for r in catalog.releases("land")] == ["1.1.0", "1.0.0"]
    assert catalog.release("land", "1.0.0").csv("parcels").read_text() == "mã,diện tích\n1.0.0,1\n"


def test_a_rollback_is_a_new_snapshot_of_the_old_version(archive, catalog):
    first = archived(archive)
    catalog.append({"land": first}, CREATED)
    catalog.append({"land": archived(archive, version="1.1.0")}, CREATED)
    assert catalog.append({"land": first}, CREATED).number == 3
    assert catalog.release("land").version == "1.0.0"
    assert [r.version for r in catalog.releases("land")] == ["1.1.0", "1.0.0"]


def test_appending_what_is_current_writes_nothing(archive, catalog):
    entry = archived(archive)
    first = catalog.append({"land": entry}, CREATED)
    assert catalog.append({"land": entry}, "2026-01-01T00:00:00Z") == first
    assert archive.versions(CATALOG) == ["v1"]


def test_a_released_version_keeps_its_bytes(archive, catalog):
    first = archived(archive)
    catalog.append({"land": first}, CREATED)
    again = archived(archive, created="2026-01-01T00:00:00Z")  # the same content, made at another time
    catalog.append({"land": again}, CREATED)
    assert catalog.current().datasets["land"] == first
    with pytest.raises(VersionTaken) as caught:
        catalog.append({"land": Entry("1.0.0", "sha256:other", again.object_version)}, CREATED)
    assert "1.0.0" in str(caught.value)
    assert "đã được phát hành" in caught.value.say("vi")


@pytest.mark.parametrize(
    ("dataset", "place"), [("land", "v2"), ("rice", "v1"), ("catalog", "v1"), ("Land", "v1"), ("../x", "v1")]
)
def test_a_snapshot_names_only_what_is_archived(archive, catalog, dataset, place):
    catalog.append({"land": archived(archive)}, CREATED)
    with pytest.raises(ValueError):  # noqa: PT011 - two sentences
        catalog.append({dataset: Entry("9.0.0", "sha256:x", place)}, CREATED)
    assert catalog.current().number == 1


def test_the_file_is_as_documented_and_chained(archive, catalog):
    land = archived(archive)
    catalog.append({"land": land}, CREATED)
    catalog.append({"rice": archived(archive, "rice")}, CREATED)
    first, second = (archive.state(CATALOG, v)["snapshot.json"].read_bytes() for v in ("v1", "v2"))
    entry = {"version": "1.0.0", "digest": "sha256:land-1.0.0", "object_version": "v1"}
    assert json.loads(first) == {"number": 1, "created": CREATED, "previous": None, "datasets": {"land": entry}}
    assert json.loads(second)["previous"] == "sha256:" + hashlib.sha256(first).hexdigest()
    assert list(catalog.verify()) == []


def test_a_broken_chain_is_found(tmp_path):
    """An intruder writes a catalog whose every file is sound OCFL, with one entry of the past changed."""
    archive = Archive(tmp_path)
    catalog = Catalog(archive)
    catalog.append({"land": archived(archive)}, CREATED)
    catalog.append({"rice": archived(archive, "rice")}, CREATED)
    catalog.append({"land": archived(archive, version="1.0.1")}, CREATED)
    forged = Archive(tmp_path / "forged")
    for number in (1, 2, 3):
        data = archive.read(CATALOG, f"v{number}", "snapshot.json")
        data = data.replace(b"sha256:rice-1.0.0", b"sha256:evil") if number == 2 else data
        forged.commit(CATALOG, {"snapshot.json": data}, message="", created=CREATED)
        archived(forged, "rice")
        archived(forged, version="1.0.0" if number == 1 else "1.0.1")
    assert list(forged.verify()) == []
    problems = list(Catalog(forged).verify())
    assert [(p.path, p.kind) for p in problems] == [("catalog/v3/content/snapshot.json", "unchained")]
    assert "snapshot before it" in problems[0].say("en")


def test_a_snapshot_of_a_release_that_is_gone_is_found(tmp_path, archive, catalog):
    catalog.append({"land": archived(archive)}, CREATED)
    (tmp_path / "archive/land").rename(tmp_path / "land")
    assert [p.path for p in Catalog(archive).verify()] == ["catalog/v1/content/snapshot.json"]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"number": 1}', b"\xff", Snapshot(3, CREATED, None, {}).to_bytes()])
def test_a_damaged_snapshot_is_an_error_not_an_older_state(archive, catalog, data):
    catalog.append({"land": archived(archive)}, CREATED)
    archive.commit(CATALOG, {"snapshot.json": data}, message="", created=CREATED)
    with pytest.raises(ArchiveDamaged):
        Catalog(archive).current()
    assert [p.path for p in Catalog(archive).verify()] == ["catalog/v2/content/snapshot.json"]


def test_a_flipped_byte_in_the_snapshot_is_an_error(archive, catalog):
    catalog.append({"land": archived(archive)}, CREATED)
    file = archive.state(CATALOG, "v1")["snapshot.json"]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"1.0.0", b"1.0.1"))
    with pytest.raises(ArchiveDamaged, match=r"catalog/v1/content/snapshot\.json"):
        Catalog(archive).current()


def test_a_release_says_what_it_is(archive, catalog):
    catalog.append({"land": archived(archive)}, "2026-01-01T00:00:00Z")
    release = catalog.release("land")
    assert (release.dataset, release.version, release.digest) == ("land", "1.0.0", "sha256:land-1.0.0")
    assert release.created == CREATED
    assert release.descriptor["name"] == "land"
    assert release.changelog == {"version": "1.0.0", "bump": "major", "reasons": []}
    assert release.tables == ["parcels"]
    assert sorted(release.files) == [
        "changelog.json",
        "data/parcels.csv",
        "data/parcels.parquet",
        "datapackage.json",
        "report.json",
    ]
    with pytest.raises(KeyError):
        release.csv("nothing")


def test_the_zip_holds_the_data_package_and_nothing_else(archive, catalog):
    catalog.append({"land": archived(archive)}, CREATED)
    release = catalog.release("land")
    with zipfile.ZipFile(io.BytesIO(release.zip_bytes())) as package:
        assert package.testzip() is None
        assert package.namelist() == ["datapackage.json", "data/parcels.csv"]
        assert package.read("data/parcels.csv") == release.csv("parcels").read_bytes()
        member = package.infolist()[1]
        assert member.date_time == (2025, 11, 30, 1, 9, 10)  # UTC, and a zip counts by two seconds
        assert member.external_attr >> 16 == 0o100644


def test_the_zip_is_the_same_bytes_wherever_it_is_made(tmp_path, monkeypatch):
    made = []
    for zone in ("UTC", "Asia/Ho_Chi_Minh"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        archive = Archive(tmp_path / zone.replace("/", "-"))
        Catalog(archive).append({"land": archived(archive)}, CREATED)
        made.append(Catalog(archive).release("land").zip_bytes())
    monkeypatch.undo()
    time.tzset()
    assert made[0] == made[1]


def test_a_zip_is_never_made_of_damaged_files(archive, catalog):
    catalog.append({"land": archived(archive)}, CREATED)
    file = catalog.release("land").csv("parcels")
    file.chmod(0o644)
    file.write_bytes(b"other")
    with pytest.raises(ArchiveDamaged, match=r"parcels\.csv"):
        catalog.release("land").zip_bytes()


def test_years_a_zip_does_not_know(archive, catalog):
    catalog.append({"land": archived(archive, created="1970-01-01T00:00:00Z")}, CREATED)
    with zipfile.ZipFile(io.BytesIO(catalog.release("land").zip_bytes())) as package:
        assert package.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_reader_sees_what_other_processes_release(tmp_path, archive, catalog):
    catalog.append({"land": archived(archive)}, CREATED)
    assert catalog.release("land").version == "1.0.0"
    other = Archive(tmp_path)
    Catalog(other).append({"land": archived(other, version="1.0.1")}, CREATED)
    assert catalog.release("land").version == "1.0.1"
    assert [r.version for r in catalog.releases("land")] == ["1.0.1", "1.0.0"]


def test_releases_by_many_processes_are_all_kept(tmp_path):
    """Different datasets: none lost. The same version of one dataset: one winner, and the rest are told."""
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                archive = Archive(tmp_path)
                Catalog(archive).append({f"set-{number}": archived(archive, f"set-{number}")}, CREATED)
                place = archived(archive, "shared", table=f"t{number}").object_version
                Catalog(archive).append({"shared": Entry("1.0.0", f"sha256:{number}", place)}, CREATED)
                code = 0
            except VersionTaken:
                code = 3
            finally:
                os._exit(code)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0] + [3] * 7
    catalog = Catalog(Archive(tmp_path))
    winner = codes.index(0)
    assert catalog.current().number == 9
    assert set(catalog.current().datasets) == {"shared", *(f"set-{n}" for n in range(8))}
    assert catalog.release("shared").digest == f"sha256:{winner}"
    assert catalog.release("shared").tables == [f"t{winner}"]
    assert list(catalog.verify()) == []
    assert list(Archive(tmp_path).verify()) == []


def test_a_release_knows_files_of_its_own_version_only(archive, catalog):
    catalog.append({"land": archived(archive, table="old")}, CREATED)
    catalog.append({"land": archived(archive, version="2.0.0", table="new")}, CREATED)
    old, new = catalog.release("land", "1.0.0"), catalog.release("land")
    assert (old.tables, new.tables) == (["old"], ["new"])
    assert isinstance(new.csv("new"), Path)
    with pytest.raises(KeyError):
        new.csv("old")


def test_what_is_withdrawn_is_answered_with_its_reason_and_stays_archived(archive, catalog):
    for version in ("1.0.0", "1.1.0"):
        catalog.append({"land": archived(archive, version=version), "sea": archived(archive, "sea")}, CREATED)
    told = Withdrawal("tên riêng trong ô ghi chú", CREATED)
    after = catalog.append({}, CREATED, {"land": {"1.0.0": told}})
    assert catalog.release("land").version == "1.1.0"
    assert [r.version for r in catalog.releases("land")] == ["1.1.0"]
    assert [r.version for r in catalog.named("land")] == ["1.1.0", "1.0.0"]
    with pytest.raises(Withdrawn, match="tên riêng"):
        catalog.release("land", "1.0.0")
    with pytest.raises(Withdrawn):
        catalog.append({"land": Entry("1.0.0", "sha256:land-1.0.0", "v1")}, CREATED)
    assert Snapshot.from_bytes(after.to_bytes()) == after
    assert list(catalog.verify()) == []


def test_a_dataset_whose_current_version_is_withdrawn_is_in_the_catalog_no_more(archive, catalog):
    catalog.append({"land": archived(archive), "sea": archived(archive, "sea")}, CREATED)
    after = catalog.append({}, CREATED, {"land": {"1.0.0": Withdrawal("sai", CREATED)}})
    assert after.datasets.keys() == {"sea"}
    assert Catalog(archive).current() == after
    with pytest.raises(Withdrawn):
        catalog.release("land")
    again = catalog.append({"land": archived(archive, version="2.0.0")}, CREATED)
    assert catalog.release("land").version == "2.0.0"
    assert again.withdrawn == after.withdrawn
    assert catalog.append({}, CREATED, after.withdrawn) == again


def test_a_snapshot_with_nothing_withdrawn_has_the_bytes_it_always_had(archive, catalog):
    assert b"withdrawn" not in catalog.append({"land": archived(archive)}, CREATED).to_bytes()
