"""A graph as bytes: Turtle and JSON-LD. The same graph gives the same bytes, in whatever order it was put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph

from publish.dcat.terms import PREFIXES


@dataclass(frozen=True)
class Writer:
    media_type: str
    write: Callable[[Graph], bytes]


def turtle(graph: Graph) -> bytes:
    return graph.serialize(format="turtle", encoding="utf-8")


def json_ld(graph: Graph) -> bytes:
    """Every node once in ``@graph``, by its ``@id``; no context is to be had from elsewhere."""
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    made = json.loads(graph.serialize(format="json-ld", context=context, encoding="utf-8"))
    return json.dumps(_in_order(made), ensure_ascii=False, indent=1, sort_keys=True).encode()


def _in_order(value: Any) -> Any:
    """Lists are sets here: RDFLib leaves them as they come."""
    if isinstance(value, dict):
        return {name: _in_order(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda one: json.dumps(one, ensure_ascii=False, sort_keys=True))
    return value


WRITERS: Mapping[str, Writer] = {  # by the ending of an address
    "ttl": Writer("text/turtle", turtle),
    "jsonld": Writer("application/ld+json", json_ld),
}
