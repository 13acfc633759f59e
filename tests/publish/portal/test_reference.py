"""The reference pages: every rule with rows that keep it and rows that break it, every column, every code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from publish.archive import Archive
from publish.portal import create_app
from publish.settings import Settings
from publish.snapshot import Catalog
from schemas.core.registry import Content
from tests.publish.portal.conftest import Served
from validation.intake.messages import REPAIRS
from validation.render.rulebook import engine_groups, engine_rules


@pytest.fixture
def client(home: Settings, province: Content) -> Iterator[TestClient]:
    """The portal of a content package with rules; nothing is released."""
    with TestClient(create_app(Catalog(Archive(home.root)), province, home)) as found:
        yield found


def test_every_rule_is_listed_and_has_a_page_in_both_languages(client: TestClient, province: Content) -> None:
    assert province.rules
    listed = client.get("/rules").text
    for name in province.rules:
        assert f'href="/rules/{name}"' in listed
        for prefix in ("", "/en"):
            page = client.get(f"{prefix}/rules/{name}").text
            assert "<mark>" in page, name  # what was changed to break it
            assert 'class="found"' in page, name  # the row at which it is found
    assert client.get("/rules/no-such-rule").status_code == 404


def test_a_rule_in_the_api_has_the_same_examples(client: TestClient, province: Content) -> None:
    listed = client.get("/api/v1/rules").json()
    assert listed["total"] == len(province.rules) == len(listed["rules"])
    for said in listed["rules"]:
        one = client.get(f"/api/v1/rules/{said['id']}").json()
        assert one["passing"]
        assert one["failing"]
        assert all(example["found"] for example in one["failing"])
        assert one["title"]["vi"] != one["title"]["en"]
    assert client.get("/api/v1/rules/no-such-rule").status_code == 404


def test_the_dictionary_has_every_column_and_links_its_code_list(portal: Served) -> None:
    page = portal.get("/dictionary").text
    waste = portal.get("/api/v1/datasets/waste").json()
    for column in waste["tables"][0]["columns"]:
        assert f"<code>{column['name']}</code>" in page
    codes = portal.get("/en/codes").text
    for name in re.findall(r'href="/codes#([^"]+)"', page):
        assert f'id="{name}"' in codes


def test_every_rule_of_the_engine_is_listed_and_has_a_page_in_both_languages(client: TestClient) -> None:
    for prefix, other in (("", "Cách sửa"), ("/en", "How to mend it")):
        listed = client.get(f"{prefix}/rules").text
        for name, rule in engine_rules().items():
            assert f'href="{prefix}/rules/{name}"' in listed
            page = client.get(f"{prefix}/rules/{name}").text
            assert f"<code>{name}</code>" in page and (other in page or not rule.mend.vi)
        assert all(f'id="{name}"' in listed for name in REPAIRS)
    groups = [rule.id for _, rules in engine_groups() for rule in rules]
    assert sorted(groups) == sorted(engine_rules())
