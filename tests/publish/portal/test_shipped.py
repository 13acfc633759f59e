"""The portal of the shipped content, as its readers walk it."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import httpx
import polars as pl
import pytest

from publish.archive import Archive
from publish.gate import Gate
from publish.portal import create_app
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.core.registry import load_content
from tests.publish.portal.conftest import client_of

PACKAGES = Path(__file__).parents[3] / "datapackages"
MADE = re.compile(r"^(/en)?/(data/|check/samples/)|[.](xlsx|sqlite|zip|parquet|json)$|[?&](page|sort)=")
PAGES = 30  # that the short walk looks at


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[httpx.Client]:
    home = Settings(datapackages=PACKAGES, root=tmp_path_factory.mktemp("shipped"))
    content = load_content(home.content)
    release(sorted(p.parent for p in PACKAGES.glob("*/datapackage.json")), content, home, Options(), gate)
    with client_of(create_app(Catalog(Archive(home.root)), content, home)) as client:
        yield client


class Page(HTMLParser):
    """The addresses of a page, and the cells of its tables by header."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tables: list[list[list[tuple[str, str]]]] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.links += [address for name in ("href", "src", "action") if (address := said.get(name))]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append((said.get("class") or "", said.get("title") or ""))
            self._open = True
        elif tag == "span" and said.get("title") and self._open:  # of a number shown with fewer decimals
            self.tables[-1][-1][-1] = (self.tables[-1][-1][-1][0], str(said["title"]))
        elif tag == "span" and said.get("class") == "unit":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            kind, text = self.tables[-1][-1][-1]
            self.tables[-1][-1][-1] = (kind, text if text and kind == "number" else text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False


def walk(reader: httpx.Client, most: int) -> list[tuple[int, str, str]]:
    """What is linked to and is not there, found by following every link from the first page on."""
    seen, todo, broken = {"/"}, [("/", "")], []
    while todo and most:
        (address, told_by), most = todo.pop(0), most - 1
        answer = reader.get(address)
        if answer.status_code >= 400:
            broken.append((answer.status_code, address, told_by))
        if "text/html" in answer.headers.get("Content-Type", "") and not address.startswith(("/data", "/en/data")):
            for link in Page(answer.text).links:
                found = urlsplit(urldefrag(urljoin(address, link))[0])
                path = f"{found.path}?{found.query}" if found.query else found.path
                if not found.netloc and path not in seen and not MADE.search(path):
                    seen.add(path)
                    todo.append((path, address))
    return broken


def test_whatever_the_pages_link_to_is_there(reader: httpx.Client) -> None:
    assert walk(reader, PAGES) == []


@pytest.mark.deep
def test_whatever_any_page_links_to_is_there(reader: httpx.Client) -> None:
    assert walk(reader, 100_000) == []


def test_a_hundred_numbers_of_pages_stand_in_rows_of_the_released_files(reader: httpx.Client) -> None:
    listed = reader.get("/api/v1/datasets", params={"limit": 1000}).json()["datasets"]
    filled = [one["id"] for one in listed if one["rows"]]
    traced = [number for dataset in filled for number in traces(reader, dataset)]
    assert len(traced) >= 100
    wrong = [said for said, stands in random.Random(473).sample(traced, 100) if not stands]
    assert wrong == []


def traces(reader: httpx.Client, dataset: str) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Each number that a dataset's page shows of its rows, and whether a row of the file has it beside the others."""
    said = reader.get(f"/api/v1/datasets/{dataset}").json()
    shown = [t for t in Page(reader.get(f"/datasets/{dataset}").text).tables if any(c == "number" for c, _ in t[0])]
    for table in said["tables"]:
        names = {column["title"]["vi"]: column["name"] for column in table["columns"]}
        rows = list(csv.DictReader(io.StringIO(reader.get(table["downloads"]["csv"]).text)))
        for header, *body in shown:
            columns = [names.get(title.strip(), "") for _, title in header]
            if not all(columns):
                continue  # of another table
            for cells in body:
                figures = {c: text for c, (kind, text) in zip(columns, cells, strict=True) if kind == "number"}
                stands = any(all(same(text, row[c]) for c, text in figures.items()) for row in rows)
                yield from (((dataset, column, text), stands) for column, text in figures.items())


def same(shown: str, archived: str) -> bool:
    """A number as a Vietnamese page writes it, and as the file does."""
    plain = shown.strip().replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-")
    return not archived if plain == "–" else bool(archived) and float(plain) == float(archived)


def test_an_investor_is_four_clicks_from_the_right_file(reader: httpx.Client) -> None:
    home = Page(reader.get("/").text)
    door = next(link for link in home.links if link.startswith("/collections/investors"))
    offered = Page(reader.get(door).text).links
    file = next(link for link in offered if link.endswith("dpi-macro.xlsx"))
    assert reader.get(file).content[:2] == b"PK"


def test_programs_are_told_of_the_charts_that_a_page_shows(reader: httpx.Client) -> None:
    (chart, *_) = reader.get("/api/v1/datasets/ste-msw-flow/releases/1.0.0/charts").json()["charts"]
    assert urlsplit(chart["svg"]).path in reader.get("/datasets/ste-msw-flow").text
    assert reader.get(chart["svg"]).text.startswith("<svg")
    assert "vega-lite" in reader.get(chart["spec"]).json()["$schema"]


def test_programs_are_told_of_the_collections(reader: httpx.Client) -> None:
    for one in reader.get("/api/v1/collections").json()["collections"]:
        page = reader.get(urlsplit(one["url"]).path).text
        assert all(f"/datasets/{dataset}" in page for dataset in one["datasets"])


def test_every_figure_of_the_catalog_is_in_one_file(reader: httpx.Client) -> None:
    answer = reader.get("/observations.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == reader.get("/api/v1/observations", params={"limit": 1}).json()["total"] > 100
    again = reader.get("/observations.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    parquet = pl.read_parquet(io.BytesIO(reader.get("/observations.parquet").content))
    assert parquet["value"].to_list() == [float(row["value"]) if row["value"] else None for row in rows]


def test_programs_find_every_dataset(reader: httpx.Client) -> None:
    datasets = {one["id"] for one in reader.get("/api/v1/datasets", params={"limit": 1000}).json()["datasets"]}
    places = [e.text or "" for e in ElementTree.fromstring(reader.get("/sitemap.xml").content).iter() if "loc" in e.tag]
    assert datasets <= {place.rpartition("/")[2] for place in places}
    assert all(reader.get(urlsplit(place).path).status_code == 200 for place in random.Random(473).sample(places, 20))
    told = reader.get("/llms.txt").text
    assert all(f"/en/datasets/{dataset})" in told for dataset in datasets)
    assert "Sitemap: " in reader.get("/robots.txt").text


def test_harvesters_find_every_dataset_with_a_licence_on_each_file(reader: httpx.Client) -> None:
    nodes: dict[str, dict[str, Any]] = {}
    address = "/catalog.jsonld"
    while address:
        page = reader.get(address).json()["@graph"]
        [address] = [one.get("hydra:next", {}).get("@id", "") for one in page if "hydra:totalItems" in one]
        nodes |= {one["@id"]: one for one in page}
    datasets = [one for one in nodes.values() if one.get("@type") == "dcat:Dataset"]
    shown = [one["dct:identifier"] for one in datasets]
    assert sorted(shown) == sorted(path.parent.name for path in PACKAGES.glob("*/datapackage.json"))
    mandatory = ("title", "description", "publisher", "issued", "modified", "accrualPeriodicity", "language")
    for one in datasets:
        assert all(f"dct:{name}" in one for name in mandatory) and one["dcat:keyword"] and one["dcat:version"]
        assert len(one["dcat:distribution"]) >= 6
        for file in one["dcat:distribution"]:
            assert "dct:title" in nodes[nodes[file["@id"]]["dct:license"]["@id"]]
    province = nodes[str(reader.base_url.join("/datasets/ste-msw-flow#place/89"))]
    assert {"@language": "vi", "@value": "Tỉnh An Giang"} in province["skos:prefLabel"]


def test_the_quality_page_says_how_full_a_table_is(reader: httpx.Client) -> None:
    rows = list(csv.reader((PACKAGES / "dpi-macro/data/dpi-macro.csv").open(encoding="utf-8", newline="")))[1:]
    filled = sum(bool(cell) for row in rows for cell in row) / sum(map(len, rows))
    said = {one["dataset"]: one for one in reader.get("/api/v1/quality?limit=1000").json()["datasets"]}["dpi-macro"]
    assert (said["rows"], round(said["filled"], 6)) == (len(rows), round(filled, 6))
    assert f"{filled * 100:.0f}&nbsp;%" in reader.get("/quality").text


def test_a_dataset_says_how_it_is_used_and_whom_to_ask(reader: httpx.Client) -> None:
    page = reader.get("/datasets/dpi-macro").text
    csv_address = str(reader.base_url.join("/datasets/dpi-macro/releases/1.0.0/dpi-macro.csv"))
    assert f"curl -O {csv_address}" in page
    assert "Bộ dữ liệu: " in page.partition('id="letter"')[2]


def test_the_first_page_is_light(reader: httpx.Client) -> None:
    page = reader.get("/")
    loaded = {address for address in Page(page.text).links if address.startswith("/static")}
    assert len(loaded) == 2
    assert len(page.content) + sum(len(reader.get(address).content) for address in loaded) < 100_000


def test_rows_over_the_action_api_are_those_of_each_released_csv(reader: httpx.Client) -> None:
    act, tables = "/api/3/action", list[int]()
    packages = reader.get(f"{act}/package_search?rows=1000").json()["result"]["results"]
    for one in (resource for package in packages for resource in package["resources"] if resource["format"] == "CSV"):
        asked = {"resource_id": one["id"], "records_format": "csv", "limit": 32_000}
        said = reader.post(f"{act}/datastore_search", json=asked).json()["result"]
        rows = [row[1:] for row in csv.reader(io.StringIO(said["records"]))]
        released = [*csv.reader(io.StringIO(reader.get(one["url"]).text))]
        assert [[field["id"] for field in said["fields"]][1:], *rows] == released, one["url"]
        assert said["total"] == len(rows)
        tables.append(len(rows))
    assert len(tables) > 50
    assert sum(tables) > 1000
