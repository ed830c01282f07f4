"""
Verdicts and findings, made from what was noted about many exchanges.

A refused request has many members, and each of them is suspected. Those that were served elsewhere are cleared, and of
the rest the fewest that explain all refusals are blamed (`_culprits`). That needs all exchanges of a plan at once. So
the notes are a value of their own, `Evidence`: if parts of a plan were judged on several machines, their evidence is
joined, and gives the same verdicts as the whole plan.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from wirecheck.judging.trouble import Trouble, joined
from wirecheck.reading.departures import Standing
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.operation import Citation

Row: TypeAlias = tuple[str, str, Level | None]
"""Requirement, operation and level: what is counted together, and what a finding and a row of a report have alike."""

Subject: TypeAlias = tuple[str, str, str, str]
"""Requirement, operation, member and value."""

BY_STRUCTURE = 4
"""The weight of a suspect that an error names by its structure (`attribution`)."""

_NAMED = 1000
"""The weight of being named by an error: more than any number of refusals that merely share a suspect."""

EXPLAINED = "the request was refused, and something else explains it"
PASSED = "it failed now and then, and what it asked for was served at other times"
SEEN_ONCE = "it failed once, which may be chance: it is blamed only if it fails again"

SHOWN = 3
"""Values that are named before `and N more`."""


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


def conclude(evidence: Evidence) -> Judgement:
    """Verdicts and findings, made from the evidence."""
    refusals = sorted(evidence.refusals, key=lambda refusal: refusal.place)
    unserved = {count.operation for count in evidence.answered or () if not count.served}
    culprits, unconfirmed = _blamed(refusals, evidence.cleared, unserved)
    breaches = list(evidence.breaches)
    blamed: Counter[tuple[str, str]] = Counter()
    whys: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for refusal in refusals:
        blamed.update({suspect.subject[:2] for suspect in refusal.suspects if suspect.subject in culprits})
        for suspect in refusal.suspects:
            if suspect.subject not in culprits:
                why = SEEN_ONCE if refusal in unconfirmed else PASSED if refusal.passing else EXPLAINED
                whys[suspect.subject[:2]].append((why, 1, refusal.place))
            elif suspect.finding is not None:
                tied = culprits[suspect.subject]
                finding = _vague(suspect.finding, refusal.status, tied) if tied else suspect.finding
                breaches.append(PlacedFinding(refusal.place, finding))
    tallies = [_with(tally, blamed, whys) for tally in evidence.rows]
    order = {(tally.operation, tally.requirement): i for i, tally in enumerate(tallies)}
    due = {count.operation: count.due for count in evidence.answered or ()}
    troubles = tuple(replace(trouble, due=due.get(trouble.operation, 0)) for trouble in evidence.troubles)
    gaps = _gaps(evidence, culprits, unconfirmed, troubles)
    findings = _findings(breaches, order)
    broken = {finding.row for finding in findings}
    results = [_held_back(_result(tally), gaps) for tally in tallies]
    unasked = {(result.requirement, result.operation) for result in results if result.verdict is Verdict.NOT_APPLICABLE}

    def shown(result: Result) -> bool:
        """What holds beyond the page is told only where nothing on it was asked."""
        alone = result.verdict is Verdict.HELD and (result.requirement, result.operation) in unasked
        return not result.beyond or result.row in broken or alone

    cases = dict.fromkeys(refusal.case for refusal in unconfirmed if refusal.case)
    return Judgement(tuple(filter(shown, results)), findings, evidence, troubles, tuple(cases))


NOTHING_SERVED = "nothing was served"


def _gaps(
    evidence: Evidence,
    blamed: Collection[Subject],
    unconfirmed: Sequence[RefusedRequest],
    troubles: Sequence[Trouble],
) -> dict[tuple[str, str], list[str]]:
    """
    Why what seems to hold does not count as held, by operation and requirement.

    Of an operation of which nothing was served, no requirement counts; the requirement is empty then. Elsewhere, a
    requirement does not count if a documented value was asked for and never answered, or failed once.
    """
    gaps: dict[tuple[str, str], list[str]] = defaultdict(list)
    for count in evidence.answered or ():
        if not count.served:
            kinds = [trouble.kind.value for trouble in troubles if trouble.operation == count.operation]
            why = "; ".join(kinds) or count.why
            gaps[count.operation, ""].append(f"{NOTHING_SERVED}: {why}" if why else NOTHING_SERVED)
    told = [(subject, "was not answered") for subject in evidence.unanswered]
    told += [(suspect.subject, "failed once") for refusal in unconfirmed for suspect in refusal.suspects]
    for subject, what in dict.fromkeys(told):
        requirement, operation, member, value = subject
        if value and subject not in evidence.cleared and subject not in blamed:
            gaps[operation, requirement].append(f"`{member}` with the value `{value}` {what}")
    return gaps


def _held_back(result: Result, gaps: Mapping[tuple[str, str], Sequence[str]]) -> Result:
    """A result that may hold as far as it was seen, but does not count as held."""
    if result.level is not Level.MUST or result.verdict not in (Verdict.HELD, Verdict.NOT_JUDGED):
        return result
    if nothing := gaps.get((result.operation, "")):
        return replace(result, verdict=Verdict.NOT_JUDGED, why=nothing[0])
    if result.verdict is Verdict.HELD and (values := gaps.get((result.operation, result.requirement))):
        more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
        return replace(result, verdict=Verdict.NOT_JUDGED, why=f"{', '.join(values[:SHOWN])}{more}")
    return result


def _with(
    tally: Tally, blamed: Counter[tuple[str, str]], whys: Mapping[tuple[str, str], list[tuple[str, int, int]]]
) -> Tally:
    """A tally with the outcome of the suspicions added, which are all about documented requests."""
    if tally.beyond:
        return tally
    name = (tally.requirement, tally.operation)
    return replace(
        tally,
        judged=tally.judged + blamed[name],
        broken=tally.broken + blamed[name],
        whys=(*tally.whys, *whys.get(name, ())),
        noted=tally.noted or name in blamed or name in whys,
    )


def _blamed(
    refusals: Sequence[RefusedRequest], cleared: frozenset[Subject], unserved: Collection[str]
) -> tuple[dict[Subject, list[Subject]], list[RefusedRequest]]:
    """
    The suspects to blame, as `_culprits` finds them, and the refusals that may be chance and were seen once.

    What may be chance is blamed on nothing that was served elsewhere, and only where two refusals share it. Where an
    operation served nothing at all, a failure of it is an outage.

    :param unserved: operations that served nothing.
    """
    lasting = [refusal for refusal in refusals if not refusal.passing]
    culprits = _culprits(lasting, cleared)
    open_refusals = []
    for refusal in refusals:
        left = tuple(suspect for suspect in refusal.suspects if suspect.subject not in cleared)
        outage = refusal.status >= 500 and any(suspect.subject[1] in unserved for suspect in left)
        explained = outage or any(suspect.subject in culprits for suspect in left)
        if refusal.passing and left and not explained:
            open_refusals.append((refusal, replace(refusal, suspects=left)))
    shared = Counter(suspect.subject for _, kept in open_refusals for suspect in kept.suspects)
    again: list[RefusedRequest] = []
    once: list[RefusedRequest] = []
    for refusal, kept in open_refusals:
        twice = tuple(suspect for suspect in kept.suspects if shared[suspect.subject] > 1)
        if twice:
            again.append(replace(kept, suspects=twice))
        else:
            once.append(refusal)
    return {**culprits, **_culprits(again, cleared)}, once


def _culprits(refusals: Sequence[RefusedRequest], cleared: frozenset[Subject]) -> dict[Subject, list[Subject]]:
    """
    The suspects to blame for the refusals; with each, all suspects that cannot be distinguished from it, and itself.

    In each request, those that its error names by its structure are the only suspects, if there are such. Suspects that
    were served elsewhere are cleared, unless that would clear all of them. Of the rest, the fewest are blamed that
    explain all refusals: first those that errors name in words, then those that most refused requests share.
    """
    # A greedy hitting set: the heaviest suspect is blamed, the requests that it explains are set aside, and so on. The
    # smallest set would take exponential time, and there may be several; this one is at most a logarithm larger, the
    # same each time, and in the case that matters, one bad value in many requests, it is the smallest.
    unexplained = [_weights(refusal, cleared) for refusal in refusals]
    culprits: dict[Subject, list[Subject]] = {}
    while unexplained:
        weights: Counter[Subject] = Counter()
        for suspected in unexplained:
            weights.update(suspected)
        heaviest = max(weights.values())
        tied = [subject for subject, weight in weights.items() if weight == heaviest]
        culprit = tied[0]  # the first in the order of the catalogue
        # of a member and its value, which nothing tells apart, the value is blamed: it comes first
        culprits[culprit] = tied if len({member for _, _, member, _ in tied}) > 1 else []
        unexplained = [suspected for suspected in unexplained if culprit not in suspected]
    return culprits


def _weights(refusal: RefusedRequest, cleared: frozenset[Subject]) -> dict[Subject, int]:
    """The weight that one refusal adds to each of its suspects."""
    by_structure = [suspect for suspect in refusal.suspects if suspect.weight >= BY_STRUCTURE]
    weights = {suspect.subject: 1 + _NAMED * suspect.weight for suspect in by_structure or refusal.suspects}
    return {subject: weight for subject, weight in weights.items() if subject not in cleared} or weights


def _vague(finding: Finding, status: int, suspects: Sequence[Subject]) -> Finding:
    """The finding for a refusal whose cause cannot be determined."""
    named = dict.fromkeys(
        f"`{member}`" + (f" with the value `{value}`" if value else "") for _, _, member, value in suspects
    )
    shown = ", ".join(list(named)[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
    return replace(
        finding,
        message=f"a documented request was answered with {status}; the cause may be {shown}",
        member="",
        value="",
        fingerprint=fingerprint(finding.requirement, finding.operation),
    )


def _result(tally: Tally) -> Result:
    verdict = _verdict(tally)
    return Result(
        tally.requirement,
        tally.operation,
        tally.level,
        verdict,
        tally.judged,
        tally.broken,
        _values(tally),
        _most_common(tally.whys) if verdict is Verdict.NOT_JUDGED else "",
        tally.beyond,
    )


def _verdict(tally: Tally) -> Verdict:
    if tally.broken:
        return Verdict.BROKEN
    if tally.judged:
        return Verdict.HELD
    return Verdict.NOT_JUDGED if tally.noted else Verdict.NOT_APPLICABLE


def _values(tally: Tally) -> str:
    """The row of the matrix: each value with what it is a value of, and how often things that should differ did not."""
    seen: dict[str, list[str]] = defaultdict(list)
    for _, value, of in sorted(tally.seen, key=_place):
        seen[value].append(of)
    alike: dict[str, list[str]] = defaultdict(list)
    for _, key, of in sorted(tally.alike, key=_place):
        alike[key].append(of)
    seen |= {f"{len(of)} times the same": of for of in alike.values() if len(of) > 1}
    return "; ".join(f"{value}: {', '.join(dict.fromkeys(of))}" for value, of in sorted(seen.items()))


def _place(noted: tuple[int, str, str]) -> int:
    return noted[0]


def _most_common(whys: Iterable[tuple[str, int, int]]) -> str:
    """The most frequent reason; of equally frequent ones, the first."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for why, count, place in whys:
        counts[why] += count
        first[why] = min(place, first.get(why, place))
    return min(counts, key=lambda why: (-counts[why], first[why]), default="")


def _findings(breaches: Sequence[PlacedFinding], order: dict[tuple[str, str], int]) -> tuple[Finding, ...]:
    """
    Findings merged by their fingerprint; worst first, then by rows.

    A finding of drawn requests is left out if planned requests show one about the same member.
    """
    planned = {_about(breach.finding) for breach in breaches if not breach.finding.drawn}
    groups: dict[str, list[PlacedFinding]] = defaultdict(list)
    for breach in sorted(breaches, key=lambda breach: breach.place):
        if not breach.finding.drawn or _about(breach.finding) not in planned:
            groups[breach.finding.fingerprint].append(breach)
    levels = list(Level)
    placed = [PlacedFinding(group[0].place, _as_one([b.finding for b in group])) for group in groups.values()]

    def position(placed: PlacedFinding) -> tuple[int, int, int]:
        finding = placed.finding
        row = order.get((finding.operation, finding.requirement), len(order))
        return levels.index(finding.level), row, placed.place

    return tuple(placed.finding for placed in sorted(placed, key=position))


def _as_one(findings: Sequence[Finding]) -> Finding:
    """One finding with the cases of all: the first of the worst level, or a smaller drawn one of that level."""
    worst = min((finding.level for finding in findings), key=list(Level).index)
    first, *others = (finding for finding in findings if finding.level is worst)
    drawn = (finding for finding in others if finding.drawn)
    shown = min((first, *drawn), key=lambda finding: len(finding.curl))
    cases = (case for finding in findings for case in finding.cases)
    return replace(shown, cases=tuple(dict.fromkeys((*shown.cases[:1], *cases))))


def _about(finding: Finding) -> tuple[Row, str]:
    return finding.row, finding.member


def fingerprint(requirement: str, operation: str, member: str = "", value: str = "") -> str:
    """Twelve hex digits that identify a finding: the same on every target, and for every format of its request."""
    text = "\n".join((requirement, operation, f"{member}={value}"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def join(parts: Sequence[Evidence]) -> Evidence:
    """The evidence of several parts of one plan as one; the parts have the same rows."""
    return Evidence(
        tuple(_joined(tallies) for tallies in zip(*(part.rows for part in parts), strict=True)),
        tuple(breach for part in parts for breach in part.breaches),
        tuple(refusal for part in parts for refusal in part.refusals),
        frozenset[Subject]().union(*(part.cleared for part in parts)),
        tuple(dict.fromkeys(subject for part in parts for subject in part.unanswered)),
        _counted([part.answered for part in parts]),
        joined(part.troubles for part in parts),
    )


def _counted(parts: Sequence[tuple[Answered, ...] | None]) -> tuple[Answered, ...] | None:
    """The counts of several parts; None if a part has none."""
    due: Counter[str] = Counter()
    served: Counter[str] = Counter()
    whys: dict[str, str] = {}
    for part in parts:
        if part is None:
            return None
        due.update({count.operation: count.due for count in part})
        whys.update({count.operation: count.why for count in part if count.why})
        served.update({count.operation: count.served for count in part})
    return tuple(Answered(operation, due[operation], served[operation], whys.get(operation, "")) for operation in due)


def _joined(tallies: Sequence[Tally]) -> Tally:
    return replace(
        tallies[0],
        judged=sum(tally.judged for tally in tallies),
        broken=sum(tally.broken for tally in tallies),
        whys=tuple(why for tally in tallies for why in tally.whys),
        seen=tuple(seen for tally in tallies for seen in tally.seen),
        alike=tuple(alike for tally in tallies for alike in tally.alike),
        noted=any(tally.noted for tally in tallies),
    )
