"""`wirecheck explain`."""

from __future__ import annotations

from pathlib import Path

import click

from wirecheck.cli import completion
from wirecheck.cli.click_options import taken_by
from wirecheck.cli.formats import width
from wirecheck.errors import UsageError
from wirecheck.judging import plugins
from wirecheck.requirements.catalogue import catalogue, get


@click.command("explain")
@click.argument("id", metavar="ID", shell_complete=completion.requirements)
@taken_by("explain")
def command(id: str, requirements: tuple[Path, ...]) -> int:
    """Explain one requirement: what it checks and why, who promises it, what it depends on, with an example."""
    own = plugins.requirements(requirements)
    family = id.rstrip("/")
    if any(requirement.family == family for requirement in (*catalogue(), *own)):
        raise UsageError(
            f"`{family}` is a family of requirements", hint=f"`wirecheck requirements --select {family}` lists it"
        )
    requirement = get(id, own)

    from wirecheck.engine.explanations import explain
    from wirecheck.reports.explanation import render

    click.echo(render(explain(requirement), width=width(100)), nl=False)
    return 0
