"""The registry of formats: each is one module, and one that a package brings is offered and written like our own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from wirecheck.errors import UsageError
from wirecheck.reports import report_formats
from wirecheck.reports.report import Report

TALLY = '''
"""A report in one line, and as bytes."""

from wirecheck.reports.report import Report


def render(report: Report) -> bytes:
    findings = [finding for run in report.runs for finding in run.findings]
    lines = [f"{report.promises[f.requirement, f.operation].line}: {f.requirement}\\n" for f in findings]
    return f"wirecheck {report.version}, {len(findings)} found\\n{''.join(lines)}".encode()
'''


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment in which a package is installed that brings the format `tally`, and another one that is broken."""
    folder = tmp_path / "installed"
    (folder / "acme-1.0.dist-info").mkdir(parents=True)
    (folder / "acme-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    points = f"[{report_formats.GROUP}]\ntally = acme_tally\nshaky = acme_shaky\n"
    (folder / "acme-1.0.dist-info" / "entry_points.txt").write_text(points)
    (folder / "acme_tally.py").write_text(TALLY)
    (folder / "acme_shaky.py").write_text("def render(report):\n    raise ValueError('shaky')\n")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}


def wirecheck(*words: str, environ: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirecheck", *words]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_a_package_brings_a_format(environ: dict[str, str], tmp_path: Path) -> None:
    """It gets the promises, is written to a file and to stdout; what another one trips over takes nothing with it."""
    words = ("run", "apiyi", "--depth", "probe", "--fault", "json-as-text-plain", "--format", "tally")
    reports = ("--report", "shaky=shaky.out", "--report", "tally=tally.out")
    done = wirecheck(*words, *reports, environ=environ, folder=tmp_path)
    text = (tmp_path / "tally.out").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout, "ValueError: shaky" in done.stderr) == (3, text, True)
    assert " 1 found\n" in text
    assert text.endswith(": body/is-labelled-json\n")


def test_a_format_of_a_package_is_offered(environ: dict[str, str], tmp_path: Path) -> None:
    """In the help of both options, and to a shell that completes them."""
    help = wirecheck("run", "--help", environ=environ, folder=tmp_path).stdout
    assert help.count("tally") == 2
    code = "from wirecheck.cli import completion; print([i.value for i in completion.reports(None, None, 't')])"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "['tally=']\n"


def test_two_formats_of_one_name_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package cannot take the place of a format of ours."""
    point = EntryPoint("json", "acme_json", report_formats.GROUP)
    monkeypatch.setattr(report_formats, "entry_points", lambda group: [point])
    with pytest.raises(UsageError, match="two report formats named `json`"):
        report_formats.report_formats.__wrapped__()


@pytest.mark.parametrize("module", ["no_such_module", "wirecheck.reports.plain"])
def test_what_does_not_render_is_told(module: str) -> None:
    """As the option is read, before anything is sent: a module that is not there, and one without `render`."""
    with pytest.raises(UsageError, match="the report format `acme` cannot be loaded"):
        report_formats.ReportFormat("acme", module).renderer()


@pytest.mark.parametrize("row", report_formats.OWN, ids=lambda row: row.name)
def test_every_format_tells_of_no_run_at_all(row: report_formats.ReportFormat) -> None:
    """Each row leads to a module that renders a report, also where there is nothing in it."""
    assert row.renderer()(Report([]))
