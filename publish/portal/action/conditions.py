"""What ``datastore_search`` is asked, as conditions and orders on a table's columns.

A name that is no column is refused before anything is read; values are operands, never part of a query.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from publish.portal.action.answers import invalid
from publish.portal.action.asked import SWITCHES
from publish.rows import iso
from schemas.core.fold import fold

MOST_FILTERS, MOST_VALUES, MOST_WORDS = 50, 1_000, 12
MOST_CELLS = 500_000  # in which words are looked for
COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
LARGEST = 2**63
LONGEST_ORDER = 300  # letters of one column and its way: the pattern takes the square of them
_ORDER = re.compile(
    r'\s*("?)(?P<name>.+?)\1(?:\s+(?P<way>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?\s*',
    re.IGNORECASE | re.DOTALL,
)
Types = Mapping[str, pl.DataType]


def filters(said: Mapping[str, Any], types: Types) -> list[pl.Expr]:
    """``{column: value, or values any of which will do, or {"lt": value, …}}``; all must hold."""
    if len(said) > MOST_FILTERS:
        raise invalid("filters", f"At most {MOST_FILTERS} columns")
    found = []
    for name, value in said.items():
        if name not in types:
            raise invalid("filters", f'Field "{name}" does not exist')
        found += _conditions(name, value, types[name])
    return found


def _conditions(name: str, value: Any, dtype: pl.DataType) -> list[pl.Expr]:
    column = _comparable(name, dtype)
    if isinstance(value, Mapping):
        if unknown := value.keys() - COMPARE.keys() - {"in"}:
            raise invalid("filters", f"{name}: unknown operator {', '.join(sorted(unknown))}")
        conditions = [COMPARE[how](column, _operand(name, one, dtype)) for how, one in value.items() if how != "in"]
        return conditions + ([_any(name, value["in"], dtype)] if "in" in value else [])
    return [_any(name, value if isinstance(value, list) else [value], dtype)]


def _any(name: str, values: Any, dtype: pl.DataType) -> pl.Expr:
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        raise invalid("filters", f"{name}: a list of at most {MOST_VALUES} values")
    column = _comparable(name, dtype)
    operands = [_operand(name, one, dtype) for one in values if one is not None]
    exact = [one for one in operands if not isinstance(one, float)] if dtype.is_integer() else operands
    found = column.is_in(pl.Series(exact, dtype=_compared(dtype))) if exact else pl.lit(value=False)
    return found | column.is_null() if len(operands) < len(values) else found


def _compared(dtype: pl.DataType) -> pl.DataType:
    """The type that a column is compared as."""
    if dtype == pl.Boolean:
        return pl.Boolean()
    if dtype.is_numeric():
        return pl.Int64() if dtype.is_integer() else pl.Float64()
    return pl.String()


def _comparable(name: str, dtype: pl.DataType) -> pl.Expr:
    """Days and times as ISO 8601 texts, as they are told."""
    column = pl.col(name)
    if dtype.is_numeric() or dtype in (pl.Boolean, pl.String):
        return column.cast(_compared(dtype))
    return column.map_batches(lambda cells: iso(cells).cast(pl.String), return_dtype=pl.String)


def _operand(name: str, value: Any, dtype: pl.DataType) -> Any:
    kind = "true or false" if dtype == pl.Boolean else "a number" if dtype.is_numeric() else "a text"
    found: Any = None
    if dtype == pl.Boolean:
        found = value if isinstance(value, bool) else SWITCHES.get(str(value).lower()) if value != "" else None
    elif not isinstance(value, bool) and isinstance(value, str | int | float):
        found = _number(value) if dtype.is_numeric() else str(value)
    if found is None:
        raise invalid("filters", f"{name}: {str(value)[:100]} is not {kind}")
    whole = dtype.is_integer() and isinstance(found, float) and found.is_integer() and abs(found) < LARGEST
    return int(found) if whole else found


def _number(value: str | float) -> int | float | None:
    text = str(value).strip()
    if re.fullmatch(r"-?\d{1,19}", text, re.ASCII) and -LARGEST <= int(text) < LARGEST:
        return int(text)
    if len(text) > 40 or not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return None
    return float(text)


def words(said: Sequence[Any], rows: pl.LazyFrame, types: Types) -> list[pl.Expr]:
    """Each word stands somewhere in the row, or in the column that it is asked of; marks and case do not matter.

    ``said`` are texts, or texts by column; ``types`` are the columns that are looked in. Reads all of them at once.
    """
    wanted = [pair for one in said for pair in _wanted(one, types)]
    if len(wanted) > MOST_WORDS:
        raise invalid("q", f"At most {MOST_WORDS} words")
    if not wanted:
        return []
    looked = types if any(not name for name, _ in wanted) else {name for name, _ in wanted}
    if (height := rows.select(pl.len()).collect().item()) * len(looked) > MOST_CELLS:
        message = f"Words are looked for in up to {MOST_CELLS} cells, and there are {height} rows: ask with filters"
        raise invalid("q", f"{message}, or of one column")
    frame = rows.select("_id", *looked).collect()
    kept = pl.repeat(value=True, n=frame.height, eager=True)
    found = {name: _holding(frame[name], {word for _, word in wanted}) for name in looked}
    for name, word in wanted:
        kept &= reduce(or_, (found[one][word] for one in ([name] if name else types)))
    return [pl.col("_id").is_in(frame["_id"].filter(kept).implode())]


def _wanted(said: Any, types: Types) -> list[tuple[str, str]]:
    """(column, or empty for all of them, folded word) of each word."""
    asked = said if isinstance(said, Mapping) else {"": said}
    if len(asked) > MOST_FILTERS or not all(isinstance(text, str) and len(text) <= 1000 for text in asked.values()):
        raise invalid("q", "Must be a text, or a text for each of a few fields")
    if unknown := [name for name in asked if name and name not in types]:
        raise invalid("q", f'Field "{unknown[0]}" does not exist')
    found = [(name, word) for name, text in asked.items() for word in re.findall(r"\w+", fold(text))]
    if not found and any(text.strip() for text in asked.values()):
        raise invalid("q", "There is no word in it")
    return found


def _holding(cells: pl.Series, wanted: Iterable[str]) -> dict[str, pl.Series]:
    """In which cells each word stands; a text that stands in many is looked at once."""
    distinct = cells.unique().drop_nulls()
    texts = distinct.cast(pl.String)
    texts = _folded(texts) if cells.dtype == pl.String else texts
    holding = {word: distinct.filter(texts.str.contains(rf"(^|\W){word}($|\W)")) for word in wanted}
    return {word: cells.is_in(values.implode()).fill_null(value=False) for word, values in holding.items()}


def _folded(texts: pl.Series) -> pl.Series:
    """As :func:`schemas.core.fold.fold` does."""
    crossed = texts.str.to_lowercase().str.replace_all("[đðɖ]", "d")
    return crossed.str.normalize("NFD").str.replace_all(r"\p{Mn}", "")


def orders(said: Sequence[str], types: Types) -> list[tuple[str, bool, bool]]:
    """(column, descending, nulls last) of each; without a word for them, nulls stand as PostgreSQL puts them."""
    found: list[tuple[str, bool, bool]] = []
    for one in said:
        match = None if one.strip() in types or len(one) > LONGEST_ORDER else _ORDER.fullmatch(one)
        name = match["name"] if match else one.strip()
        if name not in types or len(found) >= MOST_FILTERS:
            raise invalid("sort", f'Field "{name[:100]}" does not exist')
        way, nulls = ((match[part] or "").lower() for part in ("way", "nulls")) if match else ("", "")
        found.append((name, way == "desc", nulls == "last" if nulls else way != "desc"))
    return found
