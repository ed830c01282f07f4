"""docs/fuzzing.md: its samples run, and its table is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from schemathesis.checks import CHECKS, load_all_checks

from wirecheck.requirements.catalogue import catalogue

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "fuzzing.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))


def test_each_check_of_schemathesis_is_asked_by_requirements_that_exist() -> None:
    load_all_checks()
    assert sorted(ROWS) == sorted(CHECKS.get_all_names())
    known = {requirement.id for requirement in catalogue()}
    for told in ROWS.values():
        named = set(re.findall(r"`([a-z]+/[a-z0-9-]+)`", told))
        assert named <= known
        assert bool(named) != told.startswith("none: ")


def test_the_samples_run(tmp_path: Path) -> None:
    (sample,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "test_sample.py").write_text(sample, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_sample.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
