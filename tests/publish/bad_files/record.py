"""What the reports of the bad files say; ``python -m tests.publish.bad_files.record`` writes docs/bad-files.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from publish.archive import Archive
from publish.lookup import elsewhere
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.told import told
from schemas.core.registry import load_content
from tests.publish.bad_files import ALL
from tests.publish.bad_files.bad import Bad
from validation.intake.check import check_book, tables_named
from validation.intake.grid import Book
from validation.intake.limits import DEFAULT
from validation.intake.readers import read_book
from validation.render.text import told_lines
from validation.render.told import Told

HOUSE = Path(__file__).parents[3]
RECORD = HOUSE / "docs" / "bad-files.md"
DAY = date(2026, 3, 2)  # on which all of them are checked
CONTENT = load_content("schemas.angiang")
HEAD = """# Tệp có lỗi và báo cáo của từng tệp / Bad files and the report of each

Ghi lại những gì `ktth check` trả lời cho {count} tệp có lỗi, để người không biết tiếng Anh đọc và sửa được ngay
từ báo cáo. Tệp được tạo trong `tests/publish/bad_files`; mỗi tệp được sửa đúng như mục “Sửa” rồi kiểm tra lại: không
còn lỗi. Số liệu là bịa ra để thử. / What `ktth check` answers to {count} bad files, so that who knows no English can
mend them from the report. Each is mended as said under “Sửa” and checked again by `tests/publish/test_bad_files.py`:
no error is left. The figures are made up.

Sinh lại / Regenerate: `python -m tests.publish.bad_files.record`
"""


@dataclass(frozen=True)
class Answered:
    """A file, what was read of it, and what it came to."""

    data: bytes
    book: Book
    told: Told

    @property
    def lines(self) -> list[str]:
        return list(told_lines(self.told, "vi", CONTENT))


@cache
def answered(bad: Bad, of: Callable[[Bad], bytes] = Bad.sent) -> Answered:
    """The answer to the file as it is sent, or to ``Bad.corrected``."""
    settings = Settings(root=HOUSE / "nothing-is-released", datapackages=HOUSE / "datapackages")
    look = elsewhere(Catalog(Archive(settings.root)), CONTENT, settings)
    tables = tables_named(CONTENT, bad.dataset) if bad.dataset else None
    data = of(bad)
    with TemporaryDirectory() as folder:
        path = Path(folder) / bad.name
        path.write_bytes(data)
        book = read_book(path, bad.name, DEFAULT)
    answers = check_book(book, CONTENT, look, tables=tables, today=DAY)
    return Answered(data, book, told(bad.name, answers, CONTENT, {}))


def record() -> str:
    return "\n".join([HEAD.format(count=len(ALL)), *(_told(bad) for bad in ALL)])


def _told(bad: Bad) -> str:
    option = f" --as {bad.dataset}" if bad.dataset else ""
    report = "\n".join(answered(bad).lines)
    asked = f"$ ktth check {bad.name}{option}"
    return f"## {bad.name}\n\n{bad.spoiled}\n\n```\n{asked}\n{report}\n```\n\n**Sửa:** {_mended(bad)}\n"


def _mended(bad: Bad) -> str:
    cells = [f"{place} ← {'(trống)' if value is None else value}" for place, value in bad.mend.items()]
    rows = [f"xóa dòng {row}" for row in bad.drop]
    return "; ".join([*cells, *rows, *([bad.otherwise] if bad.otherwise else [])]) + "."


if __name__ == "__main__":
    RECORD.write_text(record(), encoding="utf-8")
