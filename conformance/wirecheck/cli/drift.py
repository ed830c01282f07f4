"""`wirecheck drift`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from wirecheck import spec as specs
from wirecheck.errors import UsageError

if TYPE_CHECKING:
    from wirecheck.drift import Reading, Report
    from wirecheck.drift.pages import Shelf


@click.command("drift")
@click.argument("provider", required=False, metavar="[PROVIDER]")
@click.option("--page", metavar="FILE|URL", help="Read this page, in place of what was accepted of it; `-` is stdin.")
@click.option("--accept", is_flag=True, help="Take what the page states now for agreed upon, and compare nothing.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="What goes to stdout.",
)
def command(provider: str | None, page: str | None, accept: bool, format: str) -> int:
    """
    Tell what a documentation page states otherwise than when it was agreed upon, and than its spec.

    Without `--page`, what was accepted of the pages is held against the specs, offline.
    PROVIDER is a name, or the path of a spec; all providers where it is left out.
    Exceptions stand in `drift.toml` beside the spec; one that nothing matches any more is stale, and fails the run.

    Exit codes: 0 no drift, 1 drift or a stale exception, 2 a usage or input error, 3 a page that cannot be read.
    """
    from wirecheck.drift import pages

    if accept and not page:
        raise UsageError("`--accept` needs a page", hint="name it with `--page`")
    names = [provider] if provider else list(specs.providers())
    shelves = [pages.shelf(specs.load(name)) for name in names]
    if page and accept:
        return _accept(shelves, page, sure=provider is not None)
    report = _read(shelves, page, sure=provider is not None) if page else _offline(shelves, named=provider is not None)
    click.echo(_rendered(report, format), nl=False)
    return report.exit_code


def _rendered(report: Report, format: str) -> str:
    from wirecheck.drift import render_json, render_markdown, render_text

    if format == "json":
        return render_json(report)
    if format == "markdown":
        return render_markdown(report)
    return render_text(report, width=max(60, min(110, shutil.get_terminal_size((100, 24)).columns)))


def _offline(shelves: Sequence[Shelf], *, named: bool) -> Report:
    """What was accepted of the pages, against the specs."""
    from wirecheck.drift import Report, exceptions, look

    readings: list[Reading] = []
    left_out = []
    for shelf in shelves:
        entries = exceptions.read(shelf.folder)
        if not shelf.accepted:
            left_out.append(shelf.spec.provider)
        for key, accepted in shelf.accepted.items():
            readings.append(look(shelf.spec, shelf.source(key), None, accepted, entries))
    if named and left_out:
        raise UsageError(
            f"nothing is accepted of the pages of `{left_out[0]}`",
            hint="name a page with `--page`; `--accept` then keeps what it states",
        )
    return Report(tuple(readings), datetime.now(UTC).date(), tuple(left_out))


def _read(shelves: Sequence[Shelf], name: str, *, sure: bool) -> Report:
    """A page that was named, against what was accepted of it and against its spec."""
    from wirecheck import facts
    from wirecheck.cli.facts import _text
    from wirecheck.drift import Report, exceptions, look, pages

    page = facts.read(_text(name), "stdin" if name == "-" else name)
    shelf, key = pages.belonging(page, shelves, sure=sure)
    entries = exceptions.read(shelf.folder)
    reading = look(shelf.spec, shelf.source(key), page, shelf.accepted.get(key), entries)
    return Report((reading,), datetime.now(UTC).date())


def _accept(shelves: Sequence[Shelf], name: str, *, sure: bool) -> int:
    """Take what a page states for agreed upon."""
    from wirecheck import facts
    from wirecheck.cli.facts import _text
    from wirecheck.drift import accepted, pages, statements

    text = _text(name)
    page = facts.read(text, "stdin" if name == "-" else name)
    shelf, key = pages.belonging(page, shelves, sure=sure)
    path = shelf.folder / accepted.FOLDER / f"{key}.toml"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(accepted.render(page, statements.digest(text)), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="is this a checkout?") from None
    click.echo(str(path))
    return 0
