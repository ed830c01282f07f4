"""
`wirecheck serve`.

Held by `tests/test_pages.py` and held by `tests/cli/test_cli.py`.
"""

from __future__ import annotations

import os

import click

from wirecheck.cli import completion
from wirecheck.engine.targets import parse


@click.command("serve")
@click.argument("provider", shell_complete=completion.own_providers)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8460,
    show_default=True,
    metavar="N",
    help="The port to listen on; 0 picks a free one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option(
    "--manner", multiple=True, metavar="ID", help="An honest variant (`wirecheck manners` lists them); repeatable."
)
@click.option(
    "--fault", multiple=True, metavar="ID", help="A fault to inject (`wirecheck faults` lists them); repeatable."
)
def command(provider: str, port: int, host: str, manner: tuple[str, ...], fault: tuple[str, ...]) -> int:
    """
    Serve a provider's emulator over HTTP.

    The first line on stdout is its URL. It takes the key in the provider's variable, or `sk-wirecheck` where that is
    not set.
    """
    from wirecheck.emulator import KEY, Emulator
    from wirecheck.emulator.server import serve

    spec = parse(provider).spec
    key = os.environ.get(spec.key_env, "").strip()
    emulator = Emulator(spec, manner=manner or "plain", fault=fault, key=key or KEY)

    def ready(url: str) -> None:
        click.echo(url)
        which = f"the key in ${spec.key_env}" if key else f"the key `{KEY}` (${spec.key_env} is not set)"
        click.echo(f"{spec.title}, with {which}; Ctrl-C stops it", err=True)

    serve(emulator, host=host, port=port, on_ready=ready)
    return 0
