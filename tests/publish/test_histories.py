"""What happens to a published dataset, each to its end: the right version, its reasons, the changes, the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from publish.archive import Archive
from publish.gate import Gate
from publish.portal import create_app
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Refused
from publish.verify import Verification
from publish.withdraw import withdraw
from schemas.core.registry import Content
from tests.publish.portal.conftest import client_of

FIELDS = [
    {"name": "year", "type": "year"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["rac", "nhua"]}},
    {"name": "tonnes", "type": "number"},
    {"name": "note", "type": "string"},
]
ROWS = [["2022", "rac", "120.5", ""], ["2022", "nhua", "11", ""], ["2023", "rac", "130", "ước"]]


@dataclass
class History:
    """One dataset from elsewhere, released again and again; a portal over what was released."""

    folder: Path
    content: Content
    settings: Settings
    gate: Gate

    @property
    def catalog(self) -> Catalog:
        return Catalog(Archive(self.settings.root))

    def release(self, fields: list[dict[str, Any]], rows: list[list[str]], **said: Any) -> tuple[str, list[str]]:
        schema = {"fields": fields, "primaryKey": ["year", "kind"]}
        resource = {"name": "waste", "path": "waste.csv", "schema": schema}
        told = {"name": "waste", "title": "Rác", "licenses": [{"name": "cc-by-4.0"}], "resources": [resource]}
        self.folder.mkdir(exist_ok=True)
        (self.folder / "datapackage.json").write_text(json.dumps(told), encoding="utf-8")
        lines = [",".join(field["name"] for field in fields), *map(",".join, rows)]
        (self.folder / "waste.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        [step] = release([self.folder], self.content, self.settings, Options(**said), self.gate)
        return step.version, [reason.kind for reason in step.reasons]


@pytest.fixture
def history(home: Settings, province: Content, gate: Gate, tmp_path: Path) -> History:
    found = History(tmp_path / "waste", province, home, gate)
    assert found.release(FIELDS, ROWS) == ("1.0.0", ["first"])
    return found


@contextmanager
def reading(history: History) -> Iterator[Callable[[str], httpx.Response]]:
    """Reads an address of a portal over what is released now."""
    with client_of(create_app(history.catalog, history.content, history.settings)) as client:
        yield client.get


def corrected(history: History) -> tuple[str, list[str]]:
    return history.release(FIELDS, [["2022", "rac", "121", ""], *ROWS[1:]])


def late(history: History) -> tuple[str, list[str]]:
    return history.release(FIELDS, [*ROWS, ["2023", "nhua", "12", ""]])


def without_a_column(history: History) -> tuple[str, list[str]]:
    return history.release(FIELDS[:3], [row[:3] for row in ROWS])


def with_a_renamed_code(history: History) -> tuple[str, list[str]]:
    kinds = {**FIELDS[1], "constraints": {"enum": ["rac", "chat_deo"]}}
    rows = [["2022", "rac", "120.5", ""], ["2022", "chat_deo", "11", ""], ROWS[2]]
    fields = [FIELDS[0], kinds, *FIELDS[2:]]
    with pytest.raises(Refused):
        history.release(fields, rows)
    return history.release(fields, rows, justification="mã mới theo quyết định")


@pytest.mark.parametrize(
    ("happens", "version", "kinds", "words"),
    [
        (corrected, "1.0.1", ["values-changed"], ["1 giá trị", "120,5", "121"]),
        (late, "1.1.0", ["rows-added"], ["1 dòng", "nhua"]),
        (without_a_column, "2.0.0", ["column-removed"], ["note"]),
        (
            with_a_renamed_code,
            "2.0.0",
            ["value-withdrawn", "rows-added", "rows-removed"],
            ["chat_deo", "mã mới theo quyết định"],
        ),
    ],
)
def test_it_ends_in_the_right_version_its_reasons_and_its_pages(
    history: History,
    happens: Callable[[History], tuple[str, list[str]]],
    version: str,
    kinds: list[str],
    words: list[str],
) -> None:
    assert happens(history) == (version, kinds)
    log = history.catalog.release("waste").changelog
    assert (log["version"], log["before"], [one["kind"] for one in log["reasons"]]) == (version, "1.0.0", kinds)
    with reading(history) as read:
        page, compared = read("/datasets/waste").text, read(f"/datasets/waste/diff/1.0.0...{version}")
        assert version in page and compared.status_code == 200
        for word in words:
            assert word in page + compared.text
        assert read("/datasets/waste/releases/1.0.0/waste.csv").text.splitlines()[1] == "2022,nhua,11,"
    assert list(Verification(history.settings.root).problems()) == []


def test_a_withdrawn_dataset_ends_in_its_reason(history: History) -> None:
    corrected(history)
    withdraw(history.catalog, "waste", [], "nhầm đơn vị", "2099-01-01T00:00:00Z")
    with reading(history) as read:
        for path in ("", "/releases/1.0.0", "/releases/1.0.1/waste.csv", "/diff/1.0.0...1.0.1"):
            answer = read(f"/datasets/waste{path}")
            assert (answer.status_code, "nhầm đơn vị" in answer.text) == (410, True)
        assert "waste" not in [one["id"] for one in read("/api/v1/datasets").json()["datasets"]]
        assert "nhầm đơn vị" in read("/feeds/corrections.atom").text
    assert list(Verification(history.settings.root).problems()) == []
