"""`wirecheck faults`."""

from __future__ import annotations

import json

import click

from wirecheck.cli.formats import formatted


@click.command("faults")
@formatted("text", "json")
def command(format: str) -> int:
    """List the faults that can be injected into the emulator, and what finds them."""
    from wirecheck.emulator import faults

    if format == "json":
        values = [
            {"id": f.id, "summary": f.summary, "seen": f.seen, "breaks": list(f.breaks), "trouble": f.trouble or None}
            for f in faults()
        ]
        click.echo(json.dumps(values, indent=2))
        return 0
    width = max(len(fault.id) for fault in faults())
    for fault in faults():
        click.echo(f"{fault.id:<{width}}  {fault.summary}")
        told = f"found by {', '.join(fault.breaks)}" if fault.breaks else f"told as trouble: {fault.trouble}"
        click.echo(f"{'':<{width}}  {told}")
    return 0
