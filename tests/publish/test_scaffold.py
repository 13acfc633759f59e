"""A new dataset: one command gives a model, a descriptor and a data file that check without another edit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The content alone, in a folder of its own, so that what is scaffolded is not left in this one."""
    shutil.copytree(HOUSE / "schemas", tmp_path / "schemas")
    shutil.copytree(HOUSE / "datapackages", tmp_path / "datapackages")
    for engine in ("validation", "publish"):
        (tmp_path / engine).symlink_to(HOUSE / engine)
    return tmp_path


def ktth(where: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(where)}
    return subprocess.run([sys.executable, "-m", "publish", *args], cwd=where, env=env, text=True, capture_output=True)


def test_a_new_dataset_takes_its_model_its_descriptor_and_no_other_edit(copy: Path) -> None:
    sample = copy / "sample.csv"
    sample.write_text("plant,period,tonnes,opened\nA,2024,12.5,2020-01-02\n")
    words = ("--title", "Nhà máy", "--title-en", "Plants", "--publisher", "ag-02")
    made = ktth(copy, "new", "ste-plant", *words, "--from", str(sample), "--json")
    assert made.returncode == 0, made.stderr
    assert [Path(p).name for p in json.loads(made.stdout)["written"]] == [
        "ste_plant.py",
        "datapackage.json",
        "ste-plant.csv",
    ]
    assert ktth(copy, "schemas").stdout.split() == ["datapackages/ste-plant/ste-plant.schema.json"]

    empty = ktth(copy, "check", "datapackages/ste-plant", "--json")
    assert json.loads(empty.stdout)["findings"] == []
    data = copy / "datapackages" / "ste-plant" / "data" / "ste-plant.csv"
    assert data.read_text() == "plant,period,tonnes,opened,data_status,obs_flag,provenance,source_doc,source_url,note\n"
    data.write_text(data.read_text() + "A,2024,many,2020-01-02,,,trich_dan,Báo A,,\n")
    wrong = ktth(copy, "check", "datapackages/ste-plant", "--json")
    assert [(f["rule"], f["cell"], f["value"]) for f in json.loads(wrong.stdout)["findings"]] == [
        ("cell.type", "C2", "many")
    ]

    again = ktth(copy, "new", "ste-plant", *words)
    assert (again.returncode, "ste-plant" in again.stderr) == (2, True)
