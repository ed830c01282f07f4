"""`wirecheck plan`."""

from __future__ import annotations

import json
from typing import Any

import click

from wirecheck.cli.click_options import taken_by, targets
from wirecheck.cli.formats import formatted
from wirecheck.cli.sessions import chosen, sessions
from wirecheck.engine.prices import outlook
from wirecheck.engine.run_options import read
from wirecheck.engine.session import Session
from wirecheck.errors import UsageError
from wirecheck.plan import Phase
from wirecheck.reports.json import amounts


@click.command("plan")
@targets
@taken_by("plan")
@formatted("text", "json")
def command(targets: tuple[str, ...], format: str, **given: Any) -> int:
    """
    Show which requests a run would send, and which of them are charged.

    Nothing is sent, and no key is needed. The numbers of tokens are those that upstream publishes.
    """
    found = sessions(chosen(targets), read(given), unsent=True)
    ready = [session for session in found if isinstance(session, Session)]
    if not ready:
        raise UsageError("a tape has no plan to show", hint="`wirecheck run replay:FILE` judges what is on it")
    if format == "json":
        click.echo(json.dumps([_values(session) for session in ready], indent=2))
        return 0
    for session in ready:
        _print(session)
    return 0


def _values(session: Session) -> dict[str, Any]:
    return {
        "target": session.target.text,
        "depth": session.depth.value,
        "requests": len(session.within),
        "expected": session.expected,
        "at_worst": session.at_worst,
        "budget": session.budget,
        "beyond": len(session.cases) - len(session.within),
        "money": amounts(session.money) if session.money is not None else None,
        "cases": [
            {
                "case": case.id,
                "operation": case.operation,
                "phase": case.phase.value,
                "kind": case.kind,
                "purpose": case.purpose,
                "method": case.request.method,
                "url": case.request.url,
                "tokens": case.tokens,
            }
            for case in session.within
        ],
    }


def _print(session: Session) -> None:
    click.echo(f"{session.target}, depth {session.depth}")
    titles = {
        Phase.FREE: "free, first",
        Phase.BILLABLE: "billable",
        Phase.PROBE: "probes that should be refused, one at a time; the first of a kind that is served ends its kind",
    }
    for phase in Phase:
        cases = [case for case in session.within if case.phase is phase]
        click.echo(f"  {titles[phase]}: {len(cases)}")
        for case in cases:
            tokens = f"  ({case.tokens} tokens)" if case.tokens else ""
            click.echo(f"    {case.id}  {case.operation}  {case.purpose}{tokens}")
    beyond = len(session.cases) - len(session.within)
    if beyond:
        click.echo(f"  beyond the budget: {beyond}")
    total = sum(case.tokens for case in session.within)
    told = f", about {total:,} output tokens" if total else ""
    budget = f", budget {session.budget}" if session.budget is not None else ""
    charged = f"{session.expected} charged if all goes well{told}, {session.at_worst} at worst{budget}"
    click.echo(f"  {len(session.within)} requests, {charged}")
    if session.money is not None:
        click.echo(f"  {outlook(session.money)}")
