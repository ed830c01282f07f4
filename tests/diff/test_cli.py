"""`wirecheck diff`: files, providers and revisions of git; exit codes; one clear line for each mistake."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wirecheck.cli.diff import command
from wirecheck.diff import RULES
from wirecheck.errors import SpecError, ToolMissing, UsageError, WirecheckError
from wirecheck.spec.location import specs_root

APIYI = specs_root() / "apiyi" / "openapi.yaml"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """APIYI's spec on another host."""
    path = tmp_path / "moved.yaml"
    path.write_text(APIYI.read_text(encoding="utf-8").replace("https://api.apiyi.com", "https://else.test"))
    return path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with APIYI's spec in its first commit, and on another host in its second."""
    folder = tmp_path / "repository"
    path = folder / "specs" / "apiyi" / "openapi.yaml"
    path.parent.mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name, value in {"AUTHOR": "a", "COMMITTER": "a"}.items():
        monkeypatch.setenv(f"GIT_{name}_NAME", value)
        monkeypatch.setenv(f"GIT_{name}_EMAIL", f"{value}@test")
    text = APIYI.read_text(encoding="utf-8")
    git("init", "--quiet")
    for version in (text, text.replace("https://api.apiyi.com", "https://else.test")):
        path.write_text(version, encoding="utf-8")
        git("add", "specs")
        git("commit", "--quiet", "--message", "spec")
    return folder


def git(*arguments: str) -> None:
    program = shutil.which("git")
    if program is None:
        pytest.skip("git is not installed")
    subprocess.run([program, *arguments], check=True, capture_output=True)


def test_two_files_that_differ_end_with_1(moved: Path) -> None:
    """A difference is told, and the exit code is 1."""
    result = call(str(APIYI), str(moved))
    assert result.return_value == 1
    assert "is `https://else.test`, and was `https://api.apiyi.com`" in result.stdout


def test_a_spec_and_itself_end_with_0() -> None:
    """No difference is told as such, and the exit code is 0; a provider stands for its spec."""
    result = call("apiyi", str(APIYI))
    assert (result.return_value, result.stdout) == (0, f"apiyi -> {APIYI}\n\nNo difference.\n")


def test_rules_are_listed_without_specs() -> None:
    """Every rule is told with whom it breaks; nothing is compared."""
    result = CliRunner().invoke(command, ["--rules"])
    assert result.exit_code == 0
    listed = [line.partition("  ")[0] for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert listed == [rule.id for rule in RULES]
    assert "api-server-changed  wire: callers, client: breaking\n    Requests, and the key" in result.stdout


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_each_format_goes_to_stdout(format: str, moved: Path) -> None:
    """The format that is asked for is printed, and nothing else."""
    result = call("apiyi", str(moved), "--format", format)
    assert result.return_value == 1
    assert "api-server-changed" in result.stdout
    if format == "json":
        assert json.loads(result.stdout)["new"] == str(moved)


@pytest.mark.parametrize(
    "old",
    ["HEAD~1:specs/apiyi/openapi.yaml", "HEAD~1:specs/apiyi", "HEAD~1:./specs/apiyi/openapi.yaml"],
)
def test_a_file_in_a_revision_is_read(old: str, repository: Path) -> None:
    """A spec is taken out of git by its revision and path; the working tree is left alone."""
    result = call(old, "HEAD:specs/apiyi/openapi.yaml", "--format", "json")
    assert result.return_value == 1
    assert [one["rule"] for one in json.loads(result.stdout)["differences"]] == ["api-server-changed"]
    assert call("HEAD:specs/apiyi", "specs/apiyi").return_value == 0


@pytest.mark.parametrize(
    ("old", "error", "told"),
    [
        ("nowhere.yaml", UsageError, "there is no file `nowhere.yaml`"),
        ("nobody", SpecError, "there is no provider `nobody`"),
        ("HEAD:nowhere.yaml", SpecError, "`HEAD:nowhere.yaml` is not in git: "),
        ("nothing:specs/apiyi/openapi.yaml", SpecError, "`nothing:specs/apiyi/openapi.yaml` is not in git: "),
        ("HEAD:", UsageError, "`HEAD:` is not a valid file in a revision"),
        (":specs/apiyi/openapi.yaml", UsageError, "`:specs/apiyi/openapi.yaml` is not a valid file in a revision"),
    ],
)
def test_a_spec_that_is_not_there_is_told(old: str, error: type[WirecheckError], told: str, repository: Path) -> None:
    """What is not there is named as it was asked for, with a hint."""
    result = call("--", old, "apiyi")
    assert isinstance(result.exception, error)
    assert result.exception.message.startswith(told)
    assert result.exception.hint


def test_an_option_of_git_is_no_revision(repository: Path) -> None:
    """A name that looks like an option of git's is a revision that is not there."""
    result = call("--", "--output=stolen:specs/apiyi/openapi.yaml", "apiyi")
    assert isinstance(result.exception, SpecError)
    assert not (repository / "stolen").exists()


@pytest.mark.parametrize(
    "text",
    ["openapi: 3.0.0", "- a", "{", "openapi: 3.1.0\npaths: 3", "openapi: 3.1.0\npaths: {/: null}", "\x00"],
)
def test_a_file_that_is_no_spec_is_told(text: str, tmp_path: Path) -> None:
    """Whatever is in a file that is no spec, the file is named and no traceback is shown."""
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    result = call("apiyi", str(path))
    assert isinstance(result.exception, SpecError)
    assert str(path) in result.exception.message


def test_a_broken_file_in_a_revision_is_named_as_it_was_asked_for(repository: Path) -> None:
    """The copy that is read is nobody's business."""
    (repository / "broken.yaml").write_text("openapi: 2.0", encoding="utf-8")
    git("add", "broken.yaml")
    git("commit", "--quiet", "--message", "broken")
    result = call("HEAD:broken.yaml", "apiyi")
    assert isinstance(result.exception, SpecError)
    assert result.exception.message.startswith("`HEAD:broken.yaml` is not OpenAPI 3.1")


def test_a_file_in_a_revision_that_cannot_be_compared_is_named_as_it_was_asked_for(repository: Path) -> None:
    """What is wrong inside of it is told of the revision, and not of the copy."""
    text = APIYI.read_text(encoding="utf-8").replace("$ref: '#/components/schemas/Tool'", "$ref: '#/nowhere'")
    (repository / "specs" / "apiyi" / "openapi.yaml").write_text(text, encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "broken")
    result = call("HEAD:specs/apiyi", "apiyi")
    assert isinstance(result.exception, SpecError)
    assert "HEAD:specs/apiyi" in result.exception.message
    assert "/tmp" not in result.exception.message.replace(str(repository), "")


def test_git_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git, a revision is an error with a way out."""
    monkeypatch.setattr("wirecheck.cli.diff.shutil.which", lambda name: None)
    result = call("HEAD:specs/apiyi", "apiyi")
    assert isinstance(result.exception, ToolMissing)
    assert "two files" in result.exception.hint
