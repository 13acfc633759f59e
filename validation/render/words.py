"""The small words of an answer: where, how often, what was sent, what was changed and what was left out."""

from __future__ import annotations

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from validation.findings import Finding
from validation.intake.grid import Repair
from validation.intake.messages import REPAIRS
from validation.messages import as_read, column_title
from validation.render.causes import Cause
from validation.render.told import LeftOutRows

CUT = 80  # characters shown of a value
BRIEF = 40  # of one that was changed
RUNS = 8  # stretches of rows named of those left out for one reason
REASONS = {  # why a row is no data
    "title": "title of the table",
    "unit": "unit of measure",
    "group": "name of a group of rows",
    "total": "total of other rows",
    "numbering": "numbers of the columns",
    "note": "note",
    "blank": "empty row",
    "header": "heading",
    "signature": "signature",
    "empty": "row without a figure",
}
UNSEEN: dict[int, int | str] = {  # characters that show nothing, or that change how a terminal or a page shows others
    **{code: 0x2400 + code for code in range(32)},
    0x7F: 0x2421,
    **{code: f"⟨U+{code:04X}⟩" for code in (*range(0x80, 0xA0), 0xAD, *range(0x200B, 0x2010), 0xFEFF)},
    **{code: f"⟨U+{code:04X}⟩" for code in (*range(0x2028, 0x202F), *range(0x2060, 0x206A), *range(0xFFF9, 0xFFFC))},
}


def visible(text: str) -> str:
    """Text in which nothing is hidden: control characters as pictures or by their numbers."""
    return text.translate(UNSEEN)


def shortened(value: str, lang: Lang, cut: int = CUT) -> str:
    """A value to be shown, its length told where it is cut."""
    if len(value) <= cut:
        return visible(value)
    return say("validation", lang, "{start}… ({length} characters)", start=visible(value[:cut]), length=len(value))


def number(value: int, lang: Lang) -> str:
    return format_decimal(value, locale=lang)


def address(finding: Finding, lang: Lang) -> str:
    """Sheet and cell as the sender sees them; the row where no cell is known, nothing where neither is."""
    row = finding.row
    spot = finding.cell or ("" if row is None else say("validation", lang, "row {row}", row=row))
    if not finding.sheet:
        return spot
    return f"{visible(finding.sheet)}!{spot}" if finding.cell else f"{visible(finding.sheet)} {spot}".rstrip()


def column_words(finding: Finding, lang: Lang, content: Content) -> str:
    """The column by its title and its name; by its name alone where it has no title."""
    name, title = visible(finding.column or ""), column_title(finding, lang, content)
    return f"{title} ({name})" if title and title != name else name


def count_words(cause: Cause, lang: Lang) -> str:
    """How often, where that needs saying: ``812 ô``."""
    count = len(cause.findings)
    if count == 1:
        return ""
    message = "{count} cells" if cause.first.cell else "{count} rows" if cause.first.row else "{count} times"
    return say("validation", lang, message, count=number(count, lang))


def hint(finding: Finding, lang: Lang) -> str:
    """What the value should be, where that is certain or nearly so."""
    if suggested := finding.params.get("suggest"):
        return say("validation", lang, "write: {value}", value=visible(as_read(str(suggested), lang)))
    if candidates := finding.params.get("candidates"):
        return say("validation", lang, "may be: {values}", values=visible(as_read(str(candidates), lang)))
    return ""


def repair_words(repair: Repair, lang: Lang) -> str:
    """What was done to the cells of a column, with one of them: ``dấu phẩy thập phân: 1.234,5 → 1234.5``."""
    said = REPAIRS.get(repair.rule, "read as another spelling")
    before, after = shortened(repair.before, lang, BRIEF), shortened(repair.after, lang, BRIEF)
    done = say("validation", lang, said, **{**repair.params, "before": before, "after": after})
    if not before or "{after}" in said:
        return done
    return f"{done}: {before} → {after}" if after else f"{done}: {before}"


def repair_place(repair: Repair, lang: Lang) -> str:
    """Where: sheet, column, and how many cells."""
    parts = [visible(repair.sheet)]
    if repair.column:
        parts.append(say("validation", lang, "column {column}", column=visible(repair.column)))
    if repair.cells:
        message = "{count} cells" if repair.cells > 1 else "1 cell"
        parts.append(say("validation", lang, message, count=number(repair.cells, lang)))
    return ", ".join(part for part in parts if part)


def left_out_words(rows: LeftOutRows, lang: Lang) -> str:
    """Which rows were not taken as data, and why."""
    runs = [f"{a}" if a == b else f"{a}–{b}" for a, b in rows.rows[:RUNS]]
    named = sum(b - a + 1 for a, b in rows.rows[:RUNS])
    if rows.count > named:
        runs.append(say("validation", lang, "and {more} more", more=number(rows.count - named, lang)))
    reason = say("validation", lang, REASONS.get(rows.reason, rows.reason))
    where = f"{visible(rows.sheet)}: " if rows.sheet else ""
    message = "row {rows} ({reason})" if rows.count == 1 else "{count} rows: {rows} ({reason})"
    told = say("validation", lang, message, count=number(rows.count, lang), rows=", ".join(runs), reason=reason)
    return where + told


def quoted(rows: LeftOutRows, lang: Lang) -> str:
    """What stands in the first of the rows left out."""
    return f"«{shortened(rows.first.text, lang)}»" if rows.first.text else ""


def sentence(text: str) -> str:
    """A message as a sentence of its own; the name of a file at its beginning stays as it is."""
    first = text[:1] if "." in text.partition(" ")[0] else text[:1].upper()
    return first + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
