"""The answers of a check written to files: marked workbooks, pages, reports for frictionless."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publish.errors import KtthError, UsageError
from publish.written import write
from schemas.core.i18n import Lang
from schemas.core.registry import Content, load_content
from validation.findings import Finding
from validation.intake.child import run
from validation.intake.grid import Book
from validation.render.told import Told

SUFFIXES = {"workbook": ".xlsx", "html": ".html", "frictionless": ".json"}


@dataclass(frozen=True)
class Sent:
    """One file and what its check came to; of packages together there is no file and no book."""

    told: Told
    path: Path | None = None
    book: Book | None = None


def written(
    answers: Sequence[Sent], wanted: Mapping[str, Path | None], content: Content, lang: Lang, package: str
) -> Iterator[Path]:
    """Writes every answer in each form that has a place in ``wanted``; ``package`` is the name of the content.

    The place is a file, or a folder where it is one already or there are several answers.

    Raises:
        UsageError: there is nothing to mark, or a file that was sent would be written over.
        KtthError: a workbook takes more memory or time than it may, or a file cannot be written.
    """
    forms: Mapping[str, Callable[[Sent], bytes]] = {
        "workbook": lambda one: _workbook(one, package),
        "html": lambda one: _html(one, lang, content),
        "frictionless": lambda one: _frictionless(one, lang, content),
    }
    for form, out in wanted.items():
        if out is None:
            continue
        found = [one for one in answers if form != "workbook" or (one.book and one.book.sheets)]
        if not found:
            raise UsageError("there is no file with cells to mark")
        for one, path in zip(found, _places(found, out, SUFFIXES[form]), strict=True):
            write(path, forms[form](one))
            yield path


def _places(answers: Sequence[Sent], out: Path, suffix: str) -> list[Path]:
    """Where each answer goes: names that none of the others, and no file that was sent, has."""
    if len(answers) == 1 and not out.is_dir():
        places = [out]
    else:
        stems = [(one.path.stem if one.path else "packages") + "-ktth" for one in answers]
        before = [stems[:i].count(stem) for i, stem in enumerate(stems)]
        places = [out / f"{s}{f'-{n + 1}' if n else ''}{suffix}" for s, n in zip(stems, before, strict=True)]
    sent = {one.path.resolve() for one in answers if one.path}
    if over := next((place for place in places if place.resolve() in sent), None):
        raise UsageError("{path} is a file that was sent: it is not written over", path=over)
    return places


def _workbook(one: Sent, package: str) -> bytes:
    made = run(marked, one.told, one.book, package, one.path)
    if isinstance(made, Finding):
        raise KtthError("the marked workbook of {file} takes too much memory or time", file=one.told.name)
    return made


def marked(told: Told, book: Book, package: str, path: Path) -> bytes:
    """The workbook, made in a child as the file was read in one."""
    from validation.render.workbook import annotated

    return annotated(told, book, load_content(package), path.read_bytes())


def _html(one: Sent, lang: Lang, content: Content) -> bytes:
    from validation.render.html import html_page

    return html_page(one.told, lang, content).encode()


def _frictionless(one: Sent, lang: Lang, content: Content) -> bytes:
    from validation.render.frictionless import frictionless_report

    report = frictionless_report(one.told.report, lang, content, one.told.name)
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()
