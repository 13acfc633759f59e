"""Findings told so that they can be acted on without lists and registers at hand: codes by their names, a cell where
the sheet has one, one finding where a whole column is not there.

What depends on the language stands in ``params`` twice, as ``…_vi`` and ``…_en``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.core.i18n import LANGS, say
from schemas.core.rules import Rule
from validation.findings import Finding
from validation.intake.convert import Converted
from validation.intake.keys import Keys
from validation.intake.readers.places import a1
from validation.intake.sheet_table import Segment, sent_at
from validation.intake.values.labels import Codes
from validation.narrowed import narrowed

NO_CODE = ("reference.missing", "cell.codelist", "cell.pattern", "cell.enum")  # what the cell means is not known
CUT = ("row.extra-cell", "row.missing-cell", "row.delimiter")  # what stands in such a row stands in wrong columns
NAMED = 30  # codes of a list that a finding names
NEAR = 2  # codes shown before one that there is not, and behind it
_WORD = re.compile(r"\w+")
_CANDIDATE = re.compile(r"(?P<code>[^;()]+) \((?P<name>.*)\)")

Params = Mapping[str, str | float]


def helped(findings: Sequence[Finding], parts: Sequence[Converted], keys: Keys) -> list[Finding]:
    """The findings of one table in a file, each with what its reader needs besides."""
    help_ = _Help([part.segment for part in parts], keys)
    unknown = {_place(finding) for finding in findings if finding.rule in NO_CODE}
    found = [
        help_.told(finding)
        for finding in findings
        if not _of_an_unread_key(finding) and (finding.rule not in help_.rules or _place(finding) not in unknown)
    ]
    return help_.columns_told_once(found)


def without_rows_cut_wrong(findings: Sequence[Finding], of_file: list[Finding]) -> list[Finding]:
    """Findings without those of rows that are cut otherwise than the others: their cells stand in other columns.

    The findings ``of_file`` that tell of such rows say so.
    """
    cut = {(f.sheet, f.row) for f in of_file if f.rule in CUT and f.severity == "error"}
    left_out = {(f.sheet, f.row) for f in findings} & cut
    of_file[:] = [_with(f, {"unjudged": "1"}) if (f.sheet, f.row) in left_out and f.rule in CUT else f for f in of_file]
    return [f for f in findings if (f.sheet, f.row) not in left_out]


def _place(finding: Finding) -> tuple[object, ...]:
    """The cell it stands at; one of its own where there is none."""
    return (finding.sheet, finding.row, finding.column) if finding.row else (id(finding),)


def _of_an_unread_key(finding: Finding) -> bool:
    """Rows that look alike because a part of their key could not be read, which is told already."""
    return finding.rule == "row.duplicate-key" and "None" in finding.key.values()


class _Help:
    def __init__(self, segments: Sequence[Segment], keys: Keys) -> None:
        self.segments = segments
        self.keys = keys
        self.rules = {rule.id: rule for rule in keys.table.rules}
        self.there = {name for one in segments for name in (*one.columns, *one.fixed, *(n for _, n in one.moved))}
        self.rows = sum(len(segment.rows) for segment in segments)
        self.taken = [set(segment.rows) for segment in segments]
        self._known: dict[tuple[object, ...], Params] = {}  # what is to be known of a rule

    def told(self, finding: Finding) -> Finding:
        if finding.rule == "cell.codelist":
            return _with(finding, self._allowed(str(finding.params.get("list", ""))))
        if finding.rule in ("code.several", "code.near") and finding.column and "candidates" in finding.params:
            return _with(finding, {"candidates": self._told_apart(finding.column, str(finding.params["candidates"]))})
        if finding.rule == "column.missing" and (codes := self._list_of(finding.column)):
            return _with(finding, codes)
        if finding.rule == "reference.missing":
            return _with(finding, self._near(finding))
        rule = self.rules.get(finding.rule)
        return self._of_rule(finding, rule) if rule else finding

    def columns_told_once(self, findings: Sequence[Finding]) -> list[Finding]:
        """Where every row breaks a rule because the file has not its column at all, that is one finding."""
        counted = Counter(self._of_whole_column(f) for f in findings)
        told: set[object] = set()
        found = []
        for finding in findings:
            whole = self._of_whole_column(finding)
            if whole is None or counted[whole] < self.rows or self.rows < 2:
                found.append(finding)
            elif whole not in told:
                told.add(whole)
                codes = self._codes(self.rules[finding.rule], finding)
                found.append(_with(replace(finding, row=None, cell=None, key={}), {"rows": str(self.rows), **codes}))
        return found

    def _of_whole_column(self, finding: Finding) -> tuple[str, str] | None:
        absent = finding.rule in self.rules and finding.value is None and "absent_vi" in finding.params
        return (finding.rule, finding.column or "") if absent else None

    # What a finding is told with

    def _of_rule(self, finding: Finding, rule: Rule) -> Finding:
        """Its columns that are in the sheet, the codes it names; where its first is not there, the cell of another."""
        empty = finding.column if finding.value is None and finding.column in self.there else None
        asked = rule.id, finding.params.get("column"), finding.column, finding.value is None
        if asked not in self._known:
            of_it = narrowed(rule, finding)
            self._known[asked] = {**self._codes(of_it, finding), **self._columns(of_it, empty)}
        found = _with(finding, self._known[asked])
        if finding.cell or finding.row is None or finding.column in self.there:
            return found
        titles = self.keys.table.titles
        if finding.column in titles:
            found = _with(found, {f"absent_{lang}": titles[finding.column][lang] for lang in LANGS})
        return self._at_another(found, rule)

    def _at_another(self, finding: Finding, rule: Rule) -> Finding:
        row = (finding.row or 1) - 1
        for segment, rows in zip(self.segments, self.taken, strict=True):
            mine = segment.sheet.name == finding.sheet and row in rows
            for name in (n for n in rule.columns if mine and n in segment.columns):
                place = row, segment.columns[name]
                return replace(finding, cell=a1(place), value=sent_at(segment.sheet, place))
        return finding

    def _columns(self, rule: Rule, empty: str | None) -> Params:
        """The columns to be looked at, as far as there are any; of an empty cell the others."""
        names = [n for n in rule.columns if n in self.there and n != empty]
        titles = [self.keys.table.titles[n] for n in names]
        return {f"columns_{lang}": ", ".join(title[lang] for title in titles) for lang in LANGS}

    def _codes(self, rule: Rule, finding: Finding) -> Params:
        """``CT = Chính thức; SB = Sơ bộ``: those of the finding's column, as far as the rule's sentence narrows them.

        A code of another column would be taken for one that the cell may have. Only where the cell has a value and no
        codes of its own, what the sentence names is told; of what agencies are not asked, never.
        """
        words = set(_WORD.findall(rule.say("vi", self.keys.table.titles)))
        own = self._codes_of(finding.column)
        if own or finding.value is None:
            named = {code: names for code, names in own.items() if code in words}
            return _said(named) if named else self._list_of(finding.column)
        asked = (column for column in rule.uses if column not in self.keys.content.site.intake)
        return _said({code: n for one in asked for code, n in self._codes_of(one).items() if code in words})

    def _codes_of(self, column: str | None) -> Codes:
        return self.keys.codes.get(str(self.keys.fields.get(column or "", {}).get("codelist", "")), {})

    def _allowed(self, listed: str) -> Params:
        codes = self.keys.codes.get(listed)
        if not codes:
            return {}
        found = {}
        for at, lang in enumerate(LANGS):
            named = [f"{code} ({_name(names, at)})" for code, names in list(codes.items())[:NAMED]]
            if len(codes) > NAMED:
                named.append(say("validation", lang, "and {more} more codes", more=len(codes) - NAMED))
            found[f"expected_{lang}"] = "; ".join(named)
        return found

    def _list_of(self, column: str | None) -> Params:
        """The codes that a column may have, where they are few."""
        codes = self._codes_of(column)
        return _said(codes) if len(codes) <= NAMED else {}

    def _near(self, finding: Finding) -> Params:
        """Codes of the register before and behind one that is not there, with what they were called in its period."""
        value, column = finding.value or "", finding.column or ""
        period = next((text for name, text in finding.key.items() if self.keys.is_period(name)), None)
        labels = self.keys.labels(column, period) if value.isdigit() and column in self.keys.fields else None
        if labels is None:
            return {}
        alike = sorted(code for code, names in labels.names.items() if len(code) == len(value) and names)
        first = max(0, bisect_left(alike, value) - NEAR)
        told = [f"{code} ({labels.names[code][0]})" for code in alike[first : first + 2 * NEAR]]
        return {"examples_of": "; ".join(told)} if told else {}

    def _told_apart(self, column: str, candidates: str) -> str:
        """Candidates of one name, each with the name of what it is under."""
        parents, labels = self.keys.parents(column), self.keys.labels(column)
        read = [(one, _CANDIDATE.fullmatch(one)) for one in candidates.split("; ")]
        names = Counter(match["name"] for _, match in read if match)
        told = []
        for one, match in read:
            above = labels.names.get(parents.get(match["code"], "")) if match and labels else None
            alike = match is not None and names[match["name"]] > 1
            told.append(f"{match['code']} ({match['name']}, {above[0]})" if match and above and alike else one)
        return "; ".join(told)


def _said(codes: Codes) -> Params:
    if not codes:
        return {}
    return {
        f"codes_{lang}": "; ".join(f"{c} = {_name(n, at)}" for c, n in codes.items()) for at, lang in enumerate(LANGS)
    }


def _name(names: tuple[str, str], at: int) -> str:
    """In the language asked for, or the one there is."""
    return names[at] or names[0] or names[1]


def _with(finding: Finding, params: Params) -> Finding:
    return replace(finding, params={**finding.params, **params}) if params else finding
