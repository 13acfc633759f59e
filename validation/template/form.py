"""What a template is made from besides the models of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.core.i18n import Lang
from schemas.core.site import Site, Text
from schemas.core.table import Field, Table
from validation.template.choices import Choices
from validation.template.stamp import own_sheets

LONGEST = 31  # characters of a sheet's name
FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")


@dataclass(frozen=True)
class Form:
    """One dataset as an agency is asked for it on ``today``.

    ``serves`` says which tasks and targets it is for; ``titles`` are the tables' titles by name, ``codes`` the code
    lists by name, ``references`` what a reference may point at by table and column.
    """

    dataset: str
    title: Text
    description: Text
    agency: Text
    frequency: Text
    tables: Sequence[Table]
    site: Site
    today: date
    serves: Sequence[Text] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    codes: Mapping[str, Choices] = field(default_factory=dict)
    references: Mapping[tuple[str, str], Choices] = field(default_factory=dict)

    def fields(self, table: Table) -> list[Field]:
        """The columns an agency is asked for: not those that are the same in all that agencies send."""
        return [f for f in table.fields if f["name"] not in self.site.intake]

    def choices(self, table: Table, said: Field) -> Choices | None:
        return self.codes.get(said.get("codelist", "")) or self.references.get((table.name, said["name"]))

    @property
    def offers_lists(self) -> bool:
        """Whether any column is chosen from a list."""
        return any(self.choices(table, said) for table in self.tables for said in self.fields(table))

    def table_title(self, table: Table) -> Text:
        return self.titles.get(table.name, self.title if len(self.tables) == 1 else Text(table.name))

    def sheet_names(self, lang: Lang) -> dict[str, str]:
        """The sheet of each table."""
        taken = {name.casefold() for name in own_sheets()}
        found = {}
        for table in self.tables:
            found[table.name] = _free(self.table_title(table)[lang], taken)
            taken.add(found[table.name].casefold())
        return found


def _free(title: str, taken: set[str]) -> str:
    """A sheet's name after its table's title: whole, or what stands before its colon, or its first words."""
    whole, head = _plain(title), _plain(re.split(r"[:;(]", title)[0])
    for name in (whole, head):
        if len(name) <= LONGEST and name.casefold() not in taken:
            return name
    name, number = _shortened(whole, LONGEST), 1
    while name.casefold() in taken:
        number += 1
        name = f"{_shortened(whole, LONGEST - 1 - len(str(number)))} {number}"
    return name


def _plain(text: str) -> str:
    """Without the signs that a sheet's name cannot have."""
    return re.sub(r"\s+", " ", FORBIDDEN.sub(" ", text)).strip(" ,;.–-") or "–"


def _shortened(text: str, most: int) -> str:
    """The first whole words of a text, with a sign that there are more."""
    if len(text) <= most:
        return text
    words, _, _ = text[:most].rpartition(" ")
    return (words or text[: most - 1]).rstrip(" ,;.–-(") + "…"
