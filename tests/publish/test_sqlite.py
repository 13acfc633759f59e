"""The catalog SQLite: typed, linked, the same values as the archive's CSVs, built from what changed."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from publish.snapshot import Entry, Snapshot, Withdrawal
from publish.sqlite import build, column_names, kept, metadata_path, table_names
from publish.sums import SUM, read_sums, write_sums
from tests.standin.releases import AGENCY, CONTENT, CREATED, EMPTY, WASTE, WASTE_WORDS, Releases, Rows, fill, text


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    found = Releases(tmp_path)
    fill(found)
    return found


def built(releases: Releases, snapshot: Snapshot | None = None, root: Path | None = None) -> Path:
    wanted = snapshot or releases.catalog.current()
    assert wanted
    return build(releases.catalog, wanted, CONTENT, root or releases.root)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def values(path: Path) -> dict[str, object]:
    """Everything a reader can see, whatever the order of the pages."""
    tables = rows(path, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return {str(name): (sql, rows(path, f'SELECT * FROM "{name}" ORDER BY 1, 2')) for name, sql in tables}


def test_cells_are_typed_and_equal_to_the_csv(releases: Releases) -> None:
    path = built(releases)
    found = rows(path, "SELECT period, area, agency_id, generated, target_year, note, provenance FROM waste")
    expected = [(r[0], r[1], r[2], float(r[3]) if r[3] else None, int(r[4]), r[5], r[6]) for r in WASTE.rows]
    assert found == expected
    kinds = rows(path, "SELECT name, type, pk FROM pragma_table_info('waste')")
    assert ("generated", "REAL", 0) in kinds
    assert ("target_year", "INTEGER", 0) in kinds
    assert [(n, pk) for n, _, pk in kinds if pk] == [("period", 1), ("area", 2)]


def test_a_period_is_accompanied_by_its_frequency_and_its_half_open_interval(releases: Releases) -> None:
    path = built(releases)
    assert rows(path, "SELECT * FROM waste")[0][:4] == ("2019-06", "month", "2019-06-01", "2019-07-01")
    assert [r[1] for r in rows(path, "PRAGMA table_info(wells)")][:4] == [
        "period",
        "freq",
        "period_start",
        "period_end",
    ]


def test_a_foreign_period_column_of_another_meaning_is_left_alone(releases: Releases) -> None:
    releases.add("geology", "1.0.0", {"eras": Rows([text("period")], [["Jurassic"]])})
    assert rows(built(releases), "SELECT * FROM geology_eras") == [("Jurassic",)]


def test_only_a_key_that_can_be_followed_is_a_foreign_key(releases: Releases) -> None:
    keys = rows(built(releases), 'SELECT "table", "from", "to" FROM pragma_foreign_key_list(\'waste\')')
    assert keys == [("ref_agency", "agency_id", "agency_id")]  # area points into a list: (list, code) is the key there


def test_a_unique_column_and_the_table_itself_can_be_pointed_to(releases: Releases) -> None:
    fields = [text("id"), text("short", constraints={"unique": True}), text("parent"), text("see")]
    keys = [
        {"fields": "parent", "reference": {"resource": "", "fields": "id"}},
        {"fields": ["see"], "reference": {"resource": "tree", "fields": ["short"]}},
    ]
    table = Rows(fields, [["1", "a", "", "b"], ["2", "b", "1", "a"]], key=["id"], more={"foreignKeys": keys})
    releases.add("tree", "1.0.0", {"tree": table})
    found = rows(built(releases), 'SELECT "table", "from", "to" FROM pragma_foreign_key_list(\'tree\')')
    assert sorted(found) == [("tree", "parent", "id"), ("tree", "see", "short")]
    assert rows(built(releases), "PRAGMA foreign_key_check") == []


def test_names_of_any_origin_are_words_and_unique() -> None:
    names = ["a-b", "a_b", "Đặc biệt", "sqlite-stat", "数据", "a b'; DROP TABLE x", "a.b"]
    found = table_names([*(("a", name) for name in names), ("a-b", "a-b")])
    assert len(set(found.values())) == len(found)
    assert all(name.replace("_", "").isalnum() and name.isascii() and name == name.lower() for name in found.values())
    assert found["a-b", "a-b"] == "a_b"
    assert table_names([("sqlite", "x")])["sqlite", "x"].startswith("t_")


def test_columns_keep_their_names_where_sqlite_can_carry_them() -> None:
    names = ["Tên nước", "tên nước", "a]b", "A]B", "", 'say "x"']
    found = column_names([{"name": n} for n in names])
    assert found[0] == "Tên nước"
    assert len({n.lower() for n in found}) == len(names)
    assert not any(c in name for name in found for c in '[]"')


def test_an_integer_beyond_64_bits_keeps_its_digits(releases: Releases) -> None:
    table = Rows([{"name": "n", "type": "integer"}], [["123456789012345678901"], ["1"]])
    releases.add("big", "1.0.0", {"big": table})
    assert rows(built(releases), "SELECT n FROM big") == [("123456789012345678901",), ("1",)]


def test_the_catalog_describes_itself(releases: Releases) -> None:
    releases.add("waste", "1.1.0", {"waste": WASTE}, **WASTE_WORDS)
    path = built(releases)
    assert rows(path, "SELECT title, title_en, license, version FROM _datasets WHERE dataset = 'waste'") == [
        ("Rác thải sinh hoạt", "Household waste", "Giấy phép chờ xác nhận", "1.1.0")
    ]
    assert rows(path, "SELECT source, source_en FROM _datasets WHERE dataset = 'waste'") == [("Niên giám", "Yearbook")]
    assert rows(path, "SELECT version, reasons, reasons_en FROM _releases WHERE dataset = 'waste' ORDER BY 1") == [
        ("1.0.0", "Phát hành lần đầu", "First release"),
        ("1.1.0", "Thêm 1 dòng", "1 row added"),
    ]
    assert rows(path, "SELECT title, title_en, unit FROM _columns WHERE \"column\" = 'generated'") == [
        ("Phát sinh", "Generated", "tấn/ngày")
    ]
    assert rows(path, "SELECT \"rows\", provenance FROM _tables WHERE name = 'waste'") == [
        (3, json.dumps({"chinh_thuc": 1, "trich_dan": 2}))
    ]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_built_twice_from_nothing_the_bytes_are_the_same(releases: Releases, tmp_path: Path) -> None:
    one, two = built(releases, root=tmp_path / "one"), built(releases, root=tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    for lang in ("vi", "en"):
        assert metadata_path(one, lang).read_bytes() == metadata_path(two, lang).read_bytes()


def test_built_upon_the_one_before_the_values_are_those_of_a_new_one(releases: Releases, tmp_path: Path) -> None:
    first = built(releases)
    more = replace(WASTE, rows=[*WASTE.rows, ["2026", "NT", "ag-01", "7", "2030", "", "trich_dan"]])
    releases.add("waste", "1.1.0", {"waste": more}, **WASTE_WORDS)
    releases.add("foreign-data", "2.0.0", {"gdp": EMPTY})  # a table gone, another with other columns
    releases.add("ref-agency", "2.0.0", {"ref-agency": replace(AGENCY, key=[])})  # waste can no longer point to it
    second = built(releases)
    assert first != second
    assert values(second) == values(built(releases, root=tmp_path / "new"))
    assert rows(second, "PRAGMA foreign_key_list('waste')") == []
    assert rows(first, "SELECT count(*) FROM waste") == [(3,)]


def test_a_built_file_is_used_again_but_not_one_of_another_archive(releases: Releases, tmp_path: Path) -> None:
    path = built(releases)
    before = path.stat().st_mtime_ns
    assert built(releases).stat().st_mtime_ns == before
    other = Releases(tmp_path / "other")
    for number in range(1, 6):
        other.add("waste", f"1.{number}.0", {"waste": WASTE}, **WASTE_WORDS)
    assert built(other, root=releases.root) == path
    assert rows(path, "SELECT dataset, version FROM _datasets") == [("waste", "1.5.0")]


def test_the_table_that_was_there_first_keeps_its_name(releases: Releases, tmp_path: Path) -> None:
    fields = [text("k"), {"name": "v", "type": "number"}]
    old, new, last = (Rows(fields, [["x", value]], key=["k"]) for value in "123")
    releases.add("gdp", "1.0.0", {"gdp": last})
    releases.add("gdp-by-year", "1.0.0", {"gdp-by-year": old})
    built(releases)
    releases.add("gdp", "1.1.0", {"gdp": last, "by-year": new})
    names = 'SELECT dataset, "table", name FROM _tables ORDER BY 1, 2'
    for root in (releases.root, tmp_path / "new"):
        path = built(releases, root=root)
        assert rows(path, "SELECT v FROM gdp_by_year") == [(1.0,)]
        [(other,)] = rows(path, "SELECT name FROM _tables WHERE dataset = 'gdp' AND \"table\" = 'by-year'")
        assert rows(path, f"SELECT v FROM {other}") == [(2.0,)]
        assert len(rows(path, f"SELECT * FROM _columns WHERE table_name IN ('gdp_by_year', '{other}')")) == 4
    releases.catalog.append({}, CREATED, {"gdp-by-year": {"1.0.0": Withdrawal("sai", CREATED)}})
    path = built(releases)
    assert rows(path, names) == rows(built(releases, root=tmp_path / "newer"), names)
    assert ("gdp", "by-year", other) in rows(path, names), "an address does not come to mean another table"


def test_what_is_no_number_is_text_in_keys_too(releases: Releases) -> None:
    numbers = Rows(
        [{"name": "k", "type": "number"}, {"name": "v", "type": "number"}],
        [["NaN", "INF"], ["1", "-INF"], ["2", "NaN"], ["3", ""]],
        key=["k"],
    )
    releases.add("odd", "1.0.0", {"odd": numbers})
    found = rows(built(releases), "SELECT k, v FROM odd ORDER BY k")
    assert found == [(1.0, "-INF"), (2.0, "NaN"), (3.0, None), ("NaN", "INF")]


@pytest.mark.parametrize("name", ["*", "^.*$"])
def test_a_column_named_like_a_pattern_is_one_column(releases: Releases, name: str) -> None:
    table = Rows([{"name": name, "type": "number"}, text("period")], [["1.5", "2024"]])
    releases.add("odd", "1.0.0", {"odd": table})
    path = built(releases)
    assert rows(path, "SELECT * FROM odd") == [(1.5, "2024", "year", "2024-01-01", "2025-01-01")]


def test_columns_are_described_by_what_they_are(releases: Releases) -> None:
    own = Rows([text("freq", description="Tần số mạch"), text("period")], [["50 Hz", "2024"]])
    releases.add("grid", "1.0.0", {"grid": own})
    releases.add("geology", "1.0.0", {"eras": Rows([text("period", description="Kỷ")], [["Jurassic"]])})
    path = built(releases)
    tables = json.loads(metadata_path(path, "vi").read_text())["databases"][path.stem]["tables"]
    assert "Tần số mạch" in tables["grid"]["columns"]["freq"]
    assert [*tables["geology_eras"]["columns"]] == ["period"]
    assert [*tables["waste"]["columns"]][:4] == ["period", "freq", "period_start", "period_end"]


def test_a_key_into_a_dataset_that_is_gone_is_no_foreign_key(releases: Releases, tmp_path: Path) -> None:
    built(releases)
    releases.catalog.append({}, CREATED, {"ref-agency": {"1.0.0": Withdrawal("sai", CREATED)}})
    path = built(releases)
    assert rows(path, "PRAGMA foreign_key_list('waste')") == []
    assert values(path) == values(built(releases, root=tmp_path / "new"))


def test_a_version_that_no_file_was_built_of_is_among_the_releases(releases: Releases, tmp_path: Path) -> None:
    first = releases.catalog.named("waste")[0]
    built(releases)
    releases.add("waste", "1.1.0", {"waste": EMPTY}, **WASTE_WORDS)
    releases.catalog.append({"waste": Entry(first.version, first.digest, first.object_version)}, CREATED)
    path = built(releases)
    assert len(rows(path, "SELECT * FROM _releases WHERE dataset = 'waste'")) == 2
    assert values(path) == values(built(releases, root=tmp_path / "new"))


def test_files_of_an_archive_that_began_anew_make_way(releases: Releases, tmp_path: Path) -> None:
    for number in range(1, 7):
        releases.add("waste", f"1.{number}.0", {"waste": WASTE}, **WASTE_WORDS)
        built(releases)
    other = Releases(tmp_path / "other")
    other.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    path = built(other, root=releases.root)
    assert rows(path, "SELECT dataset, version FROM _datasets") == [("waste", "1.0.0")]
    assert [p.name for p in (releases.root / "portal").glob("*.db")] == [path.name]


@pytest.mark.parametrize("known", [False, True])
def test_nothing_is_built_upon_a_damaged_file(releases: Releases, tmp_path: Path, *, known: bool) -> None:
    """``known``: the file was damaged before its digest was taken, so that SQLite finds it while building."""
    path = built(releases)
    data = path.read_bytes()
    [(root,)] = rows(path, "SELECT rootpage - 1 FROM sqlite_schema WHERE name = 'waste'")
    at = int(str(root)) * 4096
    path.write_bytes(data[:at] + b"\xff" * 64 + data[at + 64 :])
    if known:
        sums = path.with_suffix(SUM)
        write_sums(sums, [path.parent / name for name in read_sums(sums)])
    releases.add("waste", "1.1.0", {"waste": EMPTY}, **WASTE_WORDS)
    assert values(built(releases)) == values(built(releases, root=tmp_path / "new"))


def test_a_value_that_rotted_is_neither_shown_nor_carried_on(releases: Releases) -> None:
    path = built(releases)
    sound = path.read_bytes()
    rotten = sound.replace("Nông thôn".encode(), b"Nong_than__")
    assert len(rotten) == len(sound)
    assert rotten != sound
    path.write_bytes(rotten)
    assert kept(releases.catalog, 5, releases.root) is None
    assert built(releases).read_bytes() == sound
    path.write_bytes(rotten)
    releases.add("waste", "1.1.0", {"waste": EMPTY}, **WASTE_WORDS)
    assert b"Nong_than__" not in built(releases).read_bytes()


def test_old_files_go_but_not_those_that_may_be_read_still(releases: Releases) -> None:
    for number in range(1, 8):
        releases.add("waste", f"1.{number}.0", {"waste": WASTE}, **WASTE_WORDS)
        built(releases)
    numbers = sorted(int(p.stem.split("-")[1]) for p in (releases.root / "portal").glob("catalog-*.db"))
    assert numbers == [8, 9, 10, 11, 12]
    files = len(list((releases.root / "portal").iterdir()))
    assert files == 25  # metadata in two languages, an index and the digests with each


def test_every_row_of_every_table_is_there(releases: Releases) -> None:
    path = built(releases)
    for dataset in ("ref-agency", "ref-codes", "waste", "foreign-data"):
        release = releases.catalog.release(dataset)
        for table in release.tables:
            with release.csv(table).open(newline="") as stream:
                count = len(list(csv.reader(stream))) - 1
            name = table_names([(dataset, table)])[dataset, table]
            assert rows(path, f"SELECT count(*) FROM {name}") == [(count,)]
