"""Names behind codes, from the datasets that the content package names: publishers, code lists, vocabularies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publish.about import Column
from publish.rows import text_rows
from publish.snapshot import Catalog, Snapshot
from schemas.core.i18n import Lang
from schemas.core.site import Site, Text

DECODED = 12  # codes up to which a list is written out beside its column


@dataclass(frozen=True)
class Registers:
    """``agencies`` in the order of their register; ``codes`` by (list, code); ``terms`` by (descriptor key, id)."""

    agencies: Mapping[str, Text] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    terms: Mapping[tuple[str, str], Text] = field(default_factory=dict)

    def agency(self, code: str) -> Text:
        """The name of a publisher; what was said, where it is in no register."""
        return self.agencies.get(code, Text(code))

    def term(self, key: str, value: str) -> Text:
        """What ``value`` under ``key`` of a descriptor stands for, in words; empty where no register says it."""
        return self.terms.get((key, value), Text(""))

    def decoded(self, column: Column, lang: Lang) -> str:
        """``code = name; …`` of a column with a short code list; empty for any other column."""
        codes = column.codes or [code for name, code in self.codes if name == column.codelist]
        names = {code: name for code in codes if (name := self.codes.get((column.codelist, code)))}
        if not names or len(codes) > DECODED:
            return ""
        return "; ".join(f"{code} = {names[code][lang]}" if code in names else code for code in codes)


def register_datasets(site: Site) -> set[str]:
    """The datasets whose words stand in the descriptions of others."""
    return {site.agencies, site.code_lists, *(dataset for dataset, _ in site.vocabularies.values())}


def read_registers(catalog: Catalog, snapshot: Snapshot, site: Site) -> Registers:
    """The registers as released in ``snapshot``; empty where the site has none.

    Raises:
        Withdrawn: one of them may be read no more.
    """

    def rows(dataset: str, *needed: str) -> Iterator[dict[str, str]]:
        """The rows of the table that bears its dataset's name."""
        if dataset in snapshot.datasets:
            found = text_rows(catalog.release(dataset, snapshot.datasets[dataset].version).csv(dataset))
            if {*needed} <= {*found.columns}:
                yield from found.iter_rows(named=True)

    return Registers(
        {row["agency_id"]: _words(row, "name") for row in rows(site.agencies, "agency_id", "name_vi")},
        {(row["list"], row["code"]): _words(row, "name") for row in rows(site.code_lists, "list", "code", "name_vi")},
        {
            (key, row[column]): _words(row, "quote", "summary", "name")
            for key, (dataset, column) in site.vocabularies.items()
            for row in rows(dataset, column)
        },
    )


def _words(row: Mapping[str, str], *columns: str) -> Text:
    """In each language the first of ``columns`` that has something in it."""
    said = [next((text for c in columns if (text := row.get(f"{c}_{lang}"))), "") for lang in ("vi", "en")]
    return Text(*said)
