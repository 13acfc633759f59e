"""daff's own patcher makes the old table into the new one with what we write for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import daff
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.compared.daff import NotTold, highlighted, write
from publish.diff import table_diff
from publish.rows import text_rows
from schemas.core.table_schema import keys_of

PACKAGES = Path(__file__).parents[3] / "datapackages"
NAMES = st.sampled_from([*"abcdefg", "NULL", "->", "a b", "old", "new", "column", "_place"])
CELLS = st.sampled_from(
    ["", "1", "2.5", "a b", "ab", " a", "->", "x-->y", "NULL", "_NULL", "...", "null", "a,b", '"', "hai\ndòng", "+++"]
)
SAID: list[bool] = []  # of each example, whether daff can say it
Table = list[list[str]]


@st.composite
def tables(draw: st.DrawFn, *, keyed: bool) -> pl.DataFrame:
    columns = draw(st.lists(NAMES, unique=True, min_size=0 if keyed else 1, max_size=8))
    keys = draw(st.lists(st.integers(0, 9), unique=True, max_size=8)) if keyed else range(draw(st.integers(0, 6)))
    place = draw(st.integers(0, len(columns)))
    names = [*columns[:place], *(["key"] if keyed else []), *columns[place:]]
    rows = [[str(key) if name == "key" else draw(CELLS) for name in names] for key in keys]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def patched(old: pl.DataFrame, patch: Table) -> Table:
    """What daff makes of a table of lists."""
    source = [old.columns, *map(list, old.iter_rows())]
    daff.HighlightPatch(daff.PythonTableView(source), daff.PythonTableView(patch)).apply()
    return [["" if cell is None else cell for cell in row] for row in source]


def same(made: Table, new: pl.DataFrame) -> bool:
    return made[0] == new.columns and sorted(made[1:]) == sorted(map(list, new.iter_rows()))


def check(key: list[str], old: pl.DataFrame, new: pl.DataFrame) -> None:
    try:
        patch = highlighted(table_diff(key, old, new), old)
    except NotTold:
        SAID.append(False)
        return
    SAID.append(True)
    assert same(patched(old, patch), new), patch


@given(tables(keyed=True), tables(keyed=True))
def test_daff_makes_the_new_table_with_our_patch(old: pl.DataFrame, new: pl.DataFrame) -> None:
    check(["key"], old, new)


@given(tables(keyed=False), tables(keyed=False))
def test_so_it_does_of_tables_without_a_key(old: pl.DataFrame, new: pl.DataFrame) -> None:
    check([], old, new)


@pytest.mark.deep
def test_a_thousand_pairs_of_tables() -> None:
    SAID.clear()
    settings(max_examples=1000)(
        given(tables(keyed=True), tables(keyed=True))(lambda old, new: check(["key"], old, new))
    )()
    assert len(SAID) >= 1000
    assert sum(SAID) > len(SAID) / 2


@pytest.mark.parametrize("name", ["ref-admin-unit", "ref-population", "ref-target-value"])
def test_shipped_tables_that_were_changed_are_patched(name: str, tmp_path: Path) -> None:
    """Read back from the CSV by daff's own reader."""
    folder = PACKAGES / name
    [resource] = json.loads((folder / "datapackage.json").read_text())["resources"]
    schema = json.loads((folder / resource["schema"]).read_text())
    key = list(keys_of(schema)[0])
    new = text_rows(folder / resource["path"]).head(400)
    last = next(column for column in reversed(new.columns) if column not in key)
    nth = pl.int_range(pl.len())
    old = new.filter(nth % 9 != 1).with_columns(pl.when(nth % 5 == 2).then(pl.lit("khác")).otherwise(last).alias(last))
    old = pl.concat([old, new.head(1).with_columns(pl.lit("-1").alias(key[0]))])
    write(table_diff(key, old, new), old, tmp_path / "patch.csv")
    patch = daff.Csv().makeTable((tmp_path / "patch.csv").read_text())
    source = daff.PythonTableView([old.columns, *map(list, old.iter_rows())])
    daff.HighlightPatch(source, patch).apply()
    assert same([["" if cell is None else cell for cell in row] for row in source.getData()], new)


def test_the_file_is_the_rows_for_any_reader(tmp_path: Path) -> None:
    old = pl.DataFrame({"a": ["1", "2"], "b": ["NULL", ' "x" ']})
    diff = table_diff(["a"], old, old.with_columns(b=pl.Series(["y", ""]), c=pl.Series(["", "new"])))
    write(diff, old, tmp_path / "patch.csv")
    with (tmp_path / "patch.csv").open(newline="", encoding="utf-8") as stream:
        rows = [*csv.reader(stream)]
    assert rows == highlighted(diff, old)
    table = daff.Csv().makeTable((tmp_path / "patch.csv").read_text())
    assert [[table.getCell(x, y) for x in range(4)] for y in range(len(rows))] == rows
    assert [row[0] for row in rows] == ["!", "@@", "+++", "...", "---", "->"]


ALIKE = pl.DataFrame({"a": ["1", "1", "2"]})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ALIKE, ALIKE.head(2).tail(1)),
        (pl.DataFrame(), ALIKE),
        (ALIKE, pl.DataFrame()),
        (pl.DataFrame({"...": ["1"]}), pl.DataFrame({"...": ["2"]})),
        (pl.DataFrame({"+++": ["1"]}), pl.DataFrame({"+++": ["2"]})),
        (pl.DataFrame({"null": ["1"]}), pl.DataFrame({"null": ["2"]})),
    ],
    ids=["rows alike", "table added", "table removed", "column ...", "column +++", "column null"],
)
def test_what_daff_cannot_say_is_refused(old: pl.DataFrame, new: pl.DataFrame) -> None:
    with pytest.raises(NotTold):
        highlighted(table_diff([], old, new), old)
