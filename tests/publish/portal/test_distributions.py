"""The forms of a table at their addresses: headers, parts, what was asked before, what cannot be had."""

from __future__ import annotations

import base64
import hashlib
import io
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from publish.distributions import xlsx
from publish.distributions.offer import FORMS, Form
from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served, served
from tests.standin.releases import CREATED, WASTE, Releases, Rows, text

HERE = "/datasets/waste/releases/1.0.0"
FILES = {
    "waste.csv": "text/csv; charset=utf-8",
    "waste.csv?bom=1": "text/csv; charset=utf-8",
    "waste.csv?safe=1": "text/csv; charset=utf-8",
    "waste.csv?bom=1&safe=1": "text/csv; charset=utf-8",
    "waste.json": "application/json",
    "waste.parquet": "application/vnd.apache.parquet",
    "waste.sqlite": "application/vnd.sqlite3",
    "waste.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "datapackage.zip": "application/zip",
    "datapackage.json": "application/json",
}
CLOSED = {"Connection": "close"}  # the server ends a connection on which something broke
LICENCES = [
    {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"},
    {"name": "x", "path": "javascript:alert(1)"},
    {"name": "y", "path": 'https://e.test/a>"b\r\nX: 1'},
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Datasets that each test has for itself."""
    releases = Releases(tmp_path_factory.mktemp("[odd]"))
    one = Rows([text("a")], [["=1"]])
    for dataset in ("damaged", "waited-for", "offered", "taken-back"):
        releases.add(dataset, "1.0.0", {"odd": one})
    releases.add("licensed", "1.0.0", {"odd": one}, licenses=LICENCES)
    releases.add("too-long", "1.0.0", {"odd": Rows([text("a")], [["x" * 32_768]])})
    for version, rows in (("1.0.0", [["1"]]), ("1.1.0", [["1"], ["2"]])):
        releases.add("grown", version, {"odd": Rows([{"name": "a", "type": "integer"}], rows)})
    with served(releases) as found:
        yield found


@pytest.mark.parametrize("file", FILES)
def test_a_file_can_be_had_whole_in_parts_and_not_twice(portal: Served, file: str) -> None:
    whole = portal.get(f"{HERE}/{file}")
    assert whole.headers["Content-Type"] == FILES[file]
    assert int(whole.headers["Content-Length"]) == len(whole.content)
    name, _, digest = whole.headers["Repr-Digest"].partition("=:")
    assert base64.b64decode(digest.rstrip(":")) == hashlib.new(name.replace("-", ""), whole.content).digest()
    tag = whole.headers["ETag"]
    part = portal.get(f"{HERE}/{file}", 206, headers={"Range": "bytes=5-14", "If-Range": tag})
    assert part.content == whole.content[5:15]
    assert part.headers["Content-Range"] == f"bytes 5-14/{len(whole.content)}"
    assert part.headers["Repr-Digest"] == whole.headers["Repr-Digest"], "it is that of the whole"
    assert portal.get(f"{HERE}/{file}", 206, headers={"Range": "bytes=-4"}).content == whole.content[-4:]
    assert portal.get(f"{HERE}/{file}", headers={"Range": "bytes=5-14", "If-Range": '"other"'}).content == whole.content
    portal.get(f"{HERE}/{file}", 416, headers={"Range": f"bytes={len(whole.content)}-"})
    for seen in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = portal.get(f"{HERE}/{file}", 304, headers={"If-None-Match": seen})
        assert (again.content, again.headers["ETag"]) == (b"", tag)
    head = portal.client.head(f"{HERE}/{file}")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[h] for h in ("ETag", "Content-Length")] == [tag, str(len(whole.content))]


def test_no_two_files_share_a_tag(portal: Served) -> None:
    assert len({portal.get(f"{HERE}/{file}").headers["ETag"] for file in FILES}) == len(FILES)


def test_a_workbook_and_a_database_are_what_they_say(portal: Served, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(portal.get(f"{HERE}/waste.xlsx").content))
    header, *rows = book.worksheets[0].values
    assert header == tuple(f["name"] for f in WASTE.fields)
    assert [row[-1] for row in rows] == ["trich_dan", "chinh_thuc", "trich_dan"]
    (tmp_path / "waste.sqlite").write_bytes(portal.get(f"{HERE}/waste.sqlite").content)
    with sqlite3.connect(tmp_path / "waste.sqlite") as db:
        assert db.execute("SELECT sum(generated) FROM waste WHERE provenance = 'trich_dan'").fetchone() == (1220.5,)
        assert [row[5] for row in db.execute("PRAGMA table_info(waste)")][:3] == [1, 2, 0], "its primary key"


def test_a_file_names_its_licences_in_links(odd: Served) -> None:
    for file in ("odd.csv", "odd.xlsx"):
        headers = odd.get(f"/datasets/licensed/releases/1.0.0/{file}").headers
        first, second = headers["Link"].split(", ")
        assert first == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
        assert second == '<https://e.test/a%3E%22b%0D%0AX:%201>; rel="license"'
        assert "X" not in headers


def test_an_old_version_keeps_its_own_rows(odd: Served) -> None:
    for version, count in (("1.0.0", 1), ("1.1.0", 2)):
        book = openpyxl.load_workbook(io.BytesIO(odd.get(f"/datasets/grown/releases/{version}/odd.xlsx").content))
        assert book.worksheets[0].max_row - 1 == count
        assert len(odd.get(f"/datasets/grown/releases/{version}/odd.json").json()) == count
    assert odd.get("/datasets/grown/latest/odd.xlsx", 302).headers["Location"].endswith("/1.1.0/odd.xlsx")


def test_a_withdrawn_release_is_gone_from_what_is_kept_too(odd: Served) -> None:
    here = "/datasets/taken-back/releases/1.0.0"
    odd.get(f"{here}/odd.xlsx")
    withdrawn = {"taken-back": {"1.0.0": Withdrawal("không được công bố", CREATED)}}
    odd.releases.catalog.append({}, CREATED, withdrawn)
    for file in ("odd.xlsx", "odd.csv?safe=1", "odd.csv", "datapackage.zip"):
        odd.get(f"{here}/{file}", 410)


@pytest.mark.parametrize("file", ["waste.xls", "waste.ods", "waste.db", "other.xlsx", "other.sqlite", "waste.safe.csv"])
def test_what_is_no_form_is_not_there(portal: Served, file: str) -> None:
    portal.get(f"{HERE}/{file}", 404)


def test_what_a_form_cannot_hold_is_told_in_both_languages(odd: Served) -> None:
    for _ in range(2):
        answer = odd.get("/datasets/too-long/releases/1.0.0/odd.xlsx", 404)
        vi, en = answer.text.splitlines()
        assert "hãy dùng tệp CSV" in vi and "take the CSV file" in en
    assert len(odd.get("/datasets/too-long/releases/1.0.0/odd.sqlite").content) > 32_768


def test_a_damaged_archive_is_no_file_and_a_kept_one_still_is(odd: Served) -> None:
    here = "/datasets/damaged/releases/1.0.0"
    before = odd.get(f"{here}/odd.json").content
    path = odd.releases.catalog.release("damaged").csv("odd")
    path.chmod(0o644)
    path.write_bytes(b"a\n2\n")
    odd.get(f"{here}/odd.xlsx", 500, headers=CLOSED)
    odd.get(f"{here}/odd.csv?safe=1", 500, headers=CLOSED)
    assert odd.get(f"{here}/odd.json").content == before
    path.write_bytes(b"a\n=1\n")
    assert odd.get(f"{here}/odd.csv?safe=1").content == b'"a"\n"\'=1"\n'


def test_many_who_ask_for_a_file_in_the_making_wait_for_one_and_hold_up_nobody(
    odd: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, calls = threading.Event(), []

    def slow(subject: object, path: Path) -> None:
        calls.append(path)
        assert going.wait(30)
        xlsx.write(subject, path)  # type: ignore[arg-type]

    monkeypatch.setitem(FORMS, "xlsx", Form("xlsx", 99, slow))  # type: ignore[arg-type]
    address = "/datasets/waited-for/releases/1.0.0/odd.xlsx"
    with ThreadPoolExecutor(60) as pool:
        asked = [pool.submit(odd.client.get, address) for _ in range(60)]
        for _ in range(5):
            odd.get("/datasets/waited-for")
            odd.get("/datasets/waited-for/releases/1.0.0/odd.csv")
        going.set()
        answers = [one.result() for one in asked]
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == len(calls) == 1


def test_the_page_and_the_api_offer_every_form(odd: Served) -> None:
    offered = odd.get("/api/v1/datasets/offered").json()["tables"][0]["downloads"]
    assert list(offered) == ["csv", "csv-excel", "xlsx", "json", "parquet", "sqlite"]
    for address in offered.values():
        odd.get(address)
    assert b"'=1" in odd.get(offered["csv-excel"]).content
    page = odd.get("/datasets/offered").text
    for ending in ("odd.csv?bom=1&amp;safe=1", "odd.xlsx", "odd.json", "odd.parquet", "odd.sqlite"):
        assert f'/releases/1.0.0/{ending}"' in page
    size = len(odd.get(offered["xlsx"]).content)
    assert f"{size / 1000:.1f}".replace(".", ",") in page, "a file that is there is shown with its size"
