"""The table of a template's sheet: found by the row of column names, every row below it data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from schemas.core.site import Site
from schemas.core.table import Table
from validation.intake.grid import Repair, Sheet, Value
from validation.intake.headings import Heading
from validation.intake.layout import Block, LeftOut
from validation.intake.values.text import shown
from validation.intake.view import folded
from validation.intake.words import TOTAL_STARTS, is_total
from validation.reading.header import cell_address
from validation.template.choices import code_of

SEARCHED = 20  # first rows of a sheet among which the names of columns are looked for
_UNIT = re.compile(r"\((?P<unit>[^()]+)\)\s*$")
Row = Sequence[Value]


def table_of(sheet: Sheet, tables: Sequence[Table]) -> Table | None:
    """The table whose column names stand in a row of the sheet; None where no two of any do."""
    found = [(_shared(names_of(sheet, table)[1], table), table) for table in tables]
    most = max((count for count, _ in found), default=0)
    return next((table for count, table in found if count == most > 1), None)


def names_of(sheet: Sheet, table: Table) -> tuple[int, Row]:
    """The row of column names and its number: of the first rows the one that holds most of them."""
    rows = enumerate(sheet.rows[:SEARCHED])
    return max(rows, key=lambda one: _shared(one[1], table), default=(0, ()))


def _shared(cells: Row, table: Table) -> int:
    return len({c.strip() for c in cells if isinstance(c, str)} & {*table.columns})


def blocks_of(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Block]:
    """The table of a sheet; none where its row of names is gone. Rows without a cell have been told of before.

    Totals below the rows are no data, as in any other sheet.
    """
    table = table_of(sheet, tables)
    if table is None:
        return
    number, names = names_of(sheet, table)
    columns = tuple(_headings(number, names, sheet.rows[number - 1] if number else ()))
    below = range(number + 1, len(sheet.rows))
    filled = [n for n in below if any(not _empty(c) for c in sheet.rows[n])]
    keys = [c for c, name in enumerate(names) if name in table.primary_key]
    holding = frozenset(filled)
    totals = {n: LeftOut(n, "total", _shown(sheet.rows[n])) for n in filled if _is_total(sheet.rows[n], keys)}
    blank = {n: LeftOut(n, "blank", "") for n in below if n not in holding and len(sheet.rows[n])}
    rows = tuple(n for n in filled if n not in totals)
    left_out = tuple(one for _, one in sorted({**totals, **blank}.items()))
    header = (number - 1, number) if number else (number,)
    yield Block(sheet, 0, len(sheet.rows) - 1, header, columns, rows, left_out=left_out)


def _is_total(cells: Row, keys: Sequence[int]) -> bool:
    """Whether the only words of a row say that it is a total, and nothing else says what it is a row of."""
    if not any(isinstance(c, str) and c.lstrip()[:3].lower() in TOTAL_STARTS for c in cells):
        return False
    words = [n for n, c in enumerate(cells) if isinstance(c, str) and any(letter.isalpha() for letter in c)]
    keyed = [n for n in keys if n < len(cells) and not _empty(cells[n]) and n not in words]
    return len(words) == 1 and not keyed and is_total(shown(cells[words[0]]).strip(), folded(cells[words[0]]))


def _shown(cells: Row) -> str:
    return " ".join(shown(c).strip() for c in cells if not _empty(c))


def without_names(sheet: Sheet, block: Block, table: Table) -> tuple[Sheet, list[Repair]]:
    """The sheet with codes alone where the template offers a register's codes with their names behind them."""
    registers = {r.columns[0] for r in table.references if len(r.columns) == 1}
    rows, repairs = [list(row) for row in sheet.rows], []
    for heading in (h for h in block.columns if h.parts[-1] in registers):
        found: list[tuple[str, str]] = []
        for row in (rows[n] for n in block.rows if heading.column < len(rows[n])):
            text = row[heading.column]
            if isinstance(text, str) and (code := code_of(text)) != text:
                row[heading.column] = code
                found.append((text, code))
        if found:
            before, after = found[0]
            letter = cell_address(heading.column, 1)[:-1]
            repairs.append(Repair("repair.template-choice", sheet.name, letter, len(found), before, after))
    return (replace(sheet, rows=rows), repairs) if repairs else (sheet, [])


def _empty(cell: Value) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _headings(number: int, names: Row, above: Row) -> Iterator[Heading]:
    """Columns by name, under what is said above in words; by these alone where somebody added one."""
    for column in range(max(len(names), len(above))):
        name, title = (_text(row, column) for row in (names, above))
        if name or title:
            parts = tuple(part for part in (title, name) if part)
            yield Heading((number - 1 if title else number, column), parts, _unit(title))


def _text(row: Row, column: int) -> str:
    return "" if column >= len(row) or _empty(row[column]) else str(row[column]).strip()


def _unit(title: str) -> str:
    """What a header of ours says in brackets at its end."""
    found = _UNIT.search(title)
    return found["unit"].strip() if found else ""


def changed(blocks: Mapping[str, Block], tables: Sequence[Table], site: Site) -> Iterator[str]:
    """What the sheets have other than the models: columns that came, columns that went, other units."""
    for block in blocks.values():
        table = table_of(block.sheet, tables)
        if table is None:
            continue
        units = {h.parts[-1]: h.unit for h in block.columns}
        for said in table.fields:
            name, unit = said["name"], said.get("unit", "")
            if name not in units and name not in site.intake:
                yield f"+ {name}"
            elif unit and units.get(name, unit) not in {unit, said.get("unitEn")}:
                yield f"{name}: {units[name] or '–'} → {unit}"
        yield from (f"− {name}" for name in units if name not in table.columns)
