"""The first rows of a table on its page: the newest first, texts whole, numbers readable, figures in sight."""

from __future__ import annotations

import re

from tests.publish.portal.conftest import Served, show
from tests.standin.releases import Rows, text


def test_the_newest_periods_come_first_and_long_tables_say_how_much_is_left(own_portal: Served) -> None:
    table = Rows([text("period"), text("note")], [[str(year), "x" * 900 + "end"] for year in range(1964, 2025)])
    page = show(own_portal, table)
    assert re.findall(r"<td>(\d{4})</td>", page) == [str(year) for year in range(2024, 2004, -1)]
    assert page.count("xend</td>") == 20
    assert "20 dòng đầu trên tổng số 61 dòng, văn bản không bị rút gọn; còn 41 dòng trong các tệp tải về." in page
    older = own_portal.get("/en/datasets/odd/releases/1.0.0").text
    assert "The first 20 of 61 rows, whole texts; 41 more are in the downloads." in older


def test_a_table_of_fifty_rows_is_shown_whole_in_its_order(own_portal: Served) -> None:
    page = show(own_portal, Rows([text("period")], [[f"Era {n}"] for n in range(50)]))
    assert re.findall(r"<td>Era (\d+)</td>", page) == [str(n) for n in range(50)]
    assert "Toàn bộ 50 dòng" in page


def test_only_large_numbers_are_rounded_and_the_page_says_so(own_portal: Served) -> None:
    table = Rows([{"name": "v", "type": "number", "unit": "t"}], [["1234.5678"], ["99.98765"], ["100.25"]])
    page = show(own_portal, table, "/datasets/odd")
    assert '<span title="1.234,5678">1.234,57</span>' in page
    assert ">99,98765<" in page
    assert ">100,25<" in page
    assert "tối đa hai chữ số thập phân" in page
    assert "tối đa hai" not in own_portal.get("/datasets/odd").text.partition("Các cột")[2]


def test_figures_stand_before_what_all_rows_share(own_portal: Served) -> None:
    fields = [text("province"), text("area"), {"name": "mass", "type": "number", "unit": "t"}, text("period")]
    rows = [["89", "DT", "1", "2024"], ["89", "NT", "2", "2024"]]
    page = show(own_portal, Rows(fields, rows, key=["province", "area"]))
    heads = re.findall(r'<th scope="col"(?: class="number")?>(\w+)', page)
    assert heads[:4] == ["period", "area", "mass", "province"]
