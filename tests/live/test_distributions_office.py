"""LibreOffice opens the workbook and the safe CSV: it shows the values of the canonical CSV and works nothing out."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from math import isclose
from pathlib import Path

import pytest

from tests.publish.distributions.tables import FIELDS, Made, cells, made, original

pytestmark = pytest.mark.live
NAMES = [f["name"] for f in FIELDS]
KINDS = {f["name"]: f["type"] for f in FIELDS}
PLAIN = re.compile(r"-?[0-9.]+(E[+-]?[0-9]+)?")
LONG = 18  # digits that no double has: such a number is a text in the workbook
# comma, quotes, UTF-8, from the first line, all text quoted, cells as they are stored and not as they are shown
AS_STORED = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false"
IN = "CSV:44,34,76,1,,1033,false,true,,,,,true"  # numbers and days are looked for, formulas are run: the worst case


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("odd"))


def opened(file: Path, folder: Path, *more: str) -> list[dict[str, str]]:
    """A file as LibreOffice reads it and saves it again."""
    office = shutil.which("soffice")
    assert office, "install the package libreoffice-calc"
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, own, "--headless", *more, "--convert-to", AS_STORED, "--outdir", str(folder / "out"), str(file)]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    with (folder / "out" / f"{file.stem}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def same(name: str, cell: str, released: str) -> bool:
    """Whether a cell that LibreOffice wrote is the released one: numbers to its 15 digits, line ends of any kind."""
    if KINDS[name] == "boolean":
        return cell.lower() == released
    if KINDS[name] == "number" and PLAIN.fullmatch(cell) and len(released.strip("-0.")) < LONG:
        return isclose(float(cell), float(released), rel_tol=1e-14)
    return unwound(cell) == unwound(released)


def unwound(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def test_the_workbook_shows_the_values_of_the_csv(odd: Made, tmp_path: Path) -> None:
    file = shutil.copy(odd.file("xlsx"), tmp_path / "tricky.xlsx")
    shown = opened(Path(file), tmp_path)
    expected = cells(odd.release.csv("tricky"))
    assert list(shown[0]) == NAMES
    for row, as_released in zip(shown, expected, strict=True):
        for name in NAMES:
            assert same(name, row[name], as_released[name]), (name, row[name], as_released[name])


def test_the_safe_csv_holds_no_formula_for_it(odd: Made, tmp_path: Path) -> None:
    file = Path(shutil.copy(odd.file("safe.bom.csv"), tmp_path / "safe.csv"))
    shown, expected = opened(file, tmp_path, f"--infilter={IN}"), cells(odd.release.csv("tricky"))
    for row, as_released in zip(shown, expected, strict=True):
        told = unwound(row["name"])
        assert original(told) == unwound(as_released["name"]), "text, apostrophe and all: nothing was run"
        assert not row["name"].startswith(("Err:", "#"))
    assert [row["amount"] for row in shown][:2] == ["0.1", "-1220.5"]
    canonical = Path(shutil.copy(odd.release.csv("tricky"), tmp_path / "plain.csv"))
    plain = opened(canonical, tmp_path, f"--infilter={IN}")
    assert plain[1]["name"] == "bấm", "the canonical CSV is run in this way, so the test can fail"
