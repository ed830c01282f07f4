"""`wirecheck explain`."""

from __future__ import annotations

import textwrap

import click

from wirecheck.catalogue import get
from wirecheck.spec import load, providers


@click.command("explain")
@click.argument("id", metavar="ID")
def command(id: str) -> int:
    """Tell one requirement: what holds and why, who promises it, what it rests on, and which faults break it."""
    from wirecheck.emulator import faults

    requirement = get(id)
    click.echo(requirement.id)
    click.echo()
    for part in (requirement.statement, *requirement.explanation.split("\n\n")):
        if part:
            click.echo(textwrap.fill(part, 100))
    click.echo()
    for name in providers():
        for operation in load(name).operations:
            level, citation = requirement.level(operation), requirement.citation(operation)
            if level is None:
                click.echo(f"  {operation.id:<32} does not apply")
            elif citation is None:
                click.echo(f"  {operation.id:<32} {level.value:<8} by upstream, a standard, or harm to the caller")
            else:
                click.echo(f"  {operation.id:<32} {level.value:<8} {citation}, read on {citation.read_on}")
                click.echo(f"  {'':<32} {'':<8} {citation.url}")
    if requirement.after:
        click.echo(f"\nnot judged where one of these is broken: {', '.join(requirement.after)}")
    breaking = [fault.id for fault in faults() if requirement.id in fault.breaks]
    if breaking:
        click.echo(f"\nsee it break: wirecheck run --fault ID, with {', '.join(breaking)}")
    return 0
