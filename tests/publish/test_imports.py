"""``ktth check`` pays for nothing that only a release or the portal needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from publish.settings import Settings

TESTS = Path(__file__).parents[1]
IMPORTED = re.compile(r"^import time:.*\| *(\w+)$", re.MULTILINE)
HEAVY = {"great_expectations", "sqlalchemy", "pandas", "datasette", "fastapi", "ckanapi", "requests", "openpyxl"}


def imported_by(home: Settings, *args: str) -> set[str]:
    """The packages that a check imports."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KTTH_")} | {
        "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS / 'fixtures'}",
        "KTTH_CONTENT": "province",
        "KTTH_DATAPACKAGES": str(home.datapackages),
        "KTTH_ROOT": str(home.root),
    }
    command = [sys.executable, "-X", "importtime", "-m", "publish", "check", *args]
    done = subprocess.run(command, env=env, text=True, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    return set(IMPORTED.findall(done.stderr))


def test_a_check_of_packages_does_not_import_what_checks_a_release(home: Settings) -> None:
    found = imported_by(home)
    assert "polars" in found
    assert not found & {*HEAVY, "frictionless"}


def test_nor_does_a_check_of_a_file(home: Settings, tmp_path: Path) -> None:
    (rows,) = home.datapackages.glob("*/**/*.csv")
    sent = shutil.copy(rows, tmp_path / "sent.csv")
    assert not imported_by(home, str(sent), "--as", "well-water") & HEAVY
