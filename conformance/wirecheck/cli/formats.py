"""Output on stdout: the option `--format`, and the width of text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

NARROWEST = 60
"""The smallest width of text, in columns."""


def formatted(*names: str) -> Callable[[F], F]:
    """`--format`, with these choices; the first is the default."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="The format of the output on stdout.",
    )


def width(most: int) -> int:
    """The width of the terminal in columns, within readable limits; 100 where there is no terminal."""
    return max(NARROWEST, min(most, shutil.get_terminal_size((100, 24)).columns))
