"""The kind of rule that keeps firms out of free text: no legal form with a name after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, set_where

_FORM = (
    "tổng công ty|công ty|cty|tập đoàn|doanh nghiệp tư nhân|dntn|htx|hợp tác xã|tổ hợp tác|liên danh|hộ kinh doanh|hkd"
)
_GENERAL = (  # in this order; what is left after it is a name
    r"(?i:hiệp hội|liên minh|liên hiệp|luật|hội|diễn đàn|báo|chỉ số) (?i:doanh nghiệp|hợp tác xã|htx)",
    r"\b(?i:tnhh|trách nhiệm hữu hạn|cổ phần|cp|mtv|(?:một|hai) thành viên|trở lên|hợp danh|xnk|xuất nhập khẩu)\b",
    r"\b(?i:nhà nước|nhỏ và vừa|vừa và nhỏ|nông nghiệp|phi nông nghiệp|kiểu mới|xã hội|khoa học và công nghệ)\b",
    r"\b(?:FDI|KCN|CCN|OCOP|VietGAP|GlobalGAP|SME|EU|ASEAN|TW|Trung ương|Việt Nam|Nhật Bản|Hàn Quốc|Trung Quốc)\b",
    r"\b(?:An Giang|Kiên Giang|Đồng Tháp|Cần Thơ|Long Xuyên|Châu Đốc|Rạch Giá|Đồng bằng|ĐBSCL|Mekong)\b",
)
_QUOTE = "[\"'“‘«]?"
NAMED = (
    rf"\b((?i:{_FORM})[\s&-]+{_QUOTE}\p{{Lu}}[\p{{L}}\d]+(?:\s+\p{{Lu}}\p{{L}}+)*|"
    rf"(?i:doanh nghiệp)\s+{_QUOTE}\p{{Lu}}\p{{Ll}}+\s+\p{{Lu}}\p{{Ll}}+)"
)
EXAMPLE = "Công ty TNHH Thủy sản Minh Phát phản ánh thủ tục."


@dataclass(frozen=True, kw_only=True)
class NoFirmNamed(Rule):
    """The free text of ``columns`` names no firm, cooperative or household business."""

    columns: tuple[str, ...]
    rowwise: ClassVar[bool] = True
    statement: ClassVar[str] = "{columns}: no firm or cooperative is named"
    detail: ClassVar[str] = "“{found}” looks like the name of a firm or cooperative ({column})"
    remedy: ClassVar[str] = "Leave the name out: write “a firm”, “a cooperative”."

    def words(self) -> dict[str, object]:
        return {"columns": self.columns}

    def judge(self, frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        found = frame.select(firm(c).alias(c) for c in self.columns)
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
            frame = set_where(frame, firm(column).is_not_null(), {column: pl.lit(None)})
        return self.kept(frame, given)


def firm(column: str) -> pl.Expr:
    """What looks like the name of a firm in a text; null where nothing does."""
    text = pl.col(column).cast(pl.String).str.normalize("NFC")
    for general in _GENERAL:
        text = text.str.replace_all(general, "")
    return text.str.replace_all(r"\s+", " ").str.extract(NAMED)
