"""The report for a terminal: trouble first, then findings by requirement, then a line for each operation."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wirecheck.engine.prices import Charge, Money, said
from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding
from wirecheck.reports import causes
from wirecheck.reports.causes import Cause
from wirecheck.reports.conclusion import conclusion, trends
from wirecheck.reports.plain import cut_list, plain, whole
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import TroubleLine, trouble_lines
from wirecheck.reports.verdict_counts import verdict_counts
from wirecheck.requirements.requirement import Level, Verdict

COLOURS = {Level.MUST: "bold red", Level.SHOULD: "yellow", Level.OBSERVE: "cyan"}
INDENT = " " * 7
WHOLE = 4
"""Causes that are shown in full, with page and command; the others are shown with a message only."""

SHOWN = 6
"""Values of a finding that are named before `and N more`."""

MESSAGE = 600
"""Characters of a message that are shown."""

COMMAND = 20_000
"""Characters up to which a command is shown."""

BILLED = 12
"""Charges that are listed."""


def render(report: Report) -> str:
    """The report as text, with escape codes only if the report has colour; those of a gateway are removed."""
    out = io.StringIO()
    console = Console(
        file=out, width=report.width, force_terminal=report.colour, no_color=not report.colour, highlight=False
    )
    for line in trouble_lines(report.deciding):
        console.print(_trouble(line), soft_wrap=True)
    if any(run.troubles for run in report.deciding):
        console.print()
    for part in _findings(causes.of(report.deciding), report.verbose):
        # addresses and commands are meant to be copied, so they are never wrapped
        console.print(part, soft_wrap=isinstance(part, Text))
    if not report.quiet:
        _rest(console, report)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _rest(console: Console, report: Report) -> None:
    """Everything after the findings: the table, notes, charges, and the conclusion."""
    runs = report.deciding
    console.print(_summary(report.runs, runs))
    for trend in trends(report.runs):
        console.print(Text(trend))
    for run in runs:
        for note in _notes(run):
            console.print(note)
        for part in _charges(run):
            # request ids are meant to be searched for, so they are never wrapped
            console.print(part, soft_wrap=True)
        for line in _all(run) if report.verbose else ():
            console.print(line)
    console.print()
    console.print(Text(conclusion(runs), style="bold"))


def _trouble(line: TroubleLine) -> Text:
    return Text.assemble(("trouble", "bold magenta"), f"  {plain(line.text, MESSAGE)}")


def _findings(broken: Sequence[Cause], verbose: bool) -> Iterator[RenderableType]:
    """Causes in full; where there are many, only the first of each kind in full and the others in short."""
    if verbose or len(broken) <= WHOLE + 1:
        for cause in broken:
            yield from _finding(cause)
            yield Text()
        return
    kinds: dict[tuple[str, Level, bool], list[Cause]] = {}
    for cause in broken:
        kinds.setdefault((cause.first.requirement, cause.first.level, bool(cause.first.known)), []).append(cause)
    for i, (first, *others) in enumerate(kinds.values()):
        yield from _finding(first) if i < WHOLE else _brief(first)
        for cause in others:
            yield from _brief(cause)
        if i < WHOLE or i == len(kinds) - 1:
            yield Text()
    hidden = len(broken) - min(WHOLE, len(kinds))
    yield _indent(Text(f"`-v` shows the pages and commands of the other {hidden} as well", style="dim"))
    yield Text()


def _brief(cause: Cause) -> Iterator[RenderableType]:
    yield _head(cause)
    more = f" (and {len(cause.findings) - 1} more)" if len(cause.findings) > 1 else ""
    yield _indent(Text(f"- {plain(cause.first.message, MESSAGE)}{more}"))


def _head(cause: Cause) -> Text:
    first = cause.first
    level = (f"{first.level.value:<6}", COLOURS[first.level])
    share = f"  {cause.share}" if cause.share else ""
    return Text.assemble(
        level, " ", (plain(first.requirement), "bold"), "  ", (plain(cause.where), "dim"), (share, "dim")
    )


def _finding(cause: Cause) -> Iterator[RenderableType]:
    first = cause.first
    yield _head(cause)
    yield _indent(Text(plain(first.statement)))
    yield from _promised(cause)
    if first.also:
        yield Text(f"{INDENT}{plain(first.also)}", style="dim")
    for reason in cause.known[:SHOWN]:
        yield _indent(Text(f"known: {plain(reason, MESSAGE)}", style="dim"))
    for message in _messages(cause.findings):
        yield _indent(Text(f"- {message}"))
    if first.curl:
        yield Text(f"{INDENT}{plain(whole(first.curl, COMMAND))}", style="dim")


def _promised(cause: Cause) -> Iterator[RenderableType]:
    citation = cause.first.citation
    if citation is None:
        yield _indent(Text(cause.citation, style="dim"))
    else:
        yield Text(f"{INDENT}{cause.cited} {plain(citation.url) or 'its page'}", style="dim")
        yield Text(f"{INDENT}{' ' * len(cause.cited)} ({plain(cause.citation)})", style="dim")


def _messages(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings[:SHOWN]:
        drawn = " (a random request, reduced to a minimal one)" if finding.drawn else ""
        yield f"{plain(finding.message, MESSAGE)}{drawn}"
    if rest := findings[SHOWN:]:
        values = [finding.value or finding.member for finding in rest]
        named = ", ".join(dict.fromkeys(plain(value) for value in values if value))
        yield f"and {len(rest)} more{f': {plain(named, MESSAGE)}' if named else ''}"


def _indent(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, len(INDENT)))


def _summary(runs: Sequence[Run], deciding: Sequence[Run]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 3, 0, 0))
    table.add_column("target")
    table.add_column("operation")
    for name in ("held", "broken", "not judged"):
        table.add_column(name, justify="right")
    for run in runs:
        for operation in run.operations:
            held, broken, unjudged = verdict_counts(run, operation)
            table.add_row(
                run.target.partition(":")[0],
                operation,
                Text(str(held), style="green"),
                Text(str(broken), style="bold red" if broken else ""),
                str(unjudged),
                style="" if run in deciding else "dim",
            )
    return table


def _notes(run: Run) -> Iterator[RenderableType]:
    if any(finding.drawn for finding in run.findings):
        again = f"{plain(run.target)}: `--depth fuzz --seed {run.seed or 0}` repeats the same random requests"
        yield Text(again, style="dim")
    for (operation, why), ids in causes.unjudged(run).items():
        reason = plain(f"{operation}: {why}", MESSAGE)
        yield Text(f"not judged, {reason}: {cut_list(ids, SHOWN)}", style="yellow")
    if run.missing:
        yield Text(f"parts of {run.target} are missing: {', '.join(run.missing)}", style="yellow")
    for skipped in run.skipped:
        entries = f"{skipped.count} entr{'y' if skipped.count == 1 else 'ies'}"
        shown = f", such as {plain(skipped.url, MESSAGE)}" if skipped.url else ""
        yield Text(f"skipped on {run.target}: {entries}, {plain(skipped.why, MESSAGE)}{shown}", style="dim")
    for why, count in Counter(left.why for left in run.left_out).items():
        cases = f"{count} case{'' if count == 1 else 's'}"
        yield Text(f"left out of {run.target}: {cases}, {plain(why, MESSAGE)}", style="dim")


def _charges(run: Run) -> Iterator[RenderableType]:
    """The requests that should have been charged, to be compared with the gateway's console."""
    if run.target.startswith("emulated:") or not run.charges:
        return
    yield Text()
    yield Text(f"the bill of {run.provider} should list these requests and no others:", style="bold")
    currency = run.money.currency if run.money else ""
    charges = sorted(run.charges, key=lambda charge: charge.started)
    rows = [_charge(charge, currency) for charge in charges[:BILLED]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield Text("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True) if width))
    if len(charges) > BILLED:
        yield Text(f"  and {len(charges) - BILLED} more, in the JSON report", style="dim")
    if run.money is not None:
        yield Text(f"  {_spent(run.money)}")


def _charge(charge: Charge, currency: str) -> list[str]:
    when = datetime.fromtimestamp(charge.started, UTC).isoformat(sep=" ", timespec="seconds")
    price = "" if charge.price is None else said(charge.price, currency)
    doubt = "" if charge.certain else "perhaps: no complete answer came"
    cells = (when, charge.request_id or "no request id", charge.model, charge.asked, price, doubt)
    return [plain(cell, MESSAGE) for cell in cells]


def _spent(money: Money) -> str:
    spent = said(money.charged, money.currency) if money.charged is not None else "nothing"
    unpriced = f"; {money.unpriced} without a price" if money.unpriced else ""
    return f"{spent} in all, of {said(money.expected, money.currency)} expected{unpriced}"


def _all(run: Run) -> Iterator[RenderableType]:
    """Every requirement that applies, with its verdict and on how many answers it was judged."""
    width = max((len(result.requirement) for result in run.results), default=0)
    for operation in run.operations:
        yield Text()
        yield Text(f"{run.target.partition(':')[0]}:{operation}", style="bold")
        for result in run.results:
            if result.operation == operation and result.level and result.verdict is not Verdict.NOT_APPLICABLE:
                verdict = result.verdict.value.replace("_", " ") + (" beyond the page" if result.beyond else "")
                yield Text(
                    f"  {result.requirement:<{width}}  {result.level.value:<7}  {verdict}, {result.judged} judged"
                )
                if result.value or result.why:
                    yield _indent(Text(plain(result.value or result.why, MESSAGE), style="dim"))
