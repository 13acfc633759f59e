"""The catalog as a harvester of DCAT walks it: page by page, each dataset once, and nothing that was withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rdflib import DCTERMS, FOAF, RDF, RDFS, Graph, Literal, Namespace, URIRef

from publish.portal import dcat_pages
from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, WASTE, WASTE_WORDS, Rows, fill, text

DCAT = Namespace("http://www.w3.org/ns/dcat#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
AUTHORITY = "http://publications.europa.eu/resource/authority"
FORMATS = {"ttl": ("text/turtle; charset=utf-8", "turtle"), "jsonld": ("application/ld+json", "json-ld")}


def read(portal: Served, path: str) -> Graph:
    media_type, form = FORMATS[path.partition("?")[0].rpartition(".")[2]]
    answer = portal.get(path)
    assert answer.headers["Content-Type"] == media_type
    return Graph().parse(data=answer.text, format=form)


def walk(portal: Served, ending: str) -> Iterator[Graph]:
    """The pages as ckanext-dcat follows them."""
    address = f"/catalog.{ending}"
    while address:
        page = read(portal, address)
        yield page
        [node] = page.subjects(RDF.type, HYDRA.PartialCollectionView)
        following = page.value(node, HYDRA.next)
        assert following == page.value(node, HYDRA.nextPage)
        address = str(following).removeprefix(str(portal.client.base_url).rstrip("/")) if following else ""


def datasets(graph: Graph) -> set[str]:
    return {str(node).rpartition("/")[2] for node in graph.subjects(RDF.type, DCAT.Dataset)}


def uri(portal: Served, path: str) -> URIRef:
    return URIRef(str(portal.client.base_url).rstrip("/") + path)


def test_every_dataset_stands_once_on_all_pages_together(own_portal: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dcat_pages, "PER_PAGE", 2)
    snapshot = fill(own_portal.releases)
    own_portal.wait_for(snapshot.number)
    shown = sorted(snapshot.datasets)
    for ending in FORMATS:
        pages = list(walk(own_portal, ending))
        assert [sorted(datasets(page)) for page in pages] == [shown[i : i + 2] for i in range(0, len(shown), 2)]
        for page in pages:
            [catalog] = page.subjects(RDF.type, DCAT.Catalog)
            assert catalog == uri(own_portal, "/#catalog")
            assert {str(one).rpartition("/")[2] for one in page.objects(catalog, DCAT.dataset)} == datasets(page)
            for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.language):
                assert page.value(catalog, predicate, any=True), predicate
        for wrong in (len(pages) + 1, 0, "x", "-1", ""):
            own_portal.get(f"/catalog.{ending}?page={wrong}", status=404)


def test_both_forms_say_the_same(portal: Served) -> None:
    turtle, json = (read(portal, f"/catalog.{ending}") for ending in FORMATS)
    pages = {HYDRA[f"{name}{form}"] for name in ("first", "last") for form in ("", "Page")}
    differ = {one for one in set(turtle) ^ set(json) if "catalog." not in str(one)}
    assert not differ
    assert len({p for _, p, _ in turtle} & pages) == 4


def test_a_dataset_says_what_a_harvester_must_know(portal: Served) -> None:
    graph, node = read(portal, "/catalog.ttl"), uri(portal, "/datasets/waste")
    files = uri(portal, "/datasets/waste/releases/1.0.0")
    assert set(graph.objects(node, DCTERMS.title)) == {
        Literal("Rác thải sinh hoạt", lang="vi"),
        Literal("Household waste", lang="en"),
    }
    assert graph.value(node, DCTERMS.identifier) == Literal("waste")
    assert graph.value(node, DCAT.version) == Literal("1.0.0")
    assert graph.value(node, DCTERMS.accrualPeriodicity) == URIRef(f"{AUTHORITY}/frequency/ANNUAL")
    assert graph.value(node, DCTERMS.conformsTo) == URIRef(f"{files}/datapackage.json")
    assert graph.value(node, DCTERMS.source) == URIRef("https://example.test/book")
    publisher = graph.value(node, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("Sở Môi trường", lang="vi")
    statement = str(graph.value(graph.value(node, DCTERMS.provenance), RDFS.label))
    assert statement.startswith("Chính thức / Official: 1; Trích dẫn / Cited: 2; Niên giám / Yearbook https://")
    period = graph.value(node, DCTERMS.temporal)
    days = [str(graph.value(period, DCAT[name])) for name in ("startDate", "endDate")]
    assert days == ["2019-06-01", "2025-02-28"]


def test_every_file_is_had_at_its_address_and_has_its_licence(portal: Served) -> None:
    graph, node = read(portal, "/datasets/waste/dcat.ttl"), uri(portal, "/datasets/waste")
    found = {}
    for one in graph.objects(node, DCAT.distribution):
        address, licence = str(graph.value(one, DCAT.downloadURL)), graph.value(one, DCTERMS.license)
        form = found[address.rpartition(".")[2]] = str(graph.value(graph.value(one, DCTERMS.format), RDFS.label))
        assert graph.value(licence, RDFS.label) == Literal("Giấy phép chờ xác nhận / Licence to be confirmed")
        answer = portal.get(address)
        media_type = str(graph.value(graph.value(one, DCAT.mediaType), RDFS.label))
        assert answer.headers["Content-Type"].partition(";")[0] == media_type, form
        latest = portal.get(str(graph.value(one, DCAT.accessURL)), status=302)
        assert address.endswith(latest.headers["Location"])
        if size := graph.value(one, DCAT.byteSize):
            assert int(str(size)) == len(answer.content)
    assert found == {
        "csv": "CSV",
        "xlsx": "XLSX",
        "json": "JSON",
        "parquet": "Parquet",
        "sqlite": "SQLite",
        "zip": "ZIP",
    }


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_promised_checksum_is_that_of_the_bytes(portal: Served, form: str) -> None:
    graph = read(portal, "/datasets/waste/dcat.ttl")
    [one] = (x for x in graph.subjects(RDF.type, DCAT.Distribution) if str(x).endswith(f".{form}"))
    checksum = graph.value(one, SPDX.checksum)
    algorithm = str(graph.value(checksum, SPDX.algorithm)).rpartition("_")[2]
    body = portal.get(str(graph.value(one, DCAT.downloadURL))).content
    assert graph.value(checksum, SPDX.checksumValue) == Literal(
        hashlib.new(algorithm, body).hexdigest(), datatype=URIRef("http://www.w3.org/2001/XMLSchema#hexBinary")
    )


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog.jsonld", "/datasets/waste/dcat.jsonld"])
def test_what_a_reader_has_is_not_sent_again(portal: Served, path: str) -> None:
    answer, head = portal.get(path), portal.client.head(path)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(answer.content)))
    assert head.headers["ETag"] == answer.headers["ETag"]
    again = portal.get(path, status=304, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.content == b""


def test_pages_lead_there(portal: Served) -> None:
    assert 'type="text/turtle" title="DCAT" href="/catalog.ttl"' in portal.get("/").text
    assert 'href="/datasets/waste/dcat.ttl"' in portal.get("/en/datasets/waste").text
    assert 'href="/datasets/waste/dcat.ttl"' not in portal.get("/datasets/waste/releases/1.0.0").text
    assert 'href="/catalog.jsonld"' in portal.get("/developers").text


def test_a_release_moves_the_version_and_no_uri(own_portal: Served) -> None:
    releases, node = own_portal.releases, uri(own_portal, "/datasets/waste")
    assert datasets(read(own_portal, "/catalog.ttl")) == set()
    own_portal.wait_for(releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS).number)
    before = read(own_portal, "/catalog.ttl")
    more = replace(WASTE, rows=[*WASTE.rows, ["2031-01", *WASTE.rows[0][1:]]])
    own_portal.wait_for(releases.add("waste", "1.1.0", {"waste": more}, **WASTE_WORDS).number)
    after = read(own_portal, "/catalog.ttl")
    kept = [set(graph.objects(node, DCAT.distribution)) | datasets(graph) for graph in (before, after)]
    assert kept[0] == kept[1]
    versions = [str(graph.value(node, DCAT.version)) for graph in (before, after)]
    assert versions == ["1.0.0", "1.1.0"]
    assert {str(one).rpartition("/")[2] for one in after.objects(node, DCAT.hasVersion)} == {"1.0.0", "1.1.0"}
    moved = {str(one) for one in after.objects(None, DCAT.downloadURL)}
    assert all("/releases/1.1.0/" in one for one in moved)


def test_what_is_withdrawn_is_in_it_no_more(own_portal: Served) -> None:
    releases = own_portal.releases
    releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    own_portal.wait_for(releases.add("wells", "1.0.0", {"wells": WASTE}, title="Giếng").number)
    assert datasets(read(own_portal, "/catalog.ttl")) == {"waste", "wells"}
    last = releases.catalog.append({}, CREATED, {"waste": {"1.0.0": Withdrawal("tên riêng", CREATED)}})
    own_portal.wait_for(last.number)
    graph = read(own_portal, "/catalog.ttl")
    assert datasets(graph) == {"wells"}
    assert "waste/" not in own_portal.get("/catalog.ttl").text
    own_portal.get("/datasets/waste/dcat.ttl", status=410)
    own_portal.get("/datasets/nothing/dcat.ttl", status=404)


def test_one_odd_dataset_does_not_break_the_page(own_portal: Served) -> None:
    words = {
        "title": 'two\nlines \\"',
        "licenses": [{"title": "x", "path": 'javascript:"<'}],
        "sources": [{"title": "\x00", "path": "http://a.test/<b> c"}],
        "keywords": ["a, b/c", "", "đất"],
        "frequency": "sometimes",
    }
    table = Rows([text("period_start"), text("period_end")], [["no day", "2020-01-01"]])
    own_portal.wait_for(own_portal.releases.add("odd", "1.0.0", {"odd": table}, **words).number)
    graph, node = read(own_portal, "/catalog.ttl"), uri(own_portal, "/datasets/odd")
    assert graph.value(node, DCTERMS.title) == Literal('two\nlines \\"')
    assert set(graph.objects(node, DCAT.keyword)) == {Literal("a b c"), Literal("đất", lang="vi")}
    assert graph.value(node, DCTERMS.source) == URIRef("http://a.test/%3Cb%3E%20c")
    assert not set(graph.objects(node, DCTERMS.accrualPeriodicity))
    assert all(str(one).startswith("http") for one in graph.objects(None, DCTERMS.license))
