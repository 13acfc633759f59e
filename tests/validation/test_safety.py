"""What a package may not do: name files outside its folder, or unpack into more than we hold."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from validation import safety
from validation.reading.messages import SAID
from validation.safety import check_packed, check_paths, unpack


def resource(**said: Any) -> dict[str, Any]:
    return {"name": "p", "resources": [{"name": "t", **said}]}


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("http://example.org/t.csv", "path.remote"),
        ("HTTPS://example.org/t.csv", "path.remote"),
        ("file:///etc/passwd", "path.absolute"),
        ("s3://bucket/t.csv", "path.remote"),
        ("sqlite:///t.db", "path.remote"),
        ("//example.org/share/t.csv", "path.absolute"),
        ("/etc/passwd", "path.absolute"),
        ("C:\\data\\t.csv", "path.absolute"),
        ("c:t.csv", "path.absolute"),
        ("\\\\server\\share\\t.csv", "path.absolute"),
        ("../t.csv", "path.outside"),
        ("data/../../t.csv", "path.outside"),
        ("data\\..\\..\\t.csv", "path.outside"),
        ("..", "path.outside"),
        ("data\\t.csv", "path.unsafe"),
        ("~/t.csv", "path.unsafe"),
        ("t.csv\0.txt", "path.unsafe"),
    ],
)
@pytest.mark.parametrize("key", ["path", "schema", "dialect", "profile", "profiles"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, key: str, path: str, rule: str) -> None:
    (found,) = check_paths(resource(**{key: path}), tmp_path)
    assert (found.rule, found.table, found.value) == (rule, "t", path)
    what, mend = SAID[rule]
    assert path in what.format(**found.params)
    assert mend


def test_a_path_in_the_folder_is_not(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").touch()
    for path in ("data/t.csv", "./data/t.csv", "not-there.csv", "data/ô nhiễm (1).csv", "a..b.csv"):
        assert check_paths(resource(path=path), tmp_path) == []
    standard = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "profile": "tabular-data-package"}
    words = {"licenses": [{"path": "https://example.org"}], "sources": [{"path": "https://example.org"}]}
    assert check_paths({**resource(path="a.csv", data=None), **standard, **words}, tmp_path) == []


def test_every_place_of_a_path_is_looked_at(tmp_path: Path) -> None:
    remote = "http://example.org/x"
    for said in (
        resource(path=["a.csv", remote]),
        resource(path="a.csv", extrapaths=[remote]),
        resource(url=remote),
        resource(path="a.csv", scheme="s3"),
        resource(path="a.zip", innerpath="../x"),
        resource(path="a.csv", schema={"$ref": remote}),
        resource(path="a.csv", schema={"fields": [{"name": "a", "arrayItem": {"$ref": "/etc/x"}}]}),
        {"profile": remote, "resources": []},
    ):
        assert len(check_paths(said, tmp_path)) == 1
    assert check_paths(resource(path="a.csv", schema={"$ref": "#/definitions/a"}), tmp_path) == []


def test_links_out_of_the_folder_and_devices_are_refused(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "package"
    outside.mkdir()
    inside.mkdir()
    (outside / "t.csv").write_text("secret")
    (inside / "file.csv").symlink_to(outside / "t.csv")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    (inside / "circle").symlink_to(inside / "circle")
    (inside / "null").symlink_to("/dev/null")
    (inside / "t.csv").touch()
    (inside / "near.csv").symlink_to(inside / "t.csv")
    for path in ("file.csv", "folder/t.csv", "circle", "null", "near.csv"):
        (found,) = check_paths(resource(path=path), inside)
        assert found.rule in ("path.link", "path.unsafe"), path


def test_a_descriptor_of_any_shape_is_survived(tmp_path: Path) -> None:
    for said in ({}, {"resources": None}, {"resources": {"a": 1}}, {"resources": [1, "x", None, []]}):
        assert check_paths(said, tmp_path) == []


def archive(place: Path, members: dict[str, bytes], **attributes: int) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = attributes.get("mode", stat.S_IFREG | 0o644) << 16
            packed.writestr(member, content)
    return place


def test_a_plain_archive_is_unpacked(tmp_path: Path) -> None:
    packed = archive(tmp_path / "p.zip", {"datapackage.json": b"{}", "data/t.csv": b"a\n1\n"})
    assert unpack(packed, tmp_path / "out") == []
    assert (tmp_path / "out" / "data" / "t.csv").read_bytes() == b"a\n1\n"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "a\\..\\x"])
def test_an_archive_that_writes_outside_is_refused_whole(tmp_path: Path, name: str) -> None:
    packed = archive(tmp_path / "p.zip", {"good": b"1", name: b"2"})
    assert [f.rule for f in unpack(packed, tmp_path / "out")] == ["archive.outside"]
    assert not (tmp_path / "out").exists()


def test_links_passwords_depth_and_crowds_are_refused(tmp_path: Path) -> None:
    link = archive(tmp_path / "link.zip", {"x": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777)
    assert [f.rule for f in unpack(link, tmp_path / "out")] == ["archive.link"]
    locked = bytearray(archive(tmp_path / "plain.zip", {"x": b"1"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert [f.rule for f in unpack(tmp_path / "locked.zip", tmp_path / "out")] == ["archive.encrypted"]
    deep = archive(tmp_path / "deep.zip", {"a/" * (safety.MAX_DEPTH + 1) + "x": b"1"})
    assert [f.rule for f in unpack(deep, tmp_path / "out")] == ["archive.depth"]
    crowd = archive(tmp_path / "crowd.zip", {f"{i}": b"" for i in range(safety.MAX_MEMBERS + 1)})
    assert [f.rule for f in unpack(crowd, tmp_path / "out")] == ["archive.members"]
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no zip")
    assert [f.rule for f in unpack(tmp_path / "broken.zip", tmp_path / "out")] == ["archive.broken"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"x": bytes(safety.RATIO_FROM + 1)})
    assert [f.rule for f in unpack(bomb, tmp_path / "out")] == ["archive.ratio"]
    assert [f.rule for f in check_packed(bomb, "zip")] == ["archive.ratio"]
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(safety.RATIO_FROM + 1)))
    assert [f.rule for f in check_packed(tmp_path / "bomb.gz", "gz")] == ["archive.ratio"]


def test_a_refusal_names_the_limit_that_was_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"x": bytes(safety.RATIO_FROM + 1)})
    (found,) = check_packed(bomb, "zip")
    assert found.params["limit"] == "200"
    assert 200 < int(found.params["found"]) < 2_000
    monkeypatch.setattr(safety, "MAX_UNPACKED", 1_000)
    (found,) = check_packed(bomb, "zip")
    assert (found.rule, found.params["limit"]) == ("archive.size", "1000")


def test_hashing_names_a_checksum_and_nothing_else(tmp_path: Path) -> None:
    """frictionless writes the sum to the key that ``hashing`` names, ``path`` and ``profile`` among them."""
    for name in ("path", "profile", "schema", "extrapaths", "data", ["path"], 1):
        (found,) = check_paths(resource(path="a.csv", hashing=name, stats={"hash": "x"}), tmp_path)
        assert (found.rule, found.table) == ("descriptor.hashing-unknown", "t")
        what, mend = SAID[found.rule]
        assert what.format(**found.params) and mend.format(**found.params)
    for name in ("md5", "sha1", "sha256", "sha512", "SHA256", ""):
        assert check_paths(resource(path="a.csv", hashing=name), tmp_path) == []


def test_a_member_larger_than_it_promises_does_not_come_out(tmp_path: Path) -> None:
    stream = io.BytesIO(archive(tmp_path / "p.zip", {"x": b"0" * 1000}).read_bytes())
    lying = bytearray(stream.getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        begin = lying.index(mark) + place
        lying[begin : begin + 4] = (10).to_bytes(4, "little")
    (tmp_path / "lying.zip").write_bytes(lying)
    assert [f.rule for f in unpack(tmp_path / "lying.zip", tmp_path / "out")] == ["archive.broken"]
    assert (tmp_path / "out" / "x").stat().st_size <= 10
