"""A release taken back: archived as before, gone for every reader, its reason in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.archive import Archive
from publish.cli.main import main
from publish.errors import UsageError, Withdrawn
from publish.gate import Gate
from publish.past import release_of, roll_back
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from publish.verify import Verification
from publish.withdraw import later_versions, withdraw
from schemas.core.registry import Content
from tests.standin.releases import Releases, Rows, text

WELLS, WHEN = "well-water", "2025-07-01T00:00:00Z"


@pytest.fixture
def catalog(home: Settings, province: Content, gate: Gate) -> Catalog:
    """1.0.0, and 1.1.0 with a row more."""
    folder = home.datapackages / WELLS
    data = folder / "data" / f"{WELLS}.csv"
    for _ in range(2):
        release([folder], province, home, Options(), gate)
        data.write_text(data.read_text() + "G2,2025,1,8,do\n")
    data.write_text(data.read_text().removesuffix("G2,2025,1,8,do\n"))
    return Catalog(Archive(home.root))


def test_an_older_version_goes_alone(catalog: Catalog, home: Settings) -> None:
    withdraw(catalog, WELLS, ["1.0.0"], " có tên riêng ", WHEN)
    assert catalog.release(WELLS).version == "1.1.0"
    for ask in (lambda: release_of(catalog, WELLS, "1.0.0"), lambda: roll_back(catalog, {WELLS: "1.0.0"}, WHEN)):
        with pytest.raises(Withdrawn, match="có tên riêng"):
            ask()
    assert list(Verification(home.root).problems()) == []


def test_the_current_version_goes_with_all_others_only(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="current release"):
        withdraw(catalog, WELLS, ["1.1.0"], "sai", WHEN)
    assert withdraw(catalog, WELLS, [], "sai", WHEN).datasets == {}
    with pytest.raises(Withdrawn):
        catalog.release(WELLS)
    with pytest.raises(UsageError, match="nothing"):
        withdraw(catalog, WELLS, [], "sai", WHEN)


def test_what_is_not_there_or_not_said_is_refused(catalog: Catalog) -> None:
    for dataset, versions, reason in ((WELLS, ["9.0.0"], "x"), ("other", [], "x"), (WELLS, [], " ")):
        with pytest.raises(UsageError):
            withdraw(catalog, dataset, versions, reason, WHEN)


def test_what_others_refer_to_stays(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    releases.add("wells", "1.0.0", {"wells": Rows([text("well")], [["a"]], key=["well"])})
    points = [{"fields": ["well"], "package": "wells", "resource": "wells", "to": ["well"]}]
    releases.add("levels", "1.0.0", {"levels": Rows([text("well")], [["a"]], more={"references": points})})
    with pytest.raises(UsageError, match="levels refer to wells"):
        withdraw(releases.catalog, "wells", [], "sai", WHEN)
    withdraw(releases.catalog, "levels", [], "sai", WHEN)
    withdraw(releases.catalog, "wells", [], "sai", WHEN)


def test_it_is_told_which_later_versions_are_read_on(
    tmp_path: Path, home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    releases = Releases(tmp_path / "var")
    for number in ("1.0.0", "1.0.1", "1.0.2", "1.0.3"):
        releases.add("wells", number, {"wells": Rows([text("well")], [[number]], key=["well"])})
    assert later_versions(releases.catalog, "wells", ["1.0.2", "1.0.0"]) == ["1.0.1", "1.0.2", "1.0.3"]
    withdraw(releases.catalog, "wells", ["1.0.2"], "sai", WHEN)
    assert later_versions(releases.catalog, "wells", ["1.0.2"]) == ["1.0.3"]
    for name, value in {"CONTENT": "province", "DATAPACKAGES": home.datapackages, "ROOT": releases.root}.items():
        monkeypatch.setenv(f"KTTH_{name}", str(value))
    for version, lang, said in (
        ("1.0.0", "vi", "vẫn đọc được các bản sau: 1.0.1, 1.0.3"),
        ("1.0.1", "en", "later versions are read on: 1.0.3"),
    ):
        main(["withdraw", "wells", "--version", version, "--reason", "sai", "--lang", lang])
        assert said in capsys.readouterr().out


def test_its_folder_brings_it_back_only_where_that_is_asked(
    catalog: Catalog, home: Settings, province: Content, gate: Gate
) -> None:
    withdraw(catalog, WELLS, [], "sai", WHEN)
    folder = home.datapackages / WELLS
    [left] = release([folder], province, home, Options(), gate)
    assert (left.changed, left.withdrawn, left.version) == (False, "sai", "1.1.0")
    [again] = release([folder], province, home, Options(again=True), gate)
    assert (again.version, [r.kind for r in again.reasons]) == ("2.0.0", ["released-again"])
    assert [one.version for one in catalog.releases(WELLS)] == ["2.0.0"]
    assert list(Verification(home.root).problems()) == []


def test_the_command_takes_back_and_says_so(
    catalog: Catalog, home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"CONTENT": "province", "DATAPACKAGES": home.datapackages, "ROOT": home.root}.items():
        monkeypatch.setenv(f"KTTH_{name}", str(value))
    kept = home.root / "distributions" / WELLS / "1.0.0"
    kept.mkdir(parents=True)
    main(["withdraw", WELLS, "--version", "1.0.0", "--reason", "nhầm đơn vị", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["withdrawn"], told["anew"], kept.exists()) == ({WELLS: ["1.0.0"]}, [], False)
    assert told["later"] == {WELLS: ["1.1.0"]}
    main(["withdraw", WELLS, "--reason", "nhầm đơn vị"])
    assert "bản sau" not in capsys.readouterr().out
    main(["release", str(home.datapackages / WELLS)])
    assert "vẫn bị thu hồi: nhầm đơn vị" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["get", WELLS])
    assert "đã bị thu hồi" in capsys.readouterr().err
