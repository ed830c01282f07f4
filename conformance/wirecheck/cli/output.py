"""What `run` and `merge` print and write, and how they end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from wirecheck import __version__
from wirecheck.cli import unread
from wirecheck.engine.runner import Run
from wirecheck.errors import UsageError, WirecheckError, meant

if TYPE_CHECKING:
    from wirecheck.reports.promises import Promise
    from wirecheck.spec.spec import Spec

REPORTS = ("html", "json", "junit", "sarif", "markdown", "github", "badge")
CHOICES = {"report": REPORTS, "format": ("terminal", *REPORTS)}
"""What there is to choose from, by the names of options."""

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file of a job's summary, where a job of GitHub's runs."""


def exit_code(runs: Sequence[Run], *, strict: bool = False, allow_unjudged: bool = False) -> int:
    """130 where a run was interrupted, 1 for findings, 3 where a `must` could not be judged, else 0."""
    if any(run.interrupted for run in runs):
        return 130
    if any(run.broken or (strict and any(not finding.known for finding in run.findings)) for run in runs):
        return 1
    if any(run.missing for run in runs) or (not allow_unjudged and any(run.unjudged for run in runs)):
        return 3
    return 0


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is to be written: its format, and the file."""

    format: str
    path: Path


def report(text: str) -> Report:
    """
    A `--report FORMAT=PATH`, its file found to be writable before anything is paid for.

    :raises UsageError: it is none, or cannot be written.
    """
    format, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"`{text}` is no report", hint="a report is `FORMAT=PATH`, such as `json=report.json`")
    if format not in REPORTS:
        near = meant(format, REPORTS, "wirecheck run --help")
        raise UsageError(f"there is no report format `{format}`", hint=near)
    if path == "-":
        raise UsageError("a report goes to a file", hint=f"`--format {format}` writes to stdout")
    writable(Path(path))
    return Report(format, Path(path))


def writable(path: Path) -> None:
    """
    Find a file to be writable, and leave it as it is: where there is none, there is none afterwards.

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


def deliver(
    reports: Sequence[Report], runs: Sequence[Run], format: str, *, verbose: bool = False, quiet: bool = False
) -> None:
    """
    Write every report, then print, as stdout may be a pipe that somebody closes early.

    :raises UsageError: something cannot be written any more; all the rest has been written and printed by then.
    """
    troubles: list[UsageError] = []
    for report in reports:
        try:
            write(report, runs)
        except UsageError as error:
            troubles.append(error)
    show(runs, format, verbose=verbose, quiet=quiet)
    if troubles:
        raise troubles[0]


def write(report: Report, runs: Sequence[Run]) -> None:
    """
    Write a report.

    :raises UsageError: it cannot be written any more.
    """
    text = _rendered(runs, report.format)
    try:
        report.path.write_text(text, encoding="utf-8")
    except OSError as error:
        hint = "the findings are above"
        raise UsageError(f"`{report.path}` cannot be written: {error.strerror}", hint=hint) from None


def show(runs: Sequence[Run], format: str, *, verbose: bool = False, quiet: bool = False) -> None:
    """
    Print runs to stdout; in a job of GitHub's, `github` writes its summary as well.

    :raises UsageError: stdout takes no more.
    """
    if format != "terminal":
        _print(_rendered(runs, format))
        if format == "github":
            _summarise(runs)
        return
    from rich.console import Console

    from wirecheck.reports import github, terminal

    console = Console()
    colour = console.is_terminal and not console.no_color
    width = max(60, console.width)
    text = terminal.render(runs, width=width, colour=colour, verbose=verbose, quiet=quiet)
    # what a gateway says is not to give orders to the runner that reads this
    text = github.defused(text) if os.environ.get("GITHUB_ACTIONS") == "true" else text
    _print(text, colour=colour)


def _print(text: str, *, colour: bool | None = None) -> None:
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # it changes nothing of how the run ended
        unread()
    except OSError as error:
        # what is left in its buffer would be tried, and told, once more at the end
        unread()
        raise UsageError(f"stdout cannot be written: {error.strerror}", hint="`--report` writes to a file") from None


def _strict() -> bool:
    """Whether the command that runs was told `--strict`."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.params.get("strict"))


def _rendered(runs: Sequence[Run], format: str) -> str:
    """A report as text; its module is loaded when it is asked for."""
    match format:
        case "html":
            from wirecheck.reports import html

            return html.render(runs, __version__)
        case "json":
            from wirecheck.reports import json

            return json.render(runs, __version__)
        case "junit":
            from wirecheck.reports import junit

            return junit.render(runs, __version__, _promises(runs), strict=_strict())
        case "sarif":
            from wirecheck.reports import sarif

            return sarif.render(runs, __version__, _promises(runs))
        case "markdown":
            from wirecheck.reports import markdown

            return markdown.render(runs)
        case "github":
            from wirecheck.reports import github

            return github.render(runs)
        case "badge":
            from wirecheck.reports import badge

            return badge.render(runs)
    raise UsageError(f"there is no report format `{format}`", hint=f"known are {', '.join(REPORTS)}")


def _promises(runs: Sequence[Run]) -> dict[tuple[str, str], Promise]:
    """What the specs of the runs promise; nothing where a spec is not here."""
    from wirecheck.reports import promises
    from wirecheck.requirements.catalogue import catalogue

    found: dict[tuple[str, str], Promise] = {}
    for spec in {spec.path: spec for run in runs if (spec := _spec(run)) is not None}.values():
        if spec.path is not None:
            text = spec.path.read_text(encoding="utf-8-sig")
            found |= promises.of(spec, text, _address(spec.path), catalogue())
    return found


def _spec(run: Run) -> Spec | None:
    """The spec of a run, by its target; None where it is not here, as that of a report from elsewhere."""
    from wirecheck.engine.target import KINDS, parse
    from wirecheck.spec.spec import load, providers

    try:
        if run.target.partition(":")[0] in KINDS:
            return parse(run.target).spec
        return load(run.provider) if run.provider in providers() else None
    except WirecheckError:
        return None


def _address(path: Path) -> str:
    """The address of a spec: in wirecheck's repository, below the folder that we are in, or on this machine."""
    from wirecheck.spec import location

    path, root = path.resolve(), location.specs_root().resolve()
    if path.is_relative_to(root):
        return f"specs/{path.relative_to(root).as_posix()}"
    here = Path.cwd()
    return quote(path.relative_to(here).as_posix()) if path.is_relative_to(here) else path.as_uri()


def _summarise(runs: Sequence[Run]) -> None:
    """Add to the summary of the job, where there is one; that it cannot be written is told, and no more."""
    path = os.environ.get(SUMMARY)
    if not path:
        return
    from wirecheck.reports import markdown

    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{markdown.render(runs)}\n")
    except OSError as error:
        click.echo(f"the summary of the job cannot be written: {error.strerror}", err=True)
