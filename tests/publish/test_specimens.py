"""Each sample file shows the trouble it is named after, and hardly any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from publish.sent import Asked, check
from publish.settings import Settings
from publish.specimens import BY_ID, TROUBLES, offered, specimens
from schemas.core.registry import Content, load_content
from validation.intake.limits import DEFAULT

HOUSE = Path(__file__).parents[2]
SETTINGS = Settings(root=Path("nothing-is-released"), datapackages=HOUSE / "datapackages")
SHOWS: Mapping[str, set[str]] = {  # findings and repairs by which a trouble is told
    "phong-chu-cu": {"repair.encoding"},
    "dau-thap-phan": {"number.mixed-locale"},
    "tieu-de-gop": set(),
    "ma-sai": {"cell.codelist", "repair.code"},
    "trung-khoa": {"row.duplicate-key"},
    "tong-khong-khop": {"ste-msw-flow.urban-rural"},
    "nham-don-vi": {"ste-msw-flow.unit-slip"},
    "thieu-gia-tri": {"cell.required"},
    "ngay-sai": {"date.impossible", "date.form"},
    "bieu-mau-cu": {"template.outdated"},
    "nam-theo-cot": {"repair.spread"},
    "cong-thuc-chua-tinh": {"cell.no-value"},
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return specimens(SETTINGS, "year")


def report(files: Mapping[str, bytes], sample: str, folder: Path) -> dict[str, Any]:
    path = folder / BY_ID[sample].file
    path.write_bytes(files[sample])
    found: dict[str, Any] = json.loads(check(path, Asked(path.name), SETTINGS, DEFAULT).json)
    return found


def test_there_is_one_for_each_kind_of_trouble(files: dict[str, bytes]) -> None:
    assert list(files) == [trouble.id for trouble in TROUBLES] == [*SHOWS]
    assert {b"MINH-HOA" in data or data[:2] == b"PK" for data in files.values()} == {True}


@pytest.mark.parametrize("sample", SHOWS)
def test_a_sample_shows_its_trouble(files: dict[str, bytes], sample: str, tmp_path: Path) -> None:
    said = report(files, sample, tmp_path)
    assert [part["dataset"] for part in said["parts"]] == ["ste-msw-flow"]
    rules = {one["rule"] for one in [*said["findings"], *said["repairs"]]}
    assert rules >= SHOWS[sample]
    assert len(said["causes"]) <= 4
    assert "MINH-HOA" in json.dumps(said, ensure_ascii=False)


def test_a_form_is_read_row_for_row(files: dict[str, bytes], tmp_path: Path) -> None:
    said = report(files, "tieu-de-gop", tmp_path)
    assert [table["rows"] for table in said["tables"]] == [18]
    reasons = {row["reason"] for row in said["left_out"]}
    assert reasons >= {"title", "unit", "numbering", "total", "note", "signature"}
    assert said["errors"] == 0


def test_a_content_that_does_not_say_how_to_invent_offers_none(province: Content) -> None:
    assert offered(province) == ()
    assert len(offered(load_content("schemas.angiang"))) == len(TROUBLES)
