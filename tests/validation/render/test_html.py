"""The page that stands alone: everything a sender wrote is text in it, and it needs nothing from anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from schemas.core.i18n import LANGS, Lang
from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.intake.grid import Repair
from validation.render.html import html_fragment, html_page, stylesheet
from validation.render.told import LeftOut, Part, Told

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "'--><b>",
    "\u202e\u200b\x00\x1b[31m",
]


class Seen(HTMLParser):
    """The elements of a page with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def poisoned(payload: str) -> Told:
    finding = Finding(
        "cell.codelist",
        "error",
        payload,
        payload,
        2,
        payload,
        "A2",
        payload,
        {},
        {"list": payload, "expected": payload, "suggest": payload},
        payload,
    )
    return Told(
        payload,
        Report((finding, replace(finding, row=3, cell="A3")), unchecked={payload: payload}),
        (Repair(payload, payload, payload, 2, payload, payload),),
        (LeftOut(1, payload, payload, payload),),
        (Part(payload, sheet=payload, area="A1:B2", columns=((payload, payload, None),)),),
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_the_same_elements_whatever_was_sent(province: Content, lang: Lang) -> None:
    plain = Seen(html_page(poisoned("x"), lang, province)).tags
    for payload in PAYLOADS:
        assert Seen(html_page(poisoned(payload), lang, province)).tags == plain, payload


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_run_or_fetched(told: Told, province: Content, lang: Lang) -> None:
    page = html_page(told, lang, province)
    tags = {tag for tag, _ in Seen(page).tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not re.search(r"url\(|@import|https?:", page)
    assert f'<html lang="{lang}">' in page and "default-src 'none'" in page


def test_it_says_everything_in_the_language_asked_for(told: Told, province: Content) -> None:
    vi, en = (" ".join(" ".join(Seen(html_page(told, lang, province)).text).split()) for lang in LANGS)
    for words in ("Có lỗi cần sửa", "5 trong 800 chỗ", "ghi là: do", "Dòng không lấy làm số liệu", "Nước giếng"):
        assert words in vi
    for words in ("There are errors", "5 of 800", "write: do", "Rows not taken as data", "Well water"):
        assert words in en
    assert "805 Lỗi" in re.sub(r"(\w+) (\d+)", r"\2 \1", vi) or "Lỗi 805" in vi


def test_headings_captions_and_headers_of_tables_are_there(told: Told, province: Content) -> None:
    tags = Seen(html_page(told, "vi", province)).tags
    headings = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1 and all(b - a <= 1 for a, b in pairwise(headings))
    count = [tag for tag, _ in tags]
    assert count.count("table") == count.count("caption")
    assert all(said.get("scope") for tag, said in tags if tag == "th")


def test_rules_are_links_where_there_is_a_page_for_them(told: Told, province: Content) -> None:
    assert 'href="https://x.vn/rules/cell.type"' in html_page(told, "vi", province, rules="https://x.vn/rules")


def test_a_page_of_somebody_has_the_same_inside(told: Told, province: Content) -> None:
    assert str(html_fragment(told, "vi", province)).strip() in html_page(told, "vi", province)
    assert all(line.startswith((".answer", "@", "}")) for line in stylesheet().splitlines() if line.strip())


def test_without_findings_it_says_so(province: Content) -> None:
    page = html_page(Told("a.csv", Report()), "vi", province)
    assert "Không có lỗi, không có cảnh báo." in page and "<ol" not in page
