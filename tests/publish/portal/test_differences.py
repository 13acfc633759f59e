"""What differs between two releases, on a page, as files and over the API."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from publish.portal import different_rows
from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served, served
from tests.standin.releases import CREATED, EVIL, WASTE, WASTE_WORDS, Releases, Rows, fill, text

CHANGED = [["2019-06", "DT", "ag-02", "1220.5001", "2030", "sửa", "trich_dan"], *WASTE.rows[2:]]
ADDED = ["2026", "NT", "ag-01", "1234.5", "", EVIL, "chinh_thuc"]
HERE = "/datasets/waste/diff/1.0.0...1.1.0"
LOOSE = Rows([text("a"), text("b")], [["1", "x"], ["2", "y"]])


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    releases = Releases(tmp_path_factory.mktemp("differences"))
    fill(releases)
    releases.add("waste", "1.1.0", {"waste": replace(WASTE, rows=[*CHANGED, ADDED])}, **WASTE_WORDS)
    for number, rows in (("1.0.0", LOOSE.rows), ("1.0.1", [["1", "z"], ["2", "y"]])):
        releases.add("pair", number, {"one": LOOSE, "two": replace(LOOSE, rows=rows)})
    with served(releases) as found:
        yield found


def test_the_page_says_what_changed_with_titles_and_codes_and_all_digits(portal: Served) -> None:
    page = portal.get(HERE).text
    assert '<del><span class="hidden">trước: </span>1.220,5</del>' in page
    assert '<ins><span class="hidden">sau: </span>1.220,5001</ins>' in page
    assert "Dòng thêm: 1. Dòng bỏ: 1. Giá trị sửa: 2." in page
    assert "Thêm 1 dòng" in page
    assert ">Đô thị</abbr>" in page
    assert EVIL not in page
    english = portal.get(f"/en{HERE}").text
    assert "Rows added: 1. Rows removed: 1. Values changed: 2." in english
    assert ">Urban</abbr>" in english
    assert "<h1>What differs between versions 1.0.0 and 1.1.0</h1>" in english
    assert 'hreflang="vi" href="/datasets/waste/diff/1.0.0...1.1.0"' in english


def test_each_version_leads_to_its_comparison_with_the_one_before(portal: Served) -> None:
    assert f'href="{HERE}">so với bản trước</a>' in portal.get("/datasets/waste").text
    assert f'href="/en{HERE}">compare with the one before</a>' in portal.get("/en/datasets/waste").text
    assert "so với bản trước" not in portal.get("/datasets/ref-codes").text


def test_the_other_way_round_it_says_so(portal: Served) -> None:
    page = portal.get("/datasets/waste/diff/1.1.0...1.0.0").text
    assert "bản cũ hơn" in page
    assert "Dòng thêm: 1. Dòng bỏ: 1." in page
    assert "Các dòng giống nhau" in portal.get("/datasets/waste/diff/1.0.0...1.0.0").text


def test_a_long_page_says_how_much_more_there_is(portal: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(different_rows, "MOST", 1)
    assert "1 mục đầu trong 2 mục; 1 mục còn lại nằm trong các tệp ở trên." in portal.get(HERE).text


def test_the_files_never_change_and_can_be_had_once(portal: Served) -> None:
    for ending, kind in (("json", "application/json"), ("txt", "text/plain"), ("csv", "text/csv"), ("parquet", "parq")):
        answer = portal.get(f"{HERE}.{ending}")
        assert kind in answer.headers["Content-Type"]
        assert "immutable" in answer.headers["Cache-Control"]
        again = portal.get(f"{HERE}.{ending}", 304, headers={"If-None-Match": answer.headers["ETag"]})
        assert not again.content
        assert f"waste-1.0.0...1.1.0.{ending}" in answer.headers["Content-Disposition"]
    assert json.loads(portal.get(f"{HERE}.json").text)["tables"]["waste"]["added"][0]["note"] == EVIL
    assert pl.read_parquet(io.BytesIO(portal.get(f"{HERE}.parquet").content))["change"].to_list() == [
        "added", "removed", "changed", "changed",
    ]  # fmt: skip
    assert portal.get(f"{HERE}.csv").text.startswith('"@@","period"')


def test_of_several_tables_the_patch_is_for_one(portal: Served) -> None:
    here = "/datasets/pair/diff/1.0.0...1.0.1"
    assert "one, two" in portal.get(f"{here}.csv", 404).text
    assert '"->","1","x->z"' in portal.get(f"{here}.csv?table=two").text
    assert "x->z" not in portal.get(f"{here}.csv?table=one").text
    assert f'href="{here}.csv?table=two"' in portal.get(here).text


def test_the_api_gives_the_same_a_page_at_a_time(portal: Served) -> None:
    said = portal.get(f"/api/v1{HERE}").json()
    assert said["tables"] == [
        {
            "name": "waste",
            "key": ["period", "area"],
            "columns_added": [],
            "columns_removed": [],
            "rows_added": 1,
            "rows_removed": 1,
            "cells_changed": 2,
        }
    ]
    assert (said["total"], said["next"]) == (4, None)
    assert said["releases"][0]["reasons"] == [{"vi": "Thêm 1 dòng", "en": "1 row added"}]
    kinds = [(one["change"], one["column"], one["old"], one["new"]) for one in said["changes"]]
    assert kinds == [
        ("added", None, None, None),
        ("removed", None, None, None),
        ("changed", "generated", "1220.5", "1220.5001"),
        ("changed", "note", EVIL, "sửa"),
    ]
    assert said["changes"][0]["row"]["note"] == EVIL
    assert said["changes"][2]["key"] == {"period": "2019-06", "area": "DT"}
    found, address = [], f"/api/v1{HERE}?limit=3"
    while address:
        part = portal.get(address).json()
        found += part["changes"]
        address = part["next"]
    assert found == said["changes"]
    for address in said["files"].values():
        portal.get(address)


def test_what_is_not_there_is_said(portal: Served) -> None:
    for wrong in ("1.0.0...9.9.9", "9.9.9...1.0.0", "x...1.0.0"):
        for path in (f"/datasets/waste/diff/{wrong}", f"/datasets/waste/diff/{wrong}.json"):
            portal.get(path, 404)
    assert "1.1.0, 1.0.0" in portal.get("/api/v1/datasets/waste/diff/1.0.0...9.9.9", 404).json()["detail"]


def test_nothing_of_a_withdrawn_version_is_compared(own_portal: Served) -> None:
    releases = own_portal.releases
    for number in ("1.0.0", "1.0.1"):
        releases.add("waste", number, {"waste": WASTE})
    own_portal.wait_for(2)
    own_portal.get("/datasets/waste/diff/1.0.0...1.0.1.json")
    releases.catalog.append({}, CREATED, {"waste": {"1.0.0": Withdrawal("tên riêng", CREATED)}})
    own_portal.wait_for(3)
    for path in ("/datasets/waste/diff/1.0.0...1.0.1", "/datasets/waste/diff/1.0.0...1.0.1.json"):
        assert "tên riêng" in own_portal.get(path, 410).text
    assert "so với bản trước" not in own_portal.get("/datasets/waste").text


def test_a_withdrawn_version_in_between_is_told_by_its_reason_alone(own_portal: Served) -> None:
    releases = own_portal.releases
    for number, note in (("1.0.0", "một"), ("1.0.1", "kín"), ("1.0.2", "ba")):
        rows = [[*WASTE.rows[0][:5], note, *WASTE.rows[0][6:]], *WASTE.rows[1:]]
        releases.add("waste", number, {"waste": replace(WASTE, rows=rows)})
    gone = Withdrawal("tên riêng", CREATED)
    own_portal.wait_for(releases.catalog.append({}, CREATED, {"waste": {"1.0.1": gone}}).number)
    diff, tombstone = "/datasets/waste/diff/1.0.0...1.0.2", "/datasets/waste/releases/1.0.1"
    for prefix, said in (("", "Đã thu hồi: tên riêng"), ("/en", 'Withdrawn: <span lang="vi">tên riêng</span>')):
        for page in ("/datasets/waste", diff):
            shown = own_portal.get(prefix + page).text
            assert said in shown
            assert f'href="{prefix}{tombstone}"' in shown
            assert "kín" not in shown
        assert f'href="{prefix}{diff}"' in own_portal.get(f"{prefix}/datasets/waste").text
    told = own_portal.get(f"/api/v1{diff}").json()
    assert [one["version"] for one in told["releases"]] == ["1.0.2"]
    assert told["withdrawn"] == [{"version": "1.0.1", "created": CREATED, "reason": "tên riêng"}]
    assert "có thể còn chỗ sai của bản này: 1.0.2." in own_portal.get(tombstone, 410).text
    releases.catalog.append({}, CREATED, {"waste": {"1.0.2": gone, "1.0.0": gone}})
    own_portal.wait_for(5)
    assert "có thể còn chỗ sai" not in own_portal.get(tombstone, 410).text


def test_what_is_too_large_to_compare_is_said_everywhere(portal: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.portal.comparisons.LARGEST", 10)
    portal.get(f"/api/v1{HERE}", 422)
    portal.get(HERE, 422)
