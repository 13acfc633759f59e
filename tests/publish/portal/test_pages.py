"""Every page says the same in Vietnamese and in English, shows data as readers expect it, and leads nowhere wrong."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import publish
from publish import reasons
from publish.portal import errors, words
from publish.sqlite import metadata
from schemas.core.i18n import catalog
from tests.publish.portal.conftest import Served
from tests.standin.releases import EVIL

PAGES = [
    "/",
    "/datasets",
    "/datasets/waste",
    "/datasets/waste/releases/1.0.0",
    "/datasets/wells",
    "/datasets/foreign-data",
]
TEMPLATES = Path(publish.__file__).parent / "portal" / "templates"


def twin(path: str) -> str:
    return f"/en{path}".rstrip("/")


def links(text: str) -> set[str]:
    return {unescape(found) for found in re.findall(r'(?:href|src|action)="([^"]*)"', text)}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_a_twin_and_says_its_language(portal: Served, path: str) -> None:
    vietnamese, english = portal.get(path), portal.get(twin(path))
    assert '<html lang="vi">' in vietnamese.text
    assert '<html lang="en">' in english.text
    assert vietnamese.headers["Content-Language"] == "vi"
    assert f'href="{twin(path)}" lang="en"' in vietnamese.text
    assert f'href="{path}" lang="vi"' in english.text
    assert 'class="skip" href="#main"' in english.text


def test_every_link_of_every_page_leads_somewhere_and_stays_in_its_language(portal: Served) -> None:
    seen: set[str] = set()
    todo = ["/", "/en"]
    while todo:
        page = todo.pop()
        found = {link.partition("#")[0] for link in links(portal.get(page).text) if link.startswith("/")} - {""}
        inside = re.compile(r"/(en($|/)|static/|api/|datasets/[^/]+/(releases/[^/]+|latest)/[^/]+$)")
        other = {link for link in found if page.startswith("/en") and not inside.match(link)}
        assert other <= {page.removeprefix("/en") or "/"}, page
        for link in found - seen:
            seen.add(link)
            answer = portal.client.get(link)
            assert answer.status_code in (200, 302), (page, link)
            if answer.headers.get("Content-Type", "").startswith("text/html") and "/data/" not in link:
                todo.append(link)
    assert {"/en/datasets/waste", "/en/data/catalog/waste", "/datasets/waste/releases/1.0.0/waste.csv"} <= seen


def test_numbers_codes_units_and_names_are_shown_as_readers_of_each_language_expect(portal: Served) -> None:
    vietnamese, english = portal.get("/datasets/waste").text, portal.get("/en/datasets/waste").text
    for text, expected in (
        (vietnamese, ["1.220,5", "tấn/ngày", "Đô thị", "Sở Môi trường", "20/11/2025", "hằng năm", "Phát sinh ≥ 0"]),
        (english, ["1,220.5", "tấn/ngày", "Urban", "Sở Môi trường", "20 November 2025", "every year", "Generated ≥ 0"]),
    ):
        for word in [*expected, ">2030<", "T16", "III.2.1"]:  # a year has no unit: its digits are not grouped
            assert word in text, word


def test_where_rows_come_from_is_said_plainly(portal: Served) -> None:
    text = portal.get("/datasets/waste").text
    assert "1 dòng là số liệu chính thức, do cơ quan gửi và đã được duyệt." in text
    assert "2 dòng do danh mục trích dẫn từ nguồn công khai, không phải số liệu chính thức của cơ quan." in text
    assert '<span class="badge official">Chính thức</span>' in text
    assert '<span class="badge cited">Trích dẫn</span>' in text
    assert "chờ xác nhận" in text
    assert "(giấy phép: dùng tự do)" in text


def test_a_source_is_named_in_the_readers_language_and_in_vietnamese_where_it_has_no_other(portal: Served) -> None:
    vietnamese, english = portal.get("/datasets/waste").text, portal.get("/en/datasets/waste").text
    assert ">Niên giám</a>" in vietnamese
    assert ">Yearbook</a>" in english
    assert "(licence: free to use)" in english
    untranslated = portal.get("/en/datasets/wells").text
    assert ">Báo Sông Thử <span" in untranslated
    assert "(licence: không nêu)" in untranslated


def test_the_data_dictionary_names_types_in_words(portal: Served) -> None:
    vietnamese, english = portal.get("/datasets/waste").text, portal.get("/en/datasets/waste").text
    assert re.findall(r"<td>(văn bản|số|số nguyên)(?:<br>.*)?</td>", vietnamese) == [
        *("văn bản",) * 3,
        "số",
        "số nguyên",
        *("văn bản",) * 2,
    ]
    assert "<td>whole number</td>" in english
    assert "<td>string" not in vietnamese + english


def test_columns_left_out_of_the_first_rows_are_named_by_their_titles(own_portal: Served) -> None:
    from tests.standin.releases import WASTE, WASTE_WORDS, Rows

    emptied = [[*row[:3], "", "", *row[5:]] for row in WASTE.rows]
    table = Rows(WASTE.fields, emptied, WASTE.key)
    snapshot = own_portal.releases.add("waste", "1.0.0", {"waste": table}, **WASTE_WORDS)
    own_portal.wait_for(snapshot.number)
    assert "được lược bớt: Phát sinh; Năm đích." in own_portal.get("/datasets/waste").text
    assert "left out: Generated; Target year." in own_portal.get("/en/datasets/waste").text


def test_the_home_page_counts_datasets_by_what_they_hold(portal: Served) -> None:
    counts = dict(re.findall(r'<li class="(\w+)"><strong>(\d+)</strong>', portal.get("/").text))
    assert counts == {"official": "1", "cited": "3", "compiled": "0", "awaiting": "1"}
    text = portal.get("/en").text
    assert text.index("Department of Planning") < text.index("Sở Môi trường") < text.index("Somebody Else")


def test_a_dataset_without_rows_says_so_and_shows_what_it_will_hold(portal: Served) -> None:
    vietnamese, english = portal.get("/datasets/wells").text, portal.get("/en/datasets/wells").text
    assert '<p class="empty">Chưa có số liệu</p>' in vietnamese
    assert '<p class="empty">No data yet</p>' in english
    assert "<code>value</code>" in vietnamese


def test_a_dataset_from_elsewhere_is_shown_with_what_it_says(portal: Served) -> None:
    text = portal.get("/datasets/foreign-data").text
    for word in ("Somebody Else", "Tên nước", "tên nước", "Value [%]", "Lào", "gdp", "cpi", "chưa nêu"):
        assert word in text


def test_text_of_a_cell_is_text(portal: Served) -> None:
    for page in ("/datasets/waste", "/en/datasets/waste"):
        text = portal.get(page).text
        assert EVIL not in text
        assert "&lt;script&gt;" in text
        assert "javascript:" not in "".join(links(text))
        assert 'href="https://example.test/a?b=1&amp;c=2"' in text


def test_what_is_not_there_is_said_in_both_languages(portal: Served) -> None:
    for path in ("/nothing", "/datasets/nothing", "/datasets/waste/releases/9.9.9", "/datasets/waste/releases/latest"):
        assert "Không tìm thấy trang" in portal.get(path, 404).text
        assert "Page not found" in portal.get(f"/en{path}", 404).text


def test_an_older_version_points_to_the_newest(own_portal: Served) -> None:
    from tests.standin.releases import WASTE, WASTE_WORDS

    own_portal.releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    snapshot = own_portal.releases.add("waste", "1.1.0", {"waste": WASTE}, **WASTE_WORDS)
    own_portal.wait_for(snapshot.number)
    old = own_portal.get("/datasets/waste/releases/1.0.0").text
    assert "Đây là phiên bản cũ." in old
    assert "Xem phiên bản mới nhất, 1.1.0" in old
    newest = own_portal.get("/datasets/waste").text
    assert "thêm 1 dòng" in newest
    assert newest.index(">1.1.0<") < newest.index(">1.0.0<")


def test_everything_the_portal_says_exists_in_vietnamese() -> None:
    said = {*words.FREQUENCIES.values(), *words.STANDINGS.values(), *words.TYPES.values(), "yes", "no"}
    said |= {*reasons.SENTENCES.values()}
    said |= {
        *metadata.OWN_TABLES.values(),
        *metadata.DERIVED.values(),
        *(w for pair in errors.WORDS.values() for w in pair),
    }
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        said |= {found[1] for found in re.findall(r"""_\(\s*(["'])(.*?)\1""", text)}
        said |= set(re.findall(r'^  "\w+": "([^"]+)",$', text, re.MULTILINE))
    assert said - catalog("publish").keys() == set()
    assert len(said) > 90
