"""
What `--check` says of files that are made.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from wirecheck.generate.staleness import StaleFile


def tell(stale: Sequence[StaleFile], one: str) -> int:
    """
    Name what is stale, and how it differs; or say that nothing is.

    :param one: what one of the things is called.
    :return: the exit code.
    """
    for entry in stale:
        click.echo(f"{entry.path}  {entry.reason}")
        if entry.diff:
            click.echo(entry.diff)
    if not stale:
        click.echo(f"every {one} is fresh", err=True)
    return 1 if stale else 0
