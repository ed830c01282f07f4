"""`wirecheck requirements`."""

from __future__ import annotations

import json

import click

from wirecheck.catalogue import Requirement, catalogue, select
from wirecheck.spec import Operation, load, providers


@click.command("requirements")
@click.option("--select", "wanted", multiple=True, metavar="ID-OR-FAMILY", help="Only these; repeatable.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What goes to stdout.",
)
def command(wanted: tuple[str, ...], format: str) -> int:
    """List what is checked: id, who promises it, and the statement."""
    chosen = select(wanted)
    operations = [operation for name in providers() for operation in load(name).operations]
    if format == "json":
        click.echo(json.dumps([_values(requirement, operations) for requirement in chosen], indent=2))
        return 0
    width = max(len(requirement.id) for requirement in catalogue())
    for requirement in chosen:
        levels = sorted(
            {level.value for o in operations if (level := requirement.level(o))},
            key=("must", "should", "observe").index,
        )
        click.echo(f"{requirement.id:<{width}}  {'/'.join(levels):<11}  {requirement.statement}")
    return 0


def _values(requirement: Requirement, operations: list[Operation]) -> dict[str, object]:
    return {
        "id": requirement.id,
        "family": requirement.family,
        "statement": requirement.statement,
        "after": list(requirement.after),
        "promised_by": {
            operation.id: {"level": level.value, "citation": str(requirement.citation(operation) or "") or None}
            for operation in operations
            if (level := requirement.level(operation))
        },
    }
