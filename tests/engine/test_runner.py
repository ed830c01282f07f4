"""Runs against a scripted transport: the budget, the order, what is left out, and what is sent again."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from wirecheck.engine.runner import Run, run
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import Sending, Step
from wirecheck.errors import Unreachable
from wirecheck.plan import Case, Depth, Phase, Wire, plan, repeated
from wirecheck.spec.spec import load
from wirecheck.transports import NoAnswer
from wirecheck.wire.exchange import Failure, FailureKind, Request, Response

APIYI = load("apiyi").operation("generateContent")
IMAGES = load("deerapi").operation("createImage")
WIRE = Wire("https://gateway.test", "KEY")
JSON = (("Content-Type", "application/json"),)
SERVED = Response(200, JSON, b'{"candidates": []}')
REFUSED = Response(400, JSON, b'{"error": {"message": "no"}}')
LOST = Failure(FailureKind.UNREACHABLE, "connection refused")
Answer = Response | Failure


class Scripted:
    """Answers by a rule, keeps what was sent, and counts what is in flight."""

    def __init__(self, rule: Callable[[Request, int], Answer], delay: Callable[[], float] = lambda: 0.0) -> None:
        self.rule, self.delay = rule, delay
        self.sent: list[Request] = []
        self.flying = self.most = 0
        self.lock = threading.Lock()

    def send(self, request: Request) -> Response:
        with self.lock:
            self.sent.append(request)
            attempt = self.sent.count(request)
            self.flying += 1
            self.most = max(self.most, self.flying)
        # not `time.sleep`, which tests replace
        threading.Event().wait(self.delay())
        with self.lock:
            self.flying -= 1
        answer = self.rule(request, attempt)
        if isinstance(answer, Failure):
            raise NoAnswer(answer)
        return answer

    def close(self) -> None:
        """There is nothing to let go of."""


def case(number: int, phase: Phase = Phase.BILLABLE, kind: str = "documented", operation: Any = APIYI) -> Case:
    body = {"contents": [{"parts": [{"text": str(number)}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}
    headers = (("Authorization", "Bearer $KEY"), *JSON)
    request = Request("POST", operation.url(WIRE.base), headers, json.dumps(body).encode())
    return Case(f"{phase.value}-{kind}-{number}", operation.id, request, f"case {number}", phase, kind)


def play(cases: Sequence[Case], transport: Scripted, **given: Any) -> Run:
    return run(Scope("live:apiyi", [APIYI], Depth.PROBE), cases, Sending(transport, **given))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What a run would have waited for."""
    found: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", found.append)
    return found


@pytest.mark.parametrize("jobs", [1, 8, 32])
@pytest.mark.parametrize("budget", [0, 1, 4, 50])
def test_the_budget_is_a_hard_cap(budget: int, jobs: int) -> None:
    """However many are in flight at once, never more are sent that could be charged."""
    transport = Scripted(lambda request, attempt: SERVED, lambda: 0.002)
    found = play([case(i) for i in range(40)], transport, budget=budget, jobs=jobs)
    sent = min(budget, 40)
    assert (sent, sent, 40 - sent) == (len(transport.sent), found.counts.charged, len(found.left_out))
    assert transport.most <= jobs


def test_a_refused_request_gives_its_slot_back() -> None:
    """What was not served was not charged, and another may take its place."""
    transport = Scripted(lambda request, attempt: REFUSED if b'"text": "0"' in request.body else SERVED)
    found = play([case(0), case(1), case(2)], transport, budget=1, jobs=4)
    assert (len(transport.sent), found.counts.charged) == (2, 1)
    assert [left.purpose for left in found.left_out] == ["case 2"]


@pytest.mark.parametrize("trouble", [FailureKind.TIMEOUT, FailureKind.CUT, FailureKind.TOO_LARGE])
def test_an_answer_that_was_lost_counts_as_charged(trouble: FailureKind) -> None:
    """The picture may have been made: it is reckoned, and not asked for again."""
    transport = Scripted(lambda request, attempt: Failure(trouble, "lost") if b'"0"' in request.body else SERVED)
    found = play([case(0), case(1), case(2)], transport, budget=2, jobs=1)
    assert (len(transport.sent), found.counts.charged, found.counts.retried) == (2, 2, 0)


def test_a_free_case_takes_no_slot() -> None:
    """With a budget of nothing, what nothing can charge is still asked."""
    cases = [case(0, Phase.FREE), case(1, Phase.BILLABLE), case(2, Phase.PROBE)]
    found = play(cases, transport := Scripted(lambda request, attempt: REFUSED), budget=0)
    assert [cases[0].request] == transport.sent
    assert [(x.purpose, x.why) for x in found.left_out] == [
        ("case 1", "the budget is spent"),
        ("case 2", "the budget is spent"),
    ]


def test_a_kind_of_probes_ends_with_the_first_that_is_served() -> None:
    """A gateway that takes wrong types is charged for one of them; other kinds go on."""
    cases = [case(i, Phase.PROBE, kind) for kind in ("wrong type", "missing") for i in range(3)]
    cases = [
        Case(c.id, c.operation, case(10 + i, Phase.PROBE).request, c.purpose, c.phase, c.kind)
        for i, c in enumerate(cases)
    ]
    served = {cases[1].request, cases[5].request}
    transport = Scripted(lambda request, attempt: SERVED if request in served else REFUSED)
    found = play(cases, transport)
    assert [c.request for c in (*cases[:2], *cases[3:])] == transport.sent
    why = "a probe of its kind (wrong type) was already served"
    assert [(cases[2].id, why)] == [(left.case, left.why) for left in found.left_out]
    assert transport.most == 1


def test_phases_go_out_in_order() -> None:
    """Nothing that is charged is sent before all that is free has come back, and probes wait for both."""
    phases = (Phase.PROBE, Phase.BILLABLE, Phase.FREE)
    cases = [case(i, phase, f"{phase.value}{i}") for i, phase in enumerate(phases * 3)]
    transport = Scripted(lambda request, attempt: REFUSED, lambda: 0.003)
    play(cases, transport, jobs=8)
    sent = [next(c.phase for c in cases if c.request == request) for request in transport.sent]
    assert sent == [Phase.FREE] * 3 + [Phase.BILLABLE] * 3 + [Phase.PROBE] * 3


def test_exchanges_come_in_the_order_of_the_plan() -> None:
    """Whichever answer comes first, two runs with the same answers make the same report."""
    delays = iter([0.05, 0.0, 0.02, 0.0, 0.03, 0.01])
    cases = [case(i) for i in range(6)]
    slow = play(cases, Scripted(lambda request, attempt: SERVED, lambda: next(delays)), jobs=6)
    fast = play(cases, Scripted(lambda request, attempt: SERVED), jobs=1)
    assert [c.request for c in cases] == [exchange.request for exchange in slow.exchanges]
    assert (fast.results, fast.findings) == (slow.results, slow.findings)


def limited(status: int, times: int, headers: tuple[tuple[str, str], ...] = (), body: bytes = b"{}") -> Scripted:
    return Scripted(lambda request, attempt: Response(status, headers, body) if attempt <= times else SERVED)


RETRIES = [
    (429, 0, (), b"{}", 1, []),
    (429, 1, (("Retry-After", "3"),), b"{}", 2, [3.0]),
    (503, 2, (("Retry-After", "0"),), b"{}", 3, [0.0, 0.0]),
    (429, 9, (("Retry-After", "2"),), b"{}", 3, [2.0, 2.0]),
    (429, 9, (("Retry-After", "3600"),), b"{}", 1, []),
    (429, 9, (), b'{"error": {"details": [{"retryDelay": "7s"}]}}', 3, [7.0, 7.0]),
    (500, 9, (("Retry-After", "1"),), b"{}", 1, []),
    (502, 9, (("Retry-After", "1"),), b"{}", 1, []),
    (400, 9, (("Retry-After", "1"),), b"{}", 1, []),
]


@pytest.mark.parametrize(("status", "times", "headers", "body", "sent", "waits"), RETRIES)
def test_only_a_documented_retry_is_made(
    slept: list[float], status: int, times: int, headers: Any, body: bytes, sent: int, waits: list[float]
) -> None:
    """On the page's statuses, at most twice, as long as the gateway asks for, and never for longer than a minute."""
    transport = limited(status, times, headers, body)
    found = play([case(0)], transport)
    assert (sent, sent - 1, waits) == (len(transport.sent), found.counts.retried, slept)
    assert list(range(1, sent + 1)) == [exchange.attempt for exchange in found.exchanges]


def test_a_page_may_name_more_statuses(slept: list[float]) -> None:
    """DeerAPI tells its callers to retry a 500, so it is retried there."""
    transport = limited(500, 1, (("Retry-After", "1"),))
    found = run(Scope("live:deerapi", [IMAGES], Depth.PROBE), [case(0, operation=IMAGES)], Sending(transport))
    assert (len(transport.sent), found.counts.retried) == (2, 1)


def test_a_wait_that_nobody_named_grows(slept: list[float]) -> None:
    """Where the answer does not say, the second wait is no shorter than a second, and none is longer than ten."""
    play([case(0)], limited(429, 9))
    assert len(slept) == 2
    assert all(0 < wait <= 10 for wait in slept)


@pytest.mark.parametrize("trouble", list(FailureKind))
def test_no_failure_is_sent_again(slept: list[float], trouble: FailureKind) -> None:
    """An answer may have been made and lost; nothing pays for it twice."""
    transport = Scripted(lambda request, attempt: Failure(trouble, "lost"))
    play([case(0)], transport, budget=4)
    assert (len(transport.sent), slept) == (1, [])


def test_a_cured_429_breaks_nothing(slept: list[float]) -> None:
    """A gateway that a documented retry cures kept its contract, and the retry is counted."""
    found = play([case(0)], limited(429, 1, (("Retry-After", "1"), *JSON), b'{"error": {"message": "slow down"}}'))
    assert [f.requirement for f in found.findings if f.requirement.startswith(("request/", "limits/"))] == []
    assert (found.counts.sent, found.counts.charged, found.counts.retried) == (2, 1, 1)


def test_addresses_are_opened_without_a_key() -> None:
    """The address of a picture is another host's business: no header of ours goes there, and nothing is charged."""
    answer = {"created": 1, "data": [{"url": "https://cdn.test/a.png?x=1"}], "usage": {}}

    def rule(request: Request, attempt: int) -> Answer:
        return Response(200, JSON, json.dumps(answer).encode()) if request.method == "POST" else Response(200, (), b"x")

    transport = Scripted(rule)
    found = run(Scope("live:deerapi", [IMAGES], Depth.PROBE), [case(0, operation=IMAGES)], Sending(transport, budget=1))
    opened = [request for request in transport.sent if request.method == "GET"]
    assert [Request("GET", "https://cdn.test/a.png?x=1")] == opened
    assert (found.counts.sent, found.counts.charged) == (1, 1)


def test_nobody_there_is_an_error() -> None:
    """Where no free case got an answer, nothing is sent that could be charged."""
    transport = Scripted(lambda request, attempt: LOST)
    cases = [case(0, Phase.FREE), case(1, Phase.FREE), case(2)]
    with pytest.raises(Unreachable, match="connection refused") as caught:
        play(cases, transport)
    assert len(transport.sent) == 2
    assert caught.value.hint


def test_one_answer_is_enough_to_go_on() -> None:
    """A connection that failed once is no reason to stop."""
    transport = Scripted(lambda request, attempt: LOST if b'"0"' in request.body else REFUSED)
    found = play([case(0, Phase.FREE), case(1, Phase.FREE), case(2)], transport)
    assert (len(transport.sent), found.counts.sent) == (3, 3)


def test_progress_is_told_of_every_case() -> None:
    """Each case is told as it leaves and when it is done, with what was charged so far."""
    told: list[Step] = []
    cases = [case(i) for i in range(5)]
    transport = Scripted(lambda request, attempt: SERVED)
    play(
        cases,
        transport,
        jobs=1,
        progress=told.append,
    )
    left = [Step(APIYI.id, i, 1, 5, i) for i in range(5)]
    done = [Step(APIYI.id, i + 1, 0, 5, i + 1) for i in range(5)]
    assert [step for pair in zip(left, done, strict=True) for step in pair] == told


def test_a_whole_plan_is_answered_once() -> None:
    """Every case of a plan has its exchange, whatever the gateway says."""
    cases = plan(APIYI, Depth.SWEEP, WIRE)
    found = play(cases, Scripted(lambda request, attempt: REFUSED))
    assert Counter(c.request for c in cases) == Counter(exchange.request for exchange in found.exchanges)
    assert (len(cases), len(cases), 0) == (found.counts.planned, found.counts.sent, found.counts.charged)


def test_a_case_that_is_repeated_is_judged_each_time() -> None:
    """Trouble that comes and goes is seen: every turn of a case counts, and a retry stands for its own turn alone."""
    once = [case(0)]
    turns = repeated(once, 4)
    good = Response(200, JSON, b'{"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}]}')
    busy = Response(503, JSON, b'{"error": {"message": "busy"}}')
    answers = iter([good, busy, good, SERVED, good])
    found = play(turns, Scripted(lambda request, attempt: next(answers)), jobs=1)
    result = next(row for row in found.results if row.requirement == "answer/has-a-candidate")
    assert (result.judged, result.broken) == (4, 1)
    assert (found.counts.sent, found.counts.retried, found.counts.charged) == (5, 1, 4)
    assert {id for finding in found.findings for id in finding.cases} == {once[0].id}
