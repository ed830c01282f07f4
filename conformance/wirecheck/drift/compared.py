"""
Pages read and compared: the drifts of each, the age of the reading, and the exit code.

    compare(spec, page, accepted, exceptions) -> ComparedPage
    DriftReport of readings -> exit code, and the reports of `render`

Held by `tests/drift/test_command.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wirecheck.drift import exceptions
from wirecheck.drift.accepted import Accepted
from wirecheck.drift.exceptions import Excepted
from wirecheck.drift.page_changes import changes
from wirecheck.drift.page_vs_spec import drifts_from_spec
from wirecheck.drift.values import Drift
from wirecheck.errors import WirecheckError
from wirecheck.facts import Contradiction, Page
from wirecheck.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class PageSource:
    """
    Where a page is, and when it was read last.

    :param key: its name in `pages.toml`, or one made of its address or file.
    :param read_on: the day on which what is accepted was read, None where nothing is.
    """

    provider: str
    key: str
    url: str = ""
    title: str = ""
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """
    One page, compared.

    :param name: the file or address that was read, empty where what is accepted was.
    :param drifts: what is not excepted.
    :param excepted: what is, each with its entry.
    :param fetched: the day on which it was fetched, None where it was not.
    :param contradictions: where the page says two things at once, of a page that was read.
    :param unaccepted: whether the page has no accepted facts, so that it was compared only with its spec.
    :param unreadable: why nothing can be said, with what to do about it.
    """

    source: PageSource
    name: str = ""
    drifts: tuple[Drift, ...] = ()
    excepted: tuple[tuple[Drift, Excepted], ...] = ()
    stale: tuple[Excepted, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    unaccepted: bool = False
    unreadable: tuple[str, str] | None = None
    fetched: date | None = None


@dataclass(frozen=True, slots=True)
class DriftReport:
    """
    All pages that were compared.

    :param today: the day of the report.
    :param left_out: providers without a page that can be compared.
    """

    readings: tuple[ComparedPage, ...]
    today: date
    left_out: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 for drift and for stale exceptions, 3 where a page could not be read, else 0."""
        if any(page.drifts or page.stale for page in self.readings):
            return 1
        return 3 if any(page.unreadable for page in self.readings) else 0


def compare(
    spec: Spec,
    source: PageSource,
    page: Page | None,
    accepted: Accepted | None,
    entries: Sequence[Excepted],
) -> ComparedPage:
    """
    Compare a page with its accepted facts and with its spec; without a page, compare the accepted facts with the spec.

    :param page: as it was read just now.
    :raises PageUnreadable: far less was read of it than was accepted.
    :raises SpecError: the spec is not valid.
    """
    since: tuple[Drift, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    if page is not None:
        contradictions = page.contradictions
        since = changes(accepted.page, page, source.key) if accepted is not None else ()
    stated = page or (accepted.page if accepted is not None else None)
    assert stated is not None
    unlike = drifts_from_spec(spec, stated, source.key)
    listed = [(drift, next((entry for entry in entries if entry.lists(drift)), None)) for drift in unlike]
    return ComparedPage(
        source,
        page.name if page is not None else "",
        drifts=(*since, *(drift for drift, entry in listed if entry is None)),
        excepted=tuple((drift, entry) for drift, entry in listed if entry is not None),
        stale=tuple(exceptions.stale(entries, unlike, source.key)),
        contradictions=contradictions,
        unaccepted=accepted is None,
    )


def unreadable(source: PageSource, name: str, error: WirecheckError) -> ComparedPage:
    """A page that could not be read."""
    return ComparedPage(source, name, unreadable=(error.message, error.hint))
