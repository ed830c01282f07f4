"""What goes to stdout and into reports: each format by its name, and nothing of a gateway's that gives orders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from wirecheck.cli import output, wirecheck
from wirecheck.engine.api import run
from wirecheck.errors import KeyMissing, UsageError
from wirecheck.reports import json as json_report
from wirecheck.reports.report import Report
from wirecheck.spec.location import specs_root

LIE = ["run", "apiyi", "--depth", "probe", "--fault", "json-as-text-plain", "--fault", "candidates-empty"]
MILD = ["run", "apiyi", "--depth", "probe", "--fault", "key-echoed"]
FORMATS: dict[str, Callable[[str], bool]] = {
    "html": lambda text: text.lower().startswith("<!doctype html>"),
    "json": lambda text: json.loads(text)["schema"] == json_report.SCHEMA,
    "junit": lambda text: ElementTree.fromstring(text.encode()).tag == "testsuites",
    "sarif": lambda text: json.loads(text)["version"] == "2.1.0",
    "markdown": lambda text: text.startswith("## wirecheck, `emulated:apiyi`: 1 `must` requirement broken\n"),
    "github": lambda text: text.startswith("::error title="),
    "badge": lambda text: json.loads(text)["schemaVersion"] == 1,
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings, outside of any job of GitHub's."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", output.SUMMARY):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def call(*arguments: str) -> tuple[int, str]:
    """The exit code and stdout of a command."""
    done = CliRunner().invoke(wirecheck, arguments, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.stdout


def test_every_format_is_tried() -> None:
    """The tables of the command and of these tests have the same names."""
    assert tuple(FORMATS) == output.REPORTS, "say in FORMATS of this file how to know a report of the format"


def test_each_report_is_written(elsewhere: Path) -> None:
    """All of them by one run, each in its format, and the terminal's goes on."""
    code, told = call(*LIE, *(word for name in FORMATS for word in ("--report", f"{name}={name}.out")))
    assert (code, "\n1 operation: " in told) == (1, True)
    written = {name: (elsewhere / f"{name}.out").read_text(encoding="utf-8") for name in FORMATS}
    assert [name for name, text in written.items() if not FORMATS[name](text)] == []


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_goes_to_stdout(name: str) -> None:
    """Alone, and the exit code stays."""
    code, told = call(*LIE, "--format", name)
    assert (code, FORMATS[name](told)) == (1, True)


def test_a_merge_writes_them_too(elsewhere: Path) -> None:
    """Out of a JSON report, with the lines of the spec and the citations."""
    call(*LIE, "--report", "json=run.json", "--report", "sarif=a.sarif")
    call("merge", "run.json", "--report", "sarif=b.sarif")
    one, other = (json.loads((elsewhere / name).read_text(encoding="utf-8")) for name in ("a.sarif", "b.sarif"))
    assert one["runs"][0]["results"] == other["runs"][0]["results"] != []


def test_a_provider_that_is_not_here_has_no_lines(elsewhere: Path) -> None:
    """A report from elsewhere may name any, and leads to no file of ours."""
    call(*LIE, "--report", "json=run.json")
    text = (elsewhere / "run.json").read_text(encoding="utf-8")
    (elsewhere / "run.json").write_text(text.replace('"emulated:apiyi"', '"emulated:../apiyi"'), encoding="utf-8")
    _, told = call("merge", "run.json", "--format", "sarif")
    places = [result["locations"][0] for result in json.loads(told)["runs"][0]["results"]]
    assert [place for place in places if "physicalLocation" in place] == []


def lines(told: str) -> set[tuple[str, int]]:
    """Where the findings of a SARIF report stand."""
    places = [result["locations"][0]["physicalLocation"] for result in json.loads(told)["runs"][0]["results"]]
    return {(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places}


def test_a_spec_of_ones_own_is_where_findings_stand(elsewhere: Path) -> None:
    """By its path below the folder, escaped; by its whole address elsewhere."""
    text = (specs_root() / "apiyi" / "openapi.yaml").read_text(encoding="utf-8")
    (elsewhere / "my specs").mkdir()
    path = elsewhere / "my specs" / "mine.yaml"
    path.write_text("\n\n" + text, encoding="utf-8")
    ours = lines(call(*LIE, "--format", "sarif")[1])
    words = [word.replace("apiyi", "my specs/mine.yaml") for word in LIE]
    assert {file for file, _ in ours} == {"specs/apiyi/openapi.yaml"}
    assert lines(call(*words, "--format", "sarif")[1]) == {("my%20specs/mine.yaml", line + 2) for _, line in ours}
    (elsewhere / "below").mkdir()
    os.chdir(elsewhere / "below")
    words = [word.replace("apiyi", str(path)) for word in LIE]
    assert {file for file, _ in lines(call(*words, "--format", "sarif")[1])} == {path.as_uri()}


@pytest.mark.parametrize("strict", [False, True])
def test_junit_fails_what_the_command_fails(elsewhere: Path, strict: bool) -> None:
    """A broken `should` is a failure there exactly where it is an exit of 1."""
    code, _ = call(*MILD, "--report", "junit=a.xml", *(["--strict"] if strict else []))
    failures = ElementTree.parse(elsewhere / "a.xml").getroot().attrib["failures"]
    assert (code, failures) == ((1, "1") if strict else (0, "0"))
    _, told = call(*MILD, "--format", "junit", *(["--strict"] if strict else []))
    assert ElementTree.fromstring(told.encode()).attrib["failures"] == failures


BAD: list[tuple[str, str, str]] = [
    ("pdf=r.pdf", "there is no report format `pdf`", "`wirecheck run --help` lists them"),
    ("sarf=r.sarif", "there is no report format `sarf`", "did you mean `sarif`?"),
    ("r.json", "`r.json` is not a valid report", "a report is `FORMAT=PATH`, such as `json=report.json`"),
    ("json=", "`json=` is not a valid report", "a report is `FORMAT=PATH`, such as `json=report.json`"),
    ("html=-", "`--report` needs a file", "`--format html` writes to stdout"),
    ("html=/no/such/r.html", "`/no/such/r.html` cannot be written: No such file or directory", "name another path"),
]


@pytest.mark.parametrize(("text", "message", "hint"), BAD, ids=[row[0] for row in BAD])
def test_what_is_no_report_is_told(text: str, message: str, hint: str) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError) as caught:
        output.report_file(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_file_that_is_gone_is_told(elsewhere: Path) -> None:
    """A folder that was taken away while a run went on."""
    (elsewhere / "out").mkdir()
    report = output.report_file("badge=out/badge.json")
    (elsewhere / "out").rmdir()
    with pytest.raises(UsageError, match="cannot be written"):
        output.write(report, Report([]))


def test_a_job_gets_its_summary(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--format github`, and added to what is there; other formats leave it alone."""
    summary = elsewhere / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv(output.SUMMARY, str(summary))
    call(*LIE)
    assert summary.read_text(encoding="utf-8") == "before\n"
    call(*LIE, "--format", "github")
    _, _, markdown = summary.read_text(encoding="utf-8").partition("before\n")
    assert FORMATS["markdown"](markdown)


def test_a_summary_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends as it would have."""
    monkeypatch.setenv(output.SUMMARY, "/no/such/summary.md")
    done = CliRunner().invoke(wirecheck, [*LIE, "--format", "github"], standalone_mode=False)
    assert (done.return_value, done.exception) == (1, None)
    assert done.stderr == "the summary of the job cannot be written: No such file or directory\n"


def test_a_job_is_given_no_orders(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a job of GitHub's, what a gateway says is no command to the runner; elsewhere it is told as it came."""
    call(*LIE, "--report", "json=run.json")
    report = json.loads((elsewhere / "run.json").read_text(encoding="utf-8"))
    report["runs"][0]["findings"][0]["message"] = f"{'x' * 90} ::add-mask::a ##[error]b"
    (elsewhere / "run.json").write_text(json.dumps(report), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "100")
    plain = call("merge", "run.json")[1]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    told = call("merge", "run.json")[1]

    def orders(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]

    assert (len(orders(plain)), orders(told)) == (1, [])


def test_quiet_prints_findings_alone() -> None:
    """And nothing where there is none."""
    code, told = call(*LIE, "--quiet")
    assert (code, told.startswith("must "), "not judged" in told) == (1, True, False)
    assert call("run", "apiyi", "--depth", "probe", "--quiet") == (0, "")


def test_a_report_loads_what_it_needs() -> None:
    """JSON needs neither templates nor a terminal's library."""
    code = (
        "import sys; from wirecheck.cli import output; from wirecheck.reports.report import Report;"
        "output.show(Report([]), 'json');"
        "print(*sorted({'jinja2', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (json.loads(done.stdout)["runs"], done.stderr) == ([], "\n")


def test_reports_are_written_where_nobody_reads_stdout(elsewhere: Path) -> None:
    """A pipe that is closed early takes no report away, is no finding, and is no trouble to be told."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "wirecheck", "run", "apiyi", "--format", "html", "--report", "json=kept.json"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads((elsewhere / "kept.json").read_text(encoding="utf-8"))["schema"] == json_report.SCHEMA


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux's")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_reports_are_written_where_stdout_is_full(elsewhere: Path, buffered: str) -> None:
    """A disk that takes no more is told, after what could be written has been."""
    command = [sys.executable, "-m", "wirecheck", "run", "apiyi", "--report", "json=kept.json"]
    env = {**os.environ, "PYTHONUNBUFFERED": buffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=env, check=False)
    told = "error: stdout cannot be written: No space left on device\nhint: `--report` writes to a file\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert json.loads((elsewhere / "kept.json").read_text(encoding="utf-8"))["schema"] == json_report.SCHEMA


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux's")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("command", ["faults", "plan apiyi", "drift", "completion bash", "run --help"])
def test_a_full_stdout_is_told(command: str, buffered: str) -> None:
    """Once, whatever was to be printed, and whether or not something of it is still held as the command ends."""
    line = [sys.executable, "-m", "wirecheck", *command.split()]
    env = {**os.environ, "PYTHONUNBUFFERED": buffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (2, "error: stdout cannot be written: No space left on device\n")


def test_a_run_that_does_not_start_leaves_no_empty_report(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there was no report there is none, and the one that was there stays as it was."""
    monkeypatch.delenv("APIYI_API_KEY", raising=False)
    (elsewhere / "old.json").write_text("old", encoding="utf-8")
    with pytest.raises(KeyMissing):
        call("run", "live:apiyi", "--report", "junit=new.xml", "--report", "json=old.json")
    assert {path.name: path.read_text(encoding="utf-8") for path in elsewhere.iterdir()} == {"old.json": "old"}


def test_a_report_that_is_in_the_way_takes_no_other_with_it(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is written and printed, and then it is told."""
    (elsewhere / "folder").mkdir()
    reports = [output.ReportFile("badge", elsewhere / "folder"), output.ReportFile("json", elsewhere / "kept.json")]
    with pytest.raises(UsageError, match="folder` cannot be written"):
        output.deliver(reports, Report([run("apiyi", depth="probe")]), "badge")
    assert json.loads(capsys.readouterr().out)["schemaVersion"] == 1
    assert json.loads((elsewhere / "kept.json").read_text(encoding="utf-8"))["schema"] == json_report.SCHEMA
