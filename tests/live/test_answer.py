"""The answer to a sent file where people open it: the page in a browser, the marked workbook in LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from schemas.core.i18n import LANGS
from schemas.core.registry import Content
from tests.validation.render.answers import answer, grid
from tests.validation.render.test_html import PAYLOADS, poisoned
from tests.validation.render.workbooks import cells_of, comments_in, marks_in, opened, read, sent, told_of
from validation.findings import Report
from validation.intake.answer_sheet import is_answer
from validation.intake.grid import Book
from validation.render.html import html_page
from validation.render.told import Told
from validation.render.workbook import annotated

pytestmark = pytest.mark.live
WRONG = {"A5": "error", "C6": "error", "D8": "warning", "Z4": "warning"}


def saved(data: bytes, folder: Path, kind: str) -> bytes:
    """The workbook as LibreOffice saves it."""
    office = shutil.which("soffice")
    assert office, "install the package libreoffice-calc"
    (folder / "marked.xlsx").write_bytes(data)
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, own, "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), folder / "marked.xlsx"]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return (folder / "out" / f"marked.{kind}").read_bytes()


def test_libreoffice_shows_the_same_cells_with_their_marks(province: Content, tmp_path: Path) -> None:
    original = sent()
    again = saved(annotated(told_of(WRONG), read(original), province, original), tmp_path, "xlsx")
    book = read(again)
    data = Book(book.format, tuple(sheet for sheet in book.sheets if not is_answer(sheet)))
    assert len(data.sheets) == len(book.sheets) - 1
    assert cells_of(data).items() >= cells_of(read(original)).items()  # and the formula nobody had run
    assert marks_in(again) == WRONG and comments_in(again).keys() == {*WRONG, "B7"}
    assert len(opened(again)["Biểu 01"]._charts) == 1


def test_a_workbook_mended_in_libreoffice_loses_its_marks(province: Content, tmp_path: Path) -> None:
    original = sent()
    back = saved(annotated(told_of(WRONG), read(original), province, original), tmp_path, "xlsx")
    clean = annotated(Told("x", Report()), read(back), province, back)
    assert marks_in(clean) == {} and comments_in(clean) == comments_in(original)


def test_a_text_file_as_a_workbook_opens_too(province: Content, tmp_path: Path) -> None:
    book = grid()
    made = saved(annotated(answer(), book, province), tmp_path, "ods")
    again = {key: value for key, value in cells_of(read(made, "x.ods")).items() if key[0] == book.sheets[0].name}
    assert again == cells_of(book)


def test_the_page_runs_nothing_asks_for_nothing_and_fits(province: Content, browser: Browser, tmp_path: Path) -> None:
    for number, payload in enumerate(PAYLOADS):
        for lang in LANGS:
            path = tmp_path / f"{number}{lang}.html"
            path.write_text(html_page(poisoned(payload), lang, province), encoding="utf-8")
            for width in (1200, 360):
                page = browser.new_page(viewport={"width": width, "height": 800})
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.on("dialog", lambda dialog, asked=asked: (asked.append(dialog.message), dialog.dismiss()))
                page.goto(path.as_uri())
                assert asked == [path.as_uri()]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (payload, width)
                page.close()
