"""The findings: an article for each requirement and operation, with the exchange that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirecheck.judging.findings import Finding, Row
from wirecheck.reports import excerpt
from wirecheck.reports.html.subjects import ReportedSubject, counted, printable
from wirecheck.reports.levels import CITED, uncited
from wirecheck.wire.exchange import Exchange

SHOWN = 4
"""Breaches of one requirement that are shown at once; the others are folded."""

WIDTH = 66
"""Columns of an excerpt."""

LINES = 120
"""The most lines of an excerpt."""

EXCERPTS = 200
"""The most exchanges that are shown, so that a report opens quickly."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; it is a link where it has a `url`."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """
    One breach.

    :param request: the request as it was sent, pictures folded; empty where the exchange is no longer available.
    """

    message: str
    curl: str
    request: str
    answer: str
    more: int


@dataclass(frozen=True, slots=True)
class Article:
    """
    A broken requirement on an operation.

    :param cited: what stands before the page; who asks for it, where no page does.
    """

    anchor: str
    subject: str
    row: Row
    statement: str
    share: str
    cited: str
    page: str
    url: str
    read_on: str
    also: tuple[Piece, ...]
    known: str
    first: tuple[Breach, ...]
    rest: tuple[Breach, ...]

    @property
    def requirement(self) -> str:
        return self.row[0]

    @property
    def level(self) -> str:
        return str(self.row[2])

    @property
    def name(self) -> str:
        """The operation without its provider."""
        return self.row[1].partition(":")[2] or self.row[1]


def articles(subjects: Sequence[ReportedSubject]) -> list[Article]:
    """The findings of the newest runs, in the order of the subjects and worst first."""
    articles: list[Article] = []
    left = EXCERPTS
    for subject in subjects:
        groups: dict[tuple[Row, str], list[Finding]] = {}
        for finding in subject.latest.findings:
            groups.setdefault((finding.row, finding.known), []).append(finding)
        shows = _Shown(subject)
        for group in groups.values():
            breaches = []
            for finding in group:
                breaches.append(_breach(finding, shows if left > 0 else None))
                left -= bool(breaches[-1].request)
            articles.append(_article(subject, group[0], breaches, len(articles) + 1))
    return articles


class _Shown:
    """The exchanges of a subject, found by case."""

    def __init__(self, subject: ReportedSubject) -> None:
        run = subject.latest
        by_request: dict[object, Exchange] = {}
        for exchange in run.exchanges:
            # the last attempt is the one that was judged
            by_request[exchange.request] = exchange
        self._by_case = {
            case.id.partition(".")[0]: by_request[case.request] for case in run.cases if case.request in by_request
        }

    def of(self, finding: Finding) -> Exchange | None:
        return next((self._by_case[case] for case in finding.cases if case in self._by_case), None)


def _breach(finding: Finding, shows: _Shown | None) -> Breach:
    exchange = shows.of(finding) if shows is not None else None
    request = answer = ""
    if exchange is not None:
        request = _lines(excerpt.asked(exchange.request, WIDTH))
        answer = _lines(excerpt.answered(exchange, None, WIDTH))
        if exchange.response is not None:
            exchange.response.forget()
    return Breach(printable(finding.message), printable(finding.curl), request, answer, max(0, len(finding.cases) - 1))


def _lines(lines: Sequence[excerpt.ExcerptLine]) -> str:
    shown = [line.text for line in lines[:LINES]]
    rest = len(lines) - len(shown)
    return "\n".join([*shown, f"… and {counted(rest, 'line')} more"] if rest else shown)


def _article(subject: ReportedSubject, first: Finding, breaches: Sequence[Breach], number: int) -> Article:
    result = next((result for result in subject.latest.results if result.row == first.row), None)
    share = f"{result.broken} of {counted(result.judged, 'answer')}" if result is not None and result.judged > 1 else ""
    citation = first.citation
    return Article(
        anchor=f"finding-{number}",
        subject=subject.name,
        row=first.row,
        statement=first.statement,
        share=share,
        cited=_sentence(CITED[first.level] if citation is not None else uncited(first.level, beyond=first.beyond)),
        page=str(citation) if citation is not None else "",
        url=link(citation.url) if citation is not None else "",
        read_on=citation.read_on if citation is not None else "",
        also=tuple(linked(first.also)),
        known=printable(first.known),
        first=tuple(breaches[:SHOWN]),
        rest=tuple(breaches[SHOWN:]),
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def link(url: str) -> str:
    """An address if it may be a link, else an empty text."""
    return url if re.match(r"https?://[^\s]+$", url) else ""


def linked(text: str) -> Iterator[Piece]:
    """A text with the addresses in it as links."""
    for part in re.split(r"(https?://[^\s,;)]+)", text):
        if part:
            yield Piece(part, link(part))
