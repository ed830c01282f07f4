"""
`wirecheck requirements`.

Held by `tests/reports/test_requirement_pages.py` and held by `tests/cli/test_cli.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from wirecheck.cli.click_options import taken_by
from wirecheck.cli.formats import formatted
from wirecheck.cli.stale import tell
from wirecheck.errors import UsageError
from wirecheck.judging import plugins
from wirecheck.reports.levels import listed
from wirecheck.requirements.catalogue import catalogue, select
from wirecheck.requirements.requirement import Requirement
from wirecheck.spec.spec import Operation, load, providers


@click.command("requirements")
@click.option("--select", "wanted", multiple=True, metavar="ID-OR-FAMILY", help="Only these; repeatable.")
@formatted("text", "json")
@click.option(
    "--pages",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write a page for each requirement, and an index, into a folder.",
)
@click.option(
    "--check",
    "check_only",
    is_flag=True,
    help="With `--pages`: write nothing; list the stale pages, and exit with 1 if there are any.",
)
@taken_by("requirements")
def command(
    wanted: tuple[str, ...], format: str, pages: Path | None, check_only: bool, requirements: tuple[Path, ...]
) -> int:
    """List what is checked: id, who promises it, and the statement; or write pages that explain it."""
    own = plugins.requirements(requirements)
    if check_only and pages is None:
        raise UsageError("`--check` needs `--pages`", hint="name the folder of the pages with `--pages FOLDER`")
    if pages is not None:
        if wanted or format == "json":
            raise UsageError(
                "`--pages` cannot be combined with `--select` or `--format`", hint="it writes all pages, in Markdown"
            )
        return _check(pages, own) if check_only else _write(pages, own)
    operations = [operation for name in providers() for operation in load(name).operations]
    _list(select(wanted, own=own), operations, format)
    return 0


def _list(requirements: Sequence[Requirement], operations: list[Operation], format: str) -> None:
    if format == "json":
        click.echo(json.dumps([_values(requirement, operations) for requirement in requirements], indent=2))
        return
    width = max(len(requirement.id) for requirement in (*catalogue(), *requirements))
    for requirement in requirements:
        levels = listed(requirement.level(operation) for operation in operations)
        click.echo(f"{requirement.id:<{width}}  {levels:<11}  {requirement.statement}")


def _write(folder: Path, own: Sequence[Requirement]) -> int:
    from wirecheck.reports.requirement_pages import write

    click.echo(f"{folder}  {len(write(folder, own))} pages")
    return 0


def _check(folder: Path, own: Sequence[Requirement]) -> int:
    from wirecheck.reports.requirement_pages import check

    return tell(check(folder, own), "page")


def _values(requirement: Requirement, operations: list[Operation]) -> dict[str, object]:
    return {
        "id": requirement.id,
        "family": requirement.family,
        "statement": requirement.statement,
        "after": list(requirement.after),
        "promised_by": {
            operation.id: {
                "level": level.value,
                "beyond_page": requirement.level_beyond(operation),
                "citation": str(requirement.citation(operation) or "") or None,
            }
            for operation in operations
            if (level := requirement.level(operation))
        },
    }
