"""The canonical form of a table: the bytes that are archived, compared and hashed.

UTF-8 without a mark, ``\\n``, a header row, fields quoted only where they must be, rows sorted by the primary key
(source order where there is none), null as the empty cell, dates in ISO 8601. A number is the shortest decimal that
reads back as the same 64-bit value, without an exponent and without a trailing ``.0``. The cells of a package from
elsewhere are kept as they were sent: its own schema says how to read them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite, isnan
from typing import Any

import polars as pl

from validation.table import TypedTable


def number_text(value: float) -> str:
    """``1220.0`` -> ``1220``, ``1e-07`` -> ``0.0000001``, ``-0.0`` -> ``0``; ``NaN`` and ``INF`` as in Table Schema."""
    if not isfinite(value):
        return "NaN" if isnan(value) else ("INF" if value > 0 else "-INF")
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def canonical_order(typed: TypedTable) -> pl.Series | None:
    """The numbers of the rows in canonical order; None where they stand in it."""
    key = [k for k in typed.table.primary_key if k in typed.frame.columns]
    if not key:
        return None
    order = typed.frame.select(pl.row_index("_row"), *key).sort(key, nulls_last=True, maintain_order=True)["_row"]
    return None if order.is_sorted() else order


def text_frame(typed: TypedTable, order: pl.Series | None) -> pl.DataFrame:
    """The rows as canonical text, in the order said; columns that were not sent are empty."""
    if typed.table.own:
        columns = [_text(typed.frame, f["name"]) for f in typed.table.fields]
    else:
        columns = [typed.text.columns[name].fill_null("") for name in typed.text.columns.columns]
    frame = pl.DataFrame(columns) if columns else pl.DataFrame()
    return frame if order is None else frame[order]


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [""] * frame.height, dtype=pl.String)
    values = frame[name]
    if values.dtype.is_float():
        return _number_texts(values)
    if values.dtype == pl.Boolean:
        return values.replace_strict({True: "true", False: "false"}, default="", return_dtype=pl.String)
    return values.cast(pl.String).fill_null("")


def _number_texts(values: pl.Series) -> pl.Series:
    """:func:`number_text` of each value, empty where there is none; polars writes the usual ones so, but their end."""
    values = values.cast(pl.Float64)
    texts = values.cast(pl.String).str.strip_suffix(".0").fill_null("")
    odd = values.is_not_null() & ~texts.str.contains(r"^(?:0|-?[1-9][0-9]*|-?[0-9]+\.[0-9]+)$")
    if odd.any():
        exact = {v: number_text(v) for v in values.filter(odd).unique()}
        texts = texts.zip_with(~odd, values.replace_strict(exact, default=None, return_dtype=pl.String))
    return texts


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """A frame of text as canonical CSV. A lone empty cell is quoted, so that its row is not an empty line."""
    if frame.width != 1:
        frame = frame.with_columns(pl.all().replace("", None))  # polars quotes the empty text, and leaves null bare
    stream = io.BytesIO()
    frame.write_csv(stream, quote_style="necessary")
    return stream.getvalue()


def sha256(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def json_bytes(value: object) -> bytes:
    """Readable JSON, the same bytes for equal values."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def identity(descriptor: Mapping[str, Any], tables: Mapping[str, bytes]) -> str:
    """The digest that names a release's content: its tables and its metadata, but not when or as what it was released.

    Allowed values drawn from code lists are left out: a list has versions of its own.
    """
    return identity_of(descriptor, {name: sha256(content) for name, content in tables.items()})


def identity_of(descriptor: Mapping[str, Any], digests: Mapping[str, str]) -> str:
    """The same of the digests of the tables."""
    said = {k: v for k, v in descriptor.items() if k not in ("version", "created", "resources")}
    resources = [_lasting(r) for r in descriptor.get("resources", ())]
    whole = {"descriptor": said, "resources": resources, "tables": dict(digests)}
    return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _lasting(resource: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in resource.items() if k not in ("hash", "bytes")}
    schema = kept.get("schema")
    if isinstance(schema, Mapping):
        kept["schema"] = {**schema, "fields": without_code_lists(schema.get("fields", ()))}
    return kept


def without_code_lists(fields: Iterable[Mapping[str, Any]]) -> Sequence[dict[str, Any]]:
    """Fields without the ``enum`` that a code list gave them."""
    found = []
    for field in fields:
        kept = dict(field)
        if kept.get("codelist"):
            limits = {k: v for k, v in kept.get("constraints", {}).items() if k != "enum"}
            kept = {k: v for k, v in {**kept, "constraints": limits}.items() if v}
        found.append(kept)
    return found
