"""Two releases of a dataset compared, and what differs written down: for people, for programs, for other tools.

    text      a line per column, row and cell
    json      rows as objects, cells with the key of their row
    parquet   one long table, a row per added or removed row and per changed cell
    daff      the tabular diff of https://paulfitz.github.io/daff/, a table at a time, with which daff itself patches

Values are the text that was released in all of them.
"""

from publish.compared.daff import NotTold, highlighted
from publish.compared.forms import FORMS, Form
from publish.compared.json import diff_dict, whole_dict
from publish.compared.long import Part, long_table, parts, table_parts
from publish.compared.releases import Comparison, compared, said_key
from publish.compared.text import diff_lines

__all__ = [
    "FORMS",
    "Comparison",
    "Form",
    "NotTold",
    "Part",
    "compared",
    "diff_dict",
    "diff_lines",
    "highlighted",
    "long_table",
    "parts",
    "said_key",
    "table_parts",
    "whole_dict",
]
