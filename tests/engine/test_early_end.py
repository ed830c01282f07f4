"""An operation that serves nothing ends early, a run ends in time, and waits between attempts are bounded."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence

import pytest

from wirecheck.engine.runner import Run, run
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import IN_A_ROW, LONGEST_WAITS, OUT_OF_TIME, Sending
from wirecheck.plan import Case, Depth, Phase
from wirecheck.reading.excuses import TroubleKind
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Operation, load
from wirecheck.transports import NoAnswer
from wirecheck.wire.exchange import Failure, FailureKind, Request, Response

CHAT, IMAGES = load("apiyi").operation("generateContent"), load("deerapi").operation("createImage")
JSON = (("Content-Type", "application/json"),)
SERVED = Response(200, JSON, b'{"candidates": []}')
NO_MONEY = Response(403, JSON, b'{"error": {"message": "insufficient quota"}}')
CRASHED = Response(500, JSON, b'{"error": {"message": "upstream failed"}}')
BUSY = Response(429, (*JSON, ("Retry-After", "50")), b'{"error": {"message": "slow down"}}')
DROPPED = Failure(FailureKind.CUT, "the connection ended before the answer did")
Answer = Response | Failure


class Gateway:
    """Answers by a rule on the number of a case and how often it was asked, and keeps what was sent."""

    def __init__(self, rule: Callable[[int, int], Answer], seconds: float = 0.0) -> None:
        self.rule, self.seconds = rule, seconds
        self.sent: list[int] = []
        self.flying = self.most = 0
        self.lock = threading.Lock()

    def send(self, request: Request) -> Response:
        number = int(request.header("x-number") or 0)
        with self.lock:
            self.sent.append(number)
            times = self.sent.count(number)
            self.flying += 1
            self.most = max(self.most, self.flying)
        # not `time.sleep`, which tests replace
        threading.Event().wait(self.seconds)
        with self.lock:
            self.flying -= 1
        answer = self.rule(number, times)
        if isinstance(answer, Failure):
            raise NoAnswer(answer)
        return answer

    def close(self) -> None:
        """There is nothing to let go of."""


def case(number: int, operation: Operation = CHAT, phase: Phase = Phase.BILLABLE, **image: str) -> Case:
    config = {"responseModalities": ["IMAGE"], "imageConfig": image}
    body = {"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": config}
    if operation is IMAGES:
        body = {"model": "gpt-image-2", "prompt": "a boat"}
    headers = (("Authorization", "Bearer $KEY"), ("X-Number", str(number)), *JSON)
    request = Request("POST", operation.url("https://gateway.test"), headers, json.dumps(body).encode())
    return Case(f"{operation.name}-{number}", operation.id, request, f"case {number}", phase, "kind")


def play(cases: Sequence[Case], gateway: Gateway, jobs: int = 1, **sending: float) -> Run:
    scope = Scope("live:gateway", [CHAT, IMAGES], Depth.PROBE)
    return run(scope, cases, Sending(gateway, jobs=jobs, **sending))  # type: ignore[arg-type]  # limits of one type each


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What a run would have waited for."""
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    return waits


@pytest.mark.parametrize("answer", [NO_MONEY, CRASHED, BUSY, DROPPED], ids=["money", "outage", "rate", "dropped"])
@pytest.mark.parametrize("jobs", [1, 8])
def test_three_troubled_requests_in_a_row_end_an_operation(answer: Answer, jobs: int) -> None:
    """The rest is left out with the reason, and another operation goes on."""
    cases = [case(number) for number in range(20)] + [case(99, IMAGES)]
    gateway = Gateway(lambda number, times: SERVED if number == 99 else answer)
    found = play(cases, gateway, jobs)
    assert len(set(gateway.sent) - {99}) == IN_A_ROW
    assert 99 in gateway.sent
    assert {left.case for left in found.left_out} == {c.id for c in cases[IN_A_ROW:-1]}
    assert all(left.why.startswith("ended early, after 3 requests in a row: ") for left in found.left_out)


def test_a_served_request_keeps_an_operation_going() -> None:
    """Trouble that comes and goes ends nothing."""
    gateway = Gateway(lambda number, times: SERVED if number == 2 else NO_MONEY)
    found = play([case(number) for number in range(12)], gateway)
    assert (len(gateway.sent), found.left_out) == (12, ())


def test_only_as_many_fly_as_may_fail_until_one_is_served() -> None:
    """So many at once would be charged for nothing otherwise."""
    waiting = Gateway(lambda number, times: NO_MONEY, seconds=0.02)
    play([case(number) for number in range(20)], waiting, jobs=8)
    assert waiting.most <= IN_A_ROW
    serving = Gateway(lambda number, times: SERVED, seconds=0.02)
    play([case(number) for number in range(20)], serving, jobs=8)
    assert serving.most > IN_A_ROW


def test_no_probe_is_sent_where_nothing_was_served() -> None:
    """What ought to be refused says nothing where all is refused."""
    gateway = Gateway(lambda number, times: NO_MONEY)
    found = play([case(0), case(1, phase=Phase.PROBE)], gateway)
    assert gateway.sent == [0]
    assert [left.why for left in found.left_out] == [
        "nothing was served: the account has no quota left: insufficient quota"
    ]


def test_a_run_ends_in_time() -> None:
    """Nothing is sent after the time for the whole run; what is in flight is waited for."""
    gateway = Gateway(lambda number, times: SERVED, seconds=0.05)
    found = play([case(number) for number in range(50)], gateway, max_time=0.12)
    assert 1 <= len(gateway.sent) < 50
    assert {left.why for left in found.left_out} == {OUT_OF_TIME}
    assert found.counts.charged == len(gateway.sent)


def test_waits_are_bounded_in_sum(slept: list[float]) -> None:
    """A gateway that asks for a wait each time is not waited for all day."""
    # every third is served, so that the run goes on
    gateway = Gateway(lambda number, times: SERVED if number % 3 == 0 or times == 3 else BUSY)
    play([case(number) for number in range(30)], gateway)
    assert 0 < sum(slept) <= LONGEST_WAITS


VALUES = ["1:1", "16:9", "21:9", "4:3"]


def failing(times: int, answer: Answer = CRASHED) -> Gateway:
    """One value fails so many times, and its neighbours are served."""
    return Gateway(lambda number, asked: answer if number == 2 and asked <= times else SERVED)


def values() -> list[Case]:
    # a status that the page does not tell callers to retry
    return [case(number, aspectRatio=ratio) for number, ratio in enumerate(VALUES)]


CRASHED_FOR_GOOD = Response(502, JSON, b'{"error": {"message": "upstream failed"}}')


def test_what_fails_twice_is_blamed() -> None:
    """A documented value that gets a 5xx is asked for once more, at the end, before it is blamed."""
    gateway = failing(2, CRASHED_FOR_GOOD)
    found = play(values(), gateway)
    assert gateway.sent == [0, 1, 2, 3, 2]
    blamed = [f for f in found.findings if f.requirement.startswith("request/documented-value")]
    assert [(f.level, f.member, f.value) for f in blamed] == [
        (Level.MUST, "generationConfig.imageConfig.aspectRatio", "21:9")
    ]


def test_what_fails_once_is_not_blamed() -> None:
    """Where the second request is served, it was chance, and is told as trouble that comes and goes."""
    gateway = failing(1, CRASHED_FOR_GOOD)
    found = play(values(), gateway)
    assert gateway.sent == [0, 1, 2, 3, 2]
    assert [f for f in found.findings if f.requirement.startswith("request/")] == []
    (trouble,) = found.troubles
    assert (trouble.kind, trouble.stopped, trouble.due) == (TroubleKind.OUTAGE, 1, 5)


def test_nothing_is_blamed_where_trouble_comes_and_goes() -> None:
    """Two failures of one value prove nothing, where others failed that were served at other times."""
    gateway = Gateway(lambda number, asked: CRASHED_FOR_GOOD if number == 2 or (number == 1 and asked == 1) else SERVED)
    found = play(values(), gateway)
    assert gateway.sent == [0, 1, 2, 3, 1, 2]
    assert [f for f in found.findings if f.requirement.startswith("request/")] == []
    row = next(row for row in found.results if row.requirement == "request/documented-value-is-served")
    assert (row.verdict, "`21:9`" in row.why) == (Verdict.NOT_JUDGED, True)


def test_nothing_is_confirmed_beyond_the_budget() -> None:
    """Where no slot is left, a failure is told as seen once, and is not judged."""
    gateway = failing(2, CRASHED_FOR_GOOD)
    found = play(values(), gateway, budget=3)
    assert gateway.sent == [0, 1, 2, 3]
    assert [f for f in found.findings if f.requirement.startswith("request/")] == []
    row = next(row for row in found.results if row.requirement == "request/documented-value-is-served")
    assert (row.verdict, row.why) == (
        Verdict.NOT_JUDGED,
        "`generationConfig.imageConfig.aspectRatio` with the value `21:9` failed, which may be chance",
    )


def test_what_may_have_been_charged_is_not_asked_for_again() -> None:
    """After a time-out or a cut body nothing is confirmed; the value was not answered."""
    gateway = failing(2, Failure(FailureKind.TIMEOUT, "no complete answer within 5 s"))
    found = play(values(), gateway)
    assert gateway.sent == [0, 1, 2, 3]
    row = next(row for row in found.results if row.requirement == "request/documented-value-is-served")
    assert row.verdict is Verdict.NOT_JUDGED
    assert "`21:9`" in row.why
    (trouble,) = found.troubles
    assert (trouble.kind, trouble.maybe_charged) == (TroubleKind.LOST, 1)
