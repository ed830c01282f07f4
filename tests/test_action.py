"""The GitHub Action and the hook of pre-commit: their shell is run as a runner runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).resolve().parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step.get("id", step["name"]): step for step in ACTION["runs"]["steps"]}
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PROGRAM = Path(sysconfig.get_path("scripts")) / "wirecheck"
EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
KEYS = ("APIYI_API_KEY", "DEERAPI_KEY", "DGRID_API_KEY", "GEMINI_NATIVE_API_KEY")


class Job:
    """A job of GitHub's in a folder: what steps get, and what they leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output, self.summary = folder / "output", folder / "summary"
        self.temp = folder / "temp"
        self.temp.mkdir()

    def run(self, id: str, context: dict[str, str], **environ: str) -> subprocess.CompletedProcess[str]:
        """
        Run a step's text.

        :param context: what expressions stand for, such as `inputs.target`; inputs have their defaults.
        """
        step = STEPS[id]
        known = {f"inputs.{name}": entry["default"] for name, entry in ACTION["inputs"].items()} | context
        self.output.write_text("", encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if name not in KEYS and "WIRECHECK" not in name}
        given = {name: EXPRESSION.sub(lambda found: known[found[1]], text) for name, text in step["env"].items()}
        script = self.folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # as the runner calls it
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                **kept,
                "GITHUB_ACTIONS": "true",
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "RUNNER_TEMP": str(self.temp),
                **given,
                **environ,
            },
        )

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """The step that checks the gateway, with this wirecheck."""
        given = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        return self.run("check", {"steps.install.outputs.program": str(PROGRAM)} | given)

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_action_is_one_by_its_schema() -> None:
    """SchemaStore's schema of `action.yml`, as check-jsonschema brings it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout


def test_no_input_stands_in_a_script() -> None:
    """Inputs come through the environment, where no shell reads them as its own text."""
    assert [step["name"] for step in STEPS.values() if "${{" in step.get("run", "")] == []


def test_every_input_is_used_and_told() -> None:
    """Each input has a description and is read by a step, and no step reads another."""
    told = {name for name, entry in ACTION["inputs"].items() if entry["description"] and "default" in entry}
    read = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert told == read == set(ACTION["inputs"])


def test_what_is_uploaded_is_what_a_step_gives() -> None:
    """Expressions name steps and outputs that there are, and reports are kept also when a step failed."""
    named = set(re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", json.dumps(ACTION)))
    written = {(id, name) for id, step in STEPS.items() for name in re.findall(r'echo "(\w+)=', step.get("run", ""))}
    # setup-python gives the one that no script of ours writes
    assert (named - written, written - named) == ({("python", "python-path")}, set())
    uploads = [step for step in STEPS.values() if "upload" in step.get("uses", "")]
    assert [step["if"].startswith("${{ !cancelled() && ") for step in uploads] == [True, True]


# -- its steps ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that is called wirecheck and says its version."""
    path = tmp_path_factory.mktemp("wheels") / "wirecheck-9.9.9-py3-none-any.whl"
    info = "wirecheck-9.9.9.dist-info"
    files = {
        "wirecheck.py": "def main():\n    print('wirecheck 9.9.9')\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: wirecheck\nVersion: 9.9.9\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nwirecheck = wirecheck:main\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("version", ["", "9.9.9"])
def test_it_installs_what_is_asked_for(job: Job, wheel: Path, version: str) -> None:
    """What stands beside the action, or a version from the index; into an environment of its own."""
    beside = str(wheel) if not version else str(job.folder / "nothing")
    environ = {"GITHUB_ACTION_PATH": beside, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent)}
    context = {"steps.python.outputs.python-path": sys.executable, "inputs.version": version}
    done = job.run("install", context, **environ)
    assert done.returncode == 0, done.stderr
    program = Path(job.outputs["program"])
    assert job.temp in program.parents
    assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == "wirecheck 9.9.9\n"


def test_a_version_that_is_not_there_fails_the_step(job: Job, wheel: Path) -> None:
    """And gives no program."""
    environ = {"GITHUB_ACTION_PATH": str(wheel), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent)}
    context = {"steps.python.outputs.python-path": sys.executable, "inputs.version": "1.0; touch evil"}
    assert job.run("install", context, **environ).returncode != 0
    assert (job.outputs, (job.folder / "evil").exists()) == ({}, False)


def test_an_honest_gateway_passes(job: Job) -> None:
    """Every report is there, and the summary of the job says that all held."""
    done = job.check(target="emulated:apiyi", depth="probe", folder="out")
    assert (done.returncode, done.stderr) == (0, "")
    assert job.outputs == {"code": "0", "folder": "out", "sarif": "out/report.sarif"}
    names = sorted(path.name for path in (job.folder / "out").iterdir() if path.stat().st_size)
    assert names == ["badge.json", "report.html", "report.json", "report.sarif", "report.xml"]
    heading = "## wirecheck, `emulated:apiyi`: every `must` requirement held\n"
    assert job.summary.read_text(encoding="utf-8").startswith(heading)


def test_findings_fail_the_step(job: Job) -> None:
    """With an annotation, and with the reports; more arguments go through, and so do two targets."""
    done = job.check(
        target="emulated:apiyi\n  emulated:dgrid", depth="probe", arguments="--fault ratio-ignored\n--select picture"
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error title=must picture/ratio-is-honoured ")
    folder = Path(job.outputs["folder"])
    assert (job.outputs["code"], job.temp in folder.parents) == ("1", True)
    runs = json.loads((folder / "report.sarif").read_text(encoding="utf-8"))["runs"]
    assert [len(run["results"]) > 0 for run in runs] == [True, True]


def test_a_live_gateway_is_asked_with_the_key_and_kept(job: Job, wirecheck_server: Callable[..., str]) -> None:
    """The key comes through the environment and stands in nothing that is kept; what is paid for is on a tape."""
    key = "sk-canary-action-1"
    url = wirecheck_server("apiyi", key=key)
    done = job.check(target="live:apiyi", url=url, budget="1", key=key, folder="out", arguments="--allow-unjudged")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = json.loads((job.folder / "out" / "report.json").read_text(encoding="utf-8"))["runs"][0]["requests"]
    assert counts["charged"] == 1
    kept = [path.read_text(encoding="utf-8") for path in (job.folder / "out").iterdir()]
    assert (job.folder / "out" / "tape.har").is_file()
    assert [
        text for text in (*kept, done.stdout, done.stderr, job.summary.read_text(encoding="utf-8")) if key in text
    ] == []


EVIL = "$(touch evil) `touch evil`; touch evil #"


@pytest.mark.parametrize("name", ["target", "depth", "budget", "url", "arguments"])
def test_an_input_is_no_script(job: Job, name: str) -> None:
    """Whatever stands in an input, it is a word; a mistake is an exit of 2, without a report to upload."""
    done = job.check(**{"target": "emulated:apiyi", "depth": "probe", name: EVIL})
    assert (done.returncode, (job.folder / "evil").exists()) == (2, False)
    assert "error: " in done.stderr
    assert (job.outputs["code"], "sarif" in job.outputs) == ("2", False)


# -- the hook ----------------------------------------------------------------------------------------------------------


def hook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The hook's command, as pre-commit makes it up."""
    words = [*shlex.split(HOOK["entry"]), *(arguments or HOOK["args"])]
    assert words[0] == PROGRAM.name
    return subprocess.run([PROGRAM, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)


def test_the_hook_holds_what_is_fresh(tmp_path: Path) -> None:
    """A client that was made is fresh, one that was edited is not, and one of two that is asked for is looked at."""
    shutil.copytree(ROOT / "generated" / "apiyi", tmp_path / "generated" / "apiyi")
    asked = (*HOOK["args"], "apiyi")
    assert hook(tmp_path, *asked).returncode == 0
    (tmp_path / "generated" / "apiyi" / "README.md").write_text("edited\n", encoding="utf-8")
    done = hook(tmp_path, *asked)
    assert (done.returncode, "apiyi/README.md" in done.stdout) == (1, True)


def test_the_hook_brings_what_generating_takes() -> None:
    """The pins of the extra, which a hook does not have."""
    from wirecheck.generate.driver import PINS

    assert HOOK["additional_dependencies"] == [f"{name}=={version}" for name, version in PINS.items()]


def test_the_hook_has_the_files_that_matter() -> None:
    """Clients and specs, and no list of them as arguments."""
    paths = ["generated/apiyi/README.md", "specs/apiyi/openapi.yaml", "README.md", "tests/specs/x"]
    assert [bool(re.search(HOOK["files"], path)) for path in paths] == [True, True, False, False]
    assert (HOOK["language"], HOOK["pass_filenames"], HOOK["id"]) == ("python", False, "wirecheck-generate-check")
