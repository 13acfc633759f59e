"""The shipped content released as a whole: every zip is valid to others, and releasing again makes nothing new."""

from __future__ import annotations

import shutil
from pathlib import Path

import frictionless
import pytest

from publish.archive import Archive
from publish.gate import Gate
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.core.registry import load_content

HOME = Path(__file__).parents[2] / "datapackages"


@pytest.mark.deep
def test_every_zip_is_valid_to_frictionless_and_a_second_release_makes_nothing(tmp_path: Path, gate: Gate) -> None:
    content, home = load_content("schemas.angiang"), tmp_path / "datapackages"
    shutil.copytree(HOME, home, ignore=shutil.ignore_patterns(".based-on"))
    settings = Settings(datapackages=home, root=tmp_path / "var")
    folders = sorted(p.parent for p in home.glob("*/datapackage.json"))
    steps = release(folders, content, settings, Options(), gate)
    assert {s.dataset: s.version for s in steps} == dict.fromkeys(content.datasets, "1.0.0")
    assert not any(s.changed for s in release(folders, content, settings, Options(), gate))
    catalog = Catalog(Archive(settings.root))
    assert catalog.current().number == 1  # type: ignore[union-attr]
    for dataset in content.datasets:
        path = tmp_path / f"{dataset}.zip"
        path.write_bytes(catalog.release(dataset).zip_bytes())
        report = frictionless.Package(str(path)).validate()
        assert report.valid, (dataset, report.flatten())
