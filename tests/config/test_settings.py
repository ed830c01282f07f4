"""`[tool.wirecheck]` of a `pyproject.toml`: what it may say, who wins, and what is said of mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wirecheck.config import settings
from wirecheck.errors import UsageError

BARE = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "DEERAPI_KEY"))}


def call(cwd: Path, *arguments: str, module: str = "wirecheck") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=cwd, env=BARE, capture_output=True, text=True, check=False, timeout=60)


def write(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(f"[tool.wirecheck]\n{text}\n", encoding="utf-8")
    return path


def planned(cwd: Path, *arguments: str) -> Any:
    done = call(cwd, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_a_file_sets_and_the_command_line_wins(tmp_path: Path) -> None:
    write(tmp_path, 'targets = ["apiyi", "dgrid"]\ndepth = "probe"\nprice = 0.5')
    found = planned(tmp_path, "plan", "--format", "json")
    assert [(plan["target"], plan["depth"]) for plan in found] == [
        ("emulated:apiyi", "probe"),
        ("emulated:dgrid", "probe"),
    ]
    assert found[0]["money"]["expected"] == "1.0"
    (found,) = planned(
        tmp_path, "plan", "--format", "json", "emulated:deerapi:generateContent", "--depth", "sweep", "--price", "1"
    )
    assert (found["target"], found["depth"]) == ("emulated:deerapi:generateContent", "sweep")
    assert found["money"]["expected"] == str(found["expected"])


def test_the_nearest_file_above_is_read(tmp_path: Path) -> None:
    write(tmp_path, 'targets = ["dgrid"]')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert [plan["target"] for plan in planned(below, "plan", "--format", "json")] == ["emulated:dgrid"]
    write(below, 'targets = ["apiyi"]')
    assert [plan["target"] for plan in planned(below, "plan", "--format", "json")] == ["emulated:apiyi"]


def test_another_file_is_named_and_none_is_read(tmp_path: Path) -> None:
    write(tmp_path, "depht = 3")
    other = tmp_path / "other.toml"
    other.write_text('[tool.wirecheck]\ntargets = ["dgrid"]\n', encoding="utf-8")
    found = planned(tmp_path, "--config", str(other), "plan", "--format", "json")
    assert [plan["target"] for plan in found] == ["emulated:dgrid"]
    found = planned(tmp_path, "--isolated", "plan", "apiyi", "--format", "json")
    assert [plan["target"] for plan in found] == ["emulated:apiyi"]


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        'targets = ["apiyi"]\ndepth = "probe"\ntape = "kept/tape.har"\npictures = "pictures"\n'
        'report = ["json=kept/report.json"]\nprice = "prices.toml"\nprompts = "prompts.txt"',
    )
    (tmp_path / "prices.toml").write_text("default = 2\n", encoding="utf-8")
    (tmp_path / "prompts.txt").write_text("a lighthouse at dusk\n", encoding="utf-8")
    (tmp_path / "kept").mkdir()
    below = tmp_path / "below"
    below.mkdir()
    done = call(below, "run")
    assert done.returncode == 0, done.stderr
    assert list(below.iterdir()) == []
    report = json.loads((tmp_path / "kept" / "report.json").read_text(encoding="utf-8"))
    assert report["runs"][0]["money"]["expected"] == "4"
    assert "a lighthouse at dusk" in (tmp_path / "kept" / "tape.har").read_text(encoding="utf-8")
    assert list((tmp_path / "pictures").iterdir())


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("depht = 'probe'", "`depht` of [tool.wirecheck]", "did you mean `depth`?"),
        ("budget = '3'", "is not a number", "budget = 4"),
        ("budget = true", "is not a number", "budget = 4"),
        ("select = 'picture'", "is not a list of texts", 'select = ["..."]'),
        ("select = [1]", "is not a list of texts", 'select = ["..."]'),
        ("strict = 1", "is not true or false", "strict = true"),
        ("yes = true", "cannot be set in a file", "it spends money without asking"),
        ("insecure = true", "cannot be set in a file", "any server at the address can read your key"),
        ("depth = ", "is not valid TOML", "ignore it with `--isolated`"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, message: str, hint: str) -> None:
    path = write(tmp_path, text)
    done = call(tmp_path, "plan", "apiyi")
    assert (done.returncode, done.stdout) == (2, "")
    assert str(path) in done.stderr
    first, second = done.stderr.splitlines()
    assert message in first
    assert hint in second


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("budget = -1", "'--budget'"),
        ("depth = 'deep'", "'--depth'"),
        ("targets = ['nobody']", "there is no provider `nobody`"),
    ],
)
def test_a_value_that_no_option_takes_is_told_as_on_the_command_line(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text)
    done = call(tmp_path, "plan")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "it is not UTF-8"),
        (b"[tool]\nwirecheck = 3\n", "is not a table"),
        (b"tool = 3\n", ""),
        (b"", ""),
    ],
)
def test_any_file_is_read_or_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(content)
    if not message:
        assert settings.read(path) == {}
        return
    with pytest.raises(UsageError, match=message):
        settings.read(path)


def test_other_commands_read_none(tmp_path: Path) -> None:
    write(tmp_path, "nonsense = 1")
    assert call(tmp_path, "faults").returncode == 0


@pytest.mark.exhaustive
def test_pytest_reads_the_same_file(tmp_path: Path) -> None:
    write(tmp_path, 'depth = "probe"\nfault = ["ratio-ignored"]\nselect = ["picture"]')
    done = call(tmp_path, "-q", "--wirecheck", "apiyi", "-p", "no:cacheprovider", module="pytest")
    assert done.returncode == 1
    assert "FAILED wirecheck::apiyi:generateContent::picture/ratio-is-honoured" in done.stdout
    assert "usage/" not in done.stdout
    done = call(tmp_path, "-q", "--wirecheck", "apiyi", "--wirecheck-fault", "mime-type-missing", module="pytest")
    assert "FAILED wirecheck::apiyi:generateContent::picture/ratio-is-honoured" not in done.stdout
    assert done.returncode == 1
    write(tmp_path, "depht = 1")
    done = call(tmp_path, "-q", "--wirecheck", "apiyi", module="pytest")
    assert done.returncode == 4
    assert "did you mean `depth`?" in done.stderr
