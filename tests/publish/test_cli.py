"""The command itself, as a person or a script calls it: what it prints, in which language, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from publish.cli.main import COMMANDS, main
from publish.cli.say import Out
from publish.errors import KtthError
from publish.settings import Settings
from tests.conftest import FIXTURES

HOUSE = Path(__file__).parents[2]


class Ktth:
    """Runs ``ktth`` for the invented province."""

    def __init__(self, home: Settings) -> None:
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KTTH_")},
            "PYTHONPATH": f"{HOUSE}{os.pathsep}{FIXTURES}",
            "KTTH_CONTENT": "province",
            "KTTH_DATAPACKAGES": str(home.datapackages),
            "KTTH_ROOT": str(home.root),
        }

    def __call__(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "publish", *args]
        return subprocess.run(command, env=self.env | env, text=True, capture_output=True, timeout=120)

    def json(self, *args: str) -> Any:
        return json.loads(self(*args, "--json").stdout)


@pytest.fixture
def ktth(home: Settings) -> Ktth:
    return Ktth(home)


def test_check_release_and_release_again(ktth: Ktth, home: Settings) -> None:
    checked = ktth("check")
    assert (checked.returncode, checked.stdout) == (0, "Đã đọc 3 dòng: 0 lỗi, 0 cảnh báo\n")
    assert "3 rows read" in ktth("check", "--lang", "en").stdout
    plan = ktth.json("release", "--plan")
    assert [(s["dataset"], s["version"], s["released"]) for s in plan] == [("well-water", "1.0.0", False)]
    assert not (home.root / "archive").exists()
    released = ktth("release")
    assert (released.returncode, released.stdout.splitlines()[0]) == (0, "well-water  – → 1.0.0")
    assert (home.root / "portal" / "catalog-1.db").is_file()
    assert "Không có gì thay đổi" in ktth("release").stdout
    assert ktth.json("publish", "datasette") == {"database": str(home.root / "portal" / "catalog-1.db"), "built": False}
    assert ktth.json("pull", "well-water") == [{"dataset": "well-water", "version": "1.0.0", "kept": []}]


def test_bad_data_is_exit_1_and_says_where_and_what_to_do(ktth: Ktth, home: Settings) -> None:
    data = home.datapackages / "well-water" / "data" / "well-water.csv"
    data.write_text(data.read_text().replace("G2,2024,0", "G2,2024,không"))
    for command in ("check", "release"):
        told = ktth(command)
        assert told.returncode == 1
        assert "(low): không phải số" in told.stdout
        assert "C4 «không»" in told.stdout
        assert "→ Ghi số" in told.stdout
    found = ktth.json("check")["findings"][0]
    assert found["cell"] == "C4"
    assert found["message"]["en"].startswith("not a number such as 1234.5 (decimal point,")
    assert found["message"]["vi"].startswith("không phải số viết liền như 1234.5 (dấu chấm thập phân,")
    assert not (home.root / "archive" / "well-water").exists()


def test_a_wrong_call_is_exit_2_in_two_languages(ktth: Ktth) -> None:
    told = ktth("check", "nowhere")
    assert told.returncode == 2
    assert "không có nowhere" in told.stderr
    assert "nowhere does not exist" in told.stderr
    assert told.stderr.index("không có nowhere") < told.stderr.index("nowhere does not exist")
    for english in (("--lang", "en"), ("--lang=en",)):
        assert ktth("check", "nowhere", *english).stderr.startswith("✗ nowhere does not exist")
    assert ktth("check", KTTH_NOPE="1").returncode == 2
    assert json.loads(ktth("pull", "nothing", "--json").stdout)["error"]["vi"] == "nothing chưa có bản phát hành"
    assert ktth("release", "--nope").returncode == 2


def test_what_is_refused_is_exit_3(ktth: Ktth, home: Settings) -> None:
    assert ktth("release").returncode == 0
    data = home.datapackages / "well-water" / "data" / "well-water.csv"
    data.write_text("".join(data.read_text().splitlines(keepends=True)[:-1]))
    refused = ktth("release")
    assert refused.returncode == 3
    assert "--justify" in refused.stderr


@pytest.mark.deep
def test_a_target_that_cannot_be_reached_is_exit_4(ktth: Ktth) -> None:
    ktth("release")
    told = ktth("publish", "ckan", "--url", "http://127.0.0.1:9", "--plan", KTTH_BASE_URL="http://127.0.0.1:8001")
    assert told.returncode == 4
    assert "Traceback" not in told.stderr
    assert ktth("publish", "ckan").returncode == 2


def test_help_explains_the_exit_codes_in_vietnamese_first(ktth: Ktth) -> None:
    told = ktth("--help").stdout
    assert 0 < told.index("Mã thoát: 0 xong") < told.index("Exit codes: 0 done")


@pytest.mark.parametrize("name", [*COMMANDS, "publish datasette", "publish ckan"])
def test_every_command_explains_itself_in_two_languages(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with suppress(SystemExit):
        main([*name.split(), "--help"])
    told = capsys.readouterr().out
    assert any("À" <= letter <= "ỹ" for letter in told)
    if name != "publish":
        assert all(option in told for option in ("--json", "--quiet", "--lang"))


def test_a_template_is_written_where_it_is_asked_for(ktth: Ktth, tmp_path: Path) -> None:
    one, every = tmp_path / "one.xlsx", tmp_path / "every"
    assert ktth.json("template", "well-water", "--out", str(one)) == {"written": [str(one)]}
    assert ktth("template", "--all", "--out", str(every)).stdout == f"{every / 'well-water.xlsx'}\n"
    assert one.read_bytes() == (every / "well-water.xlsx").read_bytes()
    for wrong in (("template",), ("template", "--all"), ("template", "nothing")):
        assert ktth(*wrong).returncode == 2
    refused = ktth("template", "well-water", "--out", str(one / "below.xlsx"))
    assert (refused.returncode, "không ghi được" in refused.stderr) == (4, True)


def test_what_strangers_say_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    told = "\x1b[2Jxóa\x1b]0;mạo danh\x07 \u202egnourt"
    Out().raw(told)
    Out().trouble(KtthError("CKAN at {url} refused {action}: {reason}", url="x", action="y", reason=told))
    said = capsys.readouterr()
    assert not {"\x1b", "\x07", "\u202e"} & {*said.out, *said.err}
    assert "xóa" in said.out and "xóa" in said.err
