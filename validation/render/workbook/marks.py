"""Which cells of which sheet are marked, and what the comment on each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from schemas.core.i18n import LANGS, Lang, say
from schemas.core.registry import Content
from validation.findings import Finding
from validation.intake.answer_sheet import SIGN
from validation.intake.grid import Range, Sheet
from validation.messages import mending, rule_message
from validation.render.causes import Cause
from validation.render.words import column_words, hint
from validation.render.workbook.cells import Spot, spot
from validation.render.workbook.styles import Kind

COMMENTS = 2_000  # in one workbook; programs take long to open one with many more
IN_ONE = 4  # findings told in one comment
LARGE = 1_000  # merged cells that are not listed one by one
LONG = 1_500  # characters of a comment in one language


@dataclass
class Marks:
    """The marked cells of one sheet, and the findings that a comment tells."""

    kinds: dict[Spot, Kind] = field(default_factory=dict)
    told: dict[Spot, list[Finding]] = field(default_factory=dict)

    def comments(self, content: Content) -> dict[Spot, str]:
        return {where: comment(findings, content) for where, findings in self.told.items()}


@dataclass(frozen=True)
class Marked:
    """All marks; ``cap``: how many cells of each cause have a comment, where not all have."""

    sheets: Mapping[str, Marks]
    cells: int
    cap: int = 0


def marks(causes: Sequence[Cause], sheets: Sequence[Sheet]) -> Marked:
    """The cells of the findings; of what is said of a row, its first cell."""
    places = {sheet.name: Places(sheet) for sheet in sheets}
    only = sheets[0].name if len(sheets) == 1 else ""
    found: dict[str, Marks] = {sheet.name: Marks() for sheet in sheets}
    total = sum(len(cause.findings) for cause in causes)
    cap = 0 if total <= COMMENTS else max(1, COMMENTS // len(causes))
    for cause in causes:
        for number, finding in enumerate(cause.findings):
            name = finding.sheet or only
            if name in found and (where := places[name].of(finding)):
                _mark(found[name], where, finding, commented=not cap or number < cap)
    return Marked(found, sum(len(sheet.kinds) for sheet in found.values()), cap)


class Places:
    """Where in a sheet a finding is seen: one inside merged cells is seen at their first."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._large = [m for m in sheet.merged if _cells(m) > LARGE]
        small = (m for m in sheet.merged if _cells(m) <= LARGE)
        self._anchors = {spot: _first(m) for m in small for spot in _spots(m)}

    def of(self, finding: Finding) -> Spot | None:
        where = spot(finding.cell or "")
        if where is None:
            where = (finding.row, self._first_filled(finding.row)) if finding.row else None
        if where is None or where[0] > len(self._sheet.rows):
            return None
        if where in self._anchors:
            return self._anchors[where]
        row, column = where[0] - 1, where[1] - 1
        over = (m for m in self._large if m.top <= row <= m.bottom and m.left <= column <= m.right)
        return next(map(_first, over), where)

    def _first_filled(self, row: int) -> int:
        cells = self._sheet.rows[row - 1] if row <= len(self._sheet.rows) else ()
        return next((i for i, value in enumerate(cells, 1) if value not in (None, "")), 1)


def _cells(merge: Range) -> int:
    return (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)


def _first(merge: Range) -> Spot:
    return merge.top + 1, merge.left + 1


def _spots(merge: Range) -> Iterator[Spot]:
    return product(range(merge.top + 1, merge.bottom + 2), range(merge.left + 1, merge.right + 2))


def _mark(sheet: Marks, where: Spot, finding: Finding, *, commented: bool) -> None:
    if sheet.kinds.get(where) != "error":
        sheet.kinds[where] = finding.severity
    if commented:
        sheet.told.setdefault(where, []).append(finding)


def comment(findings: Sequence[Finding], content: Content) -> str:
    """What is wrong with a cell: in Vietnamese, then in English."""
    return SIGN + "\n" + "\n———\n".join(_in(lang, findings, content) for lang in LANGS)


def _in(lang: Lang, findings: Sequence[Finding], content: Content) -> str:
    parts = ["\n".join(_lines(finding, lang, content)) for finding in findings[:IN_ONE]]
    if len(findings) > IN_ONE:
        parts.append(say("validation", lang, "… and {more} more", more=len(findings) - IN_ONE))
    said = "\n\n".join(parts)
    return said if len(said) <= LONG else f"{said[:LONG]}… [{len(said)}]"


def _lines(finding: Finding, lang: Lang, content: Content) -> Iterator[str]:
    kind, column = kind_words(finding.severity, lang), column_words(finding, lang, content)
    yield f"{kind} · {column}" if column else kind
    yield rule_message(finding, lang, content)
    if suggestion := hint(finding, lang):
        yield f"→ {suggestion}"
    if mend := mending(finding, lang, content):
        yield say("validation", lang, "How to mend it: {mend}", mend=mend)


def kind_words(severity: Kind, lang: Lang) -> str:
    return say("validation", lang, "ERROR") if severity == "error" else say("validation", lang, "WARNING")
