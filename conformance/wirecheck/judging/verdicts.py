"""
What was noted of many exchanges, put together into verdicts and findings.

A refused request has many members, and each of them is suspected; what was served elsewhere is cleared, and of the
rest the fewest that explain all refusals are blamed. That takes all exchanges of a plan at once. So what was noted is a
value of its own, `Evidence`: parts of a plan that were judged on several machines are joined by joining it, and come to
the same verdicts as the whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.operation import Citation

Subject: TypeAlias = tuple[str, str, str, str]
"""Requirement, operation, member and value."""

EXPLAINED = "the request was refused, and something else explains it"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A broken requirement: what, how badly, where it was promised, and a command that shows it.

    `also` says that upstream does the same, where that is known; `cases` are the ids of all cases that show it, and
    `curl` shows the first of them, or the smallest where requests were drawn; `known` is why a baseline lists it, empty
    where none does. One that only drawn requests show is one for its member, whatever the value.
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


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one requirement on one operation; `judged` and `broken` count exchanges."""

    requirement: str
    operation: str
    level: Level | None
    verdict: Verdict
    judged: int = 0
    broken: int = 0
    value: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All results, a row for each requirement and operation, the findings, and what they were made of."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Row:
    """
    What was noted of one requirement on one operation, suspicions left out.

    :param whys: why something was not judged, how often, and the place of the first.
    :param seen: values for the matrix: place, value, and what it was seen of.
    :param alike: what ought to be different each time: place, key, and what it was seen of.
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


@dataclass(frozen=True, slots=True)
class Breach:
    """A finding as one exchange shows it, and the place of that exchange."""

    place: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Suspect:
    """
    What one refused request held.

    :param weight: how clearly the error names it.
    :param finding: what there is to report if it is to blame; None where nobody promises it.
    """

    subject: Subject
    weight: int
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused request: its place, its status, and everything that it held."""

    place: int
    status: int
    suspects: tuple[Suspect, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was noted; places are those of the exchanges in the plan."""

    rows: tuple[Row, ...] = ()
    breaches: tuple[Breach, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    cleared: frozenset[Subject] = frozenset()


def conclude(evidence: Evidence) -> Judgement:
    """Verdicts and findings out of what was noted."""
    refusals = sorted(evidence.refusals, key=lambda refusal: refusal.place)
    guilty, alike = _guilty(refusals, evidence.cleared)
    breaches = list(evidence.breaches)
    judged: Counter[tuple[str, str]] = Counter()
    whys: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for refusal in refusals:
        blamed: set[tuple[str, str]] = set()
        for suspect in refusal.suspects:
            row = suspect.subject[:2]
            if suspect.subject not in guilty:
                whys.setdefault(row, []).append((EXPLAINED, 1, refusal.place))
                continue
            blamed.add(row)
            if suspect.finding is not None:
                tied = alike.get(suspect.subject)
                finding = _vague(suspect.finding, refusal.status, tied) if tied else suspect.finding
                breaches.append(Breach(refusal.place, finding))
        judged.update(blamed)
    rows = [_with(row, judged, whys) for row in evidence.rows]
    order = {(row.operation, row.requirement): i for i, row in enumerate(rows)}
    return Judgement(tuple(map(_result, rows)), _findings(breaches, order), evidence)


def _with(row: Row, judged: Counter[tuple[str, str]], whys: dict[tuple[str, str], list[tuple[str, int, int]]]) -> Row:
    """A row with what became of the suspicions."""
    name = (row.requirement, row.operation)
    more = judged[name]
    noted = row.noted or bool(more) or name in whys
    return replace(
        row,
        judged=row.judged + more,
        broken=row.broken + more,
        whys=(*row.whys, *whys.get(name, ())),
        noted=noted,
    )


def _guilty(
    refusals: Sequence[Refusal], cleared: frozenset[Subject]
) -> tuple[set[Subject], dict[Subject, list[Subject]]]:
    """
    Who is to blame for the refusals, and of whom nothing tells them apart.

    Of each request, what was served elsewhere is cleared; where everything was, the refusal stays as it is. Of the
    rest, the fewest that explain all refusals: first what the errors name, then what most refused requests share.
    """
    unexplained = []
    for refusal in refusals:
        left = [suspect for suspect in refusal.suspects if suspect.subject not in cleared]
        unexplained.append(left or list(refusal.suspects))
    guilty: set[Subject] = set()
    alike: dict[Subject, list[Subject]] = {}
    while unexplained:
        weights: Counter[Subject] = Counter()
        for group in unexplained:
            # 1,000 of one outweigh any number of refusals that merely share it
            weights.update({suspect.subject: 1 + 1000 * suspect.weight for suspect in group})
        worst = max(weights, key=lambda subject: weights[subject])  # the first in catalogue order of equals
        guilty.add(worst)
        tied = [subject for subject in weights if weights[subject] == weights[worst]]
        if len(tied) > 1 and weights[worst] < 1000:
            alike[worst] = tied
        unexplained = [group for group in unexplained if all(suspect.subject != worst for suspect in group)]
    return guilty, alike


def _vague(finding: Finding, status: int, suspects: Sequence[Subject]) -> Finding:
    """A refusal of which nobody can say what it is about."""
    named = dict.fromkeys(f"`{member}`" + (f" at `{value}`" if value else "") for _, _, member, value in suspects)
    shown = ", ".join(list(named)[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
    return replace(
        finding,
        message=f"a documented request was answered with {status}; it may be for {shown}",
        member="",
        value="",
        fingerprint=fingerprint(finding.requirement, finding.operation),
    )


def _result(row: Row) -> Result:
    seen: dict[str, list[str]] = {}
    for _, value, of in sorted(row.seen, key=_place):
        seen.setdefault(value, []).append(of)
    alike: dict[str, list[str]] = {}
    for _, key, of in sorted(row.alike, key=_place):
        alike.setdefault(key, []).append(of)
    seen |= {f"{len(of)} times the same": of for of in alike.values() if len(of) > 1}
    if row.broken:
        verdict = Verdict.BROKEN
    elif row.judged:
        verdict = Verdict.HELD
    elif row.noted:
        verdict = Verdict.NOT_JUDGED
    else:
        verdict = Verdict.NOT_APPLICABLE
    return Result(
        row.requirement,
        row.operation,
        row.level,
        verdict,
        row.judged,
        row.broken,
        "; ".join(f"{value}: {', '.join(dict.fromkeys(of))}" for value, of in sorted(seen.items())),
        _most_common(row.whys) if verdict is Verdict.NOT_JUDGED else "",
    )


def _place(noted: tuple[int, str, str]) -> int:
    return noted[0]


def _most_common(whys: Iterable[tuple[str, int, int]]) -> str:
    """The reason that was given most often; of equals the first."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for why, count, place in whys:
        counts[why] += count
        first[why] = min(place, first.get(why, place))
    return min(counts, key=lambda why: (-counts[why], first[why]), default="")


def _findings(breaches: Iterable[Breach], order: dict[tuple[str, str], int]) -> tuple[Finding, ...]:
    """
    Breaches of one fingerprint as one finding, shown by the first that is a `must`; worst first, then by rows.

    What drawn requests show of a member that planned ones have shown already is nothing new.
    """
    breaches = list(breaches)
    planned = {_about(breach.finding) for breach in breaches if not breach.finding.drawn}
    breaches = [b for b in breaches if not b.finding.drawn or _about(b.finding) not in planned]
    found: dict[str, Finding] = {}
    places: dict[str, int] = {}
    cases: dict[str, dict[str, None]] = {}
    for breach in sorted(breaches, key=lambda breach: breach.place):
        new, mark = breach.finding, breach.finding.fingerprint
        known = found.get(mark)
        places.setdefault(mark, breach.place)
        cases.setdefault(mark, {}).update(dict.fromkeys(new.cases))
        worse = known is None or (known.level is Level.SHOULD and new.level is Level.MUST)
        if worse or (known is not None and new.drawn and new.level is known.level and len(new.curl) < len(known.curl)):
            found[mark] = new
    levels = {level: i for i, level in enumerate(Level)}

    def position(mark: str) -> tuple[int, int, int]:
        finding = found[mark]
        return levels[finding.level], order.get((finding.operation, finding.requirement), len(order)), places[mark]

    return tuple(
        replace(found[mark], cases=tuple(dict.fromkeys((*found[mark].cases[:1], *cases[mark]))))
        for mark in sorted(found, key=position)
    )


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.requirement, finding.operation, finding.member


def fingerprint(requirement: str, operation: str, member: str = "", value: str = "") -> str:
    """Twelve hex digits that name a finding: the same on every target and however its request was packed."""
    text = "\n".join((requirement, operation, f"{member}={value}"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def join(parts: Sequence[Evidence]) -> Evidence:
    """The evidence of several parts of one plan as one; the parts have the same rows."""
    return Evidence(
        tuple(_joined(rows) for rows in zip(*(part.rows for part in parts), strict=True)),
        tuple(breach for part in parts for breach in part.breaches),
        tuple(refusal for part in parts for refusal in part.refusals),
        frozenset[Subject]().union(*(part.cleared for part in parts)),
    )


def _joined(rows: Sequence[Row]) -> Row:
    return replace(
        rows[0],
        judged=sum(row.judged for row in rows),
        broken=sum(row.broken for row in rows),
        whys=tuple(why for row in rows for why in row.whys),
        seen=tuple(seen for row in rows for seen in row.seen),
        alike=tuple(alike for row in rows for alike in row.alike),
        noted=any(row.noted for row in rows),
    )
