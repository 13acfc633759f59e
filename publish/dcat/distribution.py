"""The files of a release as ``dcat:Distribution``: every table in every form, the other files, the whole as a zip.

A distribution is the same from release to release; ``dcat:downloadURL`` leads to the bytes of this one for ever,
``dcat:accessURL`` to the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, URIRef

from publish.about import About, TableAbout
from publish.dcat.ground import Ground
from publish.dcat.terms import (
    AUTHORITY,
    DCAT,
    DCT,
    FORMATS,
    MEDIA_TYPES,
    RDFS,
    SPDX,
    add_words,
    plain,
)
from publish.distributions.subject import LARGEST
from publish.snapshot import Release
from schemas.core.descriptor import PROFILE
from schemas.core.i18n import LANGS, say
from schemas.core.site import Text
from validation.render.workbook.grid import COLUMNS, ROWS

FORMS: Mapping[str, str] = {  # of a table, and what they are called everywhere
    "csv": "CSV",
    "xlsx": "XLSX",
    "json": "JSON",
    "parquet": "Parquet",
    "sqlite": "SQLite",
}
UNKNOWN = "application/octet-stream"
_DIGEST = re.compile("sha(256|512):[0-9a-f]+")


@dataclass(frozen=True)
class _File:
    """``path`` is its address below the release's, ``label`` what its format is called.

    ``digest`` is ``sha256:`` or ``sha512:`` and hex; it is empty, and ``bytes`` 0, where they are not promised.
    """

    path: str
    form: str
    title: Text
    description: Text
    digest: str = ""
    bytes: int = 0
    label: str = ""


def add_distributions(
    graph: Graph, ground: Ground, release: Release, about: About, licences: Sequence[URIRef], rows: Mapping[str, int]
) -> None:
    """Describe every file of a release; the licences are of each. ``rows`` are by table."""
    dataset = ground.dataset(about.id)
    for file in _files(release, about, rows):
        path = quote(file.path, errors="replace")
        node = URIRef(f"{dataset}#distribution/{path}")
        graph.add((dataset, DCAT.distribution, node))
        graph.add((node, RDF.type, DCAT.Distribution))
        graph.add((node, DCAT.downloadURL, URIRef(f"{dataset}/releases/{quote(release.version)}/{path}")))
        graph.add((node, DCAT.accessURL, URIRef(f"{dataset}/latest/{path}")))
        add_words(graph, node, DCT.title, _titled(file))
        add_words(graph, node, DCT.description, file.description)
        for licence in licences:
            graph.add((node, DCT.license, licence))
        _add_format(graph, ground, node, file)
        _add_bytes(graph, node, file)


def _titled(file: _File) -> Text:
    mark = f" ({file.label})" if file.label else ""
    return Text(*(f"{one}{mark}" if one else "" for one in (file.title.vi, file.title.en)))


def _add_format(graph: Graph, ground: Ground, node: URIRef, file: _File) -> None:
    """The media type and the format have labels, which is what CKAN shows of them."""
    kind = ground.media_types.get(f".{file.form}", UNKNOWN).partition(";")[0]
    media_type = URIRef(MEDIA_TYPES + kind)
    graph.add((node, DCAT.mediaType, media_type))
    graph.add((media_type, RDF.type, DCT.MediaType))
    graph.add((media_type, RDFS.label, plain(kind)))
    if file.label:
        known = URIRef(f"{AUTHORITY}file-type/{file.form.upper()}")
        form = known if file.form in FORMATS else ground.uri(f"/#format/{file.form}")
        graph.add((node, DCT.format, form))
        graph.add((form, RDF.type, DCT.IMT))
        graph.add((form, RDF.type, DCT.MediaTypeOrExtent))
        graph.add((form, RDFS.label, plain(file.label)))
    if file.form == "zip" and file.label:
        graph.add((node, DCT.conformsTo, URIRef(PROFILE)))


def _add_bytes(graph: Graph, node: URIRef, file: _File) -> None:
    algorithm, _, value = file.digest.partition(":")
    if value:
        checksum = URIRef(f"{node}/checksum")
        graph.add((node, SPDX.checksum, checksum))
        graph.add((checksum, RDF.type, SPDX.Checksum))
        graph.add((checksum, SPDX.algorithm, SPDX[f"checksumAlgorithm_{algorithm}"]))
        graph.add((checksum, SPDX.checksumValue, Literal(value, datatype=XSD.hexBinary)))
    if file.bytes:
        graph.add((node, DCAT.byteSize, Literal(file.bytes, datatype=XSD.nonNegativeInteger)))


def _files(release: Release, about: About, rows: Mapping[str, int]) -> Iterator[_File]:
    known = {resource.get("path"): resource for resource in release.descriptor["resources"]}
    for table in about.tables:
        for form, label in FORMS.items():
            path = PurePosixPath(table.path).with_suffix(f".{form}")
            file = _File(path.name, form, table.title, table.description, label=label)
            if form == "csv":
                yield _promised(file, known.get(table.path, {}))
            elif form != "parquet":  # made when asked for
                if _holds(form, table, known.get(table.path, {}), rows.get(table.name, 0)):
                    yield file
            elif size := release.size(str(path)):  # the archive knows its digest: it is not read for this
                yield replace(file, digest=f"sha512:{release.sha512(str(path))}", bytes=size)
    for other in about.files:
        form = PurePosixPath(other.path).suffix.removeprefix(".").lower()
        yield _promised(_File(other.path, form, other.title, other.description), known.get(other.path, {}))
    whole = Text(*(say("publish", lang, "The whole data package") for lang in LANGS))
    yield _File("datapackage.zip", "zip", whole, Text(""), label="ZIP")


def _holds(form: str, table: TableAbout, resource: Mapping[str, Any], rows: int) -> bool:
    """Whether a form can hold a table of that size: none is offered that would be refused."""
    if int(resource.get("bytes") or 0) > LARGEST:
        return False
    return form != "xlsx" or (rows < ROWS and len(table.columns) <= COLUMNS)


def _promised(file: _File, resource: Mapping[str, Any]) -> _File:
    """With the digest and the size that the descriptor gives."""
    digest, size = str(resource.get("hash", "")), resource.get("bytes")
    return replace(file, digest=digest if _DIGEST.fullmatch(digest) else "", bytes=size if isinstance(size, int) else 0)
