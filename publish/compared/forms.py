"""The files that a comparison can be written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.compared import daff, json, text
from publish.compared.long import long_table
from publish.compared.releases import Comparison, rows

Write = Callable[[Comparison, str, Path], None]


@dataclass(frozen=True)
class Form:
    """``write`` takes the comparison, the table where the form holds one only, and where to.

    ``format`` goes up when the same comparison would be written otherwise.
    """

    ending: str
    format: int
    write: Write
    one_table: bool = False


def _text(comparison: Comparison, _: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in text.lines(comparison))


def _json(comparison: Comparison, _: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json.chunks(comparison))


def _parquet(comparison: Comparison, _: str, path: Path) -> None:
    long_table(comparison).write_parquet(path)


def _daff(comparison: Comparison, table: str, path: Path) -> None:
    daff.write(comparison.tables[table], rows(comparison.before, table), path)


FORMS: Mapping[str, Form] = {
    "text": Form("txt", 1, _text),
    "json": Form("json", 1, _json),
    "parquet": Form("parquet", 1, _parquet),
    "daff": Form("csv", 1, _daff, one_table=True),
}
