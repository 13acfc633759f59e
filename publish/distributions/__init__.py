"""A released table in the other forms that readers ask for: XLSX, JSON, SQLite, CSV for spreadsheets; and all in a zip.

The archive holds the canonical CSV and the Parquet; everything here is made from them when it is first asked for, or by
``ktth publish files``, and kept below ``<root>/distributions``: a cache that may be deleted at any time. Equal values
are promised in all of them, equal bytes are not.
"""

from publish.distributions.ahead import Made, made
from publish.distributions.kept import COMPARED, Keeper, Kept, Wanted, forget
from publish.distributions.offer import FORMS, PACKAGE, Distributions
from publish.distributions.subject import Unavailable

__all__ = [
    "COMPARED",
    "FORMS",
    "PACKAGE",
    "Distributions",
    "Keeper",
    "Kept",
    "Made",
    "Unavailable",
    "Wanted",
    "forget",
    "made",
]
