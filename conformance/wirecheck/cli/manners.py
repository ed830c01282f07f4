"""`wirecheck manners`."""

from __future__ import annotations

import json

import click


@click.command("manners")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What goes to stdout.",
)
def command(format: str) -> int:
    """List the ways in which honest gateways differ, as the emulator has them."""
    from wirecheck.emulator import manners

    if format == "json":
        click.echo(json.dumps([{"id": m.id, "summary": m.summary, "seen": m.seen} for m in manners()], indent=2))
        return 0
    width = max(len(manner.id) for manner in manners())
    for manner in manners():
        click.echo(f"{manner.id:<{width}}  {manner.summary}")
    return 0
