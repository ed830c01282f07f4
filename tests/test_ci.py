"""
The workflows of this repository, and the CI files for users: their shell is run as a runner runs it.

It is one long file, as all that is asked of a step is asked of those of every CI file alike.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from wirecheck.cli import COMMANDS
from wirecheck.spec import location, spec

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).resolve().parents[1]
OURS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / ".github" / "workflows").iterdir())
GITHUB = [*OURS, "docs/ci/github.yml"]
GITLAB = "docs/ci/gitlab.yml"
TEXT = {path: (ROOT / path).read_text(encoding="utf-8") for path in (*GITHUB, GITLAB)}
DOCUMENT: dict[str, Any] = {path: yaml.safe_load(text) for path, text in TEXT.items()}
README = (ROOT / "docs" / "ci" / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

PROGRAM = Path(sysconfig.get_path("scripts")) / "wirecheck"
KEYS = {name: spec.load(name).key_env for name in spec.providers()}
KEY = "sk-canary-ci-1"
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
INSTALL = re.compile(
    r"python -m pip install --quiet --disable-pip-version-check "
    r'(tox|(?:--constraint \.ci/lock\.txt )?--editable \S+|"\$PACKAGE")'
)
TOX = 'tox run --skip-missing-interpreters false -e "$ENVIRONMENT"'
GITLAB_WORDS = ("variables", ".wirecheck")
BLOCKS = [yaml.safe_load(block)[0] for block in re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)]

needs_drift = pytest.mark.skipif("drift" not in COMMANDS, reason="there is no `wirecheck drift`")


@dataclass(frozen=True)
class Step:
    """
    A step that is a script.

    :param environ: what the file sets for it, expressions as they stand.
    :param matrix: the values of the job's matrix that it is run with.
    """

    file: str
    job: str
    name: str
    script: str
    environ: Mapping[str, str]
    matrix: Mapping[str, str]

    def __str__(self) -> str:
        return "-".join([self.file, self.job, self.name, *self.matrix.values()])


def of_github(file: str) -> Iterator[Step]:
    document = DOCUMENT[file]
    for id, job in document["jobs"].items():
        for matrix in combinations(job):
            for step in job["steps"]:
                if "run" in step:
                    environ = document.get("env", {}) | job.get("env", {}) | step.get("env", {})
                    yield Step(file, id, step["name"], step["run"], environ, matrix)


def combinations(job: dict[str, Any]) -> list[dict[str, str]]:
    """The values of a job's matrix, each combination of which is written out."""
    matrix = job.get("strategy", {}).get("matrix", {"include": [{}]})
    assert list(matrix) == ["include"]
    return [{name: str(value) for name, value in values.items()} for values in matrix["include"]]


def of_gitlab() -> Iterator[Step]:
    """A script as far as a program of ours, and the rest of it, as a step each."""
    document = DOCUMENT[GITLAB]
    for id, job in document.items():
        if id not in GITLAB_WORDS:
            for part in ("before_script", "script"):
                lines: list[str] = []
                for line in (document[job["extends"]] | job)[part]:
                    lines.append(line)
                    if line.startswith(("wirecheck ", "python ")):
                        environ = document["variables"] | job.get("variables", {})
                        yield Step(GITLAB, id, part, "\n".join(lines), environ, {})
                        lines.clear()
                assert not lines


STEPS = [*(step for file in GITHUB for step in of_github(file)), *of_gitlab()]
INSTALLS = [step for step in STEPS if "pip install" in step.script]
WITH_TOX = [step for step in STEPS if step not in INSTALLS and step.script.startswith("tox")]
DRIFTS = [step for step in STEPS if "wirecheck drift" in step.script]
RUN = [step for step in STEPS if step not in (*INSTALLS, *WITH_TOX, *DRIFTS)]
LIVE = [step for step in RUN if "live:" in step.script]
EMULATED = [step for step in RUN if "reports/emulated.xml" in step.script]
CHECKS = [step for step in RUN if "--check" in step.script]


def every(document: Any, name: str) -> Iterator[Any]:
    """The values of a member, wherever it stands."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == name:
                yield value
            yield from every(value, name)
    elif isinstance(document, list):
        for value in document:
            yield from every(value, name)


# -- the files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", GITHUB),
        ("custom.github-workflows-require-timeout", GITHUB),
        ("vendor.gitlab-ci", [GITLAB]),
    ],
)
def test_the_files_are_ci_files_by_their_schemas(schema: str, files: list[str]) -> None:
    """SchemaStore's schemas, as check-jsonschema brings them, and its own: each job has a time-out."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout + done.stderr


@pytest.mark.parametrize("file", GITHUB)
def test_a_workflow_may_read_and_no_more(file: str) -> None:
    """Its token reads the repository and is not left in the checkout, and no job is given more."""
    assert list(every(DOCUMENT[file], "permissions")) == [{"contents": "read"}]
    checkouts = [step for steps in every(DOCUMENT[file], "steps") for step in steps if "checkout@" in str(step)]
    assert len(checkouts) == len(DOCUMENT[file]["jobs"])
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}] * len(checkouts)


def test_actions_are_of_github_and_of_one_major_version() -> None:
    """Each action is GitHub's own, at a major version that is the same in all files, the action of ours included."""
    used = [name for file in GITHUB for name in every(DOCUMENT[file], "uses")]
    used += [
        name
        for name in every(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8")), "uses")
        if name.startswith("actions/")
    ]
    pinned = dict(re.findall(r"^(actions/[a-z-]+)@(v\d+)$", "\n".join(used), re.MULTILINE))
    assert {f"{name}@{version}" for name, version in pinned.items()} == set(used)
    assert set(pinned) == {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}


@pytest.mark.parametrize("file", GITHUB)
def test_scripts_are_run_with_pipefail(file: str) -> None:
    """A shell that is named is run so by GitHub; one that is not goes on after a pipe whose first part fails."""
    assert (DOCUMENT[file]["defaults"], list(every(DOCUMENT[file], "shell"))) == ({"run": {"shell": "bash"}}, ["bash"])


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_script_has_no_expression_in_it(step: Step) -> None:
    """What is not ours to write comes through the environment, where no shell reads it as its own text."""
    assert "${{" not in step.script


@pytest.mark.parametrize("file", [*GITHUB, GITLAB])
def test_secrets_stand_by_their_names(file: str) -> None:
    """A secret has the name of a provider's variable, and is given to the step that asks the gateway alone."""
    live = [step for step in STEPS if step.file == file and "live:" in step.script]
    given = {
        (step.name, name, text)
        for step in STEPS
        if step.file == file
        for name, text in step.environ.items()
        if "secrets" in text
    }
    assert {step.name for step in live} >= {name for name, _, _ in given}
    assert {name: text for _, name, text in given} == {name: f"${{{{ secrets.{name} }}}}" for _, name, _ in given}
    assert {name for _, name, _ in given} <= set(KEYS.values())
    # none stands outside of a step's environment, nor in any other way
    steps = [step for steps in every(DOCUMENT[file], "steps") for step in steps]
    inside = sum(text.count("secrets") for step in steps for text in step.get("env", {}).values())
    assert json.dumps(DOCUMENT[file]).count("secrets") == inside == len({name for _, name, _ in given})


@pytest.mark.parametrize("file", GITHUB)
def test_what_is_paid_for_is_not_run_on_a_push(file: str) -> None:
    """A job that asks a gateway is for the schedule and for a hand, and is not stopped for a later one."""
    document = DOCUMENT[file]
    triggers = set(document[True])  # YAML 1.1 reads `on` so
    group, cancelled = document["concurrency"]["group"], document["concurrency"]["cancel-in-progress"]
    assert triggers >= {"workflow_dispatch"}
    for id, job in document["jobs"].items():
        if "live:" not in json.dumps(job["steps"]):
            continue
        by_hand = "${{ github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' }}"
        assert not triggers & {"push", "pull_request"} or job["if"] == by_hand, id
        assert cancelled is False or (
            cancelled == "${{ github.event_name == 'push' }}" and "${{ github.event_name }}" in group
        )
        # one that is stopped all the same, or runs out of time, keeps what is paid for
        [upload] = [step for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
        assert upload["if"] == "${{ always() }}"


def test_gitlab_pays_on_schedule_by_one_job_at_a_time() -> None:
    """Rules of GitLab's jobs: push or schedule, and what is paid for is not interrupted."""
    jobs = {id: job for id, job in DOCUMENT[GITLAB].items() if id not in GITLAB_WORDS}
    sources = {id: re.findall(r'^\$CI_PIPELINE_SOURCE == "(\w+)"$', job["rules"][0]["if"]) for id, job in jobs.items()}
    assert sources == {
        "wirecheck-contract": ["push"],
        "wirecheck-live": ["schedule"],
        "wirecheck-specs": ["push"],
        "wirecheck-pages": ["schedule"],
    }
    assert [len(job["rules"]) for job in jobs.values()] == [1, 1, 1, 1]
    assert {id for id, job in jobs.items() if not job["interruptible"]} == {"wirecheck-live"}
    assert {id for id, job in jobs.items() if "resource_group" in job} == {"wirecheck-live"}
    # artifacts are kept of a script that ran out of time, and not of a job that did
    live = jobs["wirecheck-live"]
    assert int(live["variables"]["RUNNER_SCRIPT_TIMEOUT"].removesuffix("m")) < int(live["timeout"].split()[0])


def test_the_same_is_checked_on_both() -> None:
    """The jobs of GitHub's file are those of GitLab's, and their commands ask the same, but for the format."""

    def words(file: str) -> list[list[str]]:
        scripts = [(step.job, step.script) for step in STEPS if step.file == file and step not in INSTALLS]
        own = re.compile(r" --format github| \| tee .*|\\\n")
        return [[job.removeprefix("wirecheck-"), *own.sub("", script).split()] for job, script in scripts]

    assert words("docs/ci/github.yml") == words(GITLAB)


# -- what is installed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", INSTALLS, ids=str)
def test_what_is_installed_is_there(step: Step) -> None:
    """Steps that install are not run here; they are pip, and ask for tox, the checkout or the package that is named."""
    found = INSTALL.fullmatch(step.script)
    assert found, step.script
    # what is of this repository is installed by its lock
    assert ("--constraint" in step.script) == (step.file in OURS and "--editable" in step.script)
    asked = found[1].strip('"').removeprefix("--constraint .ci/lock.txt ").removeprefix("--editable ")
    named = {"tox": "tox", "$PACKAGE": step.environ.get("PACKAGE", "")}.get(asked, asked.strip("'"))
    extras = set(re.findall(r"\[(\w+)\]", named))
    assert extras <= set(PROJECT["project"]["optional-dependencies"])
    assert re.fullmatch(r"tox|\.(\[\w+\])?|wirecheck\[generate\] @ git\+https://github\.com/OWNER/wirecheck@v0", named)
    # the generator is an extra
    job = [other.script for other in STEPS if (other.file, other.job) == (step.file, step.job)]
    assert ("generate" in extras) >= any("wirecheck generate" in script for script in job)


def test_ci_runs_what_tox_runs() -> None:
    """Each environment that tests: those of `full` on a push, and those of other versions weekly; others make files."""
    tox = configparser.ConfigParser()
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    full = tox["tox"]["labels"].partition("full = ")[2].split(", ")
    assert [step for step in WITH_TOX if step.script != TOX or step.environ["ENVIRONMENT"] != "${{ matrix.env }}"] == []
    pushed = {step.matrix["env"]: step.matrix["python"] for step in WITH_TOX if step.job == "tox"}
    weekly = {step.matrix["env"] for step in WITH_TOX if step.job != "tox"}
    assert (list(pushed), set(tox["tox"]["env_list"].split(", ")) <= set(full)) == (full, True)
    sections = [name.removeprefix("testenv:") for name in tox if name.startswith("testenv:")]
    # `name{,-factor}` is two environments
    named = [name.rstrip("}").partition("{,") for name in sections]
    environments = {name for name, _, _ in named} | {name + factor for name, _, factor in named}
    newest = {name for name in environments if name.endswith("-newest")}
    assert environments - {*pushed, *weekly} == {"lock", "conformance", "pages", "generate"}
    assert weekly == newest | {"newest", "lowest"}
    # the tests on each Python that the package is for: the oldest has all of them
    pythons = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d", line)]
    assert pushed["tests"] == pushed["exhaustive"] == pythons[0]
    others = {name: python for name, python in pushed.items() if name.startswith("py3")}
    assert others == {f"py{version.replace('.', '')}": version for version in pythons[1:]}


# -- the steps ---------------------------------------------------------------------------------------------------------


class Runner:
    """A job's folder, with a key that only its step is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary = folder.parent / f"{folder.name}-summary"
        self.summary.touch()

    def settings(self, **given: Any) -> None:
        """What a repository's own settings say."""
        lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
        (self.folder / "pyproject.toml").write_text("\n".join(["[tool.wirecheck]", *lines, ""]), encoding="utf-8")

    def run(self, step: Step, key: str = KEY, **changed: str) -> subprocess.CompletedProcess[str]:
        """
        Run a step as its runner does.

        :param key: what each secret holds; empty where it is not set.
        :param changed: variables that a user has changed in the file.
        """
        known = {f"matrix.{name}": value for name, value in step.matrix.items()}
        known |= {f"secrets.{name}": key for name in KEYS.values()}
        given = {name: EXPRESSION.sub(lambda found: known[found[1]], text) for name, text in step.environ.items()}
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        environ = {**kept, "CI": "true", "PATH": os.pathsep.join([str(PROGRAM.parent), os.defpath])}
        if step.file == GITLAB:
            # the runner puts the project's variables into the environment of each job
            environ |= {"GITLAB_CI": "true"} | dict.fromkeys(KEYS.values(), key)
            command = ["bash", "-c", f"set -eo pipefail\n{step.script}"]
        else:
            environ |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(self.summary)}
            script = self.folder.parent / f"{self.folder.name}.sh"
            script.write_text(step.script, encoding="utf-8")
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environ | given | changed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def junit(self, name: str) -> dict[str, int]:
        """The counts of a report."""
        suites = ElementTree.parse(self.folder / "reports" / name).getroot().iter("testsuite")
        counts = [{count: int(suite.attrib[count]) for count in ("tests", "failures", "errors")} for suite in suites]
        return {count: sum(suite[count] for suite in counts) for count in ("tests", "failures", "errors")}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    folder = tmp_path / "checkout"
    folder.mkdir()
    return Runner(folder)


def kept(step: Step) -> set[str]:
    """The folders that a job keeps after this step, whether it failed or not."""
    document = DOCUMENT[step.file]
    if step.file == GITLAB:
        artifacts = document[step.job]["artifacts"]
        assert f"--report junit={artifacts['reports']['junit']}" in step.script
        return set(artifacts["paths"]) if artifacts["when"] == "always" else set()
    uploads = [other for other in document["jobs"][step.job]["steps"] if "upload-artifact" in other.get("uses", "")]
    return {other["with"]["path"] for other in uploads if other["if"] in ("${{ !cancelled() }}", "${{ always() }}")}


def test_nothing_is_forgotten() -> None:
    """Each step that is run is run below."""
    assert [step for step in RUN if step not in (*LIVE, *EMULATED, *CHECKS)] == []
    assert (len(EMULATED), len(LIVE), len(CHECKS)) == (3, 5, 4)


@pytest.mark.parametrize("step", EMULATED, ids=str)
def test_the_emulator_is_checked(runner: Runner, step: Step) -> None:
    """An honest one passes, and its JUnit report is kept; no key is needed."""
    done = runner.run(step, key="")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    counts = runner.junit("emulated.xml")
    assert (counts["tests"] > 40, counts["failures"], counts["errors"]) == (True, 0, 0)
    assert ([path.name for path in runner.folder.iterdir()], kept(step)) == (["reports"], {"reports"})
    assert runner.summary.read_text(encoding="utf-8").startswith("## wirecheck") == (step.file != GITLAB)


@pytest.mark.parametrize("step", EMULATED, ids=str)
def test_a_lie_fails_the_step(runner: Runner, step: Step) -> None:
    """And stands in the report that is kept."""
    runner.settings(fault=["ratio-ignored"], targets=["emulated:apiyi"])
    done = runner.run(step)
    assert (done.returncode, "picture/ratio-is-honoured" in done.stdout) == (1, True), done.stderr
    assert runner.junit("emulated.xml")["failures"] == 1


@pytest.mark.parametrize("step", [step for step in EMULATED if "PROVIDER" in step.environ], ids=str)
def test_a_spec_of_ones_own_is_checked(runner: Runner, step: Step) -> None:
    """`PROVIDER` may be a file, and one that is no spec ends the step with a hint."""
    from wirecheck.dialects import scaffold

    path = runner.folder / "my-gateway.yaml"
    path.write_text(scaffold.text("gemini", "my-gateway"), encoding="utf-8")
    done = runner.run(step, PROVIDER="./my-gateway.yaml")
    assert (done.returncode, runner.junit("emulated.xml")["failures"]) == (0, 0), done.stderr
    path.write_text("openapi: 3.0.0\n", encoding="utf-8")
    done = runner.run(step, PROVIDER="./my-gateway.yaml")
    assert (done.returncode, "hint: " in done.stderr) == (2, True)


@pytest.mark.parametrize("step", LIVE, ids=str)
def test_a_gateway_is_asked_within_the_budget(runner: Runner, step: Step, wirecheck_server: Callable[..., str]) -> None:
    """Two requests an operation are charged, reports and tape are kept, and the key stands in none of them."""
    provider = step.matrix.get("provider") or step.environ["PROVIDER"]
    runner.settings(url=wirecheck_server(provider, key=KEY))
    done = runner.run(step)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = runner.junit("live.xml")
    assert (counts["tests"] > 40, counts["failures"], counts["errors"]) == (True, 0, 0)
    files = sorted((runner.folder / "reports").iterdir())
    assert [path.name for path in files] == ["live.xml", "report.html", "tape.har"]
    assert kept(step) == {"reports"}
    texts = [path.read_text(encoding="utf-8") for path in (*files, runner.summary)]
    assert [text for text in (*texts, done.stdout, done.stderr) if KEY in text] == []
    entries = json.loads(files[-1].read_text(encoding="utf-8"))["log"]["entries"]
    served = [entry for entry in entries if entry["response"]["status"] == 200]
    assert (
        len(served)
        == len(spec.load(provider).operations) * 2
        == int(step.matrix.get("budget") or step.environ["BUDGET"])
    )


@pytest.mark.parametrize("step", {step.file: step for step in LIVE}.values(), ids=str)
def test_a_gateway_that_lies_fails_the_step(runner: Runner, step: Step, wirecheck_server: Callable[..., str]) -> None:
    """With an exit of 1, and with what was paid for on the tape."""
    provider = step.matrix.get("provider") or step.environ["PROVIDER"]
    runner.settings(url=wirecheck_server(provider, key=KEY, fault="error-as-200"))
    done = runner.run(step)
    assert done.returncode == 1, done.stdout + done.stderr
    assert runner.junit("live.xml")["failures"] > 0
    assert json.loads((runner.folder / "reports" / "tape.har").read_text(encoding="utf-8"))["log"]["entries"]


@pytest.mark.parametrize("step", LIVE, ids=str)
def test_a_secret_that_is_not_set_is_named(runner: Runner, step: Step) -> None:
    """A runner gives an empty text for it: nothing is sent, and the step says which it is."""
    provider = step.matrix.get("provider") or step.environ["PROVIDER"]
    done = runner.run(step, key="")
    assert (done.returncode, f"error: `{KEYS[provider]}` is not set or is empty" in done.stderr) == (2, True)
    assert not (runner.folder / "reports" / "tape.har").exists()


@pytest.mark.parametrize("step", CHECKS, ids=str)
def test_what_is_made_is_checked(runner: Runner, step: Step) -> None:
    """Clients and pages that were just made are fresh, and one that was edited fails the step and is named."""
    made = runner.run(replace(step, script=step.script.replace(" --check", "")))
    assert made.returncode == 0, made.stderr
    done = runner.run(step)
    assert (done.returncode, done.stdout) == (0, "")
    [path] = (*runner.folder.glob("generated/apiyi/README.md"), *runner.folder.glob("docs/requirements/README.md"))
    path.write_text("edited\n", encoding="utf-8")
    done = runner.run(step)
    assert (done.returncode, "README.md  differs" in done.stdout) == (1, True), done.stderr


@pytest.mark.parametrize("step", DRIFTS, ids=str)
def test_drift_fails_the_step_and_is_told(runner: Runner, tmp_path: Path, step: Step) -> None:
    """What the command prints is shown, in GitHub's summary as well, and its exit code is that of the step."""
    stand_in = tmp_path / "bin" / "wirecheck"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\necho "$*"\nexit 3\n', encoding="utf-8")
    stand_in.chmod(0o755)
    done = runner.run(step, PATH=os.pathsep.join([str(stand_in.parent), os.defpath]))
    assert (done.returncode, done.stdout.endswith("--format markdown\n")) == (3, True)
    assert runner.summary.read_text(encoding="utf-8") == (done.stdout if step.file != GITLAB else "")


@needs_drift
@pytest.mark.parametrize("step", [step for step in DRIFTS if "--page" not in step.script], ids=str)
def test_specs_are_held_against_their_pages(runner: Runner, step: Step) -> None:
    """They agree with what was accepted, and one that departs from it fails the step."""
    done = runner.run(step)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    if "PROVIDER" in step.environ:
        copied = shutil.copytree(location.specs_root() / "apiyi", runner.folder / "apiyi")
        text = (copied / "openapi.yaml").read_text(encoding="utf-8")
        (copied / "openapi.yaml").write_text(text.replace("'16:9'", "'16:10'"), encoding="utf-8")
        done = runner.run(step, PROVIDER="./apiyi")
        assert (done.returncode, "aspectRatio" in done.stdout) == (1, True), done.stderr


@needs_drift
@pytest.mark.parametrize("step", [step for step in DRIFTS if "--page" in step.script], ids=str)
def test_a_page_is_read_anew(runner: Runner, step: Step) -> None:
    """A page that cannot be read fails the step with an exit of 3: a file here, as no test goes to the network."""
    (runner.folder / "page.md").write_text("# Moved\n\nThis page has moved.\n", encoding="utf-8")
    done = runner.run(step, PAGE="page.md")
    assert done.returncode == 3, done.stdout + done.stderr


def test_every_page_is_read() -> None:
    """The weekly run reads each page that a spec was read from, and the example reads that of its provider."""
    known = {
        (name, str(entry["url"]))
        for name in spec.providers()
        for entry in spec.load(name).pages.values()
        if "digest" in entry
    }
    read = {(step.matrix["provider"], step.matrix["page"]) for step in DRIFTS if "page" in step.matrix}
    shown = {(step.environ["PROVIDER"], step.environ["PAGE"]) for step in DRIFTS if step.file not in OURS}
    how = "the jobs `pages` of .github/workflows/weekly.yml have a line for each page with a `digest` in pages.toml"
    assert read == known, how
    assert (len(shown), shown <= known) == (1, True)


# -- their README ------------------------------------------------------------------------------------------------------


def test_the_readme_names_what_is_there() -> None:
    """Each job, each variable that a user changes, and the action's inputs."""
    jobs = re.findall(r"^\| `(\w+)` \| on (each push|schedule) \|", README, re.MULTILINE)
    paid = {id for id, job in DOCUMENT["docs/ci/github.yml"]["jobs"].items() if "schedule" in job.get("if", "")}
    assert dict(jobs) == {
        id: "schedule" if id in paid else "each push" for id in DOCUMENT["docs/ci/github.yml"]["jobs"]
    }
    changed = set(re.findall(r"^- `(\w+)`: ", README, re.MULTILINE))
    assert changed == set(DOCUMENT["docs/ci/github.yml"]["env"]) == set(DOCUMENT[GITLAB]["variables"])
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert [set(block["with"]) - set(inputs) for block in BLOCKS if "with" in block] == [set()]


def test_an_applications_tests_run_in_a_step(runner: Runner) -> None:
    """The README's step runs them and the contract; its report has both."""
    for name in ("covers.py", "test_covers.py"):
        shutil.copy(ROOT / "docs" / "testing" / name, runner.folder)
    [script] = [block["run"] for block in BLOCKS if "run" in block]
    done = runner.run(Step("README", "application", "tests", script, {}, {}))
    assert done.returncode == 0, done.stdout + done.stderr
    cases = ElementTree.parse(runner.folder / "tests.xml").getroot().iter("testcase")
    assert {case.attrib["classname"] for case in cases} >= {"test_covers"}


def test_settings_of_the_readme_are_settings(runner: Runner, wirecheck_server: Callable[..., str]) -> None:
    """Its `pyproject.toml` says where a live run goes, and what is known fails it no more."""
    [block] = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    url = wirecheck_server("apiyi", key=KEY, fault="ratio-ignored")
    (runner.folder / "pyproject.toml").write_text(block.replace("https://gateway.example", url), encoding="utf-8")
    [step] = [step for step in LIVE if step.file == "docs/ci/github.yml"]
    first = runner.run(replace(step, script=step.script.replace("--yes", "--yes --update-baseline")))
    assert (runner.folder / "known.toml").is_file(), first.stderr
    shutil.rmtree(runner.folder / "reports")
    done = runner.run(step)
    assert (done.returncode, runner.junit("live.xml")["failures"]) == (0, 0), done.stderr
