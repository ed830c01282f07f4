"""
Who is to blame for refused requests: the fewest members and values that explain all of them.

A refused request has many members, and each of them is suspected. Those that were served elsewhere are cleared, and of
the rest the fewest that explain all refusals are blamed (`_culprits`). What may be chance is blamed only where it was
seen twice.

Held by `tests/judging/test_judge.py` and held by `tests/engine/test_early_end.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.judging.findings import (
    BY_STRUCTURE,
    Evidence,
    Finding,
    PlacedFinding,
    RefusedRequest,
    Subject,
    Suspect,
    fingerprint,
)

_NAMED = 1000
"""The weight of being named by an error: more than any number of refusals that merely share a suspect."""

EXPLAINED = "the request was refused, and something else explains it"
PASSED = "it failed now and then, and what it asked for was served at other times"
TOO_SELDOM = "it failed, which may be chance: it is blamed if it fails twice, and nothing else comes and goes"


@dataclass(frozen=True, slots=True)
class Blame:
    """
    Who is blamed for refused requests.

    :param culprits: with each, all suspects that cannot be distinguished from it, and itself.
    :param unconfirmed: the refusals that may be chance and were seen too seldom.
    :param breaches: the findings about culprits.
    :param counts: the number of refusals that are blamed on a requirement and operation.
    :param whys: why other refusals are not, with the place of each.
    """

    culprits: Mapping[Subject, Sequence[Subject]]
    unconfirmed: Sequence[RefusedRequest]
    breaches: Sequence[PlacedFinding]
    counts: Counter[tuple[str, str]]
    whys: Mapping[tuple[str, str], Sequence[tuple[str, int, int]]]


def blame(evidence: Evidence) -> Blame:
    """Who is to blame for the refused requests among what was noted."""
    refusals = sorted(evidence.refusals, key=lambda refusal: refusal.place)
    unserved = {count.operation for count in evidence.answered or () if not count.served}
    culprits, unconfirmed = _blamed(refusals, evidence.cleared, unserved)
    breaches: list[PlacedFinding] = []
    counts: Counter[tuple[str, str]] = Counter()
    whys: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for refusal in refusals:
        counts.update({suspect.subject[:2] for suspect in refusal.suspects if suspect.subject in culprits})
        why = TOO_SELDOM if refusal in unconfirmed else PASSED if refusal.passing else EXPLAINED
        for suspect in refusal.suspects:
            if suspect.subject not in culprits:
                whys[suspect.subject[:2]].append((why, 1, refusal.place))
            elif suspect.finding is not None:
                tied = culprits[suspect.subject]
                finding = _vague(suspect.finding, refusal.status, tied) if tied else suspect.finding
                breaches.append(PlacedFinding(refusal.place, finding))
    return Blame(culprits, unconfirmed, breaches, counts, whys)


def _blamed(
    refusals: Sequence[RefusedRequest], cleared: frozenset[Subject], unserved: Collection[str]
) -> tuple[dict[Subject, list[Subject]], list[RefusedRequest]]:
    """
    The suspects to blame, as `_culprits` finds them, and the refusals that may be chance and were seen too seldom.

    What may be chance is blamed on nothing that was served elsewhere, and only where two refusals share it. Where
    trouble comes and goes, two prove nothing. Where an operation served nothing at all, a failure of it is an outage.

    :param unserved: operations that served nothing.
    """
    culprits = _culprits([refusal for refusal in refusals if not refusal.passing], cleared)
    unexplained = [
        (refusal, left)
        for refusal in refusals
        if refusal.passing
        and (left := _suspected(refusal, cleared))
        and not _explained(refusal, left, culprits, unserved)
    ]
    # a request failed of which all was served at other times
    flapping = any(refusal.passing and not _suspected(refusal, cleared) for refusal in refusals)
    shared = Counter(suspect.subject for _, left in unexplained for suspect in left)
    again: list[RefusedRequest] = []
    once: list[RefusedRequest] = []
    for refusal, left in unexplained:
        twice = tuple(suspect for suspect in left if shared[suspect.subject] > 1 and not flapping)
        if twice:
            again.append(replace(refusal, suspects=twice))
        else:
            once.append(refusal)
    return {**culprits, **_culprits(again, cleared)}, once


def _suspected(refusal: RefusedRequest, cleared: frozenset[Subject]) -> list[Suspect]:
    """
    The suspects in a refusal that may be chance.

    A random request may fail for what its members are together, or for what its texts say: each of them was served
    elsewhere, and they are suspected all the same.
    """
    left = [suspect for suspect in refusal.suspects if suspect.subject not in cleared]
    drawn = any(suspect.finding is not None and suspect.finding.drawn for suspect in refusal.suspects)
    return left or (list(refusal.suspects) if drawn else [])


def _explained(
    refusal: RefusedRequest, left: Sequence[Suspect], culprits: Collection[Subject], unserved: Collection[str]
) -> bool:
    outage = refusal.status >= 500 and any(suspect.subject[1] in unserved for suspect in left)
    return outage or any(suspect.subject in culprits for suspect in left)


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
