"""`wirecheck drift`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wirecheck.cli.formats import formatted, width
from wirecheck.errors import Unreachable, UsageError, WirecheckError
from wirecheck.spec import location
from wirecheck.spec import spec as specs

if TYPE_CHECKING:
    from wirecheck.drift import Reading, Report, Source
    from wirecheck.drift.pages import Shelf
    from wirecheck.facts import Page


@dataclass(frozen=True, slots=True)
class Text:
    """A page that was opened, or why it could not be."""

    shelf: Shelf
    source: Source
    name: str
    text: str = ""
    error: WirecheckError | None = None
    fetched: date | None = None


@click.command("drift")
@click.argument("provider", required=False, metavar="[PROVIDER]")
@click.option("--page", metavar="FILE|URL", help="Read this page, in place of what was accepted of it; `-` is stdin.")
@click.option("--fetch", is_flag=True, help="Fetch all pages from where they are, and keep them in the cache.")
@click.option("--cached", is_flag=True, help="Read the pages that `--fetch` kept last, offline.")
@click.option("--propose", is_flag=True, help="Print the change to the specs as a patch, for `git apply`.")
@click.option("--accept", is_flag=True, help="Take what the pages state now for agreed upon, and compare nothing.")
@formatted("text", "json", "markdown")
def command(provider: str | None, accept: bool, propose: bool, format: str, **named: Any) -> int:
    """
    Tell what documentation pages state otherwise than when it was agreed upon, and than their specs.

    Without `--page`, `--fetch` or `--cached`, what was accepted of the pages is held against the specs, offline.
    PROVIDER is a name, or the path of a spec; all providers where it is left out.
    Exceptions stand in `drift.toml` beside the spec; one that nothing matches any more is stale, and fails the run.

    Exit codes: 0 no drift, 1 drift or a stale exception, 2 a usage or input error, 3 a page that cannot be read.
    """
    from wirecheck.drift import pages

    ways = _Ways(**named)
    _check(ways, accept=accept, propose=propose)
    shelves = [pages.shelf(specs.load(name)) for name in ([provider] if provider else specs.providers())]
    if accept:
        return _accept(_texts(shelves, ways, sure=provider is not None))
    if ways.any:
        compared = [_compared(text) for text in _texts(shelves, ways, sure=provider is not None)]
    else:
        compared = list(_offline(shelves))
    if ways.any and not compared:
        raise UsageError("there is no page to read", hint="`pages.toml` beside the spec lists them; `--page` names one")
    report = _report(shelves, [reading for _, _, reading in compared], named=provider is not None)
    if propose:
        _propose(compared)
    else:
        click.echo(_rendered(report, format), nl=False)
    return report.exit_code


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways in which pages can be named, of which there is one at most."""

    page: str | None
    fetch: bool
    cached: bool

    @property
    def any(self) -> bool:
        """Whether pages are named at all."""
        return bool(self.page or self.fetch or self.cached)


def _check(ways: _Ways, *, accept: bool, propose: bool) -> None:
    if sum((bool(ways.page), ways.fetch, ways.cached)) > 1:
        raise UsageError("`--page`, `--fetch` and `--cached` are three ways to name pages", hint="leave one of them")
    if accept and not ways.any:
        raise UsageError("`--accept` needs pages", hint="name them with `--page`, `--fetch` or `--cached`")
    if accept and propose:
        raise UsageError(
            "`--accept` leaves nothing to propose", hint="propose first, apply the patch, and accept what is left"
        )


Found = tuple["Shelf", "Page | None", "Reading"]


def _report(shelves: Sequence[Shelf], readings: Sequence[Reading], *, named: bool) -> Report:
    from wirecheck.drift import Report

    read = {one.source.provider for one in readings}
    left_out = tuple(shelf.spec.provider for shelf in shelves if shelf.spec.provider not in read)
    if not readings and named:
        raise UsageError(
            f"nothing is accepted of the pages of `{left_out[0]}`",
            hint="name a page with `--page`; `--accept` then keeps what it states",
        )
    return Report(tuple(readings), datetime.now(UTC).date(), left_out if len(readings) != 1 else ())


def _rendered(report: Report, format: str) -> str:
    from wirecheck.drift import render_json, render_markdown, render_text

    if format == "json":
        return render_json(report)
    if format == "markdown":
        return render_markdown(report)
    return render_text(report, width=width(110))


# -- pages that are opened ---------------------------------------------------------------------------------------------


def _texts(shelves: Sequence[Shelf], ways: _Ways, *, sure: bool) -> list[Text]:
    """The pages that were named; `sure` says whether it is known whose a page is."""
    return [_named(shelves, ways.page, sure=sure)] if ways.page else list(_opened(shelves, fetch=ways.fetch))


def _named(shelves: Sequence[Shelf], name: str, *, sure: bool) -> Text:
    """The page that was named, and whose it is."""
    from wirecheck import facts
    from wirecheck.cli.facts import text_of
    from wirecheck.drift import pages, snapshots
    from wirecheck.facts import fetching

    if name.startswith(("http://", "https://")):
        snapshot = snapshots.fetched(name, fetching.fetch, datetime.now(UTC))
        name, text = snapshot.url, snapshot.text
    else:
        text = text_of(name)
        name = "stdin" if name == "-" else name
    shelf, key = pages.belonging(facts.read(text, name), shelves, sure=sure)
    return Text(shelf, shelf.source(key), name, text)


def _opened(shelves: Sequence[Shelf], *, fetch: bool) -> Iterator[Text]:
    """Every page that promises were read from, from the network or from the cache."""
    from wirecheck.drift import snapshots
    from wirecheck.facts import PageUnreadable, fetching

    for shelf in shelves:
        for source in shelf.sources:
            try:
                if fetch:
                    snapshot = snapshots.fetched(source.url, fetching.fetch, datetime.now(UTC))
                    snapshots.keep(snapshot, source.provider, source.key)
                else:
                    snapshot = snapshots.latest(source.provider, source.key)
            except (PageUnreadable, Unreachable) as error:
                yield Text(shelf, source, source.url, error=error)
            else:
                yield Text(shelf, source, snapshot.url, snapshot.text, fetched=snapshot.read_at.date())


# -- what is found on them ---------------------------------------------------------------------------------------------


def _offline(shelves: Sequence[Shelf]) -> Iterator[Found]:
    """What was accepted of the pages, against the specs."""
    from wirecheck.drift import exceptions, look

    for shelf in shelves:
        entries = exceptions.read(shelf.folder)
        for key, accepted in shelf.accepted.items():
            yield shelf, accepted.page, look(shelf.spec, shelf.source(key), None, accepted, entries)


def _compared(one: Text) -> Found:
    """A page, against what was accepted of it and against its spec."""
    from wirecheck import facts
    from wirecheck.drift import exceptions, look
    from wirecheck.drift.compared import unread
    from wirecheck.facts import PageUnreadable

    entries = exceptions.read(one.shelf.folder)
    try:
        if one.error is not None:
            raise one.error
        page = facts.read(one.text, one.name)
        accepted = one.shelf.accepted.get(one.source.key)
        found = look(one.shelf.spec, one.source, page, accepted, entries)
        return one.shelf, page, replace(found, fetched=one.fetched)
    except (PageUnreadable, Unreachable) as error:
        return one.shelf, None, unread(one.source, one.name, error)


def _propose(found: Sequence[Found]) -> None:
    """Print the change to the specs as one patch, all pages of a spec in one."""
    from wirecheck.drift import proposing

    proposals = []
    for shelf in dict.fromkeys(shelf for shelf, _, _ in found):
        pages = [(page, reading) for one, page, reading in found if one is shelf and page is not None]
        drifts = [(page, drift) for page, reading in pages for drift in reading.drifts]
        proposals.append(proposing.propose(shelf.spec, drifts))
    root = location.specs_root().parent
    inside = all(shelf.folder.absolute().is_relative_to(root) for shelf, _, _ in found)
    click.echo(proposing.render(proposals, root if inside else Path.cwd()), nl=False)


def _accept(texts: Sequence[Text]) -> int:
    """Take what pages state for agreed upon; one that cannot be read keeps what was accepted of it."""
    from wirecheck import facts
    from wirecheck.cli import tell
    from wirecheck.drift import accepted, statements

    code = 0
    for one in texts:
        try:
            if one.error is not None:
                raise one.error
            page = facts.read(one.text, one.name)
        except WirecheckError as error:
            tell(error.message, error.hint)
            code = error.exit_code
            continue
        digest = statements.digest(one.text)
        path = one.shelf.folder / accepted.FOLDER / f"{one.source.key}.toml"
        _write(path, accepted.render(page, digest))
        listing = one.shelf.folder / "pages.toml"
        known = one.shelf.spec.pages.get(one.source.key, {}).get("digest")
        if listing.is_file() and (one.fetched is not None or known != digest):
            day = one.fetched or datetime.now(UTC).date()
            _write(listing, accepted.dated(listing.read_text(encoding="utf-8"), one.source.key, digest, day))
        click.echo(str(path))
    return code


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="is this a checkout?") from None
