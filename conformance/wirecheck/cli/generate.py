"""
`wirecheck generate`.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

from pathlib import Path

import click

from wirecheck.cli.stale import tell


@click.command("generate")
@click.argument("providers", nargs=-1, metavar="[PROVIDER]...")
@click.option(
    "--check",
    "check_only",
    is_flag=True,
    help="Write nothing; list the stale clients, and exit with 1 if there are any.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder for the clients (default: `generated/` of the checkout).",
)
def command(providers: tuple[str, ...], check_only: bool, output: Path | None) -> int:
    """Generate the typed clients from the specs, or list the stale ones."""
    from wirecheck.generate import check, generate

    if not check_only:
        for client in generate(providers, output=output):
            click.echo(f"{client.folder}  {client.distribution}")
        return 0
    return tell(check(providers, output=output), "client")
