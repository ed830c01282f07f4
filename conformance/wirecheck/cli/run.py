"""`wirecheck run`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from wirecheck import __version__
from wirecheck.cli.options import sessions, targeting
from wirecheck.errors import Declined, UsageError
from wirecheck.plan import Case, Phase
from wirecheck.runner import Progress, Run
from wirecheck.session import Session

FORMATS = ("terminal", "json")


@click.command("run")
@targeting
@click.option(
    "--report", "reports", multiple=True, metavar="FORMAT=PATH", help="Also write a report (`json`); repeatable."
)
@click.option(
    "--format", "format", type=click.Choice(FORMATS), default="terminal", show_default=True, help="What goes to stdout."
)
@click.option("--strict", is_flag=True, help="A broken `should` fails the run, too.")
@click.option("--allow-unjudged", is_flag=True, help="A `must` that could not be judged does not fail the run.")
@click.option("--yes", is_flag=True, help="Send to a live gateway without asking.")
@click.option("-v", "--verbose", is_flag=True, help="List every requirement with its verdict.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but findings.")
def command(
    targets: tuple[str, ...],
    reports: tuple[str, ...],
    format: str,
    strict: bool,
    allow_unjudged: bool,
    yes: bool,
    verbose: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """
    Check gateways, or their emulators, against what their pages say.

    A TARGET is `kind:provider` or `kind:provider:operation`, such as `live:apiyi` or `emulated:deerapi:createImage`; a
    provider's name alone means its emulator. Without one, every provider's emulator is checked.

    A live target reads the key from the provider's variable, says what it is going to send and what of it is charged,
    and asks.
    """
    files = [_report(text) for text in reports]
    ready = sessions(targets, **given)
    for session in ready:
        if session.target.kind == "live":
            _ask(session, yes)
    runs = []
    with _progress(sum(len(session.cases) for session in ready)) as progress:
        runs = [session.run(progress) for session in ready]
    _print(runs, format, verbose, quiet)
    for path in files:
        _write(path, _json(runs))
    return exit_code(runs, strict=strict, allow_unjudged=allow_unjudged)


def exit_code(runs: list[Run], *, strict: bool = False, allow_unjudged: bool = False) -> int:
    """1 for findings, 3 where a `must` could not be judged, else 0."""
    if any(run.broken or (strict and run.findings) for run in runs):
        return 1
    if not allow_unjudged and any(run.unjudged for run in runs):
        return 3
    return 0


def _ask(session: Session, yes: bool) -> None:
    where = f"{session.target} at {session.wire.base}"
    budget = f", budget {session.budget}" if session.budget is not None else ""
    click.echo(
        f"{where}: {len(session.cases)} requests, {session.expected} charged if all goes well,"
        f" {session.at_worst} at worst{budget}",
        err=True,
    )
    for case in session.cases:
        if case.phase is Phase.BILLABLE:
            tokens = f" ({case.tokens} tokens)" if case.tokens else ""
            click.echo(f"  {case.operation}: {case.purpose}{tokens}", err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("a live run is charged, and there is no terminal to ask at", hint="say `--yes`")
    if not click.confirm("send them?", err=True):
        raise Declined("nothing was sent")


def _report(text: str) -> Path:
    format, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"`{text}` is no report", hint="a report is `FORMAT=PATH`, such as `json=report.json`")
    if format != "json":
        raise UsageError(f"there is no report format `{format}`", hint="known is `json`")
    if path == "-":
        raise UsageError("a report goes to a file", hint="`--format json` writes to stdout")
    try:
        # before anything is paid for
        with Path(path).open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="name another path") from None
    return Path(path)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="the findings are above") from None


def _json(runs: list[Run]) -> str:
    from wirecheck.reports import json

    return json.render(runs, __version__)


def _print(runs: list[Run], format: str, verbose: bool, quiet: bool) -> None:
    if format == "json":
        click.echo(_json(runs), nl=False)
        return
    if quiet and not any(run.findings for run in runs):
        return
    from rich.console import Console

    from wirecheck.reports import terminal

    console = Console()
    colour = console.is_terminal and not console.no_color
    click.echo(
        terminal.render(runs, width=max(60, console.width), colour=colour, verbose=verbose), nl=False, color=colour
    )


@contextmanager
def _progress(planned: int) -> Iterator[Progress | None]:
    """A bar on stderr, and only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=planned)

        def step(case: Case, done: int, planned: int, charged: int) -> None:
            bar.update(task, advance=1, description=f"{case.operation}, {charged} charged")

        yield step
