"""The page that checks a file, as an officer meets it: without scripts, in two languages, wide and narrow."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page

from tests.live.seen import text
from tests.live.test_portal import WIDTHS, visit

pytestmark = pytest.mark.live
SECONDS = 15.0  # for 1,000 rows, on a machine that does other things too


def fits(page: Page, width: int) -> bool:
    """Asked by a page with scripts; without them the browser itself says how wide a page is."""
    return int(page.locator("html").evaluate("e => e.scrollWidth")) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_sample_is_checked_with_one_click_and_no_script(browser: Browser, portal: str, lang: str, width: int) -> None:
    page, troubles = visit(browser, f"{portal}{'/en' if lang == 'en' else ''}/check", width)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator(".samples li").count() >= 10
    page.locator(".samples button").nth(1).click()
    page.wait_for_url("**/check/*")
    assert text(page, "h1") == ("Result of the check" if lang == "en" else "Kết quả kiểm tra")
    assert page.locator(".causes > li").count() > 0
    assert page.locator("html").get_attribute("lang") == lang
    address, troubles_here = page.url, [t for t in troubles if "favicon" not in t]
    page.context.close()
    again, more = visit(browser, address, width, scripts=True)
    assert fits(again, width)
    assert [*troubles_here, *more] == []
    again.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_fits_and_can_be_used_by_its_labels(browser: Browser, portal: str, width: int) -> None:
    page, troubles = visit(browser, portal + "/check", width, scripts=True)
    assert (fits(page, width), troubles) == (True, [])
    for label in ("Tệp", "Bộ dữ liệu", "Văn bản gửi kèm"):
        assert page.get_by_label(label, exact=False).first.is_visible()
    for button in page.get_by_role("button").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 24
    page.context.close()


def test_a_file_of_a_thousand_rows_comes_back_marked_within_seconds(
    browser: Browser, portal: str, tmp_path: Path
) -> None:
    path = tmp_path / "rác thải.xlsx"
    written(path, 1000)
    page, _ = visit(browser, portal + "/check", 1280)
    page.get_by_label("Tệp").first.set_input_files(path)
    page.get_by_label("Bộ dữ liệu").first.select_option("ste-msw-flow")
    begun = time.monotonic()
    page.get_by_role("button", name="Kiểm tra tệp này").click()
    page.wait_for_url("**/check/*")
    assert time.monotonic() - begun < SECONDS
    assert "rác thải.xlsx" in text(page)
    assert "mười" in text(page)
    with page.expect_download() as begun_download:
        page.get_by_role("link", name="Tải bảng tính đã đánh dấu ô sai").click()
    assert begun_download.value.suggested_filename == "rác thải-ktth.xlsx"
    begun_download.value.save_as(tmp_path / "marked.xlsx")
    assert len(load_workbook(tmp_path / "marked.xlsx").sheetnames) == 2
    page.get_by_role("button", name="Xóa ngay").click()
    page.wait_for_url("**/check")
    page.context.close()


def test_a_dataset_without_data_leads_to_the_check(browser: Browser, portal: str) -> None:
    page, _ = visit(browser, portal + "/datasets/ste-waste-facility", 1280)
    page.get_by_role("link", name="Kiểm tra tệp trước khi gửi").first.click()
    assert page.get_by_label("Bộ dữ liệu").first.input_value() == "ste-waste-facility"
    page.context.close()


def written(path: Path, rows: int) -> None:
    """Waste by place and year, one figure of them in words."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["Kỳ số liệu", "Mã đơn vị hành chính", "Khu vực", "Phát sinh (tấn/ngày)", "Loại số liệu", "Văn bản nguồn"]
    )
    places = [str(code) for code in (89, 883, 884, *range(886, 895))]
    keys = [(str(year), place, area) for year in range(1990, 2020) for place in places for area in ("DT", "NT", "TS")]
    for number, key in enumerate(keys[:rows]):
        sheet.append([*key, "mười" if number == 500 else 100 + number % 7, "CT", "BC 1"])
    book.save(path)
