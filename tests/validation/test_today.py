"""The day of a check: where it comes from, and what a rule that looks at it finds, or says it could not check."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from schemas.core.model import TableModel, column, table
from schemas.core.registry import Content
from schemas.core.rules import FinalAfterPeriod
from schemas.core.site import Site, Text
from schemas.core.table import Table
from validation.findings import Report
from validation.package import check_packages
from validation.today import today


@table("flows", key=("period",), rules=(FinalAfterPeriod(id="flows.final"),))
class Flows(TableModel):
    period: str = column("Kỳ", "Period")
    data_status: str = column("Loại số liệu", "Data status")


SITE = Site(*map(Text, ("Tên", "Câu", "Về", "Ai")), timezone="Asia/Ho_Chi_Minh")
CONTENT = Content(SITE, {("flows", "flows"): Table.of_model(Flows)})


def checked(folder: Path, day: date | None = None) -> Report:
    home = folder / "flows"
    home.mkdir(exist_ok=True)
    (home / "flows.csv").write_text("period,data_status\n2024,CT\n2025,CT\n2025-HT,SB\n", encoding="utf-8")
    said = {"name": "flows", "resources": [{"name": "flows", "path": "flows.csv"}]}
    (home / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    return check_packages([home], CONTENT, today=day)[0].report


def test_what_is_final_too_early_is_found_on_the_day_of_the_check(tmp_path: Path) -> None:
    found = [f for f in checked(tmp_path, date(2025, 12, 31)).findings if f.rule == "flows.final"]
    assert [(f.row, f.column, f.params["since"], f.params["today"]) for f in found] == [
        (3, "data_status", "2026-01-01", "2025-12-31")
    ]
    assert not [f for f in checked(tmp_path, date(2026, 1, 1)).findings if f.rule == "flows.final"]


def test_the_day_is_that_of_the_site_and_can_be_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735669800")  # 18:30 of the day before in UTC
    assert today(SITE) == date(2025, 1, 1)
    assert [f.row for f in checked(tmp_path).findings if f.rule == "flows.final"] == [3]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert isinstance(today(SITE), date)


def test_a_rule_that_needs_the_day_is_told_as_unchecked_without_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    report = checked(tmp_path)
    assert report.unchecked == {"flows.final": "the day of the check is not known"}
    assert not [f for f in report.findings if f.rule == "flows.final"]
