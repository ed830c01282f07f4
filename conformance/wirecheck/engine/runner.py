"""
The run: cases sent, answers judged, and all of it in one value that reports are made of.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wirecheck.engine.confirming import confirm
from wirecheck.engine.key_places import try_elsewhere
from wirecheck.engine.prices import Charge, Money, charges
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import LeftOut, Sender, Sending
from wirecheck.engine.shrinking import Shrinker
from wirecheck.engine.thumbnails import Thumbnail, thumbnails
from wirecheck.errors import WirecheckError
from wirecheck.judging.findings import Evidence, Finding, Result
from wirecheck.judging.judge import assess
from wirecheck.judging.trouble import Trouble
from wirecheck.plan import DRAWN, Case, Depth
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Requests planned and sent, those of them that are charged (or may have been), and retries."""

    planned: int = 0
    sent: int = 0
    charged: int = 0
    retried: int = 0


@dataclass(frozen=True, slots=True)
class SkippedEntries:
    """Entries of a tape that were not judged: how many, why, and the address of one of them."""

    count: int
    why: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """
    Everything that a report shows of one target.

    `depth` is None for a tape that nothing planned. `shard` is the part of the plan that was sent, such as `2/8`.
    `plan` has the ids of all cases of that plan, and `missing` the parts that a merged run lacks. `tape_error` is why
    the tape could not be written, if it could not. `unconfirmed` has the ids of cases that failed once, which may be
    chance.
    """

    target: str
    provider: str
    operations: tuple[str, ...]
    depth: Depth | None
    counts: RequestCounts
    left_out: tuple[LeftOut, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    started: float
    seconds: float = 0.0
    shard: str = ""
    plan: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    seed: int | None = None
    charges: tuple[Charge, ...] = ()
    money: Money | None = None
    skipped: tuple[SkippedEntries, ...] = ()
    interrupted: bool = False
    tape_error: WirecheckError | None = None
    troubles: tuple[Trouble, ...] = ()
    unconfirmed: tuple[str, ...] = field(default=(), repr=False)
    evidence: Evidence = field(default=Evidence(), repr=False)
    thumbnails: tuple[Thumbnail, ...] = field(default=(), repr=False)
    cases: tuple[Case, ...] = field(default=(), repr=False)
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Findings against a `must` that no baseline lists."""
        return tuple(finding for finding in self.findings if finding.level is Level.MUST and not finding.known)

    @property
    def unjudged(self) -> tuple[Result, ...]:
        """Results of a `must` that could not be judged."""
        return tuple(r for r in self.results if r.level is Level.MUST and r.verdict is Verdict.NOT_JUDGED)


def pictured(run: Run, operations: Sequence[Operation]) -> Run:
    """A run with its pictures made small, for a report that is made where its exchanges are not."""
    cases = {case.request: case.id for case in run.cases}
    return replace(run, thumbnails=tuple(thumbnails(run.exchanges, operations, cases)))


def run(scope: Scope, cases: Sequence[Case], sending: Sending) -> Run:
    """
    Send the cases of a plan and judge what came back.

    :raises Unreachable: no request got an answer that could be judged.
    """
    started = time.time()
    sender = Sender(scope, sending)
    answers = sender.send_all(cases)
    run = judged(scope, answers)
    if elsewhere := try_elsewhere(sender, run.troubles, run.cases):
        answers += elsewhere
        run = judged(scope, answers)
    if again := confirm(sender, run.unconfirmed, run.cases):
        answers += again
        run = judged(scope, answers)
    if any(finding.drawn for finding in run.findings):
        smaller = Shrinker(sender, sender.operations, scope.requirements).shrink(run.findings, run.cases)
        run = judged(scope, [*answers, *smaller])
    place = {case.id: number for number, case in enumerate(cases)}
    return replace(
        run,
        counts=replace(run.counts, sent=sender.sent, retried=sender.retried),
        left_out=tuple(sorted(sender.left_out, key=lambda left: place.get(left.case, len(place)))),
        started=started,
        seconds=time.time() - started,
        interrupted=sending.stop is not None and sending.stop.is_set(),
        tape_error=sender.tape_error,
    )


def judged(scope: Scope, answers: Sequence[tuple[Case, Sequence[Exchange]]], others: Sequence[Exchange] = ()) -> Run:
    """
    A run from existing exchanges; none of them counts as sent.

    :param answers: each case with its outcome.
    :param others: exchanges that no plan has asked for.
    """
    cases = [case for case, _ in answers]
    exchanges = [exchange for _, came in answers for exchange in came] + list(others)
    # of a case that is repeated, the first has the id that stays
    ids = {case.request: case.id.partition(".")[0] for case in cases}
    judgement = assess(
        exchanges,
        scope.operations,
        requirements=scope.requirements,
        cases=ids,
        places=_places(scope.plan, answers),
        drawn=[case.request for case in cases if case.kind.startswith(DRAWN)],
        key_default=scope.key_default,
    )
    paid = charges(exchanges, ids, scope.operations, scope.prices)
    return Run(
        target=scope.target,
        provider=scope.operations[0].provider,
        operations=tuple(operation.id for operation in scope.operations),
        depth=scope.depth,
        counts=RequestCounts(len(cases), 0, len(paid), 0),
        left_out=(),
        results=judgement.results,
        findings=judgement.findings,
        started=min((exchange.started for exchange in exchanges), default=0.0),
        plan=tuple(scope.plan),
        charges=paid,
        troubles=judgement.troubles,
        unconfirmed=judgement.unconfirmed,
        evidence=judgement.evidence,
        cases=tuple(cases),
        exchanges=tuple(exchanges),
    )


def _places(plan: Sequence[str], answers: Sequence[tuple[Case, Sequence[Exchange]]]) -> list[int] | None:
    """Where each exchange stands in the whole plan, its part's own cases last; None where there is no other plan."""
    if not plan:
        return None
    place = {id: number for number, id in enumerate(plan)}
    return [place.get(case.id, len(place)) for case, came in answers for _ in came]
