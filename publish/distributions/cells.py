"""Rows as the XML of a worksheet, whole columns at a time. Nothing that is written is a formula.

What a cell cannot hold as its type is text there, letter for letter as in the CSV: whole numbers of more than 15 digits
(a spreadsheet would round them), numbers with more digits than a double, ``NaN`` and ``INF``, days before March 1900
(spreadsheets disagree about them), fractions of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import polars as pl

from validation.render.workbook.cells import letters
from validation.render.workbook.grid import ESCAPE
from validation.render.workbook.xml import FORBIDDEN, MAIN, quoted
from validation.spelling import DOUBLE_DIGITS

DAY, MOMENT, HOUR, TEXT, PREFIXED, HEADER, WRAPPED = range(1, 8)  # styles, by their place in STYLES
FACE = '<sz val="11"/><name val="Calibri"/>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd&quot;T&quot;hh:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>'
    f'<fonts count="2"><font>{FACE}</font><font><b/>{FACE}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFDDE9E4"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
FIRST_DAY = 61  # 1900-03-01: before it Excel counts a 29 February that was none
NUMERIC = ("integer", "number")
PLAIN = r"^-?[0-9]+(\.[0-9]+)?$"
LEADS = r"^[=+\-@\t\r]"
ODD = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"  # what is written in another way
CHUNK = 20_000  # rows
NARROW, WIDE = 8, 60  # characters


def sheet(frame: pl.DataFrame, kinds: Mapping[str, str], *, text: int = TEXT) -> Iterator[bytes]:
    """The part of a worksheet: the names of the columns, frozen, then the rows.

    ``frame`` is as :func:`publish.rows.typed_rows` makes it, ``kinds`` are its columns' types, ``text`` the style of
    texts.
    """
    yield _head(frame)
    for start in range(0, frame.height, CHUNK):
        part = frame[start : start + CHUNK]
        number = pl.int_range(start + 2, start + 2 + part.height, eager=True).cast(pl.String).alias("#")
        cells = [
            _cells(part[n].alias(""), kinds.get(n, "string"), letters(i), number, text)
            for i, n in enumerate(frame.columns, 1)
        ]
        empty = pl.concat_str(pl.lit('<c r="A'), "#", pl.lit('"/>'))  # readers pass over a row without any cell
        first = pl.coalesce(pl.lit(cells[0]), empty)
        rows = [pl.lit('<row r="'), pl.col("#"), pl.lit('">'), first, *map(pl.lit, cells[1:]), pl.lit("</row>")]
        yield "".join(number.to_frame().select(pl.concat_str(rows, ignore_nulls=True)).to_series()).encode()
    last = f"A1:{letters(max(frame.width, 1))}{frame.height + 1}"
    yield f'</sheetData><autoFilter ref="{last}"/></worksheet>'.encode()


def _head(frame: pl.DataFrame) -> bytes:
    widths = (
        f'<col min="{i}" max="{i}" width="{_width(name, frame[:CHUNK][name].alias(""))}" customWidth="1"/>'
        for i, name in enumerate(frame.columns, 1)
    )
    titles = "".join(_text(f"{letters(i)}1", name, HEADER) for i, name in enumerate(frame.columns, 1))
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:{letters(max(frame.width, 1))}{frame.height + 1}"/>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        + (f"<cols>{''.join(widths)}</cols>" if frame.width else "")
        + f'<sheetData><row r="1">{titles}</row>'
    ).encode()


def _width(name: str, column: pl.Series) -> int:
    """``column`` without its name, which polars may take for a pattern."""
    longest = column.cast(pl.String).str.len_chars().max()
    return min(max(len(name) + 3, longest + 2 if isinstance(longest, int) else 0, NARROW), WIDE)


def _text(ref: str, said: str, style: int) -> str:
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_stored(said)}</t></is></c>'


def _cells(column: pl.Series, kind: str, letter: str, number: pl.Series, style: int) -> pl.Series:
    """The XML of each cell of a column; null where there is no value."""
    frame = pl.DataFrame({"#": number, "value": column})
    value = pl.col("value")
    ref = pl.concat_str(pl.lit(f'<c r="{letter}'), "#", pl.lit('"'))
    as_number, look = _numbers(column, kind, value)
    plain = pl.concat_str(ref, pl.lit(f"{look}><v>"), as_number, pl.lit("</v></c>"))
    if column.dtype == pl.Boolean:
        return frame.select(plain).to_series()
    words = column if column.dtype == pl.String else column.cast(pl.String).replace({"inf": "INF", "-inf": "-INF"})
    escaped = pl.lit(_escaped(words))
    led = pl.lit(words.str.contains(LEADS))
    styled = pl.when(led & (style == TEXT)).then(pl.lit(PREFIXED)).otherwise(pl.lit(style)).cast(pl.String)
    quotes = pl.lit('" t="inlineStr"><is><t xml:space="preserve">')
    texts = pl.concat_str(ref, pl.lit(' s="'), styled, quotes, escaped, pl.lit("</t></is></c>"))
    return frame.select(pl.coalesce(plain, texts)).to_series()


def _numbers(column: pl.Series, kind: str, value: pl.Expr) -> tuple[pl.Expr, str]:
    """The cells that are numbers to a spreadsheet, as it writes them, null for others; and how such a cell looks."""
    if column.dtype == pl.Boolean:
        return value.cast(pl.Int8).cast(pl.String), ' t="b"'
    if column.dtype.is_float():
        return pl.when(value.is_finite()).then(value).cast(pl.String), ""
    if column.dtype.is_integer():
        return pl.when(value.abs() < 10**DOUBLE_DIGITS).then(value).cast(pl.String), ""
    if kind in NUMERIC:  # some number of this column does not fit its type; a short one does all the same
        short = value.str.replace("[-.]", "").str.len_chars() <= DOUBLE_DIGITS
        return pl.when(value.str.contains(PLAIN) & short).then(value), ""
    if kind == "date":
        days = (value.str.to_date("%Y-%m-%d", strict=False) - EPOCH.date()).dt.total_days()
        return pl.when(days >= FIRST_DAY).then(days).cast(pl.String), f' s="{DAY}"'
    if kind == "datetime":
        moments = (value.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us") - EPOCH).dt.total_seconds()
        return pl.when(moments >= FIRST_DAY * 86_400).then(moments / 86_400).cast(pl.String), f' s="{MOMENT}"'
    if kind == "time":
        clock = value.str.to_time("%H:%M:%S", strict=False).cast(pl.Int64)
        return (clock / 86_400_000_000_000).cast(pl.String), f' s="{HOUR}"'
    return pl.lit(None, dtype=pl.String), ""


def _escaped(words: pl.Series) -> pl.Series:
    """Texts as XML. What it cannot hold is written as spreadsheets write it: ``_x001B_``."""
    if words.str.contains(ODD).any():
        words = pl.Series([None if said is None else _coded(said) for said in words], dtype=pl.String)
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        words = words.str.replace_all(mark, entity, literal=True)
    return words


def _coded(said: str) -> str:
    return FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", ESCAPE.sub("_x005F_", said))


def _stored(said: str) -> str:
    return str(_escaped(pl.Series([said]))[0])


def tab(name: str, taken: Sequence[str] = ()) -> str:
    """``name`` as a worksheet can be called."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "Data"
    return plain if plain.casefold() not in {t.casefold() for t in taken} else f"{plain[:26]} data"


def listed(names: Sequence[str], relations: Sequence[str]) -> str:
    """The worksheets of a workbook, in their order."""
    sheets = zip(names, relations, strict=True)
    return "".join(f'<sheet name={quoted(n)} sheetId="{i}" r:id="{r}"/>' for i, (n, r) in enumerate(sheets, 1))
