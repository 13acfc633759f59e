"""What a file is made from: one table of one release, with the words that go along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publish.about import About, TableAbout
from publish.errors import KtthError
from publish.registers import Registers
from publish.snapshot import Release
from schemas.core.site import Site

LARGEST = 250_000_000  # bytes of CSV; turning a table into another form takes five times as much memory


class Unavailable(KtthError):  # noqa: N818 - the state is the name
    """A table that a form cannot hold without loss."""


@dataclass(frozen=True)
class Subject:
    """``registers`` are as they stood when the release was made; ``address`` begins its links, empty = not known."""

    release: Release
    said: About
    table: TableAbout
    registers: Registers
    site: Site
    address: str = ""

    @property
    def csv(self) -> Path:
        """The canonical CSV.

        Raises:
            ArchiveDamaged: it is not what was archived.
        """
        return self.release.files[self.table.path]

    @property
    def worked(self) -> Path:
        """The canonical CSV of a table that is not too large to be held in memory.

        Raises:
            ArchiveDamaged: it is not what was archived.
            Unavailable: it is too large.
        """
        path = self.csv
        if (size := path.stat().st_size) > LARGEST:
            raise Unavailable(
                "{table} is offered as CSV and Parquet only: it has {size} MB, other forms hold {most}",
                table=self.table.name,
                size=size // 10**6,
                most=LARGEST // 10**6,
            )
        return path
