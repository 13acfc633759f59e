"""``ktth check FILE`` with its answers written: one place for one answer, a folder for several."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import frictionless
import pytest
from openpyxl import load_workbook

from publish.answers import Sent, written
from publish.errors import KtthError, UsageError
from publish.files import check_sent
from publish.packages import is_sent
from publish.settings import Settings
from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.render.told import Told

TABLE = "Giếng,Kỳ số liệu,Mực nước thấp nhất,Mực nước cao nhất,Nguồn gốc\nG1,2024,1.5,2.5,do\nG2,2024,nhiều,2.5,do\n"


@pytest.fixture
def sent(tmp_path: Path, province: Content, home: Settings) -> list[Sent]:
    """Two files of one name in two folders."""
    paths = [tmp_path / folder / "bao cao.csv" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(TABLE, encoding="utf-8")
    assert all(map(is_sent, paths))
    return check_sent(paths, province, lambda _: None, lambda _: None, home=home.datapackages)


def test_one_answer_is_written_to_one_file(sent: list[Sent], tmp_path: Path, province: Content) -> None:
    wanted = {form: tmp_path / "new" / form for form in ("workbook", "html", "frictionless")}
    assert list(written(sent[:1], wanted, province, "vi", "province")) == list(wanted.values())
    book = load_workbook(BytesIO(wanted["workbook"].read_bytes()))
    assert book.worksheets[1]["C3"].value == "nhiều" and "LỖI" in book.worksheets[1]["C3"].comment.text
    assert "C3" in wanted["html"].read_text(encoding="utf-8")
    report = frictionless.Report.from_descriptor(json.loads(wanted["frictionless"].read_text(encoding="utf-8")))
    assert [3, 3] in report.flatten(["rowNumber", "fieldNumber"])


def test_several_answers_are_written_into_a_folder(sent: list[Sent], tmp_path: Path, province: Content) -> None:
    told = Sent(Told(report=Report((Finding("license.missing", "warning"),))))
    found = list(written([*sent, told], {"html": tmp_path / "out", "workbook": None}, province, "en", "province"))
    assert [path.name for path in found] == ["bao cao-ktth.html", "bao cao-ktth-2.html", "packages-ktth.html"]
    assert all(path.parent == tmp_path / "out" for path in found)


def test_a_file_that_was_sent_is_not_written_over(sent: list[Sent], province: Content) -> None:
    with pytest.raises(UsageError, match="not written over"):
        list(written(sent[:1], {"html": sent[0].path}, province, "vi", "province"))
    assert sent[0].path and sent[0].path.read_text(encoding="utf-8") == TABLE


def test_packages_alone_have_no_cells_to_mark(tmp_path: Path, province: Content) -> None:
    with pytest.raises(UsageError, match="no file with cells"):
        list(written([Sent(Told())], {"workbook": tmp_path / "x.xlsx"}, province, "vi", "province"))


def test_a_place_that_cannot_be_written_is_said(sent: list[Sent], tmp_path: Path, province: Content) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KtthError, match="cannot be written"):
        list(written(sent[:1], {"html": tmp_path / "file" / "x.html"}, province, "vi", "province"))


def test_the_table_is_called_by_its_title(sent: list[Sent], home: Settings) -> None:
    authored = json.loads((home.datapackages / "well-water" / "datapackage.json").read_text(encoding="utf-8"))
    assert sent[0].told.parts[0].title.vi == authored["title"]
