"""What is asked of the list of datasets, on its page and in the API: facets, words, order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fastapi import HTTPException
from starlette.requests import Request

from publish.portal.listing import FACETS, Chosen, Sifted
from publish.portal.state import State
from publish.search import Found, Question

Sort = Literal["id", "name", "name-en", "newest", "rows", "relevance"]
BUSY = "that takes too long: ask with fewer or longer words"


@dataclass(frozen=True)
class Asked:
    """``sort`` ``relevance`` goes with ``text`` only; without one it is the order of the names."""

    chosen: Chosen = field(default_factory=dict)
    text: str = ""
    sort: Sort = "id"


def chosen_of(request: Request) -> Chosen:
    """The facets of a request's query, each option once."""
    asked = {name: list(dict.fromkeys(filter(None, request.query_params.getlist(name)))) for name in FACETS}
    return {name: options for name, options in asked.items() if options}


def sifted(state: State, asked: Asked) -> Sifted:
    """The datasets that are asked for, with what each facet's options count.

    Raises:
        HTTPException: 503, the search takes too long.
    """
    question = Question(asked.text)
    if not question.words:
        return state.listing.sift(asked.chosen, "name" if asked.sort == "relevance" else asked.sort)
    try:
        among = state.search.datasets(question) if state.search else []
    except TimeoutError:
        raise HTTPException(503, BUSY) from None
    return state.listing.sift(asked.chosen, asked.sort, among)


def found(state: State, question: Question, kind: str, limit: int, offset: int) -> Found:
    """A page of what a search finds.

    Raises:
        HTTPException: 503, it takes too long.
    """
    if not state.search:
        return Found(0, {}, ())
    try:
        return state.search.find(question, kind, limit, offset)
    except TimeoutError:
        raise HTTPException(503, BUSY) from None
