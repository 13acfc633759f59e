"""A report as lines of text: one cause after the other, those first that are to be mended first."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.messages import cause_message, mending, own_message
from validation.render.causes import SHOWN, Cause, grouped
from validation.render.told import Told, left_out_together
from validation.render.words import (
    address,
    column_words,
    count_words,
    hint,
    left_out_words,
    number,
    quoted,
    repair_place,
    repair_words,
    shortened,
    visible,
)

MARKS = {"error": "✗", "warning": "!"}


def report_lines(report: Report, lang: Lang, content: Content, shown: int = SHOWN) -> Iterator[str]:
    """The whole report: its causes with ``shown`` places of each, what could not be checked, and the sum of it."""
    yield from map(visible, _report_lines(report, lang, content, shown))


def _report_lines(report: Report, lang: Lang, content: Content, shown: int) -> Iterator[str]:
    for cause in grouped(report):
        yield from _cause_lines(cause, lang, content, shown)
    for why, rules in unchecked_together(report, lang, content):
        more = len(rules) - shown
        rest = [say("validation", lang, "and {more} more rules", more=number(more, lang))] if more > 0 else []
        yield f"? {why}: {', '.join([*rules[:shown], *rest])}"
    yield say(
        "validation",
        lang,
        "{rows} rows read, {errors} errors, {warnings} warnings",
        rows=number(sum(report.rows.values()), lang),
        errors=number(len(report.errors), lang),
        warnings=number(len(report.warnings), lang),
    )


def told_lines(told: Told, lang: Lang, content: Content, shown: int = SHOWN) -> Iterator[str]:
    """A file's answer: what was changed and left out on the way in, then the report."""
    for repair in told.repairs:
        yield visible(f"~ {repair_place(repair, lang)}: {repair_words(repair, lang)}")
    for rows in left_out_together(told.left_out):
        line = say("validation", lang, "not taken as data: {rows}", rows=left_out_words(rows, lang))
        yield visible(f"- {line} {quoted(rows, lang)}".rstrip())
    yield from report_lines(told.report, lang, content, shown)


def unchecked_together(report: Report, lang: Lang, content: Content) -> list[tuple[str, list[str]]]:
    """Why rules could not be checked, and the ids of those that could not for that reason."""
    found: dict[str, list[str]] = {}
    for rule, reason in sorted(report.unchecked.items()):
        found.setdefault(_reason(rule, reason, lang, content), []).append(rule)
    return [(_counted(why, len(rules), lang), rules) for why, rules in found.items()]


def _reason(rule: str, reason: str, lang: Lang, content: Content) -> str:
    """In words; columns by their titles, where the rule's table has them."""
    kind, _, what = reason.partition(": ")
    titles = content.rules[rule][0].titles if rule in content.rules else {}
    names = [titles[name][lang] if name in titles else name for name in what.split(", ")]
    return say("validation", lang, kind) + (f": {', '.join(names)}" if what else "")


def _counted(why: str, count: int, lang: Lang) -> str:
    message = "1 rule not checked ({reason})" if count == 1 else "{count} rules not checked ({reason})"
    return say("validation", lang, message, count=number(count, lang), reason=why)


def _cause_lines(cause: Cause, lang: Lang, content: Content, shown: int) -> Iterator[str]:
    first = cause.first
    where = f"{first.dataset}/{first.table}" if first.table not in ("", first.dataset) else first.dataset
    about = ", ".join(part for part in (column_words(first, lang, content), count_words(cause, lang)) if part)
    head = " ".join(part for part in (where, about) if part)
    yield f"{MARKS[cause.severity]} {head}{': ' if head else ''}{cause_message(first, lang, content)}  [{cause.rule}]"
    examples = cause.examples(shown)
    for finding in examples:
        if line := _example(finding, lang, content):
            yield f"    {line}"
    if len(cause.findings) > len(examples):
        more = number(len(cause.findings) - len(examples), lang)
        yield "    " + say("validation", lang, "… and {more} more", more=more)
    if mend := mending(first, lang, content):
        yield "    → " + mend


def _example(finding: Finding, lang: Lang, content: Content) -> str:
    """Where, the value as sent, what is said of it alone, and what it should be."""
    value = "" if finding.value is None else f"«{shortened(finding.value, lang)}»"
    own = own_message(finding, lang, content)
    said = ": ".join(part for part in (" ".join(p for p in (address(finding, lang), value) if p), own) if part)
    return " → ".join(part for part in (said, hint(finding, lang)) if part)
