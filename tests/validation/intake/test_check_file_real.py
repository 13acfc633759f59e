"""Files that agencies and statistics offices really made. They stand outside the project: the environment says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.validation.intake.conftest import HOUSE, Sent
from validation.intake.check import Answer
from validation.intake.layout import Block, find_blocks
from validation.intake.readers import read_book

WITH_TABLES = {  # legacy workbooks: the table that must be found first in one of their sheets
    "2BZ73_FDI": ("T4-2005", ["STT", "Chuyên ngành", "Số dự án", "TVĐT", "Vốn pháp định", "Đầu tư thực hiện"]),
    "82F5B_NK": ("NK", ["Stt", "", "Đơn vị / tính", "K.H / 2005", "TH / T1/2004", "Ư.TH / T1/2005"]),
    "KH2003-bieu": ("TH", ["Số TT", "Tên chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2001", "Ước TH năm 2002"]),
    "Mau22_CKTC": ("Sheet1", ["STT", "NỘI DUNG", "NĂM 2006"]),
    "Channuoi_2007": ("Ga_07", ["Mã số", "Số TT", "Địa chỉ / Xã", "Địa chỉ / Huyện", "Loại hình chăn nuôi"]),
}


def folder(variable: str, beside: str, *below: str) -> Path:
    found = Path(os.environ.get(variable, HOUSE.parent / "shared" / beside)).joinpath(*below)
    if not found.is_dir():
        pytest.skip(f"not there: {found} (see {variable})")
    return found


@pytest.fixture
def population() -> Path:
    return folder("SHARED_DATA", "data", "vn_pop")


@pytest.fixture
def legacy() -> list[Path]:
    return sorted(folder("CORPORA", "corpora", "legacy-xls", "xls").glob("*.xls"))


def blocks(path: Path) -> dict[str, list[Block]]:
    return {sheet.name: find_blocks(sheet) for sheet in read_book(path).sheets}


def rules(answer: Answer) -> set[str]:
    return {finding.rule for finding in answer.report.findings}


def test_the_census_has_one_table_on_each_of_its_sheets(population: Path) -> None:
    found = blocks(population / "indepth_pop.xlsx")
    assert len(found) == 15 and all(len(each) == 1 for each in found.values())
    first = found["Bieu 1"][0]
    assert [h.text for h in first.columns][1:5] == [
        "Tổng số / Chung",
        "Tổng số / Nam",
        "Tổng số / Nữ",
        "Thành thị / Chung",
    ]
    assert (first.unit, len(first.rows)) == ("Người", 69)
    groups = [one.text for one in first.left_out if one.reason == "group"]
    assert groups == ["Vùng kinh tế - xã hội", "Tỉnh, thành phố"]


def test_a_statistical_yearbook_is_the_population_by_years(population: Path, sent: Sent) -> None:
    (answer,) = sent.file(population / "V02.01.xlsx")
    assert answer.dataset == "ref-population" and answer.typed is not None
    assert answer.typed.frame.height == 69 * 12
    assert {"unit.convertible", "column.missing", "column.unnamed"} <= rules(answer)
    unit = [f for f in answer.report.findings if f.rule == "unit.convertible"]
    assert [f.cell for f in unit] == ["B4"]
    assert answer.typed.frame["population_avg"][:2].to_list() == [20_216_810, 20_525_360]


def test_corrupted_districts_are_flagged_with_what_area_and_density_prove(population: Path, sent: Sent) -> None:
    (answer,) = sent.file(population / "dist_list_wiki.csv")
    wrong = {f.cell: f for f in answer.report.findings if f.rule == "number.contradicted"}
    proven = {cell: (f.value, str(f.params.get("suggest")).replace(",", ".")) for cell, f in wrong.items()}
    assert (proven["G3"], proven["H4"]) == (("4003", "400.3"), ("1.878", "1878"))
    flagged = {f.row for f in answer.report.findings if f.cell and f.cell.startswith("G")}
    lines = (population / "dist_list_wiki.csv").read_text(encoding="utf-8").splitlines()
    assert len(flagged) > 0.85 * len(lines)


@pytest.mark.parametrize("name", ["pop_delta.xlsx", "2022.csv", "An_Giang.csv", "Vietnam_properties_f.csv"])
def test_tables_of_no_dataset_have_a_shape(population: Path, sent: Sent, name: str) -> None:
    answers = sent.file(population / name)
    (part,) = [part for answer in answers for part in answer.parts]
    assert len(part.block.columns) > 3 and len(part.block.rows) > 15
    assert "dataset.unknown" in rules(answers[-1]) or "dataset.unclear" in rules(answers[-1])


@pytest.mark.parametrize("name", WITH_TABLES)
def test_tables_of_legacy_workbooks(legacy: list[Path], name: str) -> None:
    path = next(path for path in legacy if name in path.name)
    sheet, headings = WITH_TABLES[name]
    first = blocks(path)[sheet][0]
    assert [heading.text for heading in first.columns][: len(headings)] == headings


def test_every_row_of_every_legacy_workbook_is_accounted_for(legacy: list[Path], sent: Sent) -> None:
    for path in legacy:
        for sheet in read_book(path).sheets:
            rows = [r for b in find_blocks(sheet) for r in (*b.header, *b.rows, *(one.row for one in b.left_out))]
            assert sorted(rows) == list(range(len(sheet.rows))), (path.name, sheet.name)


def test_every_legacy_workbook_has_an_answer(legacy: list[Path], sent: Sent) -> None:
    for path in legacy:
        answers = sent.file(path)
        assert answers and all(f.severity in ("error", "warning") for a in answers for f in a.report.findings), (
            path.name
        )
