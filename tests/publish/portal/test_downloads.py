"""Every file of every release, byte for byte what the archive holds, at an address that never changes."""

from __future__ import annotations

import csv
import io
import zipfile

import polars as pl
import pytest

from publish.snapshot import Release
from tests.publish.portal.conftest import Served
from tests.standin.releases import Rows

HERE = "/datasets/waste/releases/1.0.0"


@pytest.fixture
def release(portal: Served) -> Release:
    return portal.releases.catalog.release("waste", "1.0.0")


def test_csv_parquet_and_zip_are_the_archives_bytes(portal: Served, release: Release) -> None:
    assert portal.get(f"{HERE}/waste.csv").content == release.csv("waste").read_bytes()
    assert portal.get(f"{HERE}/waste.parquet").content == release.files["data/waste.parquet"].read_bytes()
    package = portal.get(f"{HERE}/datapackage.zip").content
    assert package == release.zip_bytes()
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert {*opened.namelist()} == {"datapackage.json", "data/waste.csv"}


def test_a_mark_for_excel_is_put_before_the_csv_when_asked(portal: Served, release: Release) -> None:
    answer = portal.get(f"{HERE}/waste.csv?bom=1")
    assert answer.content == b"\xef\xbb\xbf" + release.csv("waste").read_bytes()
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert answer.headers["ETag"] != portal.get(f"{HERE}/waste.csv").headers["ETag"]


def test_json_holds_the_values_of_the_csv(portal: Served, release: Release) -> None:
    rows = portal.get(f"{HERE}/waste.json").json()
    with release.csv("waste").open(newline="") as stream:
        expected = list(csv.DictReader(stream))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows] == expected
    assert [row["generated"] for row in rows] == [1220.5, 0.1, None]
    assert pl.read_parquet(io.BytesIO(portal.get(f"{HERE}/waste.parquet").content)).to_dicts() == rows


def test_numbers_that_json_does_not_know_are_text_there(own_portal: Served) -> None:
    table = Rows([{"name": "x", "type": "number"}], [["NaN"], ["INF"], ["1"]])
    own_portal.wait_for(own_portal.releases.add("odd", "1.0.0", {"odd": table}).number)
    assert own_portal.get("/datasets/odd/releases/1.0.0/odd.json").json() == [{"x": "NaN"}, {"x": "INF"}, {"x": 1.0}]
    assert own_portal.get("/datasets/odd").status_code == 200


@pytest.mark.parametrize("file", ["waste.csv", "waste.csv?bom=1", "waste.json", "waste.parquet", "datapackage.zip"])
def test_a_file_is_named_typed_cached_for_ever_and_not_sent_twice(portal: Served, file: str) -> None:
    first = portal.get(f"{HERE}/{file}")
    assert "immutable" in first.headers["Cache-Control"]
    name, kind = file.partition("?")[0].split(".")
    stem = "waste" if kind == "zip" else name
    assert first.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{stem}-1.0.0.{kind}"
    assert portal.get(f"{HERE}/{file}", 304, headers={"If-None-Match": first.headers["ETag"]}).content == b""
    assert portal.client.head(f"{HERE}/{file}").headers["ETag"] == first.headers["ETag"]


def test_a_part_of_a_file_can_be_asked_for(portal: Served, release: Release) -> None:
    answer = portal.get(f"{HERE}/waste.csv", 206, headers={"Range": "bytes=0-9"})
    assert answer.content == release.csv("waste").read_bytes()[:10]


def test_latest_leads_to_the_newest_release(portal: Served) -> None:
    for file in ("waste.csv", "waste.csv?bom=1", "datapackage.zip", "datapackage.json", "data/waste.csv"):
        answer = portal.get(f"/datasets/waste/latest/{file}", 302)
        assert answer.headers["Location"] == f"{HERE}/{file}"
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_package_can_be_opened_at_its_descriptors_address(portal: Served, release: Release) -> None:
    answer = portal.get(f"{HERE}/datapackage.json")
    assert answer.content == release.files["datapackage.json"].read_bytes()
    assert answer.headers["Content-Type"] == "application/json"
    for resource in answer.json()["resources"]:
        assert portal.get(f"{HERE}/{resource['path']}").content == release.files[resource["path"]].read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        f"{HERE}/other.csv",
        f"{HERE}/waste.exe",
        f"{HERE}/waste",
        f"{HERE}/datapackage.json.zip",
        f"{HERE}/report.json",
        f"{HERE}/data/report.json",
        f"{HERE}/data/waste.parquet",
        "/datasets/waste/latest/other/waste.csv/x",
        "/datasets/waste/releases/1.0.1/waste.csv",
        "/datasets/nothing/releases/1.0.0/waste.csv",
        "/datasets/catalog/releases/1.0.0/snapshot.json",
        "/datasets/nothing/latest/waste.csv",
        "/datasets/waste/releases/1.0.0/..%2f..%2fdatapackage.json",
        "/datasets/..%2f..%2fcatalog/releases/1.0.0/waste.csv",
    ],
)
def test_what_was_never_released_is_not_there(portal: Served, path: str) -> None:
    portal.get(path, 404)
