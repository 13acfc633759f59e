"""The words by which agencies' sheets say what a row is: units, totals, notes, signatures, the head of a document.

They are of the Vietnamese way of writing tables, not of one agency. All are matched on folded text.
"""

from __future__ import annotations

import re

SERIAL = re.compile(r"^(?:stt|s\.?t\.?t|tt|so tt|so thu tu|thu tu|no|#)\.?$")

_WHOLE = "so|cong|chung|toan tinh|toan huyen|toan xa|toan vung|ca tinh|ca huyen|ca nuoc|chi tiet|nhom|muc|phan"
TOTAL = re.compile(
    rf"^(?:(?:tong|cong)(?:\s+(?:{_WHOLE}|[ivx]+|[a-z]))*|toan (?:tinh|quoc|huyen|xa|vung)|ca (?:nuoc|tinh|huyen)"
    r"|total|grand total|sum)\s*(?:\([^)]*\)|=.*)?\s*[:.]?$"
)
WHOLE = re.compile(r"^(?:tong (?:so|cong)|toan |ca |total|grand)")  # closes every group above it, "Cộng" the last one
ASIDE = re.compile(r"^(?:don vi tinh|dvt|don vi|ma so|ky hieu|ghi chu)\b")  # columns that say nothing of what a row is
TOTAL_STARTS = frozenset(("tổn", "cộn", "toà", "cả ", "ton", "con", "toa", "ca ", "tot", "gra", "sum"))
_TOTALS = ("tổng", "cộng", "toàn", "cả", "tong", "cong", "toan", "ca", "total", "grand", "sum")

NOTE = re.compile(
    r"^(?:\(?\*+\)?|\(?[¹²³]\)?|(?:ghi chu|chu thich|chu giai|nguon|luu y|chu y|note|source)\s*(?:[:.]|$))"
)
ORGANISATION = re.compile(r"^(?:so|ban|phong|ubnd|uy ban|huyen|xa|cong ty|chi cuc|cuc|truong|trung tam|vien)\b")
SIGNATURE = re.compile(
    r"^(?:nguoi lap|lap bang|lap bieu|nguoi kiem tra|kiem soat|thu truong|giam doc|pho giam doc|chu tich|pho chu tich"
    r"|ke toan|kt\.|tm\.|tl\.|\(?ky[,) ]|\(?da ky|noi nhan|xac nhan cua|truong phong|chanh van phong|cuc truong"
    r"|nguoi bao cao|dai dien)"
)
DAY_LINE = re.compile(r"\bngay\b[\s.…\d]*\bthang\b[\s.…\d]*\bnam\b(?!\s+(?:sinh|cap|ban hanh|bat dau|ket thuc))")
MOTTO = re.compile(r"cong hoa xa hoi chu nghia|doc lap\s*[-–]\s*tu do|ban hanh kem|kem theo|^mau so|^bieu (?:so|mau)")
DOCUMENT_HEAD = re.compile(
    r"^(?:so|kinh gui|don vi (?:bao cao|nhan|gui)|ky bao cao|ngay (?:nhan|bao cao)|ten don vi|dia chi)\s*:|^phu luc\b"
)
LABEL = re.compile(r":\s*(?:\(\d+\)|[.…_\s]*)$")  # "Địa chỉ:", "Thuộc loại hình:(1)": a line to fill in, no heading
FILLER = re.compile(r"^(?:trong do|chia ra|bao gom|gom|trong tong so|phan theo|chia theo)\b(?:\s*(?:co|la)\b)?[\s:]*")

NUMBERED = re.compile(r"^[(\[]?(?P<mark>[a-z]|\d{1,2})[)\]]?(?:\s*=.*)?$")
ITEM = re.compile(r"^\d{1,2}\s*[.)]\s*\D")  # "1. Hệ thần kinh": an item of a list, no heading of a column
ROMAN = re.compile(r"^(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})$")
GROUP_MARK = re.compile(r"^(?P<mark>[ivx]+|[a-z])\s*[.)/:\-–]\s*(?P<text>\S.*)$", re.IGNORECASE | re.DOTALL)


def is_total(text: str, folded: str) -> bool:
    """Whether a label says that its row is a total. Marks count where there are any: "Cống" is a people, no "Cộng"."""
    return bool(TOTAL.match(folded)) and re.split(r"[\s(:.]", text.lower(), maxsplit=1)[0] in _TOTALS
