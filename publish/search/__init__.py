"""Searching the catalog: one index beside the SQLite of each snapshot, asked with or without marks, case and order.

    <root>/portal/catalog-<N>.search     made with ``catalog-<N>.db`` and of the same snapshot, never changed after

What is found is an :class:`Entry`: a dataset, a row of a register that the site names, a rule, a code.
"""

from publish.search.build import search_path, write
from publish.search.entry import KINDS, Entry
from publish.search.marks import marked, snippet
from publish.search.query import MOST_LETTERS, Found, Hit, Question, Search

__all__ = [
    "KINDS",
    "MOST_LETTERS",
    "Entry",
    "Found",
    "Hit",
    "Question",
    "Search",
    "marked",
    "search_path",
    "snippet",
    "write",
]
