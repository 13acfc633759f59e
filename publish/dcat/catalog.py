"""The ``dcat:Catalog``, its services, and one page of its datasets, paged as Hydra says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import RDF, XSD, Graph, Literal, URIRef

from publish.dcat.dataset import Described, add_agent, add_contact, add_dataset
from publish.dcat.ground import Ground
from publish.dcat.terms import DCAT, DCT, FOAF, HYDRA, LANGUAGES, PREFIXES, add_words, moment
from schemas.core.i18n import LANGS, say
from schemas.core.site import Text

PER_PAGE = 100
SERVICES = (  # name, its title, where it answers, where that is described
    ("api", "JSON API", "/api/v1", "/openapi.json"),
    ("sql", "SQL, read only", "/data/catalog", "/data/catalog"),
)


@dataclass(frozen=True)
class Page:
    """Where a page stands among all: its number from 1, how many there are, of how many datasets in all.

    ``path`` is the catalog's address below ours, e.g. ``/catalog.ttl``. ``modified`` is when the catalog last changed
    (RFC 3339), empty before the first release.
    """

    number: int
    count: int
    total: int
    path: str
    modified: str = ""

    def uri(self, ground: Ground, number: int) -> URIRef:
        return ground.uri(f"{self.path}?page={number}")


def empty_graph() -> Graph:
    """A graph that knows our prefixes and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def catalog_graph(ground: Ground, page: Page, datasets: Iterable[Described]) -> Graph:
    """One page of the catalog; ``datasets`` are those of the page."""
    graph, node, site = empty_graph(), ground.uri("/#catalog"), ground.site
    graph.add((node, RDF.type, DCAT.Catalog))
    add_words(graph, node, DCT.title, site.name)
    add_words(graph, node, DCT.description, site.about)
    graph.add((node, DCT.publisher, add_agent(graph, ground.uri("/#owner"), site.owner)))
    graph.add((node, FOAF.homepage, ground.uri("/")))
    for language in LANGUAGES:
        graph.add((node, DCT.language, language))
    if page.modified:
        graph.add((node, DCT.modified, moment(page.modified)))
    add_contact(graph, ground, node)
    found = [add_dataset(graph, ground, one) for one in datasets]
    for one in found:
        graph.add((node, DCAT.dataset, one))
    _add_services(graph, ground, node, found)
    _add_paging(graph, ground, page)
    return graph


def dataset_graph(ground: Ground, one: Described) -> Graph:
    """One dataset alone."""
    graph = empty_graph()
    add_dataset(graph, ground, one)
    return graph


def _add_services(graph: Graph, ground: Ground, catalog: URIRef, datasets: Iterable[URIRef]) -> None:
    for name, title, endpoint, description in SERVICES:
        node = ground.uri(f"/#service/{name}")
        graph.add((catalog, DCAT.service, node))
        graph.add((node, RDF.type, DCAT.DataService))
        add_words(graph, node, DCT.title, Text(*(say("publish", lang, title) for lang in LANGS)))
        graph.add((node, DCAT.endpointURL, ground.uri(endpoint)))
        graph.add((node, DCAT.endpointDescription, ground.uri(description)))
        for dataset in datasets:
            graph.add((node, DCAT.servesDataset, dataset))


def _add_paging(graph: Graph, ground: Ground, page: Page) -> None:
    """In the words of Hydra's PartialCollectionView and, for older harvesters, of the PagedCollection before it."""
    node = page.uri(ground, page.number)
    graph.add((node, RDF.type, HYDRA.PartialCollectionView))
    graph.add((node, RDF.type, HYDRA.PagedCollection))
    graph.add((node, HYDRA.totalItems, Literal(page.total, datatype=XSD.integer)))
    graph.add((node, HYDRA.itemsPerPage, Literal(PER_PAGE, datatype=XSD.integer)))
    for number, names in (
        (1, (HYDRA.first, HYDRA.firstPage)),
        (page.number - 1, (HYDRA.previous, HYDRA.previousPage)),
        (page.number + 1, (HYDRA.next, HYDRA.nextPage)),
        (page.count, (HYDRA.last, HYDRA.lastPage)),
    ):
        for name in names if 1 <= number <= page.count else ():
            graph.add((node, name, page.uri(ground, number)))
