"""What differs as lines of text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from publish.compared.releases import Comparison
from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff
from schemas.core.i18n import LANGS

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def diff_lines(diff: TableDiff, most: int = sys.maxsize) -> Iterator[str]:
    """``+`` a column or a row, ``-`` one that is gone, ``~`` a cell; ``most`` lines of each, and how many more."""
    yield from (f"+ [{name}]" for name in diff.columns_added)
    yield from (f"- [{name}]" for name in diff.columns_removed)
    for mark, frame in (("+", diff.added), ("-", diff.removed)):
        rows = (_line(*row) for row in frame.drop(PLACE, strict=False).head(most).iter_rows())
        yield from (f"{mark} {row}" for row in rows)
        yield from _more(frame.height - most)
    for row in diff.corrected.head(most).iter_rows(named=True):
        old, new = (_line(row[side]) or "∅" for side in (OLD, NEW))
        key = _line(*(f"#{int(row[name]) + 1}" if name == PLACE else row[name] for name in diff.by))
        yield f"~ {key}  {row[COLUMN]}: {old} → {new}"
    yield from _more(diff.corrected.height - most)


def _line(*cells: str) -> str:
    """The cells on one line, with nothing in it that would move a terminal's cursor or break the line."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), ", ".join(cells))


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"… +{count}"


def lines(comparison: Comparison) -> Iterator[str]:
    """All of it: which releases, why the newer one has its number (in both languages), and table by table what."""
    before, after = comparison.before, comparison.after
    yield f"{after.dataset}  {before.version} → {after.version}"
    for lang in LANGS:
        yield from (f"# {reason[lang]}" for reason in comparison.reasons)
    for name, diff in comparison.tables.items():
        yield f"\n{name}"
        yield from diff_lines(diff)
