"""Work in a child: its result, its exceptions, and one finding for whatever else ends it; from threads too."""

from __future__ import annotations

import operator
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.validation.readers_support import sheet_xml, xlsx
from validation.findings import Finding
from validation.intake.child import run, warm
from validation.intake.limits import Limits
from validation.intake.readers import read_book

SOON = Limits(seconds=1, memory=200_000_000)


def twice(number: int) -> int:
    return 2 * number


def raising() -> None:
    raise LookupError("no such row")


def endless() -> None:
    while True:
        pass


def sleeping() -> None:
    time.sleep(60)


def greedy() -> int:
    return len(bytearray(1_000_000_000))


def aborting() -> None:
    os.abort()


def leaving() -> None:
    os._exit(0)


def whispering() -> int:
    return os.write(2, b"what a library says before it gives up")


def large() -> bytes:
    return bytes(5_000_000)


def test_the_result_comes_back() -> None:
    assert run(twice, 21) == 42
    assert run(large) == bytes(5_000_000)


def test_an_exception_comes_back_with_where_it_was_raised() -> None:
    with pytest.raises(LookupError, match="no such row") as raised:
        run(raising)
    assert "in raising" in "".join(raised.value.__notes__)


@pytest.mark.parametrize("function", [endless, sleeping, greedy, aborting, leaving])
def test_whatever_else_ends_it_is_one_finding(function: Callable[[], object]) -> None:
    begun = time.monotonic()
    found = run(function, limits=SOON)
    assert isinstance(found, Finding)
    assert (found.rule, found.params) == ("file.too-heavy", {"seconds": "1", "megabytes": "200"})
    assert time.monotonic() - begun < 20  # under whatever else the machine has to do


def test_nothing_is_left_running() -> None:
    warm()  # the server that children are forked from is meant to stay
    before = children()
    run(sleeping, limits=SOON)
    run(twice, 1)
    assert children() <= before


def children() -> set[str]:
    tasks = Path("/proc/self/task")
    return (
        {pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()}
        if tasks.is_dir()
        else set()
    )


def test_it_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(whispering)
    assert capfd.readouterr().err == ""


def test_beside_other_threads() -> None:
    """A process with threads is not forked: its locks could be held by one that the child does not have."""
    warm()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda n: run(operator.mul, 2, n), range(12)))
        heavy = pool.submit(run, bytearray, 1_000_000_000, limits=SOON).result()
        alone = pool.submit(run, threading.active_count).result()
    assert results == [2 * n for n in range(12)]
    assert isinstance(heavy, Finding)
    assert alone == 1


def test_a_book_is_read_in_a_child(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    book = run(read_book, path)
    assert not isinstance(book, Finding)
    assert book.sheets[0].rows == [["a", "b"], ["1", "2"]]


def test_a_workbook_that_makes_its_reader_abort_is_one_finding(tmp_path: Path) -> None:
    """A far cell written unlike all others, in the middle: the first look does not see it, and calamine gives up."""
    rows = [f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 40_001)]
    rows[20_000] = '<row r="20001"><c s="0" r="XFD1048576"><v>1</v></c></row>'
    path = tmp_path / "far.xlsx"
    path.write_bytes(xlsx(sheet_xml("".join(rows))))
    found = run(read_book, path)
    assert isinstance(found, Finding)
    assert found.rule == "file.too-heavy"
