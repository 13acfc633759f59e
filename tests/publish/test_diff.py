"""What differs between two states of a table: every added, removed and changed cell, and no other; and back again."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish import diff as diff_module
from publish.diff import DuplicateKeys, patched, table_diff

NAMES = st.sampled_from([*"abcd", "old", "new", "column", "_place"])
CELLS = st.sampled_from(["", "1", "2.5", "Long Xuyên", '"', "a,b", "->"])


@st.composite
def tables(draw: st.DrawFn, *, keyed: bool) -> pl.DataFrame:
    columns = draw(st.lists(NAMES, unique=True, min_size=0 if keyed else 1))
    keys = draw(st.lists(st.integers(0, 9), unique=True, max_size=8)) if keyed else range(draw(st.integers(0, 6)))
    rows = [[str(key) for _ in range(keyed) for key in [k]] + [draw(CELLS) for _ in columns] for k in keys]
    names = [*(["key"] if keyed else []), *columns]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return one.columns == other.columns and one.sort(one.columns).equals(other.sort(one.columns))


@given(tables(keyed=True), tables(keyed=True))
def test_a_patch_makes_the_old_state_into_the_new_one_and_its_inverse_back(
    old: pl.DataFrame, new: pl.DataFrame
) -> None:
    diff = table_diff(["key"], old, new)
    assert same(patched(old, diff), new)
    assert same(patched(new, diff.inverse), old)
    assert bool(diff) != (same(old, new))


@given(tables(keyed=False), tables(keyed=False))
def test_so_does_one_of_a_table_without_a_key(old: pl.DataFrame, new: pl.DataFrame) -> None:
    diff = table_diff([], old, new)
    assert same(patched(old, diff), new)
    assert same(patched(new, diff.inverse), old)


@pytest.mark.deep
@pytest.mark.parametrize("keyed", [True, False])
def test_diff_and_patch_are_inverse_for_a_thousand_pairs(keyed: bool) -> None:
    def inverse(old: pl.DataFrame, new: pl.DataFrame) -> None:
        diff = table_diff(["key"] if keyed else [], old, new)
        assert same(patched(old, diff), new)
        assert same(patched(new, diff.inverse), old)

    settings(max_examples=1000)(given(tables(keyed=keyed), tables(keyed=keyed))(inverse))()


def test_each_cell_that_differs_is_told_and_no_other() -> None:
    old = pl.DataFrame({"year": ["2019", "2020", "2021"], "waste": ["10", "11", "12"], "note": ["", "", "x"]})
    new = pl.DataFrame({"year": ["2020", "2021", "2022"], "waste": ["11", "12.5", "13"], "source": ["", "s", ""]})
    diff = table_diff(["year"], old, new)
    assert diff.added.rows() == [("2022", "13", "")]
    assert diff.removed.rows() == [("2019", "10", "")]
    assert diff.changed.rows() == [
        ("2021", "waste", "12", "12.5"),
        ("2021", "source", None, "s"),
        ("2021", "note", "x", None),
    ]
    assert diff.corrected.rows() == [("2021", "waste", "12", "12.5")]
    assert (diff.columns_added, diff.columns_removed) == (["source"], ["note"])


def test_rows_that_share_a_key_are_refused_first() -> None:
    one, two = pl.DataFrame({"key": ["1"]}), pl.DataFrame({"key": ["1", "1"]})
    for old, new in ((one, two), (two, one)):
        with pytest.raises(DuplicateKeys, match="share the key key"):
            table_diff(["key"], old, new)


def test_keys_that_share_a_number_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_module, "key_hash", lambda by, frame: pl.Series("", [7] * frame.height, dtype=pl.UInt64))
    old = pl.DataFrame({"key": ["a", "b", "c"], "n": ["1", "2", "3"]})
    new = pl.DataFrame({"key": ["b", "c", "d"], "n": ["2", "4", "5"]})
    found = table_diff(["key"], old, new)
    assert (found.added.rows(), found.removed.rows()) == ([("d", "5")], [("a", "1")])
    assert found.changed.rows() == [("c", "n", "3", "4")]
