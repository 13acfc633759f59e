"""What is done with a file that was sent to the portal, in a child process: read, checked, answered in every form.

The child gets the settings, no open catalog: it finds the registers and the releases before by itself. What it gives
back is text and bytes only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from publish.archive import Archive
from publish.lookup import elsewhere, previous
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.told import told
from schemas.core.i18n import LANGS, Lang
from schemas.core.registry import Content, load_content
from schemas.core.site import Text
from validation.findings import Finding, Report
from validation.intake.check import check_book, tables_named
from validation.intake.grid import Book
from validation.intake.limits import Limits
from validation.intake.readers import read_book
from validation.render.html import html_fragment, html_page
from validation.render.json import told_dict
from validation.render.told import Told
from validation.render.workbook import annotated
from validation.today import today

RULES: Mapping[Lang, str] = {"vi": "/rules", "en": "/en/rules"}  # where the portal explains each rule
LISTED = 10_000  # findings that are listed one by one in the JSON; causes and counts are of all of them


@dataclass(frozen=True)
class Asked:
    """What a sender says: the file's name, the dataset it is of, the document it comes with; titles are by dataset."""

    name: str = ""
    dataset: str = ""
    source_doc: str = ""
    titles: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """One answer: for pages, to print, for programs, and the workbook, where there is one."""

    name: str
    valid: bool
    errors: int
    warnings: int
    fragments: Mapping[Lang, str]
    pages: Mapping[Lang, bytes]
    json: bytes
    workbook: bytes = b""

    @property
    def size(self) -> int:
        texts = sum(len(text.encode()) for text in self.fragments.values())
        return texts + sum(map(len, self.pages.values())) + len(self.json) + len(self.workbook)


def check(path: Path, asked: Asked, settings: Settings, limits: Limits) -> Answered:
    """The answer to a file; :class:`validation.intake.check.UnknownDatasetError` where there is no such dataset."""
    content = load_content(settings.content)
    tables = tables_named(content, asked.dataset) if asked.dataset else None
    catalog = Catalog(Archive(settings.root))
    look = elsewhere(catalog, content, settings)
    book = read_book(path, asked.name, limits)
    answers = check_book(
        book,
        content,
        look,
        previous(catalog),
        tables=tables,
        source_doc=asked.source_doc,
        today=today(content.site),
    )
    said = told(asked.name, answers, content, asked.titles)
    return answered(said, content, _workbook(said, book, content, path))


def check_aside(path: Path, asked: Asked, settings: Settings, limits: Limits) -> Answered:
    """The same in a process of its own, which gives way to those that answer readers."""
    with suppress(AttributeError):  # a system without it
        os.nice(10)
    return check(path, asked, settings, limits)


def refused(finding: Finding, asked: Asked, content: Content) -> Answered:
    """The answer to a file that could not be read to its end."""
    return answered(Told(asked.name, Report((finding,))), content)


def answered(said: Told, content: Content, workbook: bytes = b"") -> Answered:
    return Answered(
        name=said.name,
        valid=said.report.valid,
        errors=len(said.report.errors),
        warnings=len(said.report.warnings),
        fragments={lang: str(html_fragment(said, lang, content, rules=RULES[lang])) for lang in LANGS},
        pages={lang: html_page(said, lang, content).encode() for lang in LANGS},
        json=_json(said, content),
        workbook=workbook,
    )


def _workbook(said: Told, book: Book, content: Content, path: Path) -> bytes:
    """None of a file that holds nothing to mark."""
    return annotated(said, book, content, path.read_bytes()) if book.sheets else b""


def _json(said: Told, content: Content) -> bytes:
    return json.dumps(told_dict(said, content, LISTED), ensure_ascii=False, separators=(",", ":")).encode()
