"""A file that an agency sent -> what each table of it is, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.findings import Finding, Report
from validation.intake.answer import Answer as Answer
from validation.intake.answer import Part as Part
from validation.intake.answer_sheet import without_answer
from validation.intake.child import run
from validation.intake.columns import Proposal, Proposer, winner
from validation.intake.convert import Converted, convert
from validation.intake.fixed import Fixed
from validation.intake.grid import Book, Repair
from validation.intake.helped import helped, without_rows_cut_wrong
from validation.intake.keys import Keys, code_names
from validation.intake.layout import Block, find_blocks
from validation.intake.limits import DEFAULT, Limits
from validation.intake.matching import match
from validation.intake.names import known_headings
from validation.intake.problems import Problems, given, unclear_dataset
from validation.intake.readers import read_book
from validation.intake.structure import structure_of
from validation.intake.together import typed_together, with_released, without_source
from validation.table import TypedTable
from validation.tables import Look, check_tables, in_order, known_codes
from validation.template.returned import returned
from validation.today import today as day_of


class UnknownDatasetError(ValueError):
    """The content has no dataset, or table of one, of this name."""


def check_file(
    path: Path,
    content: Content,
    look: Look,
    previous: Look = lambda _: None,
    *,
    dataset: str = "",
    source_doc: str = "",
    today: date | None = None,
    limits: Limits = DEFAULT,
) -> list[Answer]:
    """The tables of a file, checked: those of datasets first, then what belongs to none.

    ``dataset`` is what the sender says it is (or one table of it); where it is empty, the headings must say.
    ``source_doc`` is the document that all of it was sent with.

    Raises:
        UnknownDatasetError: there is no such dataset.
    """
    tables = tables_named(content, dataset) if dataset else None
    book = read_sent(path, limits)
    return check_book(book, content, look, previous, tables=tables, source_doc=source_doc, today=today)


def read_sent(path: Path, limits: Limits = DEFAULT) -> Book:
    """A file that nobody here made, read in a child; one that is too heavy is a book with that finding alone."""
    book = run(read_book, path, path.name, limits, limits=limits)
    return Book("", findings=(book,)) if isinstance(book, Finding) else book


def tables_named(content: Content, name: str) -> list[Table]:
    """The tables of a dataset, or the one table of that name.

    Raises:
        UnknownDatasetError: there is none.
    """
    found = [t for t in content.tables.values() if t.dataset == name] or [
        t for t in content.tables.values() if t.name == name
    ]
    if not found:
        raise UnknownDatasetError(name)
    return found


def check_book(
    book: Book,
    content: Content,
    look: Look,
    previous: Look = lambda _: None,
    *,
    tables: Sequence[Table] | None = None,
    source_doc: str = "",
    today: date | None = None,
) -> list[Answer]:
    """The tables of a book that was read, as :func:`check_file` says them."""
    sent = without_answer(book)
    return _Check(sent, content, look, source_doc, tables).answers(previous, today or day_of(content.site))


class _Check:
    """One book on its way to answers."""

    def __init__(
        self, book: Book, content: Content, look: Look, source_doc: str, tables: Sequence[Table] | None
    ) -> None:
        back = returned(book, content)
        self.book, self.filled_in = back.book, back.blocks
        self.content = content
        self.look = look
        self.tables = tables
        site = content.site
        lists = look((site.code_lists, site.code_lists)) if site.code_lists else None
        self.codes = code_names(lists)
        self.source = site.observation.document if site.observation else ""
        self.given = given(site.intake)
        if source_doc and self.source:
            self.given[self.source] = Fixed(source_doc, "option")
        if tables is None and back.dataset:
            self.tables = content.datasets[back.dataset]
        self.proposer = Proposer(content, self.tables)
        self.of_table: dict[TableName, list[tuple[Part, Converted]]] = {}
        self.keys: dict[TableName, Keys] = {}
        self.rest: list[Part] = []
        self.findings: list[Finding] = list(self.book.findings)
        self.alone = True  # one table only is in the file

    def answers(self, previous: Look, today: date | None) -> list[Answer]:
        blocks = list(self._blocks())
        self.alone = sum(bool(block.columns) for block in blocks) == 1
        for block in blocks:
            self._sort(block)
        tables = self.content.tables
        typed = {name: typed_together(tables[name], parts, self.source) for name, parts in self.of_table.items()}

        @cache
        def look(name: TableName) -> pl.DataFrame | None:
            return with_released(typed[name], self.look(name)) if name in typed else self.look(name)

        codes = known_codes(self.content, look)
        found = [self._answer(name, one, codes, look, previous, today) for name, one in typed.items()]
        if self.findings or self.rest or self.book.repairs or not found:
            found.append(self._of_file())
        return found

    def _blocks(self) -> Iterator[Block]:
        """The tables of all sheets that can be seen; of the others only that they are there."""
        known = known_headings(self.content)
        seen = [sheet for sheet in self.book.sheets if not sheet.hidden]
        for sheet in (s for s in self.book.sheets if s.hidden and s.rows):
            params = {"rows": str(len(sheet.rows))}
            self.findings.append(Finding("sheet.hidden", "warning", sheet=sheet.name, params=params))
        for sheet in seen:
            yield from [self.filled_in[sheet.name]] if sheet.name in self.filled_in else find_blocks(sheet, known)

    def _sort(self, block: Block) -> None:
        """A block goes to the table it is of, or to those that are of none."""
        if not block.columns:
            self._without_table(block)
            return
        ranked = self.proposer.propose(block)
        chosen = self._chosen(ranked)
        if chosen is None:
            self.rest.append(Part(block, None, block.left_out, tuple(ranked)))
            return
        keys = self._keys(chosen)
        matching = match(block, keys, {n: v for n, v in self.given.items() if n in keys.fields})
        converted = convert(block, matching, keys)
        part = Part(block, matching, converted.left_out, tuple(ranked))
        self.of_table.setdefault((chosen.dataset, chosen.name), []).append((part, converted))

    def _chosen(self, ranked: Sequence[Proposal]) -> Table | None:
        """The table a block is of: what the sender says, as far as its headings allow, else what its headings say."""
        if self.tables is not None:
            said = self.tables[0] if len(self.tables) == 1 and self.alone else None
            return ranked[0].table if ranked else said
        clear = winner(ranked)
        return clear.table if clear else None

    def _without_table(self, block: Block) -> None:
        filled = [one for one in block.left_out if one.reason != "blank"]
        if filled:
            params = {"rows": str(len(filled))}
            self.findings.append(Finding("sheet.no-table", "warning", sheet=block.sheet.name, params=params))
            self.rest.append(Part(block, None, block.left_out))

    def _keys(self, table: Table) -> Keys:
        name = (table.dataset, table.name)
        if name not in self.keys:
            self.keys[name] = Keys(table, self.content, self.look, self.codes)
        return self.keys[name]

    # Rows and their check

    def _answer(
        self,
        name: TableName,
        typed: TypedTable,
        codes: Mapping[str, Sequence[str]],
        look: Look,
        previous: Look,
        today: date | None,
    ) -> Answer:
        parts = self.of_table[name]
        wrong, unchecked = check_tables([typed], codes, look, previous, today)
        findings = [*typed.text.findings, *wrong]
        repairs: list[Repair] = []
        for part, converted in parts:
            assert part.matching is not None  # noqa: S101
            problems = Problems(part.block, part.matching, self.keys[name])
            findings += [*problems.findings(), *converted.findings]
            repairs += [*problems.repairs(), *converted.repairs]
        if without_source(typed, self.source):
            findings.append(Finding("source.missing", "warning", *name, column=self.source))
        findings = without_rows_cut_wrong(findings, self.findings)
        findings = helped(findings, [converted for _, converted in parts], self.keys[name])
        report = Report(in_order(findings), {name: typed.frame.height}, unchecked)
        return Answer(*name, tuple(part for part, _ in parts), tuple(repairs), report, typed)

    def _of_file(self) -> Answer:
        """What is of the file as a whole, and its tables of no dataset: their shape and their numbers."""
        findings, repairs = list(self.findings), list(self.book.repairs)
        rows: dict[TableName, int] = {}
        for part in (part for part in self.rest if part.block.columns):
            findings.append(unclear_dataset(part.block, part.proposals, "warning" if self.of_table else "error"))
            found, changed = structure_of(part.block)
            findings += found
            repairs += changed
            name = ("", part.block.sheet.name)
            rows[name] = rows.get(name, 0) + len(part.block.rows)
        if not self.of_table and not rows and not any(f.severity == "error" for f in findings):
            findings.append(Finding("file.no-table"))
        return Answer(parts=tuple(self.rest), repairs=tuple(repairs), report=Report(in_order(findings), rows))
