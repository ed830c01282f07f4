"""
Merging runs: the parts of one plan become one run, and of the runs of one target the latest decides.

Parts are judged again from the notes in each, so that the verdicts are those of a run that was never divided.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from wirecheck.engine.prices import Money
from wirecheck.engine.runner import RequestCounts, Run
from wirecheck.engine.thumbnails import within
from wirecheck.errors import ReportError
from wirecheck.judging.findings import Finding, Judgement
from wirecheck.judging.former_rows import fitted
from wirecheck.judging.verdicts import conclude, join
from wirecheck.plan.shards import parse

HINT = "all parts of a plan need the same version of wirecheck and the same options"


def deciding(runs: Sequence[Run]) -> list[Run]:
    """Of the runs of each target, the latest, in the order of the targets; the earlier ones are only its trend."""
    latest: dict[str, Run] = {}
    for run in runs:
        if run.target not in latest or run.started >= latest[run.target].started:
            latest[run.target] = run
    return list(latest.values())


def merge(runs: Sequence[Run]) -> list[Run]:
    """
    Runs in the order of their times, the parts of a plan as one.

    :raises ReportError: a part is given twice, or parts belong to different plans.
    """
    whole: list[Run] = []
    parts: dict[tuple[object, ...], list[Run]] = {}
    for run in runs:
        if run.shard:
            parts.setdefault((run.target, run.depth, parse(run.shard).of), []).append(run)
        else:
            whole.append(run)
    whole += [_joined(plan) for group in parts.values() for plan in _plans(group)]
    return sorted(whole, key=lambda run: run.started)


def _plans(parts: Sequence[Run]) -> list[list[Run]]:
    """Parts of one target by plan: where each part is there as often as every other, the plan was run that often."""
    by_number: dict[int, list[Run]] = {}
    for run in sorted(parts, key=lambda run: run.started):
        by_number.setdefault(parse(run.shard).number, []).append(run)
    if len(by_number) == parse(parts[0].shard).of and len({len(same) for same in by_number.values()}) == 1:
        return [list(plan) for plan in zip(*by_number.values(), strict=True)]
    return [list(parts)]


def _joined(parts: Sequence[Run]) -> Run:
    numbers = _numbers(parts)
    judgement = _judgement(parts)
    results, findings = fitted(judgement.results, judgement.findings)
    return replace(
        _listed(parts),
        counts=_counted([run.counts for run in parts]),
        results=results,
        findings=_marked(findings, parts),
        started=min(run.started for run in parts),
        seconds=max(run.seconds for run in parts),
        shard="",
        plan=(),
        missing=_missing(parts[0], numbers),
        money=_sum([run.money for run in parts if run.money is not None]),
        interrupted=any(run.interrupted for run in parts),
        evidence=judgement.evidence,
        troubles=judgement.troubles,
    )


def _marked(findings: Sequence[Finding], parts: Sequence[Run]) -> tuple[Finding, ...]:
    """Findings, marked as known where a part marks them so."""
    known = {finding.fingerprint: finding.known for run in parts for finding in run.findings if finding.known}
    return tuple(replace(finding, known=known.get(finding.fingerprint, "")) for finding in findings)


def _listed(parts: Sequence[Run]) -> Run:
    """The first part with the lists of all of them, in the order of the plan."""
    place = {case: number for number, case in enumerate(parts[0].plan)}
    left_out = [left for run in parts for left in run.left_out]
    charges = [charge for run in parts for charge in run.charges]
    thumbnails = [thumbnail for run in parts for thumbnail in run.thumbnails]
    return replace(
        parts[0],
        left_out=tuple(sorted(left_out, key=lambda left: place.get(left.case, len(place)))),
        charges=tuple(sorted(charges, key=lambda charge: place.get(charge.case, len(place)))),
        skipped=tuple(skipped for run in parts for skipped in run.skipped),
        thumbnails=within(sorted(thumbnails, key=lambda thumbnail: place.get(thumbnail.case, 0))),
    )


def _numbers(parts: Sequence[Run]) -> list[int]:
    """The numbers of the parts, after a check that they are of one plan and none is given twice."""
    first = parts[0]
    numbers = [parse(run.shard).number for run in parts]
    for number in sorted(numbers):
        if numbers.count(number) > 1:
            twice = f"part {number}/{parse(first.shard).of} of {first.target} is given twice"
            raise ReportError(twice, hint="remove one of them")
    if any((run.plan, run.operations) != (first.plan, first.operations) for run in parts):
        raise ReportError(f"the parts of {first.target} are parts of different plans", hint=HINT)
    return numbers


def _missing(first: Run, numbers: Collection[int]) -> tuple[str, ...]:
    of = parse(first.shard).of
    return tuple(f"{number}/{of}" for number in range(1, of + 1) if number not in numbers)


def _judgement(parts: Sequence[Run]) -> Judgement:
    """The verdicts of the whole plan, judged again from the notes of each part."""
    try:
        return conclude(join([run.evidence for run in parts]))
    except ValueError:
        message = f"the parts of {parts[0].target} were judged by different requirements"
        raise ReportError(message, hint=HINT) from None


def _counted(counts: Sequence[RequestCounts]) -> RequestCounts:
    rows = [(count.planned, count.sent, count.charged, count.retried) for count in counts]
    return RequestCounts(*map(sum, zip(*rows, strict=True)))


def _sum(money: Sequence[Money]) -> Money | None:
    if not money:
        return None
    spent = [amount.charged for amount in money if amount.charged is not None]
    return Money(
        money[0].currency,
        sum((amount.expected for amount in money), Decimal()),
        sum((amount.at_worst for amount in money), Decimal()),
        sum(spent, Decimal()) if spent else None,
        sum(amount.unpriced for amount in money),
    )
