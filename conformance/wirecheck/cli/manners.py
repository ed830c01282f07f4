"""`wirecheck manners`."""

from __future__ import annotations

import json

import click

from wirecheck.cli.formats import formatted


@click.command("manners")
@formatted("text", "json")
def command(format: str) -> int:
    """List the honest variants of a gateway that the emulator can imitate."""
    from wirecheck.emulator import manners

    if format == "json":
        click.echo(json.dumps([{"id": m.id, "summary": m.summary, "seen": m.seen} for m in manners()], indent=2))
        return 0
    width = max(len(manner.id) for manner in manners())
    for manner in manners():
        click.echo(f"{manner.id:<{width}}  {manner.summary}")
    return 0
