"""Every page says the same in Vietnamese and in English, shows data as readers expect it, and leads nowhere wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import publish
from publish import reasons, summary
from publish.past import roll_back
from publish.portal import errors, words
from publish.registers import read_registers
from publish.sqlite import metadata
from schemas.core.i18n import catalog
from tests.publish.portal.conftest import Served, show
from tests.standin.releases import CONTENT, CREATED, EVIL, Releases, Rows, text

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
        inside = re.compile(
            r"/(en($|/)|static/|api/|openapi\.json$|llms\.txt$|sitemap\.xml$|catalog\.|datasets/[^/]+/dcat\.|datasets/[^/]+/(releases/[^/]+|latest)/([^/]+|data/[^/]+)$)"
        )
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
    for page, expected in (
        (vietnamese, ["1.220,5", "tấn/ngày", "Đô thị", "Sở Môi trường", "20/11/2025", "hằng năm", "Phát sinh ≥ 0"]),
        (english, ["1,220.5", "tấn/ngày", "Urban", "Sở Môi trường", "20 November 2025", "every year", "Generated ≥ 0"]),
    ):
        for word in [*expected, ">2030<", "T16", "III.2.1"]:  # a year has no unit: its digits are not grouped
            assert word in page, word


def test_where_rows_come_from_is_said_plainly(portal: Served) -> None:
    text = portal.get("/datasets/waste").text
    assert "3 dòng (1 chính thức, 2 trích dẫn)" in portal.get("/datasets").text
    assert "Rows: 3 (1 official, 2 cited)" in portal.get("/en/datasets").text
    assert "1 row is an official figure, sent" in portal.get("/en/datasets/waste").text
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
    assert '<span lang="vi">Báo Sông Thử</span>' in untranslated
    assert '(licence: <span lang="vi">không nêu</span>)' in untranslated


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
    assert counts == {"official": "0", "mixed": "1", "cited": "0", "compiled": "0", "unstated": "3", "awaiting": "1"}
    assert sum(map(int, counts.values())) == 5


def test_the_dictionary_follows_the_order_of_the_register_of_agencies(portal: Served) -> None:
    text = portal.get("/en/dictionary").text
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


def test_rows_that_do_not_say_where_they_come_from_are_not_called_cited(portal: Served) -> None:
    assert "1 dòng không ghi xuất xứ." in portal.get("/datasets/foreign-data").text
    english = portal.get("/en/datasets/foreign-data").text
    assert "1 row does not state where it comes from." in english
    assert "cited" not in english


def test_a_dataset_of_files_lists_them_and_never_says_no_data(own_portal: Served) -> None:
    document = b"<script>alert(1)</script>"
    entry = own_portal.releases.keep("maps", "1.0.0", {}, {"data/map.svg": document, "data/plan.pdf": b"%PDF"})
    own_portal.wait_for(own_portal.releases.catalog.append({"maps": entry}, CREATED).number)
    english = own_portal.get("/en/datasets/maps").text
    for page in (own_portal.get("/datasets/maps").text, own_portal.get("/").text, english, own_portal.get("/en").text):
        assert '<p class="empty">' not in page
        assert 'class="badge awaiting">Chưa' not in page
        assert 'class="badge awaiting">No' not in page
    assert ">Planning map</a>" in english
    assert "SVG, 25 B" in english
    for file, media_type in (("map.svg", "application/octet-stream"), ("plan.pdf", "application/pdf")):
        assert f'href="/datasets/maps/releases/1.0.0/data/{file}"' in english
        answer = own_portal.get(f"/datasets/maps/latest/data/{file}", 302)
        answer = own_portal.get(answer.headers["Location"])
        assert answer.headers["Content-Type"] == media_type
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    listed = own_portal.get("/api/v1/datasets/maps").json()
    assert (listed["standing"], [f["bytes"] for f in listed["files"]]) == ("files", [25, 4])
    own_portal.get(listed["files"][0]["url"])


def test_what_a_resource_from_elsewhere_says_of_itself_is_show(own_portal: Served) -> None:
    table = Rows([text("x")], [["1"]], resource={"title": "Rainfall by station", "description": "Gauges, daily."})
    page = show(own_portal, table)
    assert "Rainfall by station</h2>" in page
    assert "Gauges, daily." in page
    assert "Gauges, daily." in own_portal.get("/data/catalog/odd").text
    [said] = own_portal.get("/api/v1/datasets/odd").json()["tables"]
    assert (said["title"]["en"], said["description"]["en"]) == ("Rainfall by station", "Gauges, daily.")


def test_a_release_can_be_cited_with_the_day_it_was_in_the_portals_zone(own_portal: Served) -> None:
    site = replace(CONTENT.site, timezone="Asia/Ho_Chi_Minh")
    for zone, day in ((site, "21 November 2025"), (CONTENT.site, "20 November 2025")):
        assert words.day("2025-11-20T18:30:00Z", "en", ZoneInfo(zone.timezone)) == day
    show(own_portal, Rows([text("x")], [["1"]]), title="Bộ lẻ", titleEn="Odd set")
    base = str(own_portal.client.base_url).rstrip("/")
    address = f"{base}/en/datasets/odd/releases/1.0.0"
    for path in ("/en/datasets/odd", "/en/datasets/odd/releases/1.0.0"):
        page = own_portal.get(path).text
        assert "Trial River Department of Trials. Odd set, version 1.0.0 (20 November 2025)." in page
        assert f'<a href="{address}">{address}</a>' in page
    assert "Bộ lẻ, phiên bản 1.0.0 (20/11/2025)." in own_portal.get("/datasets/odd").text


def test_targets_are_told_in_the_words_of_their_register(tmp_path: Path) -> None:
    site = replace(CONTENT.site, vocabularies={"targets": ("plan", "id")})
    releases = Releases(tmp_path)
    plan = Rows([text(n) for n in ("id", "quote_vi", "summary_en")], [["T16", "Giảm rác", "Less waste"]])
    snapshot = releases.add("plan", "1.0.0", {"plan": plan})
    term = read_registers(releases.catalog, snapshot, site).term("targets", "T16")
    assert (term["vi"], term["en"]) == ("Giảm rác", "Less waste")


def test_vietnamese_text_on_an_english_page_is_marked_for_screen_readers(portal: Served) -> None:
    assert '<span lang="vi">Báo Sông Thử</span>' in portal.get("/en/datasets/wells").text
    assert 'lang="vi">Sở Môi trường</span>' in portal.get("/en/datasets/waste").text
    assert '<span lang="vi">' not in portal.get("/datasets/waste").text


def test_the_foot_of_a_page_leads_to_the_api_the_code_lists_and_datasette(portal: Served) -> None:
    foot = portal.get("/en").text.partition("<footer")[2]
    assert {"/openapi.json", "/en/codes", "/en/rules", "/en/data/catalog"} <= links(foot)


def test_what_is_not_there_is_said_in_both_languages(portal: Served) -> None:
    for path in ("/nothing", "/datasets/nothing", "/datasets/waste/releases/9.9.9", "/datasets/waste/releases/latest"):
        assert "Không tìm thấy trang" in portal.get(path, 404).text
        assert "Page not found" in portal.get(f"/en{path}", 404).text


def test_a_version_that_is_not_current_leads_to_the_current_one(own_portal: Served) -> None:
    from tests.standin.releases import WASTE, WASTE_WORDS

    own_portal.releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    snapshot = own_portal.releases.add("waste", "1.1.0", {"waste": WASTE}, **WASTE_WORDS)
    own_portal.wait_for(snapshot.number)
    old = own_portal.get("/datasets/waste/releases/1.0.0").text
    assert "Đây không phải phiên bản hiện hành." in old
    assert "Xem phiên bản hiện hành, 1.1.0" in old
    newest = own_portal.get("/datasets/waste").text
    assert "Thêm 1 dòng" in newest
    assert newest.index(">1.1.0<") < newest.index(">1.0.0<")
    assert "danh mục được đưa về" not in old + newest
    back = roll_back(own_portal.releases.catalog, {"waste": "1.0.0"}, "2026-12-20T00:00:00Z", "nhầm <đơn vị>")
    own_portal.wait_for(back.number)
    for path in ("/datasets/waste", "/datasets/waste/releases/1.1.0"):
        told = own_portal.get(path).text
        assert "Ngày 20/12/2026 danh mục được đưa về lại phiên bản 1.0.0. Lý do nêu ra: nhầm &lt;đơn vị&gt;" in told
    assert "Xem phiên bản hiện hành, 1.0.0" in told


def test_everything_the_portal_says_exists_in_vietnamese() -> None:
    said = {*words.FREQUENCIES.values(), *words.STANDINGS.values(), *words.TYPES.values(), "yes", "no"}
    said |= {*reasons.SENTENCES.values(), *reasons.ONE.values(), *reasons.PARTS.values(), *summary.COUNTED.values()}
    said |= {sentence for both in words.ROWS.values() for sentence in both}
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
