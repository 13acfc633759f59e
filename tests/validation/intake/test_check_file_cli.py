"""``ktth check FILE``: files that agencies send, beside packages, in one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from publish.cli.main import main
from publish.settings import Settings

ROWS = (
    ("Mực nước giếng năm 2023",),
    ("Giếng", "Mực nước thấp nhất (m)", "Mực nước cao nhất (m)", "Nguồn gốc"),
    ("G1", "1,5", "2,5", "do"),
    ("G2", 3.5, 2.5, "do"),
    ("Ghi chú: đo tháng 6",),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.title = "Giếng"
    book.save(tmp_path / "gieng.xlsx")
    return tmp_path / "gieng.xlsx"


@pytest.fixture
def ktth(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Settings) -> Any:
    for name in ("CORPORA", "SHARED_DATA"):  # of tests, no settings
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KTTH_CONTENT", "province")
    monkeypatch.setenv("KTTH_DATAPACKAGES", str(home.datapackages))
    monkeypatch.setenv("KTTH_ROOT", str(home.root))

    def run(*args: str) -> tuple[object, str]:
        try:
            main(list(args))
        except SystemExit as ended:
            return ended.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    return run


def test_a_workbook_by_its_headings(ktth: Any, workbook: Path) -> None:
    code, said = ktth("check", str(workbook))
    assert code == 1
    assert "gieng.xlsx" in said and "Giếng!B4" in said
    assert "không có cột “Kỳ số liệu”: lấy từ tên bảng" in said
    assert "«Ghi chú: đo tháng 6»" in said
    assert "Đã đọc 2 dòng: 1 lỗi" in said


def test_the_dataset_may_be_said(ktth: Any, workbook: Path) -> None:
    assert ktth("check", str(workbook), "--as", "well-water")[0] == 1
    code, _ = ktth("check", str(workbook), "--as", "no-such")
    assert code == 2


def test_json_holds_everything_of_each_file(ktth: Any, workbook: Path) -> None:
    code, said = ktth("check", str(workbook), "--json")
    value = json.loads(said)
    (one,) = value["files"]
    assert (code, value["valid"], value["errors"], one["file"]) == (1, False, 1, "gieng.xlsx")
    (finding,) = [f for f in one["findings"] if f["severity"] == "error"]
    assert (finding["sheet"], finding["cell"], finding["value"], finding["rule"]) == (
        "Giếng",
        "B4",
        "3.5",
        "well.levels",
    )
    assert {row["reason"] for row in one["left_out"]} == {"title", "note"}
    assert {repair["rule"] for repair in one["repairs"]} >= {"repair.from-title", "repair.decimal-comma"}
    assert [column["column"] for column in one["parts"][0]["columns"]] == ["A", "B", "C", "D"]


def test_files_and_packages_together(ktth: Any, workbook: Path, home: Settings) -> None:
    code, said = ktth("check", str(workbook), str(home.datapackages / "well-water"), "--json")
    value = json.loads(said)
    assert code == 1 and len(value["files"]) == 1
    assert [table["dataset"] for table in value["tables"]] == ["well-water"]


def test_packages_alone_are_checked_as_before(ktth: Any) -> None:
    code, said = ktth("check", "--json")
    assert code == 0 and "files" not in json.loads(said)


def test_a_text_file_too(ktth: Any, tmp_path: Path) -> None:
    path = tmp_path / "gieng.csv"
    path.write_text(
        "Giếng;Kỳ số liệu;Mực nước thấp nhất;Mực nước cao nhất;Nguồn gốc\nG1;2023;1,5;2,5;do\n", encoding="utf-8"
    )
    code, said = ktth("check", str(path))
    assert code == 0, said
