"""The questions that are ready: each has words in both languages and an answer, on the content and when it is full."""

from __future__ import annotations

import re

import pytest

from schemas.angiang import SITE
from schemas.core.i18n import LANGS
from schemas.core.site import Query

NAMES = [query.name for query in SITE.queries]


@pytest.mark.parametrize("query", SITE.queries, ids=NAMES)
def test_a_question_is_put_in_both_languages(query: Query) -> None:
    texts = [query.title, query.about, *query.headings.values()]
    for one in query.parameters:
        texts += [one.title, one.hint]
        assert f":{one.name}" in query.sql
    assert all(text.vi and text.en for text in texts)
    assert {*re.findall(r"(?<!:):([a-z]+)", query.sql)} == {one.name for one in query.parameters}
    for lang in LANGS:
        assert "{" not in query.in_language(lang)


def test_each_has_a_name_of_its_own() -> None:
    assert len({*NAMES}) == len(NAMES) >= 12
