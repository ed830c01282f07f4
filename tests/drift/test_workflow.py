"""The workflow that reads the pages on schedule: its steps are run as a runner runs them, against a site of our own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from wirecheck.cli import COMMANDS

if TYPE_CHECKING:
    from tests.drift.conftest import Lumen, Site

FILE = Path(__file__).resolve().parents[2] / "docs" / "ci" / "drift.yml"
WORKFLOW: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["drift"]["steps"]
TEXT = (Path(__file__).parent / "pages" / "images.txt").read_text(encoding="utf-8")
GH = """\
#!/bin/sh
echo "$@" >> "$GH_LOG"
for last; do :; done
case "$1 $2" in
"pr list") cat "$GH_OPEN" ;;
"pr create" | "pr edit") cp "$last" "$GH_BODY" ;;
esac
"""

pytestmark = pytest.mark.skipif("drift" not in COMMANDS, reason="the command line has no `drift`")


@dataclass
class Runner:
    """A runner on this machine, with a remote of its own and a `gh` that keeps what it is told."""

    lumen: Lumen
    root: Path
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        names = {"RUNNER_TEMP": "temp", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary.md"}
        names |= {"GH_LOG": "gh.log", "GH_OPEN": "gh.open", "GH_BODY": "gh.body", "HOME": "home"}
        return {
            **os.environ,
            **{name: str(self.root / file) for name, file in names.items()},
            **WORKFLOW["env"],
            "PROVIDER": str(self.lumen.spec),
            "PATH": os.pathsep.join([str(self.root / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
        }

    def run(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """One step, with the shell and the options that GitHub gives it."""
        bash = shutil.which("bash")
        assert bash is not None
        script = self.root / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            [bash, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.lumen.root,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def all(self) -> list[str]:
        """All steps that have a script, but for the installation; the names of those that were run."""
        done = []
        for step in STEPS:
            if "run" not in step or step["name"] == "Install wirecheck" or not self._wanted(step):
                continue
            result = self.run(step)
            done.append(step["name"] if result.returncode == 0 else f"{step['name']}: {result.returncode}")
            assert "Traceback" not in result.stderr, result.stderr
            output = self.root / "output"
            if output.exists():
                self.outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done

    def _wanted(self, step: dict[str, Any]) -> bool:
        if "if" not in step:
            return True
        found = re.fullmatch(r"\$\{\{ steps\.read\.outputs\.(\w+) == '(\w+)' \}\}", step["if"])
        assert found is not None
        return self.outputs.get(found[1]) == found[2]


@pytest.fixture
def runner(lumen: Lumen, tmp_path: Path) -> Runner:
    root = tmp_path / "runner"
    for name in ("bin", "temp", "home"):
        (root / name).mkdir(parents=True)
    gh = root / "bin" / "gh"
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    (root / "gh.open").write_text("0\n")
    lumen.git("init", "--quiet", "--bare", str(root / "remote.git"))
    lumen.git("remote", "add", "origin", str(root / "remote.git"))
    (lumen.root / "generated").mkdir()
    (lumen.root / "generated" / ".keep").write_text("")
    lumen.git("add", "specs", "generated")
    lumen.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "first")
    return Runner(lumen, root)


def test_nothing_happens_where_nothing_drifts(runner: Runner, site: Site) -> None:
    """Only the pages are read."""
    site.pages["/images"] = TEXT
    runner.lumen.at(site.url)
    assert runner.all() == ["Read the pages"]
    assert "No drift on 1 page." in (runner.root / "summary.md").read_text()
    assert not (runner.root / "gh.log").exists()


@pytest.mark.exhaustive
def test_a_page_that_changed_becomes_a_pull_request(runner: Runner, site: Site) -> None:
    """With the spec, the accepted facts, the client, its version, its changelog, and the report."""
    site.pages["/images"] = TEXT.replace("seed\ninteger", "steps\ninteger\n\nHow long it takes.\n\nseed\ninteger")
    runner.lumen.at(site.url)
    assert runner.all() == ["Read the pages", "Change the specs", "Generate the clients", "Open a pull request"]
    git = runner.lumen.git
    names = git("diff", "--name-only", "HEAD~1", "HEAD").splitlines()
    assert {name for name in names if name.startswith("specs")} == {
        f"specs/lumen/{name}"
        for name in ("openapi.yaml", "client.yaml", "CHANGELOG.md", "pages.toml", "facts/images.toml")
    }
    assert "generated/lumen/pyproject.toml" in names
    assert 'version = "0.4.0"' in git("show", "HEAD:generated/lumen/pyproject.toml")
    assert git("ls-remote", "origin", "refs/heads/wirecheck/drift").split()[0] == git("rev-parse", "HEAD").strip()
    body = (runner.root / "gh.body").read_text()
    assert "`request.steps`" in body
    assert "    #   the page: steps integer How long it takes." in body
    assert "How long it takes" not in git("diff", "HEAD~1", "HEAD")
    (runner.root / "gh.open").write_text("1\n")
    site.pages["/images"] = site.pages["/images"].replace("default:vivid", "default:plain")
    assert runner.all()[-1] == "Open a pull request"
    assert (runner.root / "gh.log").read_text().splitlines()[-1].startswith("pr edit wirecheck/drift --body-file")


def test_a_page_that_cannot_be_read_fails_the_job(runner: Runner, site: Site) -> None:
    """And changes nothing."""
    runner.lumen.at(site.url)
    assert runner.all() == ["Read the pages", "Tell of pages that could not be read: 3"]
    assert "404" in (runner.root / "summary.md").read_text()
    assert runner.lumen.git("status", "--porcelain", "specs/lumen/facts") == ""


def test_a_mistake_fails_the_job_at_once(runner: Runner) -> None:
    """Such as a spec that is not there."""
    runner.lumen.spec.unlink()
    assert runner.all()[0] == "Read the pages: 2"


def test_no_expression_stands_in_a_script() -> None:
    """What somebody else wrote never becomes a part of the shell's words."""
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]
