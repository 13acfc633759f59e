"""What people come for, click by click, with no script: an investor, a journalist, an officer, a developer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.live.seen import text

pytestmark = pytest.mark.live
SIZES = {"wide": 1280, "narrow": 360}


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    window = {"width": SIZES[request.param], "height": 900}
    context = browser.new_context(viewport=window, java_script_enabled=False, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_an_investor_has_the_file_after_four_clicks(page: Page, portal: str, tmp_path: Path) -> None:
    page.goto(portal)
    page.get_by_role("link", name="Cho nhà đầu tư: dự án, kêu gọi đầu tư, ưu đãi").first.click()
    page.get_by_role("link", name="GRDP, GDP giá hiện hành và giá so sánh 2010").first.click()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Excel (XLSX)").first.click()
    downloaded.value.save_as(tmp_path / "file.xlsx")
    assert (tmp_path / "file.xlsx").read_bytes()[:2] == b"PK"


def test_an_investor_reads_english(page: Page, portal: str) -> None:
    page.goto(portal + "/en")
    page.get_by_role("link", name="For investors: projects, calls and incentives").first.click()
    main = text(page)
    assert "Green credit" in main
    assert "No data yet" in main


def test_a_journalist_asks_and_takes_a_link_that_stays(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("link", name="Các câu hỏi soạn sẵn").click()
    page.get_by_role("link", name="Rác thải sinh hoạt theo địa bàn và kỳ").click()
    page.get_by_label("Từ năm").fill("2025")
    page.get_by_role("button", name="Trả lời").click()
    assert "938,52" in text(page)
    assert "2019-06" not in text(page, "main tbody")
    page.get_by_role("link", name="Liên kết cố định tới số liệu này").click()
    assert "/snapshots/1/" in page.url
    assert "938,52" in text(page)


def test_a_journalist_finds_without_marks_and_sees_the_source(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_label("Bạn cần tìm gì?").fill("chat thai ran sinh hoat")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Chất thải rắn sinh hoạt: phát sinh, thu gom, xử lý").first.click()
    main = text(page)
    assert "1.220" in main
    assert "Số liệu trích dẫn" in main
    assert "Báo Tin tức" in main


def test_the_public_sees_how_sure_a_status_is(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("link", name="T01", exact=True).first.click()
    main = text(page)
    assert "theo số trích dẫn, không phải số chính thức" in main
    assert "Thực tế ÷ cần thiết" in main
    assert "Cả nước" in main


def test_an_officer_sees_a_bad_file_explained(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("link", name="Kiểm tra tệp").first.click()
    page.locator(".samples button").first.click()
    assert "lỗi" in text(page).lower()
    assert page.locator("h1").count() == 1


def test_a_developer_has_an_example_that_works(page: Page, portal: str) -> None:
    page.goto(portal + "/en")
    page.get_by_role("link", name="How to use it").click()
    command = text(page, "pre")
    answer = page.request.get(command.removeprefix("curl -O ").strip())
    assert answer.ok
    assert "," in answer.text().splitlines()[0]
