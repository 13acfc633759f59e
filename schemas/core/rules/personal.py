"""The kind of rule that keeps people out of free text: no telephone, e-mail, identity number or name of a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from schemas.core.fold import fold
from schemas.core.rules.base import OK, Given, Row, Rows, Rule, changed, set_where

_SURE = [
    *("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ"),
    *("Đặng", "Bùi", "Đỗ", "Ngô", "Đinh", "Trương", "Trịnh", "Néang", "Neáng"),
]
_ALSO_WORDS = [  # a place, a body or any word may begin with them: "Châu Đốc", "Đoàn Thanh niên", "từ văn bản"
    *("Hồ", "Dương", "Lý", "Lâm", "Mai", "Đoàn", "Đào", "Cao", "Tô", "Tạ", "Thái", "Châu"),
    *("Chau", "Kim", "Thạch", "Sơn", "Danh", "Quách", "Hà", "Lương", "Lưu", "Tăng", "Từ", "Vương", "Tôn"),
]
_MIDDLE = "Minh|Hữu|Đức|Ngọc|Quốc|Quang|Công|Tấn|Đình|Bá|Duy|Chí"
_CAP, _WORD = r"\p{Lu}\p{L}*", r"\p{L}+"
_TITLE = "ông|bà|anh|chị|cô|chú"


def _any(words: list[str]) -> str:
    """Each as it is and in capitals."""
    return "|".join(dict.fromkeys([*words, *(word.upper() for word in words)]))


_SURNAME = _any(_SURE + _ALSO_WORDS)
_BARE = "Nguyen|Pham|Tran"  # other surnames without marks are places as well
_END = r"(?-u:\b)"  # of digits; the engine is slow where a boundary may be of any alphabet
PATTERNS = (
    r"[\w.+-]+\s*(?:@|[(\[](?i:a|at|@)[)\]])\s*[\w-]+(?:\s*\.\s*[\w-]+)+",
    rf"(?:\(?\+?84\)?|\(?0)(?:[\s.()-]{{0,3}}\d){{8,10}}{_END}",
    rf"(?:\d{{9}}|\d{{12}}|\d{{3}}-\d{{3}}-\d{{3}}(?:-\d{{3}})?){_END}",
    rf"(?:{_TITLE})(?:\s*[/(]\s*(?:{_TITLE})\)?)?(?:\s*[.:]\s*|\s+){_CAP}",  # "Ông Chưởng", "Bà Rịa" are places
    rf"(?i:{_TITLE}|chủ hộ|hộ kinh doanh|hkd)(?:\s*[.:]\s*|\s+)(?:{_SURNAME})\s+{_CAP}",
    rf"(?i:{_TITLE}|chủ hộ)(?:\s*[.:]\s*|\s+)(?i:{'|'.join(_SURE)})(?:[\s,.;)]|$)",
    rf"(?i:{_TITLE}|chủ hộ)\s*[.:]\s*{_CAP}",
    rf"(?i:hộ)\s+(?:{_SURNAME})\s+{_CAP}\s+\p{{Lu}}",  # "hộ Kim Sơn" may be a place
    rf"(?i:hộ)\s+(?i:{_TITLE})\s+{_CAP}",
    rf"(?:[Ôô]\.|(?i:đ/c|đồng chí)\s*[.:]?)\s*(?:{_CAP})",
    rf"(?:Mr|Mrs|Ms)\.?\s+{_CAP}",
    rf"(?:{_any(_SURE)}|{_any(_BARE.split('|'))})(?:\s+{_CAP}){{1,4}}",
    rf"(?:{_SURNAME})\s+(?:Văn|Thị|VĂN|THỊ|{_MIDDLE}|{_MIDDLE.upper()})\s+{_CAP}",
    rf"(?i:{'|'.join(map(fold, _SURE + _ALSO_WORDS))})\s+(?:Van|Thi|VAN|THI)\s+{_CAP}",
    rf"(?i:{'|'.join([*_SURE, *map(fold, _SURE)])})\s+(?i:văn|thị)\s+{_WORD}",
    rf"(?i:{_BARE})\s+(?i:van|thi)\s+{_WORD}",
)
WRITTEN = (  # looked for in the text as it is
    r"\+84\)?(?:[\s.()-]{0,3}\d){8,10}",
    r"\b\d{1,3}[.,]\d{4,}\s*[°º]?\s*[NBEĐ]?[\s,;/]+\d{1,3}[.,]\d{4,}",
    r"\b\d{1,3}\s*[°º]\s*\d{1,2}(?:[.,]\d+)?\s*['’′]",
    r"\b\d{1,3}[.,]\d{2,}\s*[°º]",
)
_ADMIN = "xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|tỉnh|ấp|khóm|tp|tx"
_NAMED = "đường|phố|kênh|rạch|sông|cầu|chợ|trường|phà|núi|cù lao|cống|chùa|công viên|bệnh viện|quảng trường|kinh|cảng"
_FORM = (
    "công ty|tập đoàn|doanh nghiệp(?: tư nhân)?|dntn|htx|hợp tác xã|tổ hợp tác|ngân hàng|trung tâm|cty|"
    "tổng công ty|liên hiệp|liên danh|nhà xuất bản"
)
_FORMED = (
    "tnhh|trách nhiệm hữu hạn|cổ phần|cp|mtv|một thành viên|hai thành viên|thương mại|dịch vụ|sản xuất|xây dựng|tm|dv|"
    "sx|xd|và|đầu tư|nông nghiệp|môi trường|xuất nhập khẩu|xnk|chế biến|du lịch|đào tạo|hợp danh|tái chế|năng lượng"
)
NOBODY = (  # in this order
    r"https?://\S+",
    r"(?i:ghi chú|chú thích|chú ý|(?:yêu|nhu|toàn) cầu|(?:hiện|môi|thị|chủ|tăng) trường|con đường)",
    r"[vV]ăn (?:bản|hóa|phòng|minh)|[tT]hị (?:phần|hiếu)",
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b",
    r"\b(?:[1-9]\d?|0)[.,]\d{5,}",
    r"\b(?:[1-79]\d{0,2}|8|8[0-35-9]\d?|84\d)(?:\.\d{3}){2,}(?:,\d+)?\b",
    r"\b[1-9]\d*(?:[ .]\d{3})*(?:,\d+)?\s*(?i:đồng|triệu|tỷ|vnđ|vnd|usd|kg|tấn|kwh|đ)\b",
    rf"\b(?i:{_FORM})(?:\s*[-&]?\s*\b(?i:{_FORMED})\b)*(?:\s+(?:\p{{Lu}}[\p{{L}}\d]*|&|-)){{1,5}}",
    rf"\b(?i:{_NAMED})\s+(?:{_CAP}\s+){{0,4}}{_CAP}",
    rf"\b(?i:{_ADMIN})(?:\.\s*|\s+)(?:{_CAP}\s+){{0,2}}{_CAP}",
    r"\b(?:Hồ Chí Minh|Hoàng Sa|Hoàng Liên|Phan Thiết|Phan Rang|Trần Đề|Trần Văn Thời|Dương Minh Châu|Tôn Đức Thắng)\b",
)
PERSONAL = rf"(?:^|[^\p{{L}}\p{{N}}])({'|'.join(PATTERNS)})"
AS_WRITTEN = rf"({'|'.join(WRITTEN)})"
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
