"""The real portal on loopback and a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``ktth serve`` over a release of the shipped content."""
    root = tmp_path_factory.mktemp("live")
    shutil.copytree(HOUSE / "datapackages", root / "datapackages")
    own = {"KTTH_ROOT": str(root / "var"), "KTTH_DATAPACKAGES": str(root / "datapackages"), "PYTHONPATH": str(HOUSE)}
    env = {k: v for k, v in os.environ.items() if not k.startswith("KTTH_")} | own
    ktth = [sys.executable, "-m", "publish"]
    subprocess.run([*ktth, "release", "--quiet"], env=env, check=True, timeout=300)
    serving = subprocess.Popen([*ktth, "serve", "--port", "0", "--json"], env=env, stdout=subprocess.PIPE, text=True)
    assert serving.stdout
    said = ""
    while not said.rstrip().endswith("}"):
        line = serving.stdout.readline()
        assert line, "the portal did not start"
        said += line
    yield json.loads(said)["address"]
    serving.terminate()
    serving.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    assert found, "install the package chromium"
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()
