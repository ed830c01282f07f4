"""
The run: cases sent, answers judged, and all of it in one value that reports are made of.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wirecheck.engine.prices import Charge, Money, Prices, charges
from wirecheck.engine.sender import LeftOut, Progress, Reel, Sender
from wirecheck.engine.shrinking import Shrinker
from wirecheck.engine.thumbnails import Thumbnail, thumbnails
from wirecheck.errors import WirecheckError
from wirecheck.judging.judge import assess
from wirecheck.judging.verdicts import Evidence, Finding, Judgement, Result
from wirecheck.plan import DRAWN, Case, Depth
from wirecheck.requirements.requirement import Level, Requirement, Verdict
from wirecheck.spec.spec import Operation
from wirecheck.transports import Transport
from wirecheck.wire.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Counts:
    """Requests planned and sent, those of them that are charged (or may have been), and retries."""

    planned: int = 0
    sent: int = 0
    charged: int = 0
    retried: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """What stood on a tape and was not judged: how many entries, why, and an address of one of them."""

    count: int
    why: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """
    Everything that a report tells of one target.

    `depth` is None for a tape that nothing planned. `shard` is the part of the plan that was sent, such as `2/8`.
    `plan` has the ids of all cases of that plan, and `missing` the parts that a merged run lacks. `trouble` is why the
    tape could not be written, if it could not.
    """

    target: str
    provider: str
    operations: tuple[str, ...]
    depth: Depth | None
    counts: Counts
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
    skipped: tuple[Skipped, ...] = ()
    interrupted: bool = False
    trouble: WirecheckError | None = None
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


def run(
    target: str,
    operations: Sequence[Operation],
    cases: Sequence[Case],
    transport: Transport,
    *,
    depth: Depth,
    jobs: int = 8,
    budget: int | None = None,
    requirements: Sequence[Requirement] | None = None,
    key_default: str = "",
    progress: Progress | None = None,
    reel: Reel | None = None,
    prices: Prices | None = None,
    stop: threading.Event | None = None,
    plan: Sequence[str] = (),
) -> Run:
    """
    Send the cases of a plan and judge what came back.

    :param budget: how many requests may be charged at most; None for no cap.
    :param reel: the tape, where there is one: what is on it is not sent again.
    :param stop: once it is set, nothing more is sent.
    :param plan: the ids of all cases of the plan, where these are a part of it.
    :raises Unreachable: nothing that could be judged answered at all.
    """
    started = time.time()
    by_id = {operation.id: operation for operation in operations}
    sender = Sender(by_id, transport, jobs, budget, reel, prices, progress, stop)
    judge = functools.partial(
        judged,
        target,
        operations,
        depth=depth,
        requirements=requirements,
        key_default=key_default,
        prices=prices,
        plan=plan,
    )
    answers = sender.send_all(cases)
    found = judge(answers)
    if any(finding.drawn for finding in found.findings):
        smaller = Shrinker(sender, by_id, requirements).shrink(found.findings, found.cases)
        found = judge([*answers, *smaller])
    counts = replace(found.counts, sent=sender.sent, retried=sender.retried)
    return replace(
        found,
        counts=counts,
        left_out=tuple(sender.left_out),
        started=started,
        seconds=time.time() - started,
        interrupted=stop is not None and stop.is_set(),
        trouble=sender.trouble,
    )


def judged(
    target: str,
    operations: Sequence[Operation],
    answers: Sequence[tuple[Case, Sequence[Exchange]]],
    *,
    depth: Depth | None = None,
    requirements: Sequence[Requirement] | None = None,
    key_default: str = "",
    prices: Prices | None = None,
    plan: Sequence[str] = (),
    others: Sequence[Exchange] = (),
) -> Run:
    """
    A run out of exchanges that are there already; none of them counts as sent.

    :param answers: each case with what came of it.
    :param others: exchanges that no plan has asked for.
    """
    cases = [case for case, _ in answers]
    exchanges = [exchange for _, found in answers for exchange in found] + list(others)
    # of a case that is repeated, the first has the id that stays
    ids = {case.request: case.id.partition(".")[0] for case in cases}
    at = {id: i for i, id in enumerate(plan)}
    places = [at.get(case.id, len(at)) for case, found in answers for _ in found] if plan else None
    judgement: Judgement = assess(
        exchanges,
        operations,
        requirements=requirements,
        cases=ids,
        places=places,
        drawn=[case.request for case in cases if case.kind.startswith(DRAWN)],
        key_default=key_default,
    )
    paid = charges(exchanges, ids, operations, prices)
    return Run(
        target=target,
        provider=operations[0].provider,
        operations=tuple(operation.id for operation in operations),
        depth=depth,
        counts=Counts(len(cases), 0, len(paid), 0),
        left_out=(),
        results=judgement.results,
        findings=judgement.findings,
        started=min((exchange.started for exchange in exchanges), default=0.0),
        plan=tuple(plan),
        charges=paid,
        evidence=judgement.evidence,
        cases=tuple(cases),
        exchanges=tuple(exchanges),
    )
