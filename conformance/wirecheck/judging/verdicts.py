"""
Verdicts and findings, made from what was noted about many exchanges.

The notes are a value of their own, `Evidence`: if parts of a plan were judged on several machines, their evidence is
joined, and gives the same verdicts as the whole plan.

Held by `tests/judging/test_judge.py` and held by `tests/engine/test_merging.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wirecheck.judging.blame import Blame, blame
from wirecheck.judging.findings import (
    Answered,
    Evidence,
    Finding,
    Judgement,
    PlacedFinding,
    Result,
    Row,
    Subject,
    Tally,
)
from wirecheck.judging.trouble import Trouble, joined
from wirecheck.requirements.requirement import Level, Verdict

NOTHING_SERVED = "nothing was served"

SHOWN = 3
"""Values that are named before `and N more`."""


def conclude(evidence: Evidence) -> Judgement:
    """Verdicts and findings, made from the evidence."""
    blamed = blame(evidence)
    tallies = [_with(tally, blamed) for tally in evidence.rows]
    order = {(tally.operation, tally.requirement): i for i, tally in enumerate(tallies)}
    findings = _findings([*evidence.breaches, *blamed.breaches], order)
    due = {count.operation: count.due for count in evidence.answered or ()}
    troubles = tuple(replace(trouble, due=due.get(trouble.operation, 0)) for trouble in evidence.troubles)
    gaps = _gaps(evidence, blamed, troubles)
    results = [_held_back(_result(tally), gaps) for tally in tallies]
    cases = dict.fromkeys(refusal.case for refusal in blamed.unconfirmed if refusal.case)
    return Judgement(_told(results, findings), findings, evidence, troubles, tuple(cases))


def _told(results: Sequence[Result], findings: Sequence[Finding]) -> tuple[Result, ...]:
    """Results without rows beyond the page, but those of findings, and those of what was asked beyond it alone."""
    broken = {finding.row for finding in findings}
    unasked = {(result.requirement, result.operation) for result in results if result.verdict is Verdict.NOT_APPLICABLE}
    return tuple(
        result
        for result in results
        if not result.beyond
        or result.row in broken
        or (result.verdict is Verdict.HELD and (result.requirement, result.operation) in unasked)
    )


def _gaps(evidence: Evidence, blamed: Blame, troubles: Sequence[Trouble]) -> dict[tuple[str, str], list[str]]:
    """
    Why what seems to hold does not count as held, by operation and requirement.

    Of an operation of which nothing was served, no requirement counts; the requirement is empty then. Elsewhere, a
    requirement does not count if a documented value was asked for and never answered, or failed too seldom to be
    blamed.
    """
    gaps: dict[tuple[str, str], list[str]] = defaultdict(list)
    for count in evidence.answered or ():
        if not count.served:
            kinds = [trouble.kind.value for trouble in troubles if trouble.operation == count.operation]
            why = "; ".join(kinds) or count.why
            gaps[count.operation, ""].append(f"{NOTHING_SERVED}: {why}" if why else NOTHING_SERVED)
    told = [(subject, "was not answered") for subject in evidence.unanswered]
    told += [
        (suspect.subject, "failed, which may be chance")
        for refusal in blamed.unconfirmed
        for suspect in refusal.suspects
    ]
    for subject, what in dict.fromkeys(told):
        requirement, operation, member, value = subject
        if value and subject not in evidence.cleared and subject not in blamed.culprits:
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


def _with(tally: Tally, blamed: Blame) -> Tally:
    """A tally with the outcome of the suspicions added, which are all about documented requests."""
    if tally.beyond:
        return tally
    name = (tally.requirement, tally.operation)
    return replace(
        tally,
        judged=tally.judged + blamed.counts[name],
        broken=tally.broken + blamed.counts[name],
        whys=(*tally.whys, *blamed.whys.get(name, ())),
        noted=tally.noted or name in blamed.counts or name in blamed.whys,
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
