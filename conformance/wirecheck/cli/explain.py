"""`wirecheck explain`."""

from __future__ import annotations

import click

from wirecheck.cli import completion
from wirecheck.cli.formats import width
from wirecheck.errors import UsageError
from wirecheck.requirements.catalogue import catalogue, get


@click.command("explain")
@click.argument("id", metavar="ID", shell_complete=completion.requirements)
def command(id: str) -> int:
    """Explain one requirement: what it checks and why, who promises it, what it depends on, with an example."""
    family = id.rstrip("/")
    if any(requirement.family == family for requirement in catalogue()):
        raise UsageError(
            f"`{family}` is a family of requirements", hint=f"`wirecheck requirements --select {family}` lists it"
        )
    requirement = get(id)

    from wirecheck.engine.explanations import explain
    from wirecheck.reports.explanation import render

    click.echo(render(explain(requirement), width=width(100)), nl=False)
    return 0
