"""`wirecheck merge` and the parts that it is given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BARE = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "DEERAPI_KEY"))}


def call(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirecheck", *arguments]
    return subprocess.run(command, cwd=cwd, env=BARE, capture_output=True, text=True, check=False, timeout=60)


def steady(report: Any) -> Any:
    """A report without its times."""
    if isinstance(report, dict):
        return {k: steady(v) for k, v in report.items() if k not in ("started", "ended", "seconds", "sent", "retried")}
    return [steady(item) for item in report] if isinstance(report, list) else report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three parts of a run that finds a lie, and the whole, made once."""
    folder = tmp_path_factory.mktemp("parts")
    lie = ("run", "apiyi", "--fault", "ratio-ignored", "-q")
    for number in (1, 2, 3):
        call(folder, *lie, "--shard", f"{number}/3", "--report", f"json={number}.json")
    call(folder, *lie, "--report", "json=whole.json")
    return folder


@pytest.fixture
def parts(made: Path, tmp_path: Path) -> Path:
    """A copy of them that a test may change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_the_parts_are_the_whole(parts: Path) -> None:
    done = call(parts, "merge", "3.json", "1.json", "2.json", "--format", "json", "--report", "json=merged.json")
    whole = json.loads((parts / "whole.json").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (1, "")
    assert steady(json.loads(done.stdout)) == steady(whole)
    assert (parts / "merged.json").read_text(encoding="utf-8") == done.stdout


def test_the_pictures_of_the_parts_are_in_the_report(parts: Path) -> None:
    """Small, as the exchanges are where the parts were run; as many as the whole has, and marked alike."""
    done = call(parts, "merge", "1.json", "2.json", "3.json", "-q", "--report", "html=merged.html")
    assert done.returncode == 1
    call(parts, "run", "apiyi", "--fault", "ratio-ignored", "-q", "--report", "html=whole.html")
    merged, whole = ((parts / f"{name}.html").read_text(encoding="utf-8") for name in ("merged", "whole"))
    assert merged.count("data:image/webp;base64,") == whole.count("data:image/webp;base64,") > 10
    assert merged.count("asked 21:9 512") == whole.count("asked 21:9 512") > 0


def test_a_part_that_is_missing_is_told(parts: Path) -> None:
    honest = ("run", "dgrid", "-q", "--allow-unjudged")
    assert call(parts, *honest, "--shard", "1/2", "--report", "json=half.json").returncode == 0
    done = call(parts, "merge", "half.json", "--allow-unjudged")
    assert done.returncode == 3
    assert "2/2" in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("{", "is not valid JSON"),
        ("[]", "bad.json"),
        ('{"schema": 1}', "bad.json"),
        ('{"schema": 99, "runs": []}', "bad.json"),
        ('{"schema": 1, "wirecheck": "1", "started": "x", "runs": [{"target": 3}]}', "bad.json"),
    ],
)
def test_what_is_no_report_is_told(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    done = call(tmp_path, "merge", "bad.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert "\nhint: " in done.stderr


def test_a_part_twice_is_told(parts: Path) -> None:
    done = call(parts, "merge", "1.json", "2.json", "1.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "part 1/3 of emulated:apiyi is given twice" in done.stderr


def test_the_latest_run_decides(made: Path, tmp_path: Path) -> None:
    """A bad day and a good one: exit code, terminal, HTML and all other formats are those of the later."""
    bad = json.loads((made / "whole.json").read_text(encoding="utf-8"))
    call(tmp_path, "run", "apiyi", "-q", "--report", "json=good.json")
    good = json.loads((tmp_path / "good.json").read_text(encoding="utf-8"))
    for code, days in ((0, ("2026-11-20", "2026-11-21")), (1, ("2026-11-21", "2026-11-20"))):
        for name, report, day in zip(("bad", "good"), (bad, good), days, strict=True):
            report["runs"][0]["started"] = f"{day}T08:00:00+00:00"
            (tmp_path / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
        formats = ("html", "json", "junit", "sarif", "markdown", "badge")
        written = [word for name in formats for word in ("--report", f"{name}=out.{name}")]
        done = call(tmp_path, "merge", "good.json", "bad.json", *written)
        told = {name: (tmp_path / f"out.{name}").read_text(encoding="utf-8") for name in formats}
        assert done.returncode == code, done.stdout
        assert "of 2 runs the latest decides, that of 2026-11-21 08:00 UTC" in done.stdout
        assert ("1 `must` requirement broken" in done.stdout, "all held" in done.stdout) == (code == 1, code == 0)
        assert ("apiyi, emulated: 1 of" in told["html"], "the latest decides" in told["html"]) == (code == 1, True)
        assert [run["decides"] for run in json.loads(told["json"])["runs"]] == [False, True]
        assert (
            ("<failure" in told["junit"])
            is ('"level": "error"' in told["sarif"].partition('"results"')[2])
            is bool(code)
        )
        assert ("requirement broken" in told["markdown"], json.loads(told["badge"])["color"] == "red") == (
            code == 1,
            code == 1,
        )
