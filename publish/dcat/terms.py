"""The words that DCAT is said in, and how a text or an address of a stranger becomes one of its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from rdflib import DCTERMS, XSD, Graph, Literal, Namespace, URIRef

from schemas.core.i18n import is_vietnamese
from schemas.core.site import Text

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = DCTERMS
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES: Mapping[str, Namespace] = {
    "adms": ADMS,
    "dcat": DCAT,
    "dct": Namespace(str(DCT)),
    "foaf": FOAF,
    "hydra": HYDRA,
    "owl": OWL,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": Namespace(str(XSD)),
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"  # of the EU, whose terms harvesters know
LANGUAGES = (URIRef(f"{AUTHORITY}language/VIE"), URIRef(f"{AUTHORITY}language/ENG"))
FREQUENCIES: Mapping[str, URIRef] = {
    said: URIRef(f"{AUTHORITY}frequency/{term}")
    for said, term in {
        "year": "ANNUAL",
        "half-year": "ANNUAL_2",
        "quarter": "QUARTERLY",
        "month": "MONTHLY",
        "two-years": "BIENNIAL",
        "event": "IRREG",
    }.items()
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FORMATS = ("csv", "json", "parquet", "xlsx", "zip")  # that the EU's list of file types has under the same name
_UNSAID = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = ":/?#[]@!$&'()*+,;=%~"  # in an address as it is
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
LONGEST = 2000  # letters of an address


def iri(address: str) -> URIRef | None:
    """An address of the web, escaped where it must be; None for anything else."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        return None
    return URIRef(quote(address, safe=_KEPT, errors="replace")) if sound and len(address) <= LONGEST else None


class Said(Literal):
    """A literal that Turtle can be read from again, whatever its text.

    RDFLib 7.6 writes a text of several lines between three quotation marks, and one that ends with a backslash and a
    quotation mark so that it ends too early.
    """

    def _quote_encode(self) -> str:
        text = str(self).translate(_ESCAPED)
        return f'"{text}"'


def readable(text: str) -> str:
    """A text without what no database and no XML of a harvester can hold: control characters, halves of pairs."""
    return _UNSAID.sub("\ufffd", text)


def words(text: Text) -> Iterator[Literal]:
    """A text in its languages. One that is there once says its language only where its letters do."""
    vi, en = readable(text.vi), readable(text.en)
    if vi:
        yield Said(vi, lang="vi" if en or is_vietnamese(vi) else None)
    if en:
        yield Said(en, lang="en")


def add_words(graph: Graph, subject: URIRef, predicate: URIRef, text: Text) -> None:
    for one in words(text):
        graph.add((subject, predicate, one))


def plain(text: str) -> Literal:
    """A text of no language."""
    return Said(readable(text))


def moment(text: str) -> Literal:
    """A moment as RFC 3339 writes it."""
    return Literal(readable(text), datatype=XSD.dateTime)
