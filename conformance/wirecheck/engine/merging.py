"""
Runs put together: the parts of one plan as the run that they are parts of, and others side by side.

Parts are judged anew from what was noted of each, so that the whole comes to the verdicts of a run that was never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from wirecheck.engine.prices import Money
from wirecheck.engine.runner import Counts, Run
from wirecheck.engine.thumbnails import within
from wirecheck.errors import ReportError
from wirecheck.judging.verdicts import conclude, join
from wirecheck.plan.shards import parse

HINT = "the parts of one plan come from the same wirecheck, with the same options"


def merge(runs: Sequence[Run]) -> list[Run]:
    """
    Runs in the order of their times, the parts of a plan as one.

    :raises ReportError: a part is there twice, or parts do not belong together.
    """
    whole: list[Run] = []
    parts: dict[tuple[object, ...], list[Run]] = {}
    for run in runs:
        if run.shard:
            parts.setdefault((run.target, run.depth, parse(run.shard).of), []).append(run)
        else:
            whole.append(run)
    return sorted([*whole, *(_joined(group) for group in parts.values())], key=lambda run: run.started)


def _joined(parts: Sequence[Run]) -> Run:
    first = parts[0]
    numbers = [parse(run.shard).number for run in parts]
    of = parse(first.shard).of
    for number in sorted(set(numbers)):
        if numbers.count(number) > 1:
            raise ReportError(f"part {number}/{of} of {first.target} is there twice", hint="leave one of them out")
    if any((run.plan, run.operations) != (first.plan, first.operations) for run in parts):
        raise ReportError(f"the parts of {first.target} are parts of different plans", hint=HINT)
    try:
        judgement = conclude(join([run.evidence for run in parts]))
    except ValueError:
        raise ReportError(f"the parts of {first.target} were judged by different requirements", hint=HINT) from None
    place = {case: i for i, case in enumerate(first.plan)}
    known = {finding.fingerprint: finding.known for run in parts for finding in run.findings if finding.known}
    left = sorted((left for run in parts for left in run.left_out), key=lambda left: place.get(left.case, len(place)))
    counts = [run.counts for run in parts]
    return replace(
        first,
        counts=Counts(
            sum(c.planned for c in counts),
            sum(c.sent for c in counts),
            sum(c.charged for c in counts),
            sum(c.retried for c in counts),
        ),
        left_out=tuple(left),
        results=judgement.results,
        findings=tuple(replace(f, known=known.get(f.fingerprint, "")) for f in judgement.findings),
        started=min(run.started for run in parts),
        seconds=max(run.seconds for run in parts),
        shard="",
        plan=(),
        missing=tuple(f"{number}/{of}" for number in range(1, of + 1) if number not in numbers),
        charges=tuple(sorted((c for run in parts for c in run.charges), key=lambda c: place.get(c.case, len(place)))),
        money=_sum([run.money for run in parts if run.money is not None]),
        skipped=tuple(skipped for run in parts for skipped in run.skipped),
        interrupted=any(run.interrupted for run in parts),
        evidence=judgement.evidence,
        thumbnails=within(sorted((t for run in parts for t in run.thumbnails), key=lambda t: place.get(t.case, 0))),
    )


def _sum(money: Sequence[Money]) -> Money | None:
    if not money:
        return None
    spent = [one.charged for one in money if one.charged is not None]
    return Money(
        money[0].currency,
        sum((one.expected for one in money), Decimal()),
        sum((one.at_worst for one in money), Decimal()),
        sum(spent, Decimal()) if spent else None,
        sum(one.unpriced for one in money),
    )
