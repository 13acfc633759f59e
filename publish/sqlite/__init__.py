"""The catalog SQLite of one snapshot: every table of every dataset, typed and linked, all figures, the catalog itself.

    <root>/portal/catalog-<N>.db                    never changed once it is there
    <root>/portal/catalog-<N>.metadata.json         what a stock ``datasette serve … --metadata …`` shows, in Vietnamese
    <root>/portal/catalog-<N>.metadata.en.json      the same in English
    <root>/portal/catalog-<N>.search                what the portal is searched by (publish.search)
    <root>/portal/catalog-<N>.sha256                digests of these: none is built upon or shown that differs
    <root>/portal.lock                              held by the one builder; what others left in staging is cleared then

A cache: it can be made again from the archive at any time. Equal values are promised; the bytes are the same for the
same archive and the same file built upon.
"""

from publish.sqlite.build import build, kept, metadata_path
from publish.sqlite.catalog import ReleaseInfo, TableInfo, read_releases, read_tables, table_counts
from publish.sqlite.changes import Correction, read_corrections
from publish.sqlite.names import column_names, table_names

__all__ = [
    "Correction",
    "ReleaseInfo",
    "TableInfo",
    "build",
    "column_names",
    "kept",
    "metadata_path",
    "read_corrections",
    "read_releases",
    "read_tables",
    "table_counts",
    "table_names",
]
