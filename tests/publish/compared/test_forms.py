"""A comparison as files: the same changes in each form, from the command line as from Python."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from publish.cli.main import main
from publish.compared import FORMS, Comparison, compared, diff_lines, whole_dict
from publish.diff import patched, table_diff
from publish.distributions import COMPARED, Keeper, Wanted, forget
from publish.rows import text_rows
from tests.standin.releases import Releases, Rows, text

WELLS = Rows([text("old"), text("level"), text("note")], [["a", "1", ""], ["b", "2", "x"], ["c", "3", ""]], key=["old"])
AFTER = Rows(
    [text("old"), text("level"), text("depth")], [["a", "1.5", "9"], ["c", "3", ""], ["d", "4", "8\n9"]], key=["old"]
)
LOOSE = Rows([text("a")], [["1"], ["2"]])


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    found = Releases(tmp_path_factory.mktemp("forms"))
    found.add("wells", "1.0.0", {"wells": WELLS, "loose": LOOSE})
    found.add("wells", "2.0.0", {"wells": AFTER, "loose": replace(LOOSE, rows=[["1"], ["3"]])})
    return found


@pytest.fixture(scope="module")
def found(releases: Releases) -> Comparison:
    return compared(releases.catalog.release("wells", "1.0.0"), releases.catalog.release("wells", "2.0.0"))


def test_the_long_table_has_a_line_for_each_thing(found: Comparison, tmp_path: Path) -> None:
    FORMS["parquet"].write(found, "", tmp_path / "long.parquet")
    assert pl.read_parquet(tmp_path / "long.parquet").rows() == [
        ("wells", "column-added", None, "depth", None, None),
        ("wells", "column-removed", None, "note", None, None),
        ("wells", "added", '{"old":"d"}', None, None, '{"old":"d","level":"4","depth":"8\\n9"}'),
        ("wells", "removed", '{"old":"b"}', None, '{"old":"b","level":"2","note":"x"}', None),
        ("wells", "changed", '{"old":"a"}', "level", "1", "1.5"),
        ("wells", "changed", '{"old":"a"}', "depth", None, "9"),
        ("loose", "changed", '{"_place":"1"}', "a", "2", "3"),
    ]


def test_nothing_different_is_an_empty_table_of_the_same_columns(releases: Releases, tmp_path: Path) -> None:
    one = releases.catalog.release("wells", "1.0.0")
    FORMS["parquet"].write(compared(one, one), "", tmp_path / "long.parquet")
    found = pl.read_parquet(tmp_path / "long.parquet")
    assert (found.height, found.columns) == (0, ["table", "change", "key", "column", "old", "new"])
    assert set(found.dtypes) == {pl.String}


def test_the_json_file_is_the_comparison_as_a_value(
    found: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.compared.json.AT_ONCE", 1)
    FORMS["json"].write(found, "", tmp_path / "diff.json")
    said = json.loads((tmp_path / "diff.json").read_text())
    assert said == json.loads(json.dumps(whole_dict(found)))
    assert said["tables"]["wells"]["removed"] == [{"old": "b", "level": "2", "note": "x"}]


def test_the_text_has_a_line_for_each_thing_too(found: Comparison, tmp_path: Path) -> None:
    FORMS["text"].write(found, "", tmp_path / "diff.txt")
    assert (tmp_path / "diff.txt").read_text().splitlines() == [
        "wells  1.0.0 → 2.0.0", "", "wells", "+ [depth]", "- [note]", "+ d, 4, 8\\n9", "- b, 2, x",
        "~ a  level: 1 → 1.5", "", "loose", "~ #2  a: 2 → 3",
    ]  # fmt: skip


def test_no_cell_reaches_the_terminal_as_a_command() -> None:
    old, new = (pl.DataFrame({"k": ["a"], "v": [value]}) for value in ("\x1b[2J", "\u2028\x9bé"))
    assert list(diff_lines(table_diff(["k"], old, new))) == ["~ a  v: \\x1b[2J → \\u2028\\x9bé"]


def test_the_new_release_is_the_old_one_with_the_changes(found: Comparison) -> None:
    for name, diff in found.tables.items():
        old, new = (text_rows(release.csv(name)) for release in (found.before, found.after))
        assert patched(old, diff).equals(new)


def test_the_command_writes_each_form(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KTTH_ROOT", str(releases.root))
    monkeypatch.setenv("KTTH_CONTENT", "province")
    asked = ["diff", "wells", "1.0.0"]
    for name, form in FORMS.items():
        target = tmp_path / "new" / f"diff.{form.ending}"
        main([*asked, "--format", name, "--out", str(target), "--table", "wells", "--quiet"])
        assert target.stat().st_size
    assert (tmp_path / "new" / "diff.csv").read_text().startswith('"!","","","---","+++"\n"@@","old","level","note"')
    for wrong in ([*asked, "--format", "json"], [*asked, "--format", "daff", "--out", str(tmp_path / "x")]):
        with pytest.raises(SystemExit) as refused:
            main(wrong)
        assert refused.value.code == 2
    assert "wells, loose" in capsys.readouterr().err


def _write(path: Path) -> None:
    path.write_bytes(b"{}")


def test_what_is_kept_goes_when_either_release_is_withdrawn(tmp_path: Path) -> None:
    for gone in ("1.0.0", "2.0.0"):
        name = f"{COMPARED.format('1.0.0')}all"
        wanted = Wanted("wells", "2.0.0", name, "json", "0" * 16, _write)
        assert Keeper(tmp_path).file(wanted).path.is_file()
        forget(tmp_path, "wells", gone)
        assert not [*tmp_path.rglob("*.json*")]


def test_rows_that_share_a_key_are_compared_whole(releases: Releases) -> None:
    for number, rows in (("1.0.0", [["a", "1", ""]] * 2), ("1.0.1", [["a", "2", ""]])):
        releases.add("twice", number, {"twice": replace(WELLS, rows=rows)})
    found = compared(*(releases.catalog.release("twice", number) for number in ("1.0.0", "1.0.1"))).tables["twice"]
    assert (found.added.height, found.removed.height, found.changed.height) == (1, 2, 0)
