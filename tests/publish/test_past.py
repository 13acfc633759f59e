"""Releases of the past: by version, as of a day, compared, and named again by a rollback."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.archive import Archive
from publish.cli.main import main
from publish.compared import compared, diff_dict, diff_lines
from publish.errors import UsageError
from publish.gate import Gate
from publish.past import moment_of, release_of, roll_back, set_back
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog, Withdrawal
from publish.steps import Options
from schemas.core.registry import Content

WELLS = "well-water"
DAYS = ("2025-03-01", "2025-06-01")


@pytest.fixture
def catalog(home: Settings, province: Content, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """1.0.0 of March; 1.1.0 of June has one corrected cell and one row more."""
    folder = home.datapackages / WELLS
    data = folder / "data" / f"{WELLS}.csv"
    for day in DAYS:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(_seconds(day))))
        release([folder], province, home, Options(), gate)
        data.write_text(data.read_text().replace("1.25", "1.5") + "G2,2025,1,8,do\n")
    return Catalog(Archive(home.root))


def _seconds(day: str) -> float:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("when", "version"),
    [
        ("", "1.1.0"),
        ("1.0.0", "1.0.0"),
        ("2025-03-01", "1.0.0"),
        ("2025-05-31", "1.0.0"),
        ("2025-06-01", "1.1.0"),
        ("2025-06-01T11:59:59Z", "1.0.0"),
        ("2025-06-01T12:00:00+00:00", "1.1.0"),
    ],
)
def test_a_release_is_found_by_its_version_or_as_of_a_day(catalog: Catalog, when: str, version: str) -> None:
    found = release_of(catalog, WELLS, when)
    assert found.version == version
    assert found.zip_bytes() == catalog.release(WELLS, version).zip_bytes()


@pytest.mark.parametrize("when", ["2025-02-28", "9.9.9", "yesterday", "2025-13-01"])
def test_what_was_not_there_is_refused_in_words(catalog: Catalog, when: str) -> None:
    with pytest.raises(UsageError, match=r"no release|no version was public|neither a version nor a day"):
        release_of(catalog, WELLS, when)


def test_a_moment_at_the_end_of_time_is_refused_in_words(catalog: Catalog) -> None:
    for when in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "9999-12-31"):
        with pytest.raises(UsageError):
            release_of(catalog, WELLS, when, "Pacific/Honolulu")


def test_a_day_ends_when_it_ends_here() -> None:
    assert moment_of("2025-06-01", "Asia/Ho_Chi_Minh") == "2025-06-01T16:59:59Z"


def test_two_releases_are_compared_row_by_row_and_cell_by_cell(catalog: Catalog) -> None:
    old, new = (catalog.release(WELLS, version) for version in ("1.0.0", "1.1.0"))
    (diff,) = compared(old, new).tables.values()
    assert diff_dict(diff) == {
        "key": ["well", "period"],
        "columnsAdded": [],
        "columnsRemoved": [],
        "added": [{"well": "G2", "period": "2025", "low": "1", "high": "8", "origin": "do"}],
        "removed": [],
        "changed": [{"key": {"well": "G1", "period": "2024"}, "column": "low", "old": "1.25", "new": "1.5"}],
    }
    assert list(diff_lines(diff, 9)) == ["+ G2, 2025, 1, 8, do", "~ G1, 2024  low: 1.25 → 1.5"]
    assert list(diff_lines(diff, 0)) == ["… +1", "… +1"]


def test_a_rollback_names_the_older_release_and_takes_nothing_away(catalog: Catalog) -> None:
    assert set_back(catalog, WELLS) is None
    snapshot = roll_back(catalog, {WELLS: "1.0.0"}, "2025-07-01T00:00:00Z", "nhầm đơn vị")
    assert (snapshot.number, catalog.release(WELLS).version) == (3, "1.0.0")
    assert snapshot.reason == "nhầm đơn vị"
    catalog.append({}, "2025-07-02T00:00:00Z", {"other": {"1.0.0": Withdrawal("…", "2025-07-02T00:00:00Z")}})
    assert set_back(catalog, WELLS) == snapshot  # and not the newest
    assert release_of(catalog, WELLS, "2025-06-30").version == "1.1.0"
    assert list(catalog.verify()) == []
    with pytest.raises(UsageError, match="no release"):
        roll_back(catalog, {WELLS: "3.0.0"}, "2025-07-02T00:00:00Z")


def test_the_commands_say_so_too(
    catalog: Catalog,
    home: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = {"CONTENT": "province", "DATAPACKAGES": str(home.datapackages), "ROOT": str(home.root)}
    for name, value in said.items():
        monkeypatch.setenv(f"KTTH_{name}", value)
    target = tmp_path / "old.csv"
    main(["get", WELLS, "--as-of", "2025-04-01", "--table", WELLS, "--out", str(target), "--quiet"])
    assert target.read_bytes() == catalog.release(WELLS, "1.0.0").csv(WELLS).read_bytes()
    main(["diff", WELLS])
    assert "  ~ G1, 2024  low: 1.25 → 1.5" in capsys.readouterr().out
    main(["rollback", f"{WELLS}=1.0.0", "--reason", "nhầm đơn vị", "--json"])
    assert json.loads(capsys.readouterr().out) == {"snapshot": 3, "datasets": {WELLS: "1.0.0"}}
    assert catalog.snapshot(3).reason == "nhầm đơn vị"
    main(["diff", WELLS, "1.1.0", "--json"])
    assert json.loads(capsys.readouterr().out)["tables"][WELLS]["removed"][0]["period"] == "2025"
    for wrong in (
        ["rollback", f"{WELLS}=1.0.0"],
        ["rollback", WELLS, "--reason", "x"],
        ["diff", WELLS],
        ["get", WELLS, "--table", "nothing"],
    ):
        with pytest.raises(SystemExit) as refused:
            main(wrong)
        assert refused.value.code == 2
