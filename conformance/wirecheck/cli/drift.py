"""
`wirecheck drift`.

Held by `tests/drift/test_command.py`.
"""

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
    from wirecheck.drift import ComparedPage, DriftReport, PageSource
    from wirecheck.drift.page_set import PageSet
    from wirecheck.facts import Page


@dataclass(frozen=True, slots=True)
class Text:
    """A page, or why it could not be opened."""

    pages: PageSet
    source: PageSource
    name: str
    text: str = ""
    error: WirecheckError | None = None
    fetched: date | None = None


@click.command("drift")
@click.argument("provider", required=False, metavar="[PROVIDER]")
@click.option("--page", metavar="FILE|URL", help="Compare this page as it is now; `-` is stdin.")
@click.option("--fetch", is_flag=True, help="Download all pages, and keep them in the cache.")
@click.option("--cached", is_flag=True, help="Use the pages of the last `--fetch`, offline.")
@click.option("--propose", is_flag=True, help="Print a patch that updates the specs, for `git apply`.")
@click.option("--accept", is_flag=True, help="Accept the pages as they are now; no comparison is made.")
@formatted("text", "json", "markdown")
def command(provider: str | None, accept: bool, propose: bool, format: str, **named: Any) -> int:
    """
    Report where documentation pages differ from their last accepted version and from the spec.

    Without `--page`, `--fetch` or `--cached`, the last accepted version of each page is compared with its spec.
    PROVIDER is a name, or the path of a spec; the default is all providers.
    Exceptions are listed in `drift.toml` beside the spec; one that matches nothing is stale and fails the run.

    Exit codes: 0 no drift, 1 drift or a stale exception, 2 a usage or input error, 3 a page that cannot be read.
    """
    from wirecheck.drift.page_set import pages_of

    ways = _Ways(**named)
    _check(ways, accept=accept, propose=propose)
    page_sets = [pages_of(specs.load(name)) for name in ([provider] if provider else specs.providers())]
    if accept:
        return _accept(_texts(page_sets, ways, sure=provider is not None))
    if ways.any:
        compared = [_compared(text) for text in _texts(page_sets, ways, sure=provider is not None)]
    else:
        compared = list(_offline(page_sets))
    if ways.any and not compared:
        raise UsageError("there is no page to read", hint="`pages.toml` beside the spec lists them; `--page` names one")
    report = _report(page_sets, [reading for _, _, reading in compared], named=provider is not None)
    if propose:
        _propose(compared)
    else:
        click.echo(_rendered(report, format), nl=False)
    return report.exit_code


@dataclass(frozen=True, slots=True)
class _Ways:
    """The options that name pages; at most one of them may be used."""

    page: str | None
    fetch: bool
    cached: bool

    @property
    def any(self) -> bool:
        """Whether any of the options was used."""
        return bool(self.page or self.fetch or self.cached)


def _check(ways: _Ways, *, accept: bool, propose: bool) -> None:
    if sum((bool(ways.page), ways.fetch, ways.cached)) > 1:
        raise UsageError("`--page`, `--fetch` and `--cached` cannot be combined", hint="use one of them")
    if accept and not ways.any:
        raise UsageError("`--accept` needs pages", hint="name them with `--page`, `--fetch` or `--cached`")
    if accept and propose:
        raise UsageError(
            "`--accept` and `--propose` cannot be combined", hint="propose first, apply the patch, then accept"
        )


Found = tuple["PageSet", "Page | None", "ComparedPage"]


def _report(page_sets: Sequence[PageSet], readings: Sequence[ComparedPage], *, named: bool) -> DriftReport:
    from wirecheck.drift import DriftReport

    read = {one.source.provider for one in readings}
    left_out = tuple(pages.spec.provider for pages in page_sets if pages.spec.provider not in read)
    if not readings and named:
        raise UsageError(
            f"no page of `{left_out[0]}` has been accepted yet",
            hint="name a page with `--page`, and accept it with `--accept`",
        )
    return DriftReport(tuple(readings), datetime.now(UTC).date(), left_out if len(readings) != 1 else ())


def _rendered(report: DriftReport, format: str) -> str:
    from wirecheck.drift import render_json, render_markdown, render_text

    if format == "json":
        return render_json(report)
    if format == "markdown":
        return render_markdown(report)
    return render_text(report, width=width(110))


# -- reading the pages -------------------------------------------------------------------------------------------------


def _texts(page_sets: Sequence[PageSet], ways: _Ways, *, sure: bool) -> list[Text]:
    """The named pages; `sure` says whether it is known which provider a page belongs to."""
    return [_named(page_sets, ways.page, sure=sure)] if ways.page else list(_opened(page_sets, fetch=ways.fetch))


def _named(page_sets: Sequence[PageSet], name: str, *, sure: bool) -> Text:
    """The named page, and the provider that it belongs to."""
    from wirecheck import facts
    from wirecheck.cli.facts import text_of
    from wirecheck.drift import snapshots
    from wirecheck.drift.page_set import identify
    from wirecheck.facts import fetching

    if name.startswith(("http://", "https://")):
        snapshot = snapshots.fetched(name, fetching.fetch, datetime.now(UTC))
        name, text = snapshot.url, snapshot.text
    else:
        text = text_of(name)
        name = "stdin" if name == "-" else name
    pages, key = identify(facts.read(text, name), page_sets, sure=sure)
    return Text(pages, pages.source(key), name, text)


def _opened(page_sets: Sequence[PageSet], *, fetch: bool) -> Iterator[Text]:
    """All pages that the specs cite, from the network or from the cache."""
    from wirecheck.drift import snapshots
    from wirecheck.facts import PageUnreadable, fetching

    for pages in page_sets:
        for source in pages.sources:
            try:
                if fetch:
                    snapshot = snapshots.fetched(source.url, fetching.fetch, datetime.now(UTC))
                    snapshots.keep(snapshot, source.provider, source.key)
                else:
                    snapshot = snapshots.latest(source.provider, source.key)
            except (PageUnreadable, Unreachable) as error:
                yield Text(pages, source, source.url, error=error)
            else:
                yield Text(pages, source, snapshot.url, snapshot.text, fetched=snapshot.read_at.date())


# -- comparing the pages -----------------------------------------------------------------------------------------------


def _offline(page_sets: Sequence[PageSet]) -> Iterator[Found]:
    """The last accepted version of each page, compared with its spec."""
    from wirecheck.drift import compare, exceptions

    for pages in page_sets:
        entries = exceptions.read(pages.folder)
        for key, accepted in pages.accepted.items():
            yield pages, accepted.page, compare(pages.spec, pages.source(key), None, accepted, entries)


def _compared(text: Text) -> Found:
    """A page, compared with its last accepted version and with its spec."""
    from wirecheck import facts
    from wirecheck.drift import compare, exceptions
    from wirecheck.drift.compared import unreadable
    from wirecheck.facts import PageUnreadable

    entries = exceptions.read(text.pages.folder)
    try:
        if text.error is not None:
            raise text.error
        page = facts.read(text.text, text.name)
        accepted = text.pages.accepted.get(text.source.key)
        found = compare(text.pages.spec, text.source, page, accepted, entries)
        return text.pages, page, replace(found, fetched=text.fetched)
    except (PageUnreadable, Unreachable) as error:
        return text.pages, None, unreadable(text.source, text.name, error)


def _propose(found: Sequence[Found]) -> None:
    """Print one patch for the specs, with the changes of all pages of a spec together."""
    from wirecheck.drift import proposing

    proposals = []
    for pages in dict.fromkeys(pages for pages, _, _ in found):
        stated = [(page, reading) for each, page, reading in found if each is pages and page is not None]
        drifts = [(page, drift) for page, reading in stated for drift in reading.drifts]
        proposals.append(proposing.propose(pages.spec, drifts))
    root = location.specs_root().parent
    inside = all(pages.folder.absolute().is_relative_to(root) for pages, _, _ in found)
    click.echo(proposing.render(proposals, root if inside else Path.cwd()), nl=False)


def _accept(texts: Sequence[Text]) -> int:
    """Accept the pages as they are now; a page that cannot be read keeps its last accepted version."""
    from wirecheck import facts
    from wirecheck.cli import tell
    from wirecheck.drift import accepted, statements

    code = 0
    for text in texts:
        try:
            if text.error is not None:
                raise text.error
            page = facts.read(text.text, text.name)
        except WirecheckError as error:
            tell(error.message, error.hint)
            code = error.exit_code
            continue
        digest = statements.digest(text.text)
        path = text.pages.folder / accepted.FOLDER / f"{text.source.key}.toml"
        _write(path, accepted.render(page, digest))
        listing = text.pages.folder / "pages.toml"
        known = text.pages.spec.pages.get(text.source.key, {}).get("digest")
        if listing.is_file() and (text.fetched is not None or known != digest):
            day = text.fetched or datetime.now(UTC).date()
            _write(listing, accepted.dated(listing.read_text(encoding="utf-8"), text.source.key, digest, day))
        click.echo(str(path))
    return code


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"`{path}` cannot be written: {error.strerror}", hint="run this in a checkout that you can write to"
        ) from None
