"""
`wirecheck run`.

Held by `tests/cli/test_cli.py`, held by `tests/cli/test_output.py` and held by `tests/cli/test_paying.py`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wirecheck import __version__
from wirecheck.cli import output, progress
from wirecheck.cli.click_options import taken_by, targets
from wirecheck.cli.interruption import interruptible, stoppable
from wirecheck.cli.sessions import chosen, sessions
from wirecheck.engine.prices import outlook
from wirecheck.engine.replay import Replay
from wirecheck.engine.run_options import Options, read
from wirecheck.engine.runner import Run
from wirecheck.engine.sender import Step
from wirecheck.engine.session import Session
from wirecheck.errors import Declined, UsageError
from wirecheck.judging import plugins
from wirecheck.plan import Phase
from wirecheck.reports.report import Report
from wirecheck.tape.recorder import Recorder

if TYPE_CHECKING:
    from wirecheck.judging.baseline import Baseline
    from wirecheck.requirements.requirement import Requirement


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The options of `wirecheck run` that do not concern how a target is tested."""

    tape: Path | None
    resume: bool
    pictures: Path | None
    baseline: Path | None
    update_baseline: bool
    dask: str | None
    yes: bool
    report: tuple[str, ...]
    format: str
    strict: bool
    allow_unjudged: bool
    verbose: bool
    quiet: bool


@click.command("run")
@targets
@taken_by("run", output.CHOICES)
def command(targets: tuple[str, ...], **given: Any) -> int:
    """
    Check gateways, or their emulators, against what their pages say.

    A TARGET is `kind:provider` or `kind:provider:operation`, such as `live:apiyi` or `emulated:deerapi:createImage`; a
    provider's name alone means its emulator. A spec of your own is named by its path, as in `live:./my-gateway.yaml`.
    `replay:FILE` judges the exchanges on a tape, or in any HAR file. Without a target, every provider's emulator is
    checked.

    For a live target, wirecheck reads the key from the provider's variable, shows which requests it will send and which
    of them are charged, and asks before it sends.
    """
    wanted = _Wanted(**{field.name: given[field.name] for field in fields(_Wanted)})
    if wanted.resume and wanted.tape is None:
        raise UsageError("`--resume` needs a tape", hint="name it with `--tape FILE`")
    files = output.report_files(wanted.report, wanted.format)
    names, options = chosen(targets), read(given)
    ready = _ready(names, options, wanted)
    own = plugins.requirements(options.requirements)
    departures = _Departures(wanted.baseline, wanted.update_baseline, own)
    if wanted.pictures is not None:
        from wirecheck.engine import saved_pictures

        saved_pictures.make_folder(wanted.pictures)
    runs = departures.mark(_run(ready, wanted) if wanted.dask is None else _spread(names, options, wanted.dask))
    if wanted.pictures is not None:
        _save(runs, ready, wanted.pictures)
    report = Report(runs, own=own, strict=wanted.strict, verbose=wanted.verbose, quiet=wanted.quiet)
    output.deliver(files, report, wanted.format)
    stale = departures.tell(runs)
    for run in runs:
        if run.tape_error is not None:
            raise run.tape_error
    return _exit_code(runs, wanted, stale)


def _ready(names: Sequence[str], options: Options, wanted: _Wanted) -> list[Session | Replay]:
    """The sessions to run in this process; none where a cluster runs them."""
    if wanted.dask is None:
        with stoppable():
            return sessions(names, options)
    for option, used in (("--tape", wanted.tape), ("--pictures", wanted.pictures)):
        if used is not None:
            raise UsageError(f"`{option}` cannot be used with `--dask`", hint="exchanges stay on the workers")
    return []


def _exit_code(runs: Sequence[Run], wanted: _Wanted, stale: bool) -> int:
    code = output.exit_code(runs, strict=wanted.strict, allow_unjudged=wanted.allow_unjudged)
    if wanted.update_baseline and code == 1:
        return 0
    return 1 if code == 0 and wanted.strict and stale else code


def _run(ready: Sequence[Session | Replay], wanted: _Wanted) -> list[Run]:
    """Run every target in turn; whatever happens, the tape is complete at the end."""
    live = [session for session in ready if isinstance(session, Session)]
    if wanted.tape is not None and not live:
        raise UsageError("`--tape` cannot be used with `replay:`", hint="leave `--tape` out")
    with ExitStack() as tapes:
        recorder = None
        if wanted.tape is not None:
            recorder = tapes.enter_context(Recorder(wanted.tape, __version__, resume=wanted.resume))
            _tell_lost(recorder)
        for session in live:
            if session.target.live:
                _announce(session, recorder)
                _ask(wanted)
        with interruptible() as interruption:
            try:
                return _each(ready, live, recorder, interruption.stop)
            finally:
                interruption.shielded = True
                tapes.close()


def _each(
    ready: Sequence[Session | Replay], live: Sequence[Session], recorder: Recorder | None, stop: threading.Event
) -> list[Run]:
    planned = sum(len(session.cases) for session in live)
    currency = next((s.options.prices.currency for s in live if s.options.prices is not None), "")
    with progress.shown(planned, currency) as part:
        return [
            session.run(part(), recorder=recorder, stop=stop) if isinstance(session, Session) else session.run()
            for session in ready
        ]


def _spread(targets: Sequence[str], options: Options, address: str) -> list[Run]:
    from wirecheck.cli.cluster import joined
    from wirecheck.engine import distributed

    with joined(address) as (executor, width), progress.shown(0) as part:
        told = part()

        def parts(done: int, of: int) -> None:
            if told is not None:
                told(Step("parts", done, of - done, of, 0))

        return distributed.spread(targets, options, executor, 2 * width, parts)


def _announce(session: Session, recorder: Recorder | None) -> None:
    """Print which requests will be sent to a gateway, and which of them are charged."""
    budget = f", budget {session.budget}" if session.budget is not None else ""
    charged = f"{session.expected} charged if all goes well, {session.at_worst} at worst{budget}"
    lines = [f"{session.target} at {session.wire.base}: {len(session.within)} requests, {charged}"]
    if session.options.insecure:
        lines.append("  certificate checks are off: any server at this address can read your key")
    if session.money is not None:
        lines.append(f"  {outlook(session.money)}")
    held = sum(recorder.holds(session.target.text, case) for case in session.cases) if recorder is not None else 0
    if held:
        lines.append(f"  {held} of the requests have answers on the tape, and are not sent again")
    for case in session.within:
        if case.phase is Phase.BILLABLE:
            tokens = f" ({case.tokens} tokens)" if case.tokens else ""
            lines.append(f"  {case.operation}: {case.purpose}{tokens}")
    click.echo("\n".join(lines), err=True)


def _ask(wanted: _Wanted) -> None:
    if wanted.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "a live run is charged, and needs a terminal to ask for confirmation", hint="use `--yes` to run without it"
        )
    if not click.confirm("send them?", err=True):
        raise Declined("nothing was sent")


def _tell_lost(recorder: Recorder) -> None:
    for target, purpose, at in recorder.lost:
        when = datetime.fromtimestamp(at, UTC).isoformat(sep=" ", timespec="seconds")
        click.echo(
            f"{target}: sent at {when}, interrupted before its answer arrived, perhaps charged: {purpose}", err=True
        )


def _save(runs: Sequence[Run], ready: Sequence[Session | Replay], folder: Path) -> None:
    from wirecheck.engine import saved_pictures

    saved = 0
    for run, runnable in zip(runs, ready, strict=True):
        cases = {case.request: case.id for case in reversed(run.cases)}
        saved += len(saved_pictures.save(run.exchanges, runnable.operations, cases, folder))
    click.echo(f"{saved} pictures in {folder}", err=True)


class _Departures:
    """The baseline of a run, read before anything is sent."""

    def __init__(self, path: Path | None, update: bool, own: Sequence[Requirement]) -> None:
        if update and path is None:
            raise UsageError("`--update-baseline` needs a baseline", hint="name it with `--baseline FILE`")
        self._baseline: Baseline | None = None
        self._path, self._update, self._own = path, update, own
        self._text: str | None = None
        if update and path is not None:
            output.writable(path)
        if path is not None and (path.exists() or not update):
            from wirecheck.judging import baseline

            self._baseline = baseline.read(path)
            self._text = path.read_text(encoding="utf-8") if update else None

    def mark(self, runs: Sequence[Run]) -> list[Run]:
        """The runs, with known findings marked as known."""
        if self._baseline is None:
            return list(runs)
        return [replace(run, findings=self._baseline.mark(run.findings)) for run in runs]

    def tell(self, runs: Sequence[Run]) -> bool:
        """Print the stale entries of the baseline, or rewrite it; True if anything is stale."""
        if self._path is None:
            return False
        from wirecheck.judging import baseline

        findings = [finding for run in runs for finding in run.findings]
        results = [result for run in runs for result in run.results]
        today = datetime.now(UTC).date()
        if self._update:
            for entry in (
                self._baseline.stale(findings, results, today, self._own) if self._baseline is not None else ()
            ):
                click.echo(f"{self._path}, before it was updated: {entry.why}", err=True)
            text = baseline.update(self._text, findings, results, today, self._own)
            self._path.write_text(text, encoding="utf-8")
            return False
        stale = self._baseline.stale(findings, results, today, self._own) if self._baseline is not None else ()
        for entry in stale:
            click.echo(f"{self._path}: {entry.why}", err=True)
        return bool(stale)
