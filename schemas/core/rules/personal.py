"""The kind of rule that keeps people out of free text: no telephone, e-mail, identity number or name of a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, set_where
from schemas.core.rules.people import AS_WRITTEN, NOBODY, PERSONAL

EXAMPLE = "Hộ ông Nguyễn Văn A, điện thoại 0900 000 000."


@dataclass(frozen=True, kw_only=True)
class NoPersonalData(Rule):
    """The free text of ``columns`` holds no telephone or identity number, no e-mail address and no name of a person."""

    columns: tuple[str, ...]
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{columns}: no telephone number, e-mail address, identity number or name of a person"
    detail: ClassVar[str] = "“{found}” looks like personal data ({column})"

    def words(self) -> dict[str, object]:
        return {"columns": self.columns}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        found = pl.DataFrame({c: _personal(frame[c]) for c in self.columns})
        return found.select(
            pl.all_horizontal(pl.col(c).is_null() for c in self.columns).alias(OK),
            pl.coalesce(pl.when(pl.col(c).is_not_null()).then(pl.lit(c)) for c in self.columns).alias("column"),
            pl.coalesce(self.columns).alias("found"),
        )

    def breakings(self, rows: Sequence[Row]) -> Iterator[Rows]:
        for column in self.columns:
            for i in range(len(rows)):
                yield changed(rows, i, {column: EXAMPLE})

    def mend(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        for column in self.columns:
            frame = set_where(frame, _personal(frame[column]).is_not_null(), {column: pl.lit(None)})
        return self.kept(frame, given)


def _personal(texts: pl.Series) -> pl.Series:
    """The first part of each text that looks like a person's data; null where there is none."""
    each = texts.cast(pl.String).drop_nulls().unique().alias("text").to_frame()
    rows = texts.cast(pl.String).alias("text").to_frame()
    return rows.join(each.with_columns(found=personal("text")), on="text", how="left", maintain_order="left")["found"]


def personal(column: str) -> pl.Expr:
    """What looks like a person's data in a text; null where nothing does."""
    text = pl.col(column).cast(pl.String).str.normalize("NFC")
    kept = text
    for nobody in NOBODY:
        kept = kept.str.replace_all(nobody, " ; ")
    return pl.coalesce(text.str.extract(AS_WRITTEN), kept.str.extract(PERSONAL))
