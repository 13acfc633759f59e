"""The long table of changes: what each release changed, from the archive alone, and nothing of what was withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publish.past import roll_back
from publish.snapshot import Withdrawal
from publish.sqlite import build, changes, metadata_path, read_corrections
from tests.publish.test_sqlite import rows, values
from tests.standin.releases import CONTENT, CREATED, Releases, Rows, fill, text

WELLS = Rows(
    [text("well"), text("level"), text("note")], [["a", "1", ""], ["b", "2", "x"], ["c", "3", ""]], key=["well"]
)
SHOWN = '"change", "key", "column", "old", "new", "release", "before", "snapshot"'
TOLD = f"SELECT {SHOWN} FROM changes WHERE dataset = 'wells' ORDER BY rowid"


def told(releases: Releases) -> list[tuple[object, ...]]:
    current = releases.catalog.current()
    assert current
    return rows(build(releases.catalog, current, CONTENT, releases.root), TOLD)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    found = Releases(tmp_path)
    found.add("wells", "1.0.0", {"wells": WELLS})
    return found


def test_a_first_release_changes_nothing(releases: Releases) -> None:
    assert told(releases) == []


def test_every_cell_row_and_column_that_changed_is_told_once(releases: Releases) -> None:
    told(releases)
    columns = [text("well"), text("level"), text("depth")]
    new = Rows(columns, [["a", "1.5", "9"], ["c", "3", ""], ["d", "4", ""]], key=["well"])
    releases.add("wells", "2.0.0", {"wells": new})
    when = ("2.0.0", "1.0.0", 2)
    assert sorted(told(releases), key=str) == sorted(
        [
            ("column-added", None, "depth", None, None, *when),
            ("column-removed", None, "note", None, None, *when),
            ("added", "well=d", None, None, None, *when),
            ("removed", "well=b", None, json.dumps({"level": "2", "note": "x"}), None, *when),
            ("changed", "well=a", "level", "1", "1.5", *when),
        ],
        key=str,
    )


def test_a_rollback_is_a_change_back(releases: Releases) -> None:
    releases.add("wells", "1.0.1", {"wells": replace(WELLS, rows=[["a", "7", ""], *WELLS.rows[1:]])})
    roll_back(releases.catalog, {"wells": "1.0.0"}, CREATED)
    assert told(releases) == [
        ("changed", "well=a", "level", "1", "7", "1.0.1", "1.0.0", 2),
        ("changed", "well=a", "level", "7", "1", "1.0.0", "1.0.1", 3),
    ]


def test_nothing_of_a_withdrawn_version_is_told_but_that_it_was(releases: Releases) -> None:
    for number, level in (("1.0.1", "secret"), ("1.0.2", "7")):
        releases.add("wells", number, {"wells": replace(WELLS, rows=[["a", level, ""], *WELLS.rows[1:]])})
    before = build(releases.catalog, releases.catalog.current(), CONTENT, releases.root)  # type: ignore[arg-type]
    releases.catalog.append({}, CREATED, {"wells": {"1.0.1": Withdrawal("tên riêng", CREATED)}})
    assert told(releases) == [
        ("changed", "well=a", "level", "1", "7", "1.0.2", "1.0.0", 3),
        ("withdrawn", None, None, None, "tên riêng", "1.0.1", None, 4),
    ]
    after, alone = before.with_name("catalog-4.db"), releases.root / "alone"
    made = build(releases.catalog, releases.catalog.current(), CONTENT, alone)  # type: ignore[arg-type]
    assert rows(made, TOLD) == rows(after, TOLD)
    assert b"secret" in before.read_bytes()
    assert rows(after, "SELECT version FROM _releases WHERE dataset = 'wells' ORDER BY 1") == [("1.0.0",), ("1.0.2",)]
    assert b"secret" not in after.read_bytes()


def test_long_changes_are_cut_and_say_so(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 1)
    releases.add("wells", "1.1.0", {"wells": replace(WELLS, rows=[[w, "9", ""] for w in "abcdef"])})
    kinds = [(change, new) for change, _, _, _, new, *_ in told(releases)]
    assert kinds == [("added", None), ("added-more", "2"), ("changed", "9"), ("changed-more", "3")]


def test_what_was_cut_is_counted_over_all_tables(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 1)
    wells = [[str(n), "1", ""] for n in range(12)]
    for number, level in (("2.0.0", "1"), ("2.0.1", "7")):
        rows_ = [[w, level, ""] for w, *_ in wells]
        releases.add("wells", number, {"a": replace(WELLS, rows=rows_), "b": replace(WELLS, rows=rows_[:4])})
    current = releases.catalog.current()
    assert current
    path = build(releases.catalog, current, CONTENT, releases.root)
    assert [dict(one.counts) for one in read_corrections(path, 1)] == [{"changed": 16}]


def test_rows_without_a_key_are_told_whole(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    double = Rows(WELLS.fields, [["a", "1", ""], ["a", "2", ""]])
    releases.add("wells", "1.0.0", {"wells": double})
    releases.add("wells", "1.1.0", {"wells": replace(double, rows=[*double.rows, ["b", "3", ""]])})
    releases.add("wells", "2.0.0", {"wells": replace(double, rows=[["a", "2", ""], ["b", "3", ""]], key=["well"])})
    found = [(change, json.loads(str(old or new))["level"]) for change, _, _, old, new, *_ in told(releases)]
    assert found == [("added", "3"), ("removed", "1")]


def test_a_file_built_upon_another_is_the_one_built_from_nothing(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    fill(releases)
    for number in range(3):
        release = f"1.0.{number}"
        releases.add("wells-2", release, {"wells-2": replace(WELLS, rows=[["a", str(number), ""], *WELLS.rows[1:]])})
        build(releases.catalog, releases.catalog.current(), CONTENT, tmp_path)  # type: ignore[arg-type]
    current = releases.catalog.current()
    assert current
    upon, alone = (build(releases.catalog, current, CONTENT, root) for root in (tmp_path, tmp_path / "other"))
    assert values(upon) == values(alone)
    for lang in ("vi", "en"):
        one, other = (json.loads(metadata_path(path, lang).read_text()) for path in (upon, alone))  # type: ignore[arg-type]
        assert one == other


def test_a_file_of_another_archive_is_not_built_upon(tmp_path: Path) -> None:
    for level in ("5", "6"):
        releases = Releases(tmp_path / level)
        for number in ("1.0.0", "1.0.1", "1.0.2")[: 2 if level == "5" else 3]:
            last = level if number == "1.0.1" else "1"
            releases.add("wells", number, {"wells": replace(WELLS, rows=[["a", last, ""], *WELLS.rows[1:]])})
        current = releases.catalog.current()
        assert current
        path = build(releases.catalog, current, CONTENT, tmp_path)
    assert [row[3:5] for row in rows(path, TOLD)] == [("1", "6"), ("6", "1")]


def test_nothing_is_built_upon_damaged_metadata(releases: Releases) -> None:
    told(releases)
    metadata_path(releases.root / "portal" / "catalog-1.db", "en").write_text("{")
    releases.add("wells", "1.0.1", {"wells": replace(WELLS, rows=[["a", "7", ""], *WELLS.rows[1:]])})
    assert [row[3:5] for row in told(releases)] == [("1", "7")]
