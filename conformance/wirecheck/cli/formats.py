"""What goes to stdout: the option that says in which format, and how wide text may be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

NARROWEST = 60
"""Columns below which text is not made narrower."""


def formatted(*names: str) -> Callable[[F], F]:
    """`--format`, with these to choose from; the first is the default."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="What goes to stdout.",
    )


def width(most: int) -> int:
    """The columns of the terminal, within what is readable; 100 where there is none."""
    return max(NARROWEST, min(most, shutil.get_terminal_size((100, 24)).columns))
