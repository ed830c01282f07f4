"""
Cases sent: in the order of their phases, within the budget, each answer on the tape before it is looked at.

What cannot be charged goes first. A slot of the budget is reserved before anything is sent that could be served, and
given back where it was refused. Probes go one at a time, and the first one that is served ends its kind. Requests with
an answer on the tape are not sent again. An operation of which nothing is served for trouble ends early.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlsplit

import tenacity

from wirecheck.config.options import JOBS
from wirecheck.engine.scope import Scope
from wirecheck.errors import TapeError, Unreachable
from wirecheck.judging.judge import unsent
from wirecheck.plan import WRONG_KEY_KIND, Case, Phase
from wirecheck.reading.excuses import OtherAnswers
from wirecheck.reading.reading import Reading
from wirecheck.spec.spec import Operation
from wirecheck.tape.recorder import TapeTrack
from wirecheck.transports import NoAnswer, Transport
from wirecheck.wire import retry_after
from wirecheck.wire.exchange import Exchange, Request, Response, may_be_charged

ATTEMPTS = 3
"""The largest number of attempts for a request: the first, and two retries."""

INTERRUPTED = "the run was interrupted"
SPENT = "the budget is spent"
OUT_OF_TIME = "the time for the whole run was over (`--max-time`)"

IN_A_ROW = 3
"""Requests that trouble stops one after the other, with nothing served, after which an operation ends."""

LONGEST_WAITS = 120.0
"""Seconds that a whole run waits between attempts; once they are over, nothing is sent again."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that was planned and not sent, and why."""

    case: str
    operation: str
    purpose: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """
    The progress of a run: cases done, in flight and planned, requests charged, and their cost.

    `spent` is None where no price is known.
    """

    operation: str
    done: int
    flying: int
    planned: int
    charged: int
    spent: Decimal | None = None


class Progress(Protocol):
    """Receives the progress of a run."""

    def __call__(self, step: Step) -> None:
        """Called when a case was sent, and when it is done."""


@dataclass(frozen=True, slots=True)
class Sending:
    """
    How cases are sent: the transport, how many at once, and the limits.

    :param budget: the largest number of requests that may be charged; None for no limit.
    :param track: the tape, where there is one: what is on it is not sent again.
    :param stop: once it is set, nothing more is sent; what is in flight is waited for.
    :param max_time: seconds after which nothing more is sent; None for no limit.
    """

    transport: Transport
    jobs: int = JOBS
    budget: int | None = None
    track: TapeTrack | None = None
    progress: Progress | None = None
    stop: threading.Event | None = None
    max_time: float | None = None


@dataclass(slots=True)
class Course:
    """
    How the requests of one operation went that ought to be served.

    :param served: whether one was.
    :param stopped: how many trouble stopped in a row, the last ones.
    :param why: the trouble of the last one.
    :param flying: how many are in flight.
    :param wrong_key: the answer to a key that was never issued.
    """

    served: bool = False
    stopped: int = 0
    why: str = ""
    flying: int = 0
    wrong_key: Response | None = None

    @property
    def ended(self) -> str:
        """Why nothing more is asked of the operation; empty where something is."""
        over = not self.served and self.stopped >= IN_A_ROW
        return f"ended early, after {self.stopped} requests in a row: {self.why}" if over else ""

    @property
    def may_leave(self) -> bool:
        """Whether one more may be sent: until something is served, only as many as may fail in a row."""
        return self.served or self.stopped + self.flying < IN_A_ROW


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
        """Reserve a slot; False where none is free at present."""
        if self.cap is not None and self.reserved + self.charged >= self.cap:
            return False
        self.reserved += 1
        return True

    def settle(self, charged: int) -> None:
        """Spend a reserved slot, or give it back."""
        self.reserved -= 1
        self.charged += charged


class _Missing(Exception):
    """Not on the tape."""


class _Stopped(Exception):
    """The run was interrupted while a case was under way."""


@dataclass(slots=True)
class Sender:
    """Sends cases over a transport."""

    scope: Scope
    sending: Sending
    operations: dict[str, Operation] = field(init=False)
    budget: Budget = field(init=False)
    answers: dict[str, list[Exchange]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    sent: int = 0
    retried: int = 0
    tape_error: TapeError | None = None
    """The tape could not be written; nothing more was sent then."""
    _ended: set[tuple[str, str]] = field(default_factory=set)
    """Kinds of probes of which one was served."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _planned: int = 0
    _flying: int = 0
    _spent: Decimal = Decimal()
    _dropped: bool = False
    _courses: dict[str, Course] = field(init=False)
    _began: float = field(default_factory=time.monotonic)
    _waited: float = 0.0

    def __post_init__(self) -> None:
        self.operations = {operation.id: operation for operation in self.scope.operations}
        self.budget = Budget(self.sending.budget)
        self._courses = {operation: Course() for operation in self.operations}

    def send_all(self, cases: Sequence[Case]) -> list[tuple[Case, list[Exchange]]]:
        """
        Every case with its exchanges, in the order of the plan, so that the same answers make the same report.

        :raises Unreachable: no free case got an answer.
        """
        self._planned = len(cases)
        for case in cases:
            self._recall(case)
        pool = ThreadPoolExecutor(max_workers=self.sending.jobs, thread_name_prefix="wirecheck")
        try:
            self._at_once(pool, self._left(cases, Phase.FREE), free=True)
            self._reachable()
            self._at_once(pool, self._left(cases, Phase.BILLABLE), free=False)
            self._probes(self._left(cases, Phase.PROBE))
        except KeyboardInterrupt:
            # a second Ctrl-C: do not wait for answers
            self._dropped = True
            self.sending.transport.close()
            raise
        finally:
            pool.shutdown(wait=not self._dropped, cancel_futures=True)
        return [(case, self.answers[case.id]) for case in cases]

    def send_more(self, case: Case, *, although_ended: bool = False) -> list[Exchange] | None:
        """
        A case that no plan has, after all others; None where the budget is spent, or the run is to stop.

        :param although_ended: send it also to an operation that ended early.
        """
        if case.id in self.answers:
            return self.answers[case.id]
        if self.sending.track is not None:
            self.sending.track.add(case)
            self._recall(case)
        if case.id not in self.answers:
            ended = self._courses[case.operation].ended and not although_ended
            if self._stopped or ended or not self.budget.reserve():
                return None
            self._planned += 1
            self._take(case, self._send(case), free=False)
        return self.answers[case.id]

    def _left(self, cases: Iterable[Case], phase: Phase) -> list[Case]:
        return [case for case in cases if case.phase is phase and case.id not in self.answers]

    @property
    def _stopped(self) -> str:
        """Why nothing more is sent; empty while something is."""
        if self.tape_error is not None:
            return "the tape could not be written"
        if self.sending.max_time is not None and time.monotonic() - self._began >= self.sending.max_time:
            return OUT_OF_TIME
        return INTERRUPTED if self.sending.stop is not None and self.sending.stop.is_set() else ""

    def _reachable(self) -> None:
        """Stop before anything is charged if the gateway never answers."""
        exchanges = [exchange for group in self.answers.values() for exchange in group]
        failures = [e.failure for e in exchanges if e.failure is not None and e.response is None]
        if failures and len(failures) == len(exchanges) and not self._stopped:
            parts = urlsplit(exchanges[0].request.url)
            hint = "is the address right, and is the gateway up? `--url` sets another address"
            raise Unreachable(f"{parts.scheme}://{parts.netloc} did not answer: {failures[0].message}", hint=hint)

    def _at_once(self, pool: ThreadPoolExecutor, cases: Sequence[Case], *, free: bool) -> None:
        """Send many at once; a billable request takes a slot of the budget."""
        waiting = deque(cases)
        flying: dict[Future[list[Exchange]], Case] = {}
        while waiting or flying:
            while (case := self._next(waiting, len(flying), free)) is not None:
                self._flying += 1
                self._courses[case.operation].flying += 1
                flying[pool.submit(self._send, case)] = case
                self._tell(case)
            if not flying:
                for case in waiting:
                    self._leave_out(case, self._stopped or SPENT)
                return
            finished, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in finished:
                self._flying -= 1
                case = flying.pop(future)
                self._courses[case.operation].flying -= 1
                self._take(case, future.result(), free=free)

    def _next(self, waiting: deque[Case], flying: int, free: bool) -> Case | None:
        """
        Take the next case that may be sent now out of those that wait; a billable one has its slot reserved then.

        Cases of an operation that has ended are left out on the way; one that has to wait for an answer of its
        operation goes to the end.
        """
        for _ in range(len(waiting)):
            if flying >= self.sending.jobs or self._stopped:
                return None
            case = waiting.popleft()
            course = self._courses[case.operation]
            if not free and course.ended:
                self._leave_out(case, course.ended)
            elif not (free or course.may_leave):
                waiting.append(case)
            elif free or self.budget.reserve():
                return case
            else:
                waiting.appendleft(case)
                return None
        return None

    def _probes(self, cases: Sequence[Case]) -> None:
        for case in cases:
            course = self._courses[case.operation]
            if self._stopped:
                self._leave_out(case, self._stopped)
            elif course.stopped and not course.served:
                self._leave_out(case, course.ended or f"nothing was served: {course.why}")
            elif (case.operation, case.kind) in self._ended:
                self._leave_out(case, f"a probe of its kind ({case.kind}) was already served")
            elif not self.budget.reserve():
                self._leave_out(case, SPENT)
            else:
                self._flying = 1
                self._tell(case)
                exchanges = self._send(case)
                self._flying = 0
                self._take(case, exchanges, free=False)

    def _leave_out(self, case: Case, why: str) -> None:
        self.left_out.append(LeftOut(case.id, case.operation, case.purpose, why))
        self.answers[case.id] = [unsent(case.request, f"left out: {why}")]

    # -- one case ------------------------------------------------------------------------------------------------------

    def _recall(self, case: Case) -> None:
        """Take a case's answers from the tape, if all of them are on it."""
        if self.sending.track is None:
            return
        try:
            exchanges = self._send(case, fresh=False)
        except _Missing:
            return
        self.budget.charged += sum(map(may_be_charged, exchanges))
        self._done(case, exchanges)

    def _take(self, case: Case, exchanges: list[Exchange], *, free: bool) -> None:
        if not free:
            self.budget.settle(sum(map(may_be_charged, exchanges)))
        self._done(case, exchanges)

    def _done(self, case: Case, exchanges: list[Exchange]) -> None:
        self.answers[case.id] = exchanges
        if case.kind == WRONG_KEY_KIND:
            self._courses[case.operation].wrong_key = exchanges[-1].response
        if case.phase is Phase.BILLABLE:
            self._follow(case, exchanges)
        if case.phase is Phase.PROBE and any(map(may_be_charged, exchanges)):
            self._ended.add((case.operation, case.kind))
        if self.scope.prices is not None:
            price = self.scope.prices.of(self.operations[case.operation], case.request) or Decimal()
            self._spent += price * sum(map(may_be_charged, exchanges))
        self._tell(case)

    def _follow(self, case: Case, exchanges: Sequence[Exchange]) -> None:
        """Note whether trouble stopped a request that ought to be served; a retry is not counted."""
        course = self._courses[case.operation]
        last = max((e for e in exchanges if e.request == case.request), key=lambda exchange: exchange.attempt)
        reading = Reading(self.operations[case.operation], last, others=OtherAnswers(course.served, course.wrong_key))
        excuse = reading.excuse
        if excuse is None or excuse.kind is None:
            course.served = course.served or reading.served
            course.stopped = 0
        else:
            course.stopped += 1
            course.why = f"{excuse.kind}" + (f": {excuse.words}" if excuse.words else "")
        reading.forget()

    def _tell(self, case: Case) -> None:
        if self.sending.progress is not None:
            done = len(self.answers) - len(self.left_out)
            spent = self._spent if self.scope.prices is not None else None
            self.sending.progress(Step(case.operation, done, self._flying, self._planned, self.budget.charged, spent))

    def _send(self, case: Case, *, fresh: bool = True) -> list[Exchange]:
        """
        Send a case, retry it where the page says so, and open the addresses in its answer.

        :param fresh: send what is not on the tape; else that is Missing.
        """
        exchanges = list(self._attempts(case, fresh))
        if case.phase is Phase.BILLABLE:
            answer = Reading(self.operations[case.operation], exchanges[-1])
            exchanges += [self._once(case, request, 1, fresh) for request in answer.follow_ups]
        return exchanges

    def _attempts(self, case: Case, fresh: bool) -> list[Exchange]:
        statuses = self.operations[case.operation].retry
        exchanges: list[Exchange] = []

        def attempt() -> Exchange:
            if exchanges and self._stopped and not self._on_tape(case, len(exchanges) + 1):
                # the wait was interrupted
                raise _Stopped
            exchanges.append(self._once(case, case.request, len(exchanges) + 1, fresh))
            return exchanges[-1]

        def again(exchange: Exchange) -> bool:
            response = exchange.response
            if exchange.failure is not None or response is None or response.status not in statuses:
                return False
            asked = retry_after.wait_asked(response, exchange.ended)
            return (asked is None or asked <= retry_after.LONGEST_WAIT) and self._waited < LONGEST_WAITS

        def pause(state: tenacity.RetryCallState) -> float:
            last = exchanges[-1]
            if self._on_tape(case, last.attempt + 1):
                return 0.0
            asked = retry_after.wait_asked(last.response, last.ended) if last.response is not None else None
            wanted = asked if asked is not None else backoff(state)
            with self._lock:
                wanted = min(wanted, max(0.0, LONGEST_WAITS - self._waited))
                self._waited += wanted
            # an answer from the tape needs no wait
            return max(0.0, wanted - (time.time() - last.ended)) if self._on_tape(case, last.attempt) else wanted

        backoff = tenacity.wait_exponential_jitter(initial=1, max=8)
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=pause,
            sleep=tenacity.sleep_using_event(self.sending.stop)
            if self.sending.stop is not None
            else tenacity.nap.sleep,
            retry=tenacity.retry_if_result(again),
            retry_error_callback=lambda state: None,
        )
        with suppress(_Stopped):
            retrying(attempt)
        return exchanges

    def _on_tape(self, case: Case, attempt: int) -> bool:
        return self.sending.track is not None and self.sending.track.recall(case, case.request, attempt) is not None

    def _once(self, case: Case, request: Request, attempt: int, fresh: bool) -> Exchange:
        """One exchange: from the tape, or sent and written to it before anything reads it."""
        track = self.sending.track
        if track is None:
            return self._counted(case, exchange(self.sending.transport, request, attempt))
        taped = track.recall(case, request, attempt)
        if taped is not None:
            return taped
        if not fresh:
            raise _Missing
        try:
            track.leave(case, request, attempt)
        except TapeError as error:
            self.tape_error = error
            return unsent(request, error.message)
        sent = self._counted(case, exchange(self.sending.transport, request, attempt))
        if self._dropped and sent.failure is not None:
            # we cut it short ourselves
            raise _Stopped
        try:
            track.keep(case, sent)
        except TapeError as error:
            self.tape_error = error
        return sent

    def _counted(self, case: Case, exchange: Exchange) -> Exchange:
        if exchange.request == case.request:
            with self._lock:
                self.sent += 1
                self.retried += exchange.attempt > 1
        return exchange


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
