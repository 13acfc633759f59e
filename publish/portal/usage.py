"""How a table is used from a shell, Python, R, Excel and SQL, with its own addresses filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from publish.about import TableAbout


@dataclass(frozen=True)
class Snippet:
    """``text`` is to be copied as it is; ``language`` is a name that is the same in every language."""

    language: str
    text: str


def usage(address: str, dataset: str, version: str, table: TableAbout, sqlite_name: str) -> tuple[Snippet, ...]:
    """``address`` begins all others; ``sqlite_name`` is the table's in ``/data``, empty where it has none there."""
    stem = PurePosixPath(table.path).stem
    files = f"{address}/datasets/{quote(dataset)}/releases/{quote(version)}"
    csv, parquet = f"{files}/{quote(stem)}.csv", f"{files}/{quote(stem)}.parquet"
    found = [
        Snippet("curl", f"curl -O {csv}"),
        Snippet("Python", f'import pandas as pd\n\ntable = pd.read_csv("{csv}", dtype_backend="numpy_nullable")'),
        Snippet("Python (Frictionless)", _frictionless(files, table.name)),
        Snippet("R", f'table <- readr::read_csv("{csv}")'),
        Snippet("DuckDB", f"SELECT * FROM '{parquet}' LIMIT 10;"),  # noqa: S608 - shown, not run
        Snippet("Excel (Power Query)", f'= Csv.Document(Web.Contents("{csv}"), [Encoding=65001])'),
    ]
    if sqlite_name:
        query = quote(f'select * from "{sqlite_name}" limit 100')  # noqa: S608 - an address
        found.append(Snippet("SQL (JSON)", f"{address}/data/catalog.json?_shape=objects&sql={query}"))
    return tuple(found)


def _frictionless(files: str, name: str) -> str:
    return (
        "from frictionless import Package\n\n"
        f'package = Package("{files}/datapackage.json")\n'
        f'rows = package.get_resource("{name}").read_rows()'
    )
