"""
The options of a run as the command line has them, made from the table of all options.

Held by `tests/config/test_options.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from wirecheck.cli import completion
from wirecheck.config import options as table
from wirecheck.config.options import Kind, Names, Option

F = TypeVar("F", bound=Callable[..., Any])

COMPLETED_BY = {
    "manner": completion.manners,
    "fault": completion.faults,
    "select": completion.requirements,
    "ignore": completion.requirements,
    "report": completion.reports,
}
"""The shell completion of each option's values."""

PATHS = {
    Names.FILE: click.Path(dir_okay=False, path_type=Path),
    Names.FOLDER: click.Path(file_okay=False, path_type=Path),
    Names.EITHER: click.Path(path_type=Path),
}

targets = click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=completion.targets)
"""The targets to be tested."""


def taken_by(command: str, choices: Mapping[str, Sequence[str]] | None = None) -> Callable[[F], F]:
    """
    The options of a command, in the order of the table.

    :param choices: the allowed values by option name, where the table does not list them.
    """

    def decorate(function: F) -> F:
        for option in reversed(table.OPTIONS):
            if command in option.commands:
                function = declared(option, (choices or {}).get(option.name, option.choices))(function)
        return function

    return decorate


def declared(option: Option, choices: Sequence[str] = ()) -> Callable[[F], F]:
    """An option of the table as a click option."""
    default: dict[str, Any] = {} if option.default is None else {"default": option.default, "show_default": True}
    return click.option(
        *filter(None, (option.short, f"--{option.name}")),
        type=_type(option, choices),
        multiple=option.kind is Kind.MANY,
        # said of a flag alone: click would take a value that begins with a dash for another option
        is_flag=True if option.kind is Kind.FLAG else None,
        metavar=option.metavar or None,
        help=option.help.format(choices=", ".join(f"`{choice}`" for choice in choices)),
        shell_complete=COMPLETED_BY.get(option.name),
        **default,
    )


def _type(option: Option, choices: Sequence[str]) -> click.ParamType[Any] | None:
    if option.names in PATHS:
        return PATHS[option.names]
    if option.kind is Kind.NUMBER:
        bounds: tuple[Any, Any] = (option.least, option.most)
        return click.FloatRange(*bounds) if option.number is float else click.IntRange(*bounds)
    return click.Choice(choices) if choices and option.kind is Kind.TEXT else None
