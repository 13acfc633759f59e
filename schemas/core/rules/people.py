"""How telephone and identity numbers, addresses and names of people look in Vietnamese text, and what only looks so."""

from __future__ import annotations

from schemas.core.fold import fold

_SURE = [
    *("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ"),
    *("Đặng", "Bùi", "Đỗ", "Ngô", "Đinh", "Trương", "Trịnh", "Néang", "Neáng"),
]
_ALSO_WORDS = [  # a place, a body or any word may begin with them: "Châu Đốc", "Đoàn Thanh niên", "từ văn bản"
    *("Hồ", "Dương", "Lý", "Lâm", "Mai", "Đoàn", "Đào", "Cao", "Tô", "Tạ", "Thái", "Châu"),
    *("Chau", "Kim", "Thạch", "Sơn", "Danh", "Quách", "Hà", "Lương", "Lưu", "Tăng", "Từ", "Vương", "Tôn"),
]
_MIDDLE = "Minh|Hữu|Đức|Ngọc|Quốc|Quang|Công|Tấn|Đình|Bá|Duy|Chí|Thanh|Xuân|Hoài|Trọng|Tuấn|Nhật|Khắc|Sóc"
_CAP, _WORD = r"\p{Lu}\p{L}*", r"\p{L}+"
_TITLE = "ông|bà|anh|chị|cô|chú"


def _any(words: list[str]) -> str:
    """Each as it is and in capitals."""
    return "|".join(dict.fromkeys([*words, *(word.upper() for word in words)]))


_SURNAME = _any(_SURE + _ALSO_WORDS)
_FULL = rf"(?:{_SURNAME})\s+(?:Văn|Thị|VĂN|THỊ|{_MIDDLE}|{_MIDDLE.upper()})\s+{_CAP}"
_NICK = "Út|Hai|Ba|Tư|Năm|Sáu|Bảy|Tám|Chín|Mười"  # "hộ Tư Bé"
_ROLE = (  # who may be named after it: "người lập: Thu Hà"
    r"người (?:lập(?: biểu| báo cáo)?|báo cáo|liên hệ|phụ trách)|cán bộ phụ trách|phụ trách|"
    r"(?:(?:người|cán bộ|chuyên viên) )?đầu mối"
)
_FARMER = "chủ (?:trang trại|vườn|ao|bè|vựa|bãi)"
_HEAD = "(?:trưởng|chủ) (?:ấp|khóm|khu(?: dân cư| phố)?|trạm(?: bơm)?|bãi)"  # a person, though a place stands in it
_BODY = (  # what may stand there instead of a person
    r"(?:Sở|Phòng|Ban|Hội|Bộ|Cục|Viện|Đội|Đài|Quỹ|Xã|Phường|Quận|Huyện|Tỉnh|Tổ|Trạm|Đảng|Kho|UBND|HĐND|HTX|MTTQ|BQL)\b|"
    r"(?:Chi Cục|Trung Tâm|Công Ty|Văn Phòng|Ngân Hàng|Trường (?:Đại|Cao|Trung|Tiểu|Chính|Mầm)|Liên (?:Đoàn|Minh))\b"
)
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
    _FULL,
    rf"(?i:hộ)\s+(?:{_NICK})\s+{_CAP}",
    rf"(?i:{_ROLE}|{_FARMER})\s*:\s*{_CAP}\s+{_CAP}",
    rf"(?i:{_ROLE}|{_FARMER})\s*:\s*(?i:{'|'.join(_SURE)})\s+{_WORD}",
    rf"(?i:người lập|{_FARMER})\s+(?:{_any(_SURE)}|{_NICK}|(?:{_SURNAME})\s+{_CAP})\s+{_CAP}",
    r"(?:Chau|Danh|CHAU|DANH)\s+\p{Lu}\p{L}+\s+\p{Lu}\p{L}+",
    rf"(?i:{'|'.join(map(fold, _SURE + _ALSO_WORDS))})\s+(?:Van|Thi|VAN|THI)\s+{_CAP}",
    rf"(?i:{'|'.join([*_SURE, *map(fold, _SURE)])})\s+(?i:văn|thị)\s+{_WORD}",
    rf"(?i:{_BARE})\s+(?i:van|thi)\s+{_WORD}",
)
WRITTEN = (  # looked for in the text as it is
    rf"\b(?i:dntn|doanh nghiệp tư nhân|hkd|hộ kinh doanh)\s+{_FULL}",
    rf"\b(?i:{_HEAD})\s*:?\s*(?:{_any(_SURE)}|(?:{_SURNAME})\s+{_CAP})\s+{_CAP}",
    r"\+84\)?(?:[\s.()-]{0,3}\d){8,10}",
    r"\b\d{1,3}[.,]\d{4,}\s*[°º]?\s*[NBEĐ]?[\s,;/]+\d{1,3}[.,]\d{4,}",
    r"\b\d{1,3}\s*[°º]\s*\d{1,2}(?:[.,]\d+)?\s*['’′]",
    r"\b\d{1,3}[.,]\d{2,}\s*[°º]",
)
_ADMIN = "xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|tỉnh|ấp|khóm|tp|tx"
_NAMED = (
    "đường|phố|kênh|rạch|sông|cầu|chợ|trường|phà|núi|cù lao|cống|chùa|công viên|bệnh viện|quảng trường|kinh|cảng|"
    "khu dân cư|cụm dân cư|khu|trạm bơm|thpt|thcs|tiểu học|tượng đài|bãi|bến"
)
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
    r"(?i:(?:mst|mã số thuế|mã số doanh nghiệp|msdn)\s*[:.]?\s*)[0-7]\d{9}(?:-\d{3})?\b",
    r"[dD]anh (?:mục|sách|nghĩa|hiệu|tiếng|thắng|lam|nhân|bạ)|Danh (?:Mục|Sách)|DANH (?:MỤC|SÁCH|HIỆU)",
    r"(?i:đoàn thanh niên)",
    r"\b(?:Ba Chúc|Ba Thê|Ba Hòn|Ba Tri|Bảy Núi|Bảy Ngàn|Tám Ngàn|Năm Căn|Thanh Hóa)\b",
    r"\bChau (?:Doc|Thanh|Phu|Phong|Lang)\b",
    r"(?i:(?:công trình|chợ|trạm bơm|nhà máy|hạ tầng|cống|cụm) đầu mối|địa bàn phụ trách)",
    rf"(?i:{_ROLE})\s*:\s*(?:{_BODY})",
    r"[vV]ăn (?:bản|hóa|phòng|minh)|[tT]hị (?:phần|hiếu)",
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b",
    r"\b(?:[1-9]\d?|0)[.,]\d{5,}",
    r"\b(?:[1-79]\d{0,2}|8|8[0-35-9]\d?|84\d)(?:\.\d{3}){2,}(?:,\d+)?\b",
    r"\b[1-9]\d*(?:[ .]\d{3})*(?:,\d+)?\s*(?i:đồng|triệu|tỷ|vnđ|vnd|usd|kg|tấn|kwh|mwh|toe|lít|ha|m2|m3|đ)\b",
    r"\b[1-9]\d*(?:[ .]\d{3})*(?:,\d+)?\s*m[²³]",
    rf"\b(?i:{_FORM})(?:\s*[-&]?\s*\b(?i:{_FORMED})\b)*(?:\s+(?:\p{{Lu}}[\p{{L}}\d]*|&|-)){{1,5}}",
    rf"\b(?i:{_NAMED})\s+(?:{_CAP}\s+){{0,4}}{_CAP}",
    rf"\b(?i:{_ADMIN})(?:\.\s*|\s+)(?:{_CAP}\s+){{0,2}}{_CAP}",
    r"\b(?:Hồ Chí Minh|Hoàng Sa|Hoàng Liên|Phan Thiết|Phan Rang|Trần Đề|Trần Văn Thời|Dương Minh Châu|Tôn Đức Thắng)\b",
)
PERSONAL = rf"(?:^|[^\p{{L}}\p{{N}}])({'|'.join(PATTERNS)})"
AS_WRITTEN = rf"({'|'.join(WRITTEN)})"
