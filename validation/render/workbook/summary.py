"""The first sheet of a marked workbook: what was found, how to mend it, and links to the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.core.i18n import LANGS, Lang, say
from schemas.core.registry import Content
from validation.findings import Finding
from validation.intake.answer_sheet import SIGN
from validation.messages import cause_message, mending, own_message
from validation.render.causes import Cause
from validation.render.text import unchecked_together
from validation.render.told import Part, Told, left_out_together
from validation.render.words import (
    address,
    column_words,
    hint,
    left_out_words,
    number,
    quoted,
    repair_place,
    repair_words,
    shortened,
    visible,
)
from validation.render.workbook.marks import Marked, kind_words
from validation.render.workbook.page import WIDTHS, Page, Words, place

SUMMED = 500  # causes on the sheet; how many more there are is said
NAME = "Kết quả kiểm tra"
TITLES = ("No.", "What is wrong, and how to mend it", "Cells", "Place", "As sent", "Details")


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about the workbook itself, with what it names."""

    message: str
    params: Mapping[str, object]


class Summary:
    """Writes the sheet; every text of ours stands in Vietnamese first, in English below.

    ``names``: what each sheet that was read is called in this workbook.
    """

    def __init__(self, page: Page, told: Told, content: Content, names: Mapping[str, str]) -> None:
        self.page, self.told, self.content, self.names = page, told, content, names

    def write(self, causes: Sequence[Cause], marked: Marked, notes: Sequence[Note]) -> None:
        self._head(causes)
        for note in (*_of_marks(marked), *notes):
            self.page.across(self._words(note.message, "plain", **note.params))
        self._causes(causes)
        self._parts()
        self._repairs()
        self._left_out()
        self._unchecked()

    def _head(self, causes: Sequence[Cause]) -> None:
        page, report = self.page, self.told.report
        page.across(Words(SIGN, "title"))
        if self.told.name:
            page.across(Words(visible(self.told.name), "bold"))
        if report.errors:
            page.across(self._words("There are errors to mend before this can be published.", "error"))
        elif report.warnings:
            page.across(self._words("No errors. Please look at the warnings.", "warning"))
        else:
            page.across(self._words("No errors and no warnings.", "head"))
        message = "{errors} errors, {warnings} warnings; {causes} causes; {rows} rows read"
        counts = {"errors": len(report.errors), "warnings": len(report.warnings), "causes": len(causes)}
        page.across(self._words(message, "plain", **counts, rows=sum(report.rows.values())))

    def _causes(self, causes: Sequence[Cause]) -> None:
        if not causes:
            return
        self._section("Errors and warnings")
        self.page.row(*(self._words(title, "head") for title in TITLES))
        for count, cause in enumerate(causes[:SUMMED], 1):
            self._cause(count, cause)
        if len(causes) > SUMMED:
            self.page.across(self._words("{more} more causes are not on this sheet.", more=len(causes) - SUMMED))

    def _cause(self, count: int, cause: Cause) -> None:
        """A cause with a line for each example; the first three columns go over all of them."""
        said, examples = self._told(cause), cause.examples()
        rows = [self._example(finding) for finding in examples]
        if more := len(cause.findings) - len(examples):
            rows.append((self._words("… and {more} more", "cell", more=more), Words("", "cell"), Words("", "cell")))
        needed = self.page.height(said, 1) / len(rows)
        blank = Words("", "cell")
        for i, row in enumerate(rows):
            own = max(self.page.height(words, column) for column, words in enumerate(row, 3))
            head = (Words(str(count), cause.severity), said, Words(str(len(cause.findings)), "cell"))
            cells = (*head, *row) if i == 0 else (Words("", cause.severity), blank, blank, *row)
            last = self.page.row(*cells, height=max(own, needed))
        for column in (1, 2, 3):
            self.page.merge(column, last - len(rows) + 1, last)

    def _told(self, cause: Cause) -> Words:
        """What is wrong and how to mend it: Vietnamese as the text, English below."""
        (lead, said), (lead_below, below) = (self._sentences(cause, lang) for lang in LANGS)
        return Words(said, "cell", lead=lead, below=f"{lead_below}: {below}")

    def _sentences(self, cause: Cause, lang: Lang) -> tuple[str, str]:
        column = column_words(cause.first, lang, self.content)
        kind = kind_words(cause.severity, lang)
        message = cause_message(cause.first, lang, self.content)
        mend = mending(cause.first, lang, self.content)
        said = message[:1].upper() + message[1:] + (f"\n→ {mend}" if mend else "")
        return f"{kind} · {column}" if column else kind, said

    def _example(self, finding: Finding) -> tuple[Words, Words, Words]:
        link = self._link(finding.sheet, finding.cell or "")
        where = Words(address(finding, "vi"), "link" if link else "cell", link)
        empty = say("validation", "vi", "(empty)") if finding.cell else ""
        value = Words(empty if finding.value is None else shortened(finding.value, "vi"), "cell")
        return where, value, _pair(*("\n".join(self._details(finding, lang)) for lang in LANGS))

    def _details(self, finding: Finding, lang: Lang) -> Iterator[str]:
        for part in (own_message(finding, lang, self.content), hint(finding, lang)):
            if part:
                yield part

    def _parts(self) -> None:
        if self.told.parts:
            self._section("What was found in the file")
        for part in self.told.parts:
            self.page.across(self._found(part))
            if part.columns:
                self._table("Column", "Heading as sent", "Taken as")
            for letter, heading, taken in part.columns:
                name = self._words("not taken", "strong") if taken is None else _pair(taken["vi"], taken["en"])
                self._line(Words(letter, "cell"), Words(shortened(heading, "vi"), "cell"), name)

    def _found(self, part: Part) -> Words:
        none, _ = self._each("no dataset of this portal")
        rows, _ = self._each("{count} rows", count=part.rows)
        area = f"{visible(part.sheet)}!{part.area}" if part.sheet and part.area else visible(part.sheet or part.area)
        said = " · ".join(word for word in (part.title["vi"] or part.dataset or none, area, rows) if word)
        return Words(said, "bold", below=part.title["en"])

    def _repairs(self) -> None:
        if self.told.repairs:
            self._section("What was changed when it was read")
            self.page.across(self._words("Your file itself was not changed."))
            self._table("No.", "What was done", "Place")
        for count, repair in enumerate(self.told.repairs, 1):
            done, where = (_pair(*(say_(repair, lang) for lang in LANGS)) for say_ in (repair_words, repair_place))
            self._line(Words(str(count), "cell"), done, where)

    def _left_out(self) -> None:
        if self.told.left_out:
            self._section("Rows not taken as data")
            self._table("No.", "Rows", "What stands there")
        for count, rows in enumerate(left_out_together(self.told.left_out), 1):
            said = _pair(*(left_out_words(rows, lang) for lang in LANGS))
            self._line(Words(str(count), "cell"), said, Words(quoted(rows, "vi"), "cell"))

    def _unchecked(self) -> None:
        if self.told.report.unchecked:
            self._section("What could not be checked")
        report = self.told.report
        both = [unchecked_together(report, lang, self.content) for lang in LANGS]
        for (said, rules), (below, _) in zip(*both, strict=True):
            self.page.across(Words(f"{said}: {', '.join(rules)}", below=below))

    def _section(self, title: str) -> None:
        self.page.blank()
        self.page.across(Words(" / ".join(self._each(title)), "section"))

    def _table(self, *titles: str) -> None:
        self._line(*(self._words(title, "head") for title in titles))

    def _line(self, first: Words, second: Words, third: Words) -> None:
        """Three columns; the third goes on to the last."""
        self.page.row(first, second, third, *(Words("", third.look) for _ in WIDTHS[3:]), wide=3)

    def _link(self, sheet: str, address: str) -> str:
        """Where a cell of the sender's is; nothing where that is not known."""
        name = self.names.get(sheet) or (next(iter(self.names.values())) if len(self.names) == 1 else "")
        return place(name, address) if name and address else ""

    def _words(self, message: str, look: str = "plain", /, **params: object) -> Words:
        """A sentence in Vietnamese, in English below."""
        said, below = self._each(message, **params)
        return Words(said, look, below=below)

    def _each(self, message: str, **params: object) -> Iterator[str]:
        for lang in LANGS:
            yield say("validation", lang, message, **{k: _shown(v, lang) for k, v in params.items()})


def _pair(said: str, below: str) -> Words:
    return Words(said, "cell", below=below if below != said else "")


def _shown(value: object, lang: Lang) -> object:
    return number(value, lang) if isinstance(value, int) else value


def _of_marks(marked: Marked) -> Iterator[Note]:
    if not marked.cells:
        return
    yield Note("{cells} cells are filled: red for errors, yellow for warnings.", {"cells": marked.cells})
    if marked.cap:
        yield Note("Only the first {cap} cells of each cause have a comment; all are filled.", {"cap": marked.cap})
    else:
        yield Note("Point at a filled cell to read what is wrong with it.", {})
