"""DCAT of one dataset: whatever strangers wrote, it can be read again and says nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import DCTERMS, FOAF, OWL, RDF, Graph, Literal, Namespace, URIRef

from publish.about import About, Licence, Origin, about
from publish.dcat.catalog import Page, catalog_graph, dataset_graph, empty_graph
from publish.dcat.dataset import Described
from publish.dcat.ground import Ground
from publish.dcat.terms import iri
from publish.dcat.written import WRITERS
from publish.snapshot import Release
from publish.sqlite import ReleaseInfo
from schemas.core.site import Text
from tests.standin.releases import CREATED, SITE, WASTE, WASTE_WORDS, Releases

GROUND = Ground("http://portal.test", SITE, {".csv": "text/csv; charset=utf-8"})
DCAT = Namespace("http://www.w3.org/ns/dcat#")
NODE = URIRef("http://portal.test/datasets/waste")
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=30)
ADDRESSES = st.one_of(TEXTS, TEXTS.map("http://a.test/{}".format), TEXTS.map("https://{}".format))
FORMATS = {"ttl": "turtle", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    releases = Releases(tmp_path_factory.mktemp("dcat"))
    releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    return releases.catalog.release("waste")


@pytest.fixture(scope="module")
def said(release: Release) -> About:
    return about("waste", release.descriptor, SITE)


def described(release: Release, said: About, **more: Any) -> Described:
    versions = [ReleaseInfo("1.0.0", CREATED, release.digest, (Text("Lần đầu", "First"),), None)]
    return Described(said, release, versions, Text("Sở Môi trường"), rows={"waste": 3}, **more)


def read(graph: Graph, ending: str) -> Graph:
    return Graph().parse(data=WRITERS[ending].write(graph), format=FORMATS[ending])


def readings(graph: Graph) -> Iterator[Graph]:
    return (read(graph, ending) for ending in WRITERS)


@given(TEXTS, TEXTS, ADDRESSES)
@example('two\nlines \\"', 'ends with "', 'http://a.test/"><\\')
@example("\x00\x1b\ud800\ufffe", "\r\n", "javascript:alert(1)")
@example('\u2028\'\'\'"""\n"', "a\\", "http://[")
def test_whatever_is_written_is_read_again_as_it_was(
    release: Release, said: About, vi: str, en: str, address: str
) -> None:
    origin, licence = Origin(Text(vi), address, Text(en)), Licence(Text(en), address)
    words = replace(said, title=Text(vi, en), description=Text(en), origins=(origin,), licences=(licence,))
    words = replace(words, publisher=vi, keywords=(vi, en))
    graph = dataset_graph(GROUND, described(release, words))
    for found in readings(graph):
        assert set(found) == set(graph)
    for node in graph.all_nodes():
        if isinstance(node, URIRef) and not node.startswith("http://portal.test"):
            assert str(node).startswith(("http://", "https://", f"mailto:{SITE.contact}"))


@given(ADDRESSES)
def test_only_an_address_of_the_web_is_a_resource(address: str) -> None:
    found = iri(address)
    if found is not None:
        assert str(found).startswith(("http://", "https://"))
        assert not set(found) & set('<>"{}|\\^` \n\t') and found.isascii()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://a.test/b?c=1&d=%20#e", "https://a.test/b?c=1&d=%20#e"),
        (" http://a.test/rác thải ", "http://a.test/r%C3%A1c%20th%E1%BA%A3i"),
        ("http://a.test/<x>", "http://a.test/%3Cx%3E"),
        ("ftp://a.test/", None),
        ("mailto:a@b.test", None),
        ("javascript:alert(1)//http://a.test", None),
        ("http://", None),
        ("http://[", None),
        ("http://a.test:port/", None),
        ("http://a.test/" + "x" * 5000, None),
    ],
)
def test_addresses(address: str, found: str | None) -> None:
    assert iri(address) == (found and URIRef(found))


def test_nothing_is_said_of_an_address_that_a_stranger_wrote(release: Release, said: About) -> None:
    """Else a package could give another dataset, or a licence that many use, a title of its own."""
    other, shared = "http://portal.test/datasets/wells", "https://creativecommons.org/licenses/by/4.0/"
    origins = (Origin(Text("Mạo danh", "Forged"), other, Text("")),)
    licences = (Licence(Text("Làm gì cũng được", "Anything goes"), shared), Licence(Text("x"), other))
    graph = dataset_graph(GROUND, described(release, replace(said, origins=origins, licences=licences)))
    assert (NODE, DCTERMS.source, URIRef(other)) in graph
    assert not set(graph.predicate_objects(URIRef(other))) | set(graph.predicate_objects(URIRef(shared)))


def test_the_order_in_which_it_is_put_together_does_not_show(release: Release, said: About) -> None:
    graph = catalog_graph(GROUND, Page(1, 1, 1, "/catalog.ttl", CREATED), [described(release, said)])
    for writer in WRITERS.values():
        triples = sorted(graph)
        Random(7).shuffle(triples)
        mixed = empty_graph()
        for one in triples:
            mixed.add(one)
        assert writer.write(mixed) == writer.write(graph)


def test_texts_say_their_language_where_it_is_known(release: Release, said: About) -> None:
    def titles(text: Text) -> set[Any]:
        graph = dataset_graph(GROUND, described(release, replace(said, title=text)))
        return set(graph.objects(NODE, DCTERMS.title))

    assert titles(Text("Rác", "Waste")) == {Literal("Rác", lang="vi"), Literal("Waste", lang="en")}
    assert titles(Text("Rác thải")) == {Literal("Rác thải", lang="vi")}
    assert titles(Text("Household waste")) == {Literal("Household waste")}


def test_an_older_version_is_no_dataset_of_the_catalog(release: Release, said: About) -> None:
    """A harvester would take each for one more."""
    versions = [ReleaseInfo(v, CREATED, "", (), None) for v in ("2.0.0", "1.1.0", "1.0.0")]
    graph = dataset_graph(GROUND, replace(described(release, said), releases=versions))
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [NODE]
    assert graph.value(NODE, OWL.versionInfo) == Literal("1.0.0")
    older = [graph.value(URIRef(f"{NODE}/releases/{v}"), DCAT.previousVersion) for v in ("2.0.0", "1.1.0", "1.0.0")]
    assert older == [URIRef(f"{NODE}/releases/1.1.0"), URIRef(f"{NODE}/releases/1.0.0"), None]


def test_a_form_that_cannot_hold_the_table_is_not_offered(release: Release, said: About) -> None:
    def forms(rows: int) -> set[str]:
        graph = dataset_graph(GROUND, replace(described(release, said), rows={"waste": rows}))
        return {Path(str(one)).suffix for one in graph.objects(None, DCAT.downloadURL)}

    assert forms(3) - forms(2**20) == {".xlsx"}


def test_a_publisher_without_a_page_is_an_agent_all_the_same(release: Release, said: About) -> None:
    graph = dataset_graph(GROUND, described(release, replace(said, publisher="Bên ngoài <x>")))
    agent = graph.value(NODE, DCTERMS.publisher)
    assert agent == URIRef("http://portal.test/#publisher/B%C3%AAn%20ngo%C3%A0i%20%3Cx%3E")
    assert graph.value(agent, FOAF.name) == Literal("Sở Môi trường", lang="vi")
