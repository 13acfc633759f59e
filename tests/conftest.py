"""What several tests need: the invented province in a folder of its own, and packages made on the spot."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from publish.cli.main import YOUNG
from publish.gate import Gate
from publish.settings import Settings
from schemas.core.registry import Content, load_content

# time is for benchmarks, not for tests; a change is held to the same examples each time, make fuzz looks for new ones
hypothesis_settings.register_profile("house", deadline=None, max_examples=40, derandomize=True)
hypothesis_settings.register_profile("long", deadline=None, max_examples=2000)
hypothesis_settings.load_profile("house")
gc.set_threshold(YOUNG)  # as the command does: finding eight thousand tests makes no garbage
FIXTURES = Path(__file__).parent / "fixtures"
sys.path.insert(0, str(FIXTURES))


@pytest.fixture(scope="session")
def province() -> Content:
    """The second content package: an invented province with one dataset."""
    return load_content("province")


@pytest.fixture(scope="session")
def gate() -> Iterator[Gate]:
    """The real gate, its worker kept from test to test: Great Expectations takes seconds to import."""
    with Gate() as ready:
        yield ready


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings for the invented province, its packages copied, its state empty."""
    shutil.copytree(FIXTURES / "province" / "datapackages", tmp_path / "datapackages")
    return Settings(content="province", datapackages=tmp_path / "datapackages", root=tmp_path / "var")


Package = Callable[..., Path]


@pytest.fixture
def make_package(tmp_path: Path) -> Package:
    """Writes a package from elsewhere: ``make(files, **descriptor)``; returns its folder."""

    def make(files: Mapping[str, str | bytes], folder: str = "foreign", **descriptor: Any) -> Path:
        place = tmp_path / folder
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if descriptor:
            (place / "datapackage.json").write_text(json.dumps({"name": folder, **descriptor}), encoding="utf-8")
        return place

    return make
