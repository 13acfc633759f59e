"""Files that agencies send, as they are: checked one by one, where packages are checked as a batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from publish.about import about
from publish.answers import Sent
from publish.errors import UsageError
from publish.told import told
from schemas.core.registry import Content
from schemas.core.site import Text
from validation.intake.check import UnknownDatasetError, check_book, read_sent, tables_named
from validation.tables import Look


def check_sent(
    paths: Sequence[Path],
    content: Content,
    look: Look,
    previous: Look,
    *,
    home: Path,
    dataset: str = "",
    source_doc: str = "",
) -> list[Sent]:
    """What each file came to; below ``home`` the datasets are described.

    Raises:
        UsageError: there is no such dataset.
    """
    found = []
    for path in paths:
        try:
            tables = tables_named(content, dataset) if dataset else None
        except UnknownDatasetError as unknown:
            raise UsageError("there is no dataset {dataset}", dataset=unknown) from None
        book = read_sent(path)
        answers = check_book(book, content, look, previous, tables=tables, source_doc=source_doc)
        titles = {one.dataset: _title(one.dataset, content, home) for one in answers if one.dataset}
        found.append(Sent(told(path.name, answers, content, titles), path, book))
    return found


def _title(dataset: str, content: Content, home: Path) -> Text:
    """What a dataset is called, as far as its folder says."""
    authored = home / dataset / "datapackage.json"
    descriptor = json.loads(authored.read_text(encoding="utf-8")) if authored.is_file() else {}
    return about(dataset, descriptor, content.site).title
