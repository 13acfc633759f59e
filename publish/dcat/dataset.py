"""One dataset as a ``dcat:Dataset``: what it is, whose, of when and where, its versions, its files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, URIRef

from publish.about import About, Licence
from publish.ckan.records import tags
from publish.ckan.resources import both
from publish.coverage import Coverage
from publish.dcat.distribution import add_distributions
from publish.dcat.ground import Ground
from publish.dcat.terms import (
    ADMS,
    DCAT,
    DCT,
    FOAF,
    FREQUENCIES,
    LANGUAGES,
    OWL,
    RDFS,
    SKOS,
    VCARD,
    add_words,
    iri,
    moment,
    plain,
    words,
)
from publish.snapshot import Release
from publish.sqlite import ReleaseInfo
from schemas.core.site import Text

MOST_VERSIONS = 100  # that are told, the newest
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")


@dataclass(frozen=True)
class Described:
    """One dataset in the release that is described. ``releases`` are all that may be read, the newest first.

    ``publisher`` is its name, ``known`` says that it is one of the site's agencies and so has a page; ``counts`` are
    its rows by code of provenance, ``rows`` those by table.
    """

    about: About
    release: Release
    releases: Sequence[ReleaseInfo]
    publisher: Text
    known: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)


def add_dataset(graph: Graph, ground: Ground, one: Described) -> URIRef:
    """Describe one dataset; its URI."""
    about, node = one.about, ground.dataset(one.about.id)
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCT.identifier, plain(about.id)))
    graph.add((node, DCAT.landingPage, node))
    graph.add((node, DCT.conformsTo, URIRef(f"{node}/releases/{quote(one.release.version)}/datapackage.json")))
    add_words(graph, node, DCT.title, about.title)
    add_words(graph, node, DCT.description, about.description if about.description.vi else about.title)
    for word in tags(about.keywords):  # of a keyword with other letters CKAN refuses the whole dataset
        graph.add((node, DCAT.keyword, next(words(Text(word)))))
    for language in LANGUAGES if about.title.en else ():
        graph.add((node, DCT.language, language))
    if about.frequency in FREQUENCIES:
        graph.add((node, DCT.accrualPeriodicity, FREQUENCIES[about.frequency]))
    _add_publisher(graph, ground, node, one)
    add_contact(graph, ground, node)
    _add_coverage(graph, node, one.coverage)
    _add_provenance(graph, ground, node, one)
    _add_versions(graph, ground, node, one)
    licences = [add_licence(graph, ground, licence) for licence in about.licences]
    add_distributions(graph, ground, one.release, about, licences, one.rows)
    return node


def add_agent(graph: Graph, node: URIRef, name: Text) -> URIRef:
    graph.add((node, RDF.type, FOAF.Agent))
    add_words(graph, node, FOAF.name, name)
    return node


def add_contact(graph: Graph, ground: Ground, subject: URIRef) -> None:
    """Whom the site names to be asked, if anybody."""
    contact = ground.site.contact.strip()
    if not contact:
        return
    node = ground.uri("/#contact")
    graph.add((subject, DCAT.contactPoint, node))
    graph.add((node, RDF.type, VCARD.Organization))
    add_words(graph, node, VCARD.fn, ground.site.owner)
    if _EMAIL.fullmatch(contact):
        graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{quote(contact, safe='@+')}")))
    elif page := iri(contact):
        graph.add((node, VCARD.hasURL, page))
    else:
        graph.add((node, VCARD.note, plain(contact)))


def add_licence(graph: Graph, ground: Ground, licence: Licence) -> URIRef:
    """The document of a licence: its own address, else a name of ours. Of a stranger's address nothing is said."""
    ours = any(one.id == licence.name for one in ground.site.licenses)
    node = iri(licence.url)
    if node and not ours:
        return node
    if node is None:
        mark = licence.name if ours else licence.title.vi
        node = ground.uri(f"/#licence/{quote(mark, safe='', errors='replace')}")
    graph.add((node, RDF.type, DCT.LicenseDocument))
    graph.add((node, RDFS.label, plain(both(licence.title, " / "))))
    add_words(graph, node, DCT.title, licence.title)
    return node


def _add_publisher(graph: Graph, ground: Ground, node: URIRef, one: Described) -> None:
    if one.publisher.vi:
        code = quote(one.about.publisher, safe="", errors="replace")
        agent = ground.uri(f"/agencies/{code}" if one.known else f"/#publisher/{code}")
        graph.add((node, DCT.publisher, add_agent(graph, agent, one.publisher)))


def _add_coverage(graph: Graph, node: URIRef, found: Coverage) -> None:
    if found.start and found.end:
        period = URIRef(f"{node}#period")
        graph.add((node, DCT.temporal, period))
        graph.add((period, RDF.type, DCT.PeriodOfTime))
        graph.add((period, DCAT.startDate, Literal(found.start, datatype=XSD.date)))
        graph.add((period, DCAT.endDate, Literal(found.end, datatype=XSD.date)))
    for code, name in found.places:
        place = URIRef(f"{node}#place/{quote(code, safe='', errors='replace')}")
        graph.add((node, DCT.spatial, place))
        graph.add((place, RDF.type, DCT.Location))
        graph.add((place, DCT.identifier, plain(code)))
        add_words(graph, place, SKOS.prefLabel, name)


def _add_provenance(graph: Graph, ground: Ground, node: URIRef, one: Described) -> None:
    """A cited figure must look official nowhere: rows by where they come from, and every source."""
    titles = {code.code: both(code.title, " / ") for code in ground.site.provenances}
    parts = [f"{titles.get(code, code)}: {count}" for code, count in sorted(one.counts.items())]
    for origin in one.about.origins:
        terms = both(origin.license, " / ")
        parts.append(" ".join(filter(None, (both(origin.title, " / "), origin.url, f"({terms})" if terms else ""))))
        if page := iri(origin.url):
            graph.add((node, DCT.source, page))
    if parts:
        statement = URIRef(f"{node}#provenance")
        graph.add((node, DCT.provenance, statement))
        graph.add((statement, RDF.type, DCT.ProvenanceStatement))
        graph.add((statement, RDFS.label, plain("; ".join(parts))))


def _add_versions(graph: Graph, ground: Ground, node: URIRef, one: Described) -> None:
    """The versions are no ``dcat:Dataset`` of the catalog: a harvester would take each for a dataset more."""
    version = plain(one.release.version)
    shown = one.releases[:MOST_VERSIONS]
    graph.add((node, DCAT.version, version))
    graph.add((node, OWL.versionInfo, version))
    nodes = [URIRef(f"{node}/releases/{quote(release.version)}") for release in shown]
    for place, (at, release) in enumerate(zip(nodes, shown, strict=True)):
        graph.add((node, DCAT.hasVersion, at))
        graph.add((at, DCAT.version, plain(release.version)))
        graph.add((at, DCT.issued, moment(release.created)))
        for older in nodes[place + 1 : place + 2]:
            graph.add((at, DCAT.previousVersion, older))
        if release.version == one.release.version:
            graph.add((node, DCT.modified, moment(release.created)))
            for reason in release.reasons:
                add_words(graph, node, ADMS.versionNotes, reason)
    if one.releases:
        graph.add((node, DCT.issued, moment(one.releases[-1].created)))
