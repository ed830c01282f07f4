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
    "--check", "check_only", is_flag=True, help="Write nothing; say which clients are stale, and exit with 1."
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the clients go (default: `generated/` of the checkout).",
)
def command(providers: tuple[str, ...], check_only: bool, output: Path | None) -> int:
    """Generate the typed clients from the specs, or say which are stale."""
    from wirecheck.generate import check, generate

    if not check_only:
        for client in generate(providers, output=output):
            click.echo(f"{client.folder}  {client.distribution}")
        return 0
    return tell(check(providers, output=output), "client")
