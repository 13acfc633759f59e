"""A template that an agency fills in and LibreOffice saves is read for exactly the rows that were written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from publish.forms import Forms, is_asked
from publish.settings import Settings
from schemas.core.registry import Content, load_content
from schemas.core.rules import Given
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.intake.check import check_book
from validation.intake.readers import read_book
from validation.package import read_package
from validation.template.book import write_template
from validation.template.fields import written
from validation.template.form import Form

pytestmark = pytest.mark.live
HOUSE = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
ROWS = "12"
FORMATS = {"xlsx": 1, "ods": 9, "xls": 9}  # every so many of the templates are saved so
WITH_BLANKS = "boolean.blank"  # a warning that is right: yes in some rows, nothing in the others
Frames = Mapping[TableName, pl.DataFrame]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content("schemas.angiang")


@pytest.fixture(scope="module")
def frames(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Rows of every table as an agency would send them: invented ones, and the registers' own."""
    folder = tmp_path_factory.mktemp("sample")
    env = {k: v for k, v in os.environ.items() if not k.startswith("KTTH_")} | {"PYTHONPATH": str(HOUSE)}
    sample = [sys.executable, "-m", "publish", "sample", "--all", "--quiet", "--rows", ROWS, "--out", str(folder)]
    subprocess.run(sample, cwd=HOUSE, env=env, check=True, timeout=300)
    read = [t for dataset in content.datasets for t in read_package(folder / dataset, content).tables]
    found = {(t.table.dataset, t.table.name): _as_sent(t.frame, content) for t in read}
    return {name: _kept(content.tables[name], frame, found) for name, frame in found.items()}


def _as_sent(frame: pl.DataFrame, content: Content) -> pl.DataFrame:
    given = {c: pl.lit(v) for c, v in content.site.intake.items() if c in frame.columns}
    status = [pl.col(c).fill_null("UT") for c in ("data_status",) if c in frame.columns]
    source = {"source_doc": pl.lit("01/BC-MINH-HOA")} if "source_doc" in frame.columns else {}
    return frame.with_columns(*status, **given, **source)


def _kept(table: Table, frame: pl.DataFrame, tables: Frames) -> pl.DataFrame:
    """The rows that keep every rule as official ones."""
    given = Given(key=table.primary_key, tables=tables, today=DAY)
    for rule in table.rules:
        frame = rule.kept(frame, given)
    return frame


def filled(form: Form, frames: Frames) -> bytes:
    """The template with the rows written below the example, as an agency's program writes them."""
    book = load_workbook(BytesIO(write_template(form, "vi")))
    for table in form.tables:
        sheet = book[form.sheet_names("vi")[table.name]]
        for down, row in enumerate(frames[table.dataset, table.name].iter_rows(named=True), start=4):
            for place, said in enumerate(form.fields(table), start=1):
                cell = sheet.cell(down, place, written(form.choices(table, said), row[said["name"]], "vi"))
                cell.number_format = sheet.column_dimensions[get_column_letter(place)].number_format
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def saved(content: Content, frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each format, with every template as LibreOffice saves it there."""
    office = shutil.which("soffice")
    assert office, "install the package libreoffice-calc"
    folder = tmp_path_factory.mktemp("office")
    forms = Forms(content, Settings(datapackages=HOUSE / "datapackages", root=folder / "absent"))
    for dataset in (d for d in content.datasets if is_asked(d, content)):
        (folder / f"{dataset}.xlsx").write_bytes(filled(forms.form(dataset, DAY), frames))
    for kind, each in FORMATS.items():
        files = [str(file) for file in sorted(folder.glob("*.xlsx"))[::each]]
        own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [office, own, "--headless", "--convert-to", kind, "--outdir", str(folder / kind), *files]
        subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("kind", FORMATS)
def test_every_filled_template_comes_back_with_the_same_rows_and_no_finding(
    content: Content, frames: Frames, saved: Path, kind: str
) -> None:
    files, seen = sorted((saved / kind).iterdir()), list[str]()
    for file in files:
        answers = check_book(read_book(file, file.name), content, frames.get, today=DAY)
        found = [f for answer in answers for f in answer.report.findings if f.rule != WITH_BLANKS]
        assert found == [], (file.name, len(found), found[:3])
        for answer in (a for a in answers if a.dataset):
            assert answer.dataset == file.stem
            assert answer.typed is not None
            assert answer.typed.frame.select(frames[answer.dataset, answer.table].columns).equals(
                frames[answer.dataset, answer.table]
            )
            seen.append(f"{answer.dataset}/{answer.table}")
    assert sorted(seen) == sorted(f"{f.stem}/{t.name}" for f in files for t in content.datasets[f.stem])


def test_what_guides_the_agency_is_still_there(saved: Path) -> None:
    """But for the frozen header: LibreOffice keeps that only where it has a window."""
    file = saved / "xlsx" / "ste-msw-flow.xlsx"
    book = load_workbook(file)
    sheet = book.worksheets[0]
    assert [s.title for s in book.worksheets[1:]] == ["Hướng dẫn", "Danh mục"]
    lists = [c for c in sheet.data_validations.dataValidation if c.type == "list"]
    assert len(lists) == 4 and all("Danh mục" in c.formula1 for c in lists)
    assert {c.errorStyle or "stop" for c in lists} == {"stop", "warning"}
    assert "Bắt buộc" in sheet["A1"].comment.text
    with ZipFile(file) as packed:
        assert b"ktth_dataset" in packed.read("docProps/custom.xml")
