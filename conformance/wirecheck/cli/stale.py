"""
The output of `--check` for generated files.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from wirecheck.generate.staleness import StaleFile


def tell(stale: Sequence[StaleFile], one: str) -> int:
    """
    Print what is stale and how it differs, or that nothing is.

    :param one: the word for one of the files.
    :return: the exit code.
    """
    for entry in stale:
        click.echo(f"{entry.path}  {entry.reason}")
        if entry.diff:
            click.echo(entry.diff)
    if not stale:
        click.echo(f"every {one} is up to date", err=True)
    return 1 if stale else 0
