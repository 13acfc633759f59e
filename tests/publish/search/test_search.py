"""What a search finds, in which order, whatever is typed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.search import Entry, Question, Search, marked, snippet
from publish.search.build import Index, open_index
from publish.search.entry import words
from schemas.core.site import Text

ENTRIES = [
    Entry("dataset", "ste-organic", "/datasets/ste-organic", Text("Rác thải hữu cơ", "Organic waste"), ("ủ phân",)),
    Entry(
        "dataset", "waste", "/datasets/waste", Text("Chất thải rắn", "Solid waste"), description=("Mọi loại rác thải.",)
    ),
    Entry(
        "dataset", "plants", "/datasets/plants", Text("Nhà máy", "Plants"), cells=("Bãi rác thải Bình Đức", "Đông Hồ")
    ),
    Entry("dataset", "sizes", "/datasets/sizes", Text("Quy mô", "Sizes"), columns=("Rác thải", "waste_mass")),
    Entry("dataset", "labour", "/datasets/labour", Text("Lao động", "Labour")),
    Entry("dataset", "season", "/datasets/season", Text("Vụ đông", "Winter season")),
    Entry("target", "T16", "/targets/T16", Text("50% rác thải đô thị được xử lý", "Half of urban waste treated")),
    Entry("code", "kind/rac", "/codes#kind", Text("Rác thải")),
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    path = tmp_path_factory.mktemp("search") / "index"
    with open_index(path) as db:
        Index(db).put("all", ENTRIES, "1")
    return Search(path)


def ids(search: Search, text: str, kind: str = "") -> list[str]:
    return [hit.id for hit in search.find(Question(text), kind, limit=100).hits]


@pytest.mark.parametrize("typed", ["rác thải", "rac thai", "RÁC THẢI", "Rac  thải", "rac-thai", "rac tha"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_marks_case_and_spelling_of_unicode_do_not_matter(search: Search, typed: str, form: str) -> None:
    found = ids(search, unicodedata.normalize(form, typed))
    assert {"ste-organic", "waste", "plants", "sizes", "T16", "kind/rac"} == {*found}


def test_what_is_written_with_d_is_found_by_d(search: Search) -> None:
    assert {*ids(search, "dong")} == {*ids(search, "Đông")} == {"labour", "season", "plants"}


def test_marks_that_are_typed_count(search: Search) -> None:
    assert ids(search, "đông")[0] == "season"
    assert ids(search, "động")[0] == "labour"


def test_a_title_comes_before_a_column_a_description_and_a_cell(search: Search) -> None:
    assert ids(search, "rac thai", "dataset") == ["ste-organic", "sizes", "waste", "plants"]


@pytest.mark.parametrize(
    ("typed", "first"), [("T16", "T16"), ("waste", "waste"), ("solid waste", "waste"), ("quy mo", "sizes")]
)
def test_what_is_called_so_comes_first(search: Search, typed: str, first: str) -> None:
    assert ids(search, typed)[0] == first


def test_where_nothing_has_all_words_some_are_enough_and_that_is_told(search: Search) -> None:
    found = search.find(Question("rac thai zzz"))
    assert (found.every, found.total) == (False, 6)
    assert search.find(Question("rac thai")).every


def test_kinds_are_counted_whichever_is_asked_for(search: Search) -> None:
    found = search.find(Question("rac"), "target")
    assert (found.total, dict(found.kinds)) == (1, {"dataset": 4, "target": 1, "code": 1})


def test_pages_have_no_gap_and_no_repeat(search: Search) -> None:
    whole = ids(search, "rac")
    pages = [search.find(Question("rac"), limit=2, offset=at).hits for at in range(0, 8, 2)]
    assert [hit.id for page in pages for hit in page] == whole


OPERATORS = [
    '"',
    "*",
    "rac OR",
    "(rac",
    "rac AND",
    "NEAR(rac thai)",
    "names:rac",
    "rac - thai",
    "^rac",
    "' --",
    "{a}",
    "\x00rac",
]


@pytest.mark.parametrize("typed", OPERATORS)
def test_no_operator_is_understood(search: Search, typed: str) -> None:
    search.find(Question(typed))
    search.datasets(Question(typed))


@given(st.text(max_size=300))
def test_nothing_typed_is_an_error(search: Search, typed: str) -> None:
    found = search.find(Question(typed))
    assert len(found.hits) <= found.total
    assert len(Question(typed).words) <= 12


@given(st.text(max_size=40))
def test_what_is_marked_is_the_text_again(text: str) -> None:
    pieces = marked(text, ["rac", "th"])
    assert "".join(piece for piece, _ in pieces) == unicodedata.normalize("NFC", text)


def test_the_place_that_is_shown_has_most_of_the_words() -> None:
    texts = ["Mọi thứ rác.", "x " * 100 + "bãi rác thải ở đây", "thải"]
    pieces = snippet(texts, ["rac", "thai"])
    assert [text for text, is_found in pieces if is_found] == ["rác thải"]
    assert pieces[0][0].startswith("… ")
    assert snippet(texts, ["zzz"]) == []


@given(st.text(max_size=40))
def test_words_are_the_same_in_every_form(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


def test_what_is_replaced_is_found_no_more_and_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with open_index(path) as db:
        Index(db).put("one", [Entry("dataset", "one", "/one", Text("Bimatquanda"))], "1")
        Index(db).put("two", ENTRIES, "1")
    with open_index(path) as db:
        Index(db).put("one", [Entry("dataset", "one", "/one", Text("Khác"))], "2")
        Index(db).purge("2")
    assert ids(Search(path), "bimatquanda") == []
    assert ids(Search(path), "khac") == ["one"]
    assert b"matquanda" not in path.read_bytes()
