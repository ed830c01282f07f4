"""The report for a terminal: findings first, grouped by requirement, then a line for each operation."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wirecheck.catalogue import Level, Verdict
from wirecheck.prices import said
from wirecheck.runner import Run
from wirecheck.verdicts import Finding, Result

COLOURS = {Level.MUST: "bold red", Level.SHOULD: "yellow", Level.OBSERVE: "cyan"}
INDENT = " " * 7
SHOWN = 6
"""Values of a finding that are named before `and N more`."""

BILLED = 12
"""Charges that are listed."""


def render(runs: Sequence[Run], *, width: int = 100, colour: bool = False, verbose: bool = False) -> str:
    """The report as text; escape codes only with `colour`, and never any of a gateway's."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    for run in runs:
        for group in _grouped(run.findings):
            for part in _finding(group, _share(run, group[0])):
                # an address and a command are there to be pasted, and are never folded
                console.print(part, soft_wrap=isinstance(part, Text))
    console.print(_summary(runs))
    for run in runs:
        for note in _notes(run):
            console.print(note)
        for part in _charges(run):
            console.print(part)
        for line in _all(run) if verbose else ():
            console.print(line)
    console.print()
    console.print(Text(conclusion(runs), style="bold"))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[str, str, Level, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.requirement, finding.operation, finding.level, finding.known)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def _share(run: Run, finding: Finding) -> str:
    """In how many of the answers that tell a requirement is broken; empty where there is one only."""
    of = (finding.requirement, finding.operation)
    result = next((result for result in run.results if (result.requirement, result.operation) == of), None)
    return f"  {result.broken} of {result.judged} answers" if result is not None and result.judged > 1 else ""


def _finding(group: Sequence[Finding], share: str) -> Iterator[RenderableType]:
    first = group[0]
    level = (f"{first.level.value:<6}", COLOURS[first.level])
    yield Text.assemble(level, " ", (first.requirement, "bold"), "  ", (first.operation, "dim"), (share, "dim"))
    yield _indent(Text(first.statement))
    if first.citation is not None:
        read = f", read on {first.citation.read_on}" if first.citation.read_on else ""
        yield Text(f"{INDENT}promised by {first.citation.url or 'its page'}", style="dim")
        yield Text(f"{INDENT}            ({first.citation}{read})", style="dim")
    else:
        yield _indent(Text("the page is silent; a standard, upstream or harm to the caller says so", style="dim"))
    if first.also:
        yield Text(f"{INDENT}{first.also}", style="dim")
    if first.known:
        yield _indent(Text(f"known: {plain(first.known)}", style="dim"))
    for finding in group[:SHOWN]:
        yield _indent(Text(f"- {plain(finding.message)}"))
    if len(group) > SHOWN:
        rest = [finding.value or finding.member for finding in group[SHOWN:]]
        yield _indent(Text(f"- and {len(rest)} more: {', '.join(dict.fromkeys(plain(value) for value in rest))}"))
    yield Text(f"{INDENT}{plain(first.curl)}", style="dim")
    yield Text()


def _indent(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, len(INDENT)))


def _summary(runs: Sequence[Run]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 3, 0, 0))
    table.add_column("target")
    table.add_column("operation")
    for name in ("held", "broken", "not judged"):
        table.add_column(name, justify="right")
    for run in runs:
        for operation in run.operations:
            mine = [r for r in run.results if r.operation == operation and r.level not in (None, Level.OBSERVE)]
            count = {verdict: sum(result.verdict is verdict for result in mine) for verdict in Verdict}
            broken = Text(str(count[Verdict.BROKEN]), style="bold red" if count[Verdict.BROKEN] else "")
            table.add_row(
                run.target.partition(":")[0],
                operation,
                Text(str(count[Verdict.HELD]), style="green"),
                broken,
                str(count[Verdict.NOT_JUDGED]),
            )
    return table


def _notes(run: Run) -> Iterator[RenderableType]:
    groups: dict[str, list[Result]] = {}
    for result in run.unjudged:
        groups.setdefault(f"{result.operation}: {result.why}", []).append(result)
    for why, results in groups.items():
        ids = ", ".join(result.requirement for result in results[:SHOWN])
        more = f" and {len(results) - SHOWN} more" if len(results) > SHOWN else ""
        yield Text(f"not judged, {plain(why)}: {ids}{more}", style="yellow")
    if run.missing:
        yield Text(f"parts of {run.target} are missing: {', '.join(run.missing)}", style="yellow")
    for skipped in run.skipped:
        entries = f"{skipped.count} entr{'y' if skipped.count == 1 else 'ies'}"
        shown = f", such as {plain(skipped.url)}" if skipped.url else ""
        yield Text(f"passed over on {run.target}: {entries}, {plain(skipped.why)}{shown}", style="dim")
    whys: dict[str, int] = {}
    for left in run.left_out:
        whys[left.why] = whys.get(left.why, 0) + 1
    for why, count in whys.items():
        yield Text(f"left out of {run.target}: {count} case{_s(count)}, {plain(why)}", style="dim")


def _charges(run: Run) -> Iterator[RenderableType]:
    """What should have been charged, to hold against the gateway's console."""
    if run.target.startswith("emulated:") or not run.charges:
        return
    yield Text()
    yield Text(f"to be found on the bill of {run.provider}, and nothing else:", style="bold")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for charge in sorted(run.charges, key=lambda charge: charge.started)[:BILLED]:
        when = datetime.fromtimestamp(charge.started, UTC).isoformat(sep=" ", timespec="seconds")
        price = "" if charge.price is None else said(charge.price, run.money.currency if run.money else "")
        sure = "" if charge.certain else "perhaps: no whole answer came"
        cells = (when, charge.request_id or "no request id", charge.model, charge.asked, price, sure)
        table.add_row("", *(plain(cell) for cell in cells))
    yield table
    if len(run.charges) > BILLED:
        yield Text(f"  and {len(run.charges) - BILLED} more, in the JSON report", style="dim")
    if run.money is not None:
        money, currency = run.money, run.money.currency
        spent = said(money.charged, currency) if money.charged is not None else "nothing"
        unpriced = f"; {money.unpriced} without a price" if money.unpriced else ""
        yield Text(f"  {spent} in all, of {said(money.expected, currency)} expected{unpriced}")


def _all(run: Run) -> Iterator[RenderableType]:
    """Every requirement that applies, with its verdict and on how many answers it was judged."""
    width = max((len(result.requirement) for result in run.results), default=0)
    for operation in run.operations:
        yield Text()
        yield Text(f"{run.target.partition(':')[0]}:{operation}", style="bold")
        for result in run.results:
            if result.operation == operation and result.level and result.verdict is not Verdict.NOT_APPLICABLE:
                verdict = result.verdict.value.replace("_", " ")
                yield Text(
                    f"  {result.requirement:<{width}}  {result.level.value:<7}  {verdict}, {result.judged} judged"
                )
                if result.value or result.why:
                    yield _indent(Text(plain(result.value or result.why), style="dim"))


def conclusion(runs: Sequence[Run]) -> str:
    """The last line: what broke, and what it took to see it."""
    must = sum(len({(f.requirement, f.operation) for f in run.broken}) for run in runs)
    all_ = sum(len({(f.requirement, f.operation) for f in run.findings if not f.known}) for run in runs)
    unjudged = sum(len(run.unjudged) for run in runs)
    sent = sum(run.counts.sent for run in runs)
    charged = sum(run.counts.charged for run in runs)
    seconds = sum(run.seconds for run in runs)
    operations = sum(len(run.operations) for run in runs)
    known = sum(len({(f.requirement, f.operation) for f in run.findings if f.known}) for run in runs)
    parts = [f"{must} must broken" if must else "", f"{all_ - must} should broken" if all_ - must else ""]
    parts += [f"{known} known" if known else "", f"{unjudged} must not judged" if unjudged else ""]
    told = ", ".join(text for text in parts if text) or "all held"
    told = f"interrupted; {told}" if any(run.interrupted for run in runs) else told
    emulated = all(run.target.startswith("emulated:") for run in runs)
    paid = f"{charged} of them served" if emulated else f"{charged} of them charged"
    retried = sum(run.counts.retried for run in runs)
    paid += f", {retried} sent again" if retried else ""
    return f"{operations} operation{_s(operations)}: {told}. {sent} requests, {paid}, in {seconds:.1f} s."


def plain(text: str) -> str:
    """A text without control characters: what a gateway sent acts on no terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
