"""
The run: cases go out in the order of their phases, within the budget, and come back as exchanges.

What cannot be charged goes first. A slot of the budget is reserved before anything is sent that could be served, and
given back where it was refused. Probes go one at a time, and the first one that is served ends its kind.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import tenacity

from wirecheck import limits
from wirecheck.catalogue import Level, Requirement, Verdict
from wirecheck.exchange import Exchange, Request, Trouble
from wirecheck.findings import Finding, Judgement, Result, addresses, assess, unsent
from wirecheck.plan import Case, Depth, Phase
from wirecheck.prices import Charge, Money
from wirecheck.reading import Reading
from wirecheck.spec import Operation
from wirecheck.transports import NoAnswer, Transport

ATTEMPTS = 3
"""How often a request is sent at most: once, and two retries."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that was planned and not sent, and why."""

    case: str
    operation: str
    purpose: str
    why: str


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
    charges: tuple[Charge, ...] = ()
    money: Money | None = None
    skipped: tuple[Skipped, ...] = ()
    interrupted: bool = False
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


class Progress(Protocol):
    """Told how a run goes on."""

    def __call__(self, case: Case, done: int, planned: int, charged: int) -> None:
        """A case is done."""


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
) -> Run:
    """
    Send the cases of a plan and judge what came back.

    :param budget: how many requests may be charged at most; None for no cap.
    :raises Unreachable: nothing that could be judged answered at all.
    """
    started = time.time()
    sender = _Sender({o.id: o for o in operations}, transport, jobs, budget, len(cases), progress)
    exchanges = sender.send_all(cases)
    judgement: Judgement = assess(
        exchanges,
        operations,
        requirements=requirements,
        # of a case that is repeated, the first has the id that stays
        cases={case.request: case.id for case in reversed(cases)},
        key_default=key_default,
    )
    return Run(
        target=target,
        provider=operations[0].provider,
        operations=tuple(operation.id for operation in operations),
        depth=depth,
        counts=Counts(len(cases), sender.sent, sender.budget.charged, sender.retried),
        left_out=tuple(sender.left_out),
        results=judgement.results,
        findings=judgement.findings,
        started=started,
        seconds=time.time() - started,
        cases=tuple(cases),
        exchanges=tuple(exchanges),
    )


@dataclass(slots=True)
class Budget:
    """
    Slots for requests that could be charged; used from one thread.

    A slot is reserved before a request leaves, and is either spent or given back when the answer is there.
    """

    cap: int | None
    reserved: int = 0
    charged: int = 0

    def reserve(self) -> bool:
        """Take a slot; False where none is free at present."""
        if self.cap is not None and self.reserved + self.charged >= self.cap:
            return False
        self.reserved += 1
        return True

    def settle(self, charged: bool) -> None:
        """Spend a reserved slot, or give it back."""
        self.reserved -= 1
        self.charged += charged


@dataclass(slots=True)
class _Sender:
    operations: dict[str, Operation]
    transport: Transport
    jobs: int
    cap: int | None
    planned: int
    progress: Progress | None
    budget: Budget = field(init=False)
    answers: dict[str, list[Exchange]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    sent: int = 0
    retried: int = 0
    done: int = 0

    def __post_init__(self) -> None:
        self.budget = Budget(self.cap)

    def send_all(self, cases: Sequence[Case]) -> list[Exchange]:
        with ThreadPoolExecutor(max_workers=self.jobs, thread_name_prefix="wirecheck") as pool:
            by_phase = {phase: [case for case in cases if case.phase is phase] for phase in Phase}
            for case, future in [(c, pool.submit(self._send, c)) for c in by_phase[Phase.FREE]]:
                self._take(case, future.result())
            self._reachable()
            self._billable(pool, by_phase[Phase.BILLABLE])
            self._probes(by_phase[Phase.PROBE])
        # in the order of the plan, so that the same answers make the same report
        return [exchange for case in cases for exchange in self.answers[case.id]]

    def _reachable(self) -> None:
        """Stop before anything is charged where nothing answers at all."""
        from wirecheck.errors import Unreachable

        found = [exchange for group in self.answers.values() for exchange in group]
        failures = [e.failure for e in found if e.failure is not None and e.response is None]
        if failures and len(failures) == len(found):
            parts = urlsplit(found[0].request.url)
            hint = "is the address right, and is the gateway up? `--url` names another"
            raise Unreachable(f"{parts.scheme}://{parts.netloc} gave no answer: {failures[0].message}", hint=hint)

    def _billable(self, pool: ThreadPoolExecutor, cases: Sequence[Case]) -> None:
        waiting = deque(cases)
        flying: dict[Future[list[Exchange]], Case] = {}
        while waiting or flying:
            while waiting and len(flying) < self.jobs and self.budget.reserve():
                case = waiting.popleft()
                flying[pool.submit(self._send, case)] = case
            if not flying:
                for case in waiting:
                    self._leave_out(case, "the budget is spent")
                return
            finished, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in finished:
                case, found = flying.pop(future), future.result()
                self.budget.settle(any(map(_charged, found)))
                self._take(case, found)

    def _probes(self, cases: Sequence[Case]) -> None:
        ended: set[tuple[str, str]] = set()
        for case in cases:
            if (case.operation, case.kind) in ended:
                self._leave_out(case, f"a probe of its kind ({case.kind}) was served already")
            elif not self.budget.reserve():
                self._leave_out(case, "the budget is spent")
            else:
                found = self._send(case)
                charged = any(map(_charged, found))
                self.budget.settle(charged)
                if charged:
                    ended.add((case.operation, case.kind))
                self._take(case, found)

    def _take(self, case: Case, found: list[Exchange]) -> None:
        self.answers[case.id] = found
        own = [exchange for exchange in found if exchange.request == case.request]
        self.sent += len(own)
        self.retried += len(own) - 1
        self.done += 1
        if self.progress is not None:
            self.progress(case, self.done, self.planned, self.budget.charged)

    def _leave_out(self, case: Case, why: str) -> None:
        self.left_out.append(LeftOut(case.id, case.operation, case.purpose, why))
        self.answers[case.id] = [unsent(case.request, f"left out: {why}")]

    def _send(self, case: Case) -> list[Exchange]:
        """Send a case, retry it where the page says so, and open the addresses in its answer."""
        operation = self.operations[case.operation]
        found = list(_attempts(self.transport, case.request, operation.retry))
        if case.phase is Phase.BILLABLE:
            urls = addresses(Reading(operation, found[-1]))
            found += [exchange(self.transport, Request("GET", url)) for url in urls]
        return found


def _charged(exchange: Exchange) -> bool:
    """Whether a request was charged, or may have been: its answer may have been made and lost."""
    if exchange.request.method == "GET":
        return False
    if exchange.failure is not None:
        return exchange.failure.trouble in (Trouble.TIMEOUT, Trouble.CUT, Trouble.TOO_LARGE)
    return exchange.response is not None and exchange.response.ok


def _attempts(transport: Transport, request: Request, statuses: tuple[int, ...]) -> Iterator[Exchange]:
    found: list[Exchange] = []

    def attempt() -> Exchange:
        found.append(exchange(transport, request, len(found) + 1))
        return found[-1]

    def again(exchange: Exchange) -> bool:
        response = exchange.response
        if exchange.failure is not None or response is None or response.status not in statuses:
            return False
        asked = limits.wait_asked(response, time.time())
        return asked is None or asked <= limits.LONGEST_WAIT

    def pause(state: tenacity.RetryCallState) -> float:
        response = found[-1].response
        asked = limits.wait_asked(response, time.time()) if response is not None else None
        return asked if asked is not None else backoff(state)

    backoff = tenacity.wait_exponential_jitter(initial=1, max=8)
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=pause,
        retry=tenacity.retry_if_result(again),
        retry_error_callback=lambda state: None,
    )
    retrying(attempt)
    yield from found


def exchange(
    transport: Transport, request: Request, attempt: int = 1, clock: Callable[[], float] = time.time
) -> Exchange:
    """
    Send a request once, and keep what came of it.

    :param clock: seconds since the epoch.
    """
    started = clock()
    try:
        response = transport.send(request)
    except NoAnswer as error:
        first = error.response.first_byte if error.response else None
        return Exchange(request, error.response, error.failure, started, first, clock(), attempt)
    return Exchange(request, response, None, started, response.first_byte, clock(), attempt)
