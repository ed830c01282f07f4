"""
`wirecheck compare`.

Held by `tests/compare/test_cli.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from wirecheck.cli.formats import formatted, width
from wirecheck.errors import SpecError, UsageError
from wirecheck.spec import spec as specs

if TYPE_CHECKING:
    from wirecheck.spec.spec import Operation


@click.command("compare")
@click.argument("names", nargs=-1, metavar="[A B]")
@click.option("--all", "everything", is_flag=True, help="Compare every pair of providers, in both directions.")
@formatted("text", "json", "markdown")
def command(names: tuple[str, ...], everything: bool, format: str) -> int:
    """
    Show what changes for callers who move from one gateway to another.

    A and B are providers, or operations such as `deerapi:createImage`.
    It lists what A documents and B refuses, what only A promises in requests and in answers,
    and A's own samples rewritten for B.

    Exit codes: 0 success, 2 a usage or input error.
    """
    from wirecheck.compare import compare, render_json, render_markdown, render_text

    pairs, alone = _all_pairs(names) if everything else _pairs(names)
    results = [compare(a, b) for a, b in pairs]
    if format == "json":
        text = render_json(results, alone)
    elif format == "markdown":
        text = render_markdown(results, alone, brief=everything)
    else:
        text = render_text(results, alone, width=width(120), brief=everything)
    click.echo(text, nl=False)
    return 0


Pairs = list[tuple["Operation", "Operation"]]


def _pairs(names: Sequence[str]) -> tuple[Pairs, list[str]]:
    """Matching operations of two providers, and a note for each operation without a counterpart."""
    from wirecheck.compare import matched

    if len(names) != 2:
        raise UsageError("`compare` needs two providers", hint="such as `wirecheck compare apiyi dgrid`, or `--all`")
    a, b = names
    pairs, missing = matched(_operations(a), _operations(b))
    if not pairs:
        # no operations match, so the first ones are compared
        return [(one, other) for one in missing[:1] for other in _operations(b)[:1]], []
    return pairs, [f"`{one.id}` has no counterpart: `{b}` has no operation of `{one.dialect}`" for one in missing]


def _all_pairs(names: Sequence[str]) -> tuple[Pairs, list[str]]:
    """Matching operations of every two providers, and a note for each operation without a counterpart."""
    from wirecheck.compare import matched

    if names:
        raise UsageError("`--all` takes no provider names", hint="remove the names or `--all`")
    operations = {name: _operations(name) for name in specs.providers()}
    pairs: Pairs = []
    for a, b in itertools.permutations(operations, 2):
        pairs += matched(operations[a], operations[b])[0]
    met = {operation.id for pair in pairs for operation in pair}
    alone = [operation for group in operations.values() for operation in group if operation.id not in met]
    return pairs, [
        f"`{one.id}` has no counterpart: no other provider has an operation of `{one.dialect}`" for one in alone
    ]


def _operations(name: str) -> Sequence[Operation]:
    """
    The operations of a name: all of a provider, or one.

    :raises SpecError: there is no such provider, or it has no such operation.
    """
    provider, operation = specs.split(name)
    spec = _spec(provider)
    return [spec.operation(operation)] if operation else spec.operations


def _spec(name: str) -> specs.Spec:
    try:
        return specs.load(name)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise SpecError(
            f"`{name}` cannot be read: {type(error).__name__}: {error}",
            hint="the file may not be valid OpenAPI 3.1",
        ) from error
