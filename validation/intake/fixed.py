"""Values of columns that a table lacks and its surroundings say: the title, the sheet's name, the groups between rows.

Only where there is exactly one reading; where two places say different things, nothing is taken and both are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from validation.intake.grid import Place
from validation.intake.keys import Keys
from validation.intake.layout import Block, Group
from validation.intake.view import blank

Source = Literal["title", "sheet", "group", "option", "site"]


@dataclass(frozen=True)
class Fixed:
    """One value for every row, where it was said, and the words that say it."""

    value: str
    source: Source
    text: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Surroundings:
    """What the words around a block say of the columns it lacks: one value for all rows, one for each row of some
    groups, or several that cannot all be meant."""

    fixed: Mapping[str, Fixed] = field(default_factory=dict)
    grouped: Mapping[str, Mapping[int, tuple[str, Group]]] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Periods = Sequence[str | None]


def surroundings(block: Block, keys: Keys, lacking: Sequence[str], periods: Periods = (None,)) -> Surroundings:
    """Values for the columns ``lacking`` of a block whose rows are of ``periods``, where these are known.

    Periods are looked for first: what a name means may depend on them.
    """
    found = Surroundings({}, {}, {})
    fixed: dict[str, Fixed] = {}
    grouped: dict[str, Mapping[int, tuple[str, Group]]] = {}
    several: dict[str, tuple[str, ...]] = {}
    for name in sorted((n for n in lacking if keys.readable(n)), key=lambda n: not keys.is_period(n)):
        if rows := _of_groups(block, keys, name, periods):
            grouped[name] = rows
            continue
        said = _said(block, keys, name, periods)
        values = tuple(dict.fromkeys(one.value for one in said))
        if len(values) == 1:
            fixed[name] = said[0]
        elif values:
            several[name] = values
        if keys.is_period(name) and values:
            periods = values
    return Surroundings(fixed, grouped, several) if fixed or grouped or several else found


def _said(block: Block, keys: Keys, name: str, periods: Periods) -> list[Fixed]:
    """What sheet name and title say; a unit and the one above it are the unit."""
    sheet = block.sheet.name
    said = [Fixed(value, "sheet", sheet) for value in _meant(keys, name, sheet, periods)]
    for row, text in block.title:
        found = dict.fromkeys(value for p in periods for value in keys.inside(name, text, p))
        column = next((c for c, cell in enumerate(block.sheet.rows[row]) if not blank(cell)), 0)
        said += [Fixed(value, "title", text, (row, column)) for value in found]
    above = {code for one in said for p in periods for code in keys.above(name, one.value, p)}
    return [one for one in said if one.value not in above]


def _meant(keys: Keys, name: str, text: str, periods: Periods) -> list[str]:
    """The values that a short text stands for, as a whole or else in a part of it."""
    whole = dict.fromkeys(value for p in periods for value in keys.read(name, text, p))
    return list(whole or dict.fromkeys(value for p in periods for value in keys.inside(name, text, p)))


def _of_groups(block: Block, keys: Keys, name: str, periods: Periods) -> dict[int, tuple[str, Group]]:
    """The value that the groups over each row name, the innermost first; empty where no group names any."""
    known: dict[Group, list[str]] = {}
    found: dict[int, tuple[str, Group]] = {}
    for row, groups in block.carried.items():
        for group in reversed(groups):
            if group not in known:
                known[group] = _meant(keys, name, group.text, periods)
            if len(known[group]) == 1:
                found[row] = known[group][0], group
                break
    return found
