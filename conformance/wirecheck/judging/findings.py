"""
Findings, verdicts, and what was noted about many exchanges: the values that judging is made of.

Held by `tests/judging/test_judge.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeAlias

from wirecheck.judging.trouble import Trouble
from wirecheck.reading.departures import Standing
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.operation import Citation

Row: TypeAlias = tuple[str, str, Level | None]
"""Requirement, operation and level: what is counted together, and what a finding and a row of a report have alike."""

Subject: TypeAlias = tuple[str, str, str, str]
"""Requirement, operation, member and value."""

BY_STRUCTURE = 4
"""The weight of a suspect that an error names by its structure (`attribution`)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A broken requirement: what, how badly, where it was promised, and a command that shows it.

    `also` says that upstream does the same, if that is known; `cases` are the ids of all cases that show it, and
    `curl` repeats the first of them, or the smallest if requests were drawn; `known` is the reason that a baseline
    gives, empty if none lists it. Findings from random requests are merged per member; the value is ignored.
    `beyond` says that the request goes beyond the page, which then promises nothing: the level is no `must`.
    `standing` is that of the request.
    """

    requirement: str
    statement: str
    level: Level
    operation: str
    message: str
    member: str = ""
    value: str = ""
    citation: Citation | None = None
    also: str = ""
    fingerprint: str = ""
    curl: str = ""
    cases: tuple[str, ...] = ()
    known: str = ""
    drawn: bool = False
    beyond: bool = False
    standing: Standing = Standing.DOCUMENTED

    @property
    def row(self) -> Row:
        return self.requirement, self.operation, self.level


@dataclass(frozen=True, slots=True)
class Result:
    """
    The verdict on one requirement for one operation; `judged` and `broken` count exchanges.

    What requests beyond the page break that would be a `must` on it has a row of its own level, marked `beyond`.
    """

    requirement: str
    operation: str
    level: Level | None
    verdict: Verdict
    judged: int = 0
    broken: int = 0
    value: str = ""
    why: str = ""
    beyond: bool = False

    @property
    def row(self) -> Row:
        return self.requirement, self.operation, self.level


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    All results: a row for each requirement and operation, the findings, the trouble, and the evidence behind them.

    :param unconfirmed: the ids of cases that were refused once, in a way that is blamed only if it is seen twice.
    """

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    evidence: Evidence
    troubles: tuple[Trouble, ...] = ()
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """
    What was noted about one requirement on one operation, on the page or beyond it, without suspicions.

    :param whys: the reasons why something was not judged, with their number and the place of the first.
    :param seen: values for the matrix: place, value, and what it is a value of.
    :param alike: things that ought to be different each time: place, key, and what they are.
    """

    requirement: str
    operation: str
    level: Level | None
    judged: int = 0
    broken: int = 0
    whys: tuple[tuple[str, int, int], ...] = ()
    seen: tuple[tuple[int, str, str], ...] = ()
    alike: tuple[tuple[int, str, str], ...] = ()
    noted: bool = False
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding as one exchange shows it, and the place of that exchange."""

    place: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Suspect:
    """
    A suspect: a member, or a value of one, in a refused request.

    :param weight: how clearly the error names it.
    :param finding: the finding to report if it is to blame; None if nobody promises it.
    """

    subject: Subject
    weight: int
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """
    A refused request: its place, its status, and all suspects in it.

    :param passing: whether it may be chance, so that nothing is blamed before it was seen twice.
    :param case: the id of the case that was refused, if there is one.
    """

    place: int
    status: int
    suspects: tuple[Suspect, ...]
    passing: bool = False
    case: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """
    How many requests of an operation that ought to be served were sent, and how many were served.

    :param why: why others were not sent, if there is one reason.
    """

    operation: str
    due: int
    served: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    Everything that was noted; a place is that of an exchange in the plan.

    :param unanswered: what was asked for, or was to be, and got no answer.
    :param answered: None in reports of versions that did not count it.
    """

    rows: tuple[Tally, ...] = ()
    breaches: tuple[PlacedFinding, ...] = ()
    refusals: tuple[RefusedRequest, ...] = ()
    cleared: frozenset[Subject] = frozenset()
    unanswered: tuple[Subject, ...] = ()
    answered: tuple[Answered, ...] | None = None
    troubles: tuple[Trouble, ...] = ()


def fingerprint(requirement: str, operation: str, member: str = "", value: str = "") -> str:
    """Twelve hex digits that identify a finding: the same on every target, and for every format of its request."""
    text = "\n".join((requirement, operation, f"{member}={value}"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
