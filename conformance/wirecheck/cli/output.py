"""What `run` and `merge` print and write, and their exit codes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from wirecheck.cli import unread
from wirecheck.engine.merging import deciding
from wirecheck.engine.runner import Run
from wirecheck.errors import UsageError, WirecheckError, meant
from wirecheck.reports.report_formats import report_formats

if TYPE_CHECKING:
    from wirecheck.reports.placed_promises import PlacedPromise
    from wirecheck.reports.report import Report
    from wirecheck.spec.spec import Spec

FORMATS = tuple(report_formats())
REPORTS = tuple(name for name, row in report_formats().items() if row.to_file)
CHOICES = {"report": REPORTS, "format": FORMATS}
"""The allowed values, by the names of options."""

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file of a job's summary, where a job of GitHub's runs."""


def exit_code(runs: Sequence[Run], *, strict: bool = False, allow_unjudged: bool = False) -> int:
    """
    130 where a run was interrupted, 1 for findings, 3 where a `must` could not be judged, else 0.

    A part of a plan may leave a `must` to another part, and `merge` concludes. Of several runs of one target, only
    the latest counts.
    """
    runs = deciding(runs)
    if any(run.interrupted for run in runs):
        return 130
    if any(run.broken or (strict and _new(run)) for run in runs):
        return 1
    return 3 if any(run.missing or (run.unjudged and not (allow_unjudged or run.shard)) for run in runs) else 0


def _new(run: Run) -> bool:
    """Whether a run has findings of any level that no baseline lists."""
    return not all(finding.known for finding in run.findings)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report that is to be written: its format, and the file."""

    format: str
    path: Path


def report_files(texts: Sequence[str], format: str) -> list[ReportFile]:
    """
    Check every `--report` and the format of stdout before anything is paid for.

    :raises UsageError: a report cannot be written.
    """
    report_formats()[format].renderer()
    return [report_file(text) for text in texts]


def report_file(text: str) -> ReportFile:
    """
    Read a `--report FORMAT=PATH`; its format exists, and its file can be written.

    :raises UsageError: it is not valid, or cannot be written.
    """
    format, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(
            f"`{text}` is not a valid report", hint="a report is `FORMAT=PATH`, such as `json=report.json`"
        )
    if format not in REPORTS:
        near = meant(format, REPORTS, "wirecheck run --help")
        raise UsageError(f"there is no report format `{format}`", hint=near)
    if path == "-":
        raise UsageError("`--report` needs a file", hint=f"`--format {format}` writes to stdout")
    report_formats()[format].renderer()
    writable(Path(path))
    return ReportFile(format, Path(path))


def writable(path: Path) -> None:
    """
    Check that a file can be written, and leave it unchanged; a file that does not exist is not created.

    :raises UsageError: it cannot be written.
    """
    try:
        there = path.exists()
        with path.open("a", encoding="utf-8"):
            pass
        if not there:
            path.resolve().unlink()
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="name another path") from None


def deliver(files: Sequence[ReportFile], report: Report, format: str) -> None:
    """
    Write every file, then print, as stdout may be a pipe that somebody closes early.

    :raises UsageError: something can no longer be written; all the rest has been written and printed by then.
    """
    errors: list[Exception] = []
    for file in files:
        try:
            write(file, report)
        except Exception as error:  # noqa: BLE001 - whatever fails in a format, the results that were paid for are printed first
            errors.append(error)
    show(report, format)
    if errors:
        raise errors[0]


def write(file: ReportFile, report: Report) -> None:
    """
    Write a report.

    :raises UsageError: it can no longer be written.
    """
    content = _rendered(report, file.format)
    try:
        file.path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        hint = "the findings are above"
        raise UsageError(f"`{file.path}` cannot be written: {error.strerror}", hint=hint) from None


def show(report: Report, format: str) -> None:
    """
    Print a report to stdout; in a job of GitHub's, `github` writes its summary as well.

    :raises UsageError: stdout can no longer be written.
    """
    if format != "terminal":
        _print(_rendered(report, format))
        if format == "github":
            _summarise(report)
        return
    from rich.console import Console

    from wirecheck.reports import github, terminal

    console = Console()
    colour = console.is_terminal and not console.no_color
    text = terminal.render(replace(report, width=max(60, console.width), colour=colour))
    # text of a gateway must not be read as a workflow command by the runner
    text = github.defused(text) if os.environ.get("GITHUB_ACTIONS") == "true" else text
    _print(text, colour=colour)


def _print(text: str | bytes, *, colour: bool | None = None) -> None:
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # the exit code of the run stays the same
        unread()
    except OSError as error:
        # the rest of the buffer would be written, and would fail, once more at exit
        unread()
        raise UsageError(f"stdout cannot be written: {error.strerror}", hint="`--report` writes to a file") from None


def _rendered(report: Report, format: str) -> str | bytes:
    """A report in a format, with the promises that the format needs."""
    row = report_formats()[format]
    return row.renderer()(replace(report, promises=_promises(report)) if row.reads_promises else report)


def _promises(report: Report) -> dict[tuple[str, str], PlacedPromise]:
    """The promises of the specs of the runs; none for a spec that is not available."""
    from wirecheck.reports import placed_promises
    from wirecheck.requirements.catalogue import catalogue

    promises: dict[tuple[str, str], PlacedPromise] = {}
    for path, spec in {spec.path: spec for run in report.runs if (spec := _spec(run)) is not None}.items():
        if path is not None:
            text = path.read_text(encoding="utf-8-sig")
            promises |= placed_promises.of(spec, text, _address(path), (*catalogue(), *report.own))
    return promises


def _spec(run: Run) -> Spec | None:
    """The spec of a run, by its target; None where it is not available, as for a report from another machine."""
    from wirecheck.engine.targets import KINDS, parse
    from wirecheck.spec.spec import load, providers

    try:
        if run.target.partition(":")[0] in KINDS:
            return parse(run.target).spec
        return load(run.provider) if run.provider in providers() else None
    except WirecheckError:
        return None


def _address(path: Path) -> str:
    """The path of a spec: in wirecheck's repository, below the current folder, or on this machine."""
    from wirecheck.spec import location

    path, root = path.resolve(), location.specs_root().resolve()
    if path.is_relative_to(root):
        return f"specs/{path.relative_to(root).as_posix()}"
    here = Path.cwd()
    return quote(path.relative_to(here).as_posix()) if path.is_relative_to(here) else path.as_uri()


def _summarise(report: Report) -> None:
    """Add to the summary of the job, where there is one; a failure to write it is only reported."""
    path = os.environ.get(SUMMARY)
    if not path:
        return
    from wirecheck.reports import markdown

    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{markdown.render(report)}\n")
    except OSError as error:
        click.echo(f"the summary of the job cannot be written: {error.strerror}", err=True)
