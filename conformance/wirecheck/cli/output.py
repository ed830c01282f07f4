"""What `run` and `merge` print and write, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from wirecheck import __version__
from wirecheck.errors import UsageError
from wirecheck.runner import Run

FORMATS = ("terminal", "json")
REPORTS = ("json",)


F = TypeVar("F", bound=Callable[..., Any])


def options(function: F) -> F:
    """The options that say what is printed and written, and how a command ends."""
    for option in reversed(
        [
            click.option(
                "--report",
                "reports",
                multiple=True,
                metavar="FORMAT=PATH",
                help="Also write a report (`json`); repeatable.",
            ),
            click.option(
                "--format",
                "format",
                type=click.Choice(FORMATS),
                default="terminal",
                show_default=True,
                help="What goes to stdout.",
            ),
            click.option("--strict", is_flag=True, help="A broken `should` fails it, too, and a stale baseline."),
            click.option("--allow-unjudged", is_flag=True, help="A `must` that could not be judged does not fail it."),
            click.option("-v", "--verbose", is_flag=True, help="List every requirement with its verdict."),
            click.option("-q", "--quiet", is_flag=True, help="Print nothing but findings."),
        ]
    ):
        function = option(function)
    return function


def exit_code(runs: Sequence[Run], *, strict: bool = False, allow_unjudged: bool = False) -> int:
    """130 where a run was interrupted, 1 for findings, 3 where a `must` could not be judged, else 0."""
    if any(run.interrupted for run in runs):
        return 130
    if any(run.broken or (strict and any(not finding.known for finding in run.findings)) for run in runs):
        return 1
    if any(run.missing for run in runs) or (not allow_unjudged and any(run.unjudged for run in runs)):
        return 3
    return 0


def report(text: str) -> Path:
    """
    The file of a `--report FORMAT=PATH`, found to be writable before anything is paid for.

    :raises UsageError: it is none, or cannot be written.
    """
    format, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"`{text}` is no report", hint="a report is `FORMAT=PATH`, such as `json=report.json`")
    if format not in REPORTS:
        raise UsageError(f"there is no report format `{format}`", hint=f"known is {', '.join(REPORTS)}")
    if path == "-":
        raise UsageError("a report goes to a file", hint="`--format json` writes to stdout")
    try:
        with Path(path).open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="name another path") from None
    return Path(path)


def write(path: Path, runs: Sequence[Run]) -> None:
    """
    Write a report.

    :raises UsageError: it cannot be written any more.
    """
    try:
        path.write_text(_json(runs), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="the findings are above") from None


def show(runs: Sequence[Run], format: str, *, verbose: bool = False, quiet: bool = False) -> None:
    """Print runs to stdout."""
    if format == "json":
        click.echo(_json(runs), nl=False)
        return
    if quiet and not any(run.findings for run in runs):
        return
    from rich.console import Console

    from wirecheck.reports import terminal

    console = Console()
    colour = console.is_terminal and not console.no_color
    text = terminal.render(runs, width=max(60, console.width), colour=colour, verbose=verbose)
    click.echo(text, nl=False, color=colour)


def _json(runs: Sequence[Run]) -> str:
    from wirecheck.reports import json

    return json.render(runs, __version__)
