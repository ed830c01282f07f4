"""What is sent beside a tape, and what is not: answers come first on the disk, and never twice from the gateway."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wirecheck.engine.runner import Run, run
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import Sender, Sending, Step
from wirecheck.errors import TapeError
from wirecheck.plan import Case, Depth, Phase
from wirecheck.spec.spec import load
from wirecheck.tape.recorder import Recorder
from wirecheck.transports import NoAnswer
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

APIYI = load("apiyi").operation("generateContent")
IMAGES = load("deerapi").operation("createImage")
JSON = (("Content-Type", "application/json"),)
SERVED = Response(200, JSON, b'{"candidates": []}')
REFUSED = Response(400, JSON, b'{"error": {"message": "no"}}')
BUSY = Response(503, (*JSON, ("Retry-After", "1")), b'{"error": {"message": "busy"}}')


class Scripted:
    """Gives answers in turn, the last one again and again, and keeps what was sent."""

    def __init__(self, *answers: Response | Failure | BaseException) -> None:
        self.answers = list(answers)
        self.sent: list[Request] = []
        self.closed = False
        self.lock = threading.Lock()

    def send(self, request: Request) -> Response:
        with self.lock:
            self.sent.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Failure):
            raise NoAnswer(answer)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        self.closed = True


def case(number: int, phase: Phase = Phase.BILLABLE, kind: str = "documented") -> Case:
    body = {"contents": [{"parts": [{"text": str(number)}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}
    headers = (("Authorization", "Bearer $KEY"), *JSON)
    request = Request("POST", APIYI.url("https://gateway.test"), headers, json.dumps(body).encode())
    return Case(f"{phase.value}-{number}", APIYI.id, request, f"case {number}", phase, kind)


def play(tape: Path, cases: list[Case], transport: Scripted, **given: Any) -> Run:
    with Recorder(tape, "1.0", resume=True) as recorder:
        track = recorder.open("live:apiyi", {}, cases)
        sending = replace(Sending(transport, jobs=1, track=track), **given)
        return run(Scope("live:apiyi", [APIYI], Depth.PROBE), cases, sending)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", found.append)
    return found


def test_what_is_on_the_tape_is_not_sent(tmp_path: Path) -> None:
    """The second run sends what the first did not, and counts what both were charged for."""
    tape, cases = tmp_path / "t.har", [case(i) for i in range(4)]
    first = play(tape, cases[:2], Scripted(SERVED))
    second = play(tape, cases, again := Scripted(SERVED))
    assert [c.request for c in cases[2:]] == again.sent
    assert [(r.counts.sent, r.counts.charged) for r in (first, second)] == [(2, 2), (2, 4)]


def test_what_was_charged_before_counts_in_the_budget(tmp_path: Path) -> None:
    """A cap holds over both runs; what is on the tape is judged even where it is more than that."""
    tape, cases = tmp_path / "t.har", [case(i) for i in range(4)]
    play(tape, cases[:2], Scripted(SERVED))
    second = play(tape, cases, again := Scripted(SERVED), budget=3)
    third = play(tape, cases, none := Scripted(SERVED), budget=1)
    assert ([c.request for c in cases[2:3]], []) == (again.sent, none.sent)
    assert [r.counts.charged for r in (second, third)] == [3, 3]
    assert [left.case for left in third.left_out] == ["billable-3"]


def test_a_retry_goes_on_where_it_was(tmp_path: Path, slept: list[float]) -> None:
    """Cut between two attempts: the first is on the tape, the second is sent as the second, and no third but one."""
    tape, cases = tmp_path / "t.har", [case(0)]
    with pytest.raises(RuntimeError, match="cut"):
        play(tape, cases, Scripted(BUSY, RuntimeError("cut")))
    found = play(tape, cases, again := Scripted(BUSY, SERVED))
    assert [(e.attempt, e.response and e.response.status) for e in found.exchanges] == [(1, 503), (2, 503), (3, 200)]
    assert (len(again.sent), found.counts.retried, found.counts.charged) == (2, 2, 1)
    assert play(tape, cases, none := Scripted(SERVED)).findings == found.findings
    assert none.sent == []


def test_a_kind_that_was_served_before_stays_ended(tmp_path: Path) -> None:
    """A probe that was served on the tape ends its kind in the run that goes on from it."""
    tape, cases = tmp_path / "t.har", [case(i, Phase.PROBE, "wrong type") for i in range(3)]
    play(tape, cases[:1], Scripted(SERVED))
    found = play(tape, cases, again := Scripted(SERVED))
    assert (again.sent, len(found.left_out)) == ([], 2)


@pytest.mark.parametrize("name", ["leave", "keep"])
def test_a_tape_that_cannot_be_written_stops_the_spending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What has come is judged, nothing more is sent, and the run says why."""
    from wirecheck.tape.recorder import TapeTrack

    calls = 0

    def full(self: TapeTrack, *_: object) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise TapeError("the disk is full", hint="make room")

    monkeypatch.setattr(TapeTrack, name, full)
    found = play(tmp_path / "t.har", [case(i) for i in range(4)], transport := Scripted(SERVED))
    assert found.tape_error is not None
    assert (len(transport.sent), len(found.left_out)) == ((2, 2) if name == "keep" else (1, 2))
    assert {left.why for left in found.left_out} == {"the tape could not be written"}


def test_an_interruption_sends_nothing_more(tmp_path: Path) -> None:
    """What is in flight is waited for; of the rest each case says why it was left out."""
    stop = threading.Event()

    class Stopping(Scripted):
        def send(self, request: Request) -> Response:
            if len(self.sent) == 1:
                stop.set()
            return super().send(request)

    cases = [*(case(i) for i in range(4)), case(9, Phase.PROBE, "wrong type")]
    found = play(tmp_path / "t.har", cases, transport := Stopping(SERVED), stop=stop)
    assert (len(transport.sent), found.interrupted, found.counts.charged) == (2, True, 2)
    assert [(left.case, left.why) for left in found.left_out] == [
        (id, "the run was interrupted") for id in ("billable-2", "billable-3", "probe-9")
    ]


def test_an_interruption_ends_a_wait(tmp_path: Path) -> None:
    """Who is to wait for a minute before asking again is not waited for."""
    stop = threading.Event()
    busy = Response(503, (*JSON, ("Retry-After", "60")), b"{}")

    class Stopping(Scripted):
        def send(self, request: Request) -> Response:
            threading.Timer(0.05, stop.set).start()
            return super().send(request)

    found = play(tmp_path / "t.har", [case(0)], transport := Stopping(busy), stop=stop)
    assert (len(transport.sent), found.counts.retried) == (1, 0)


def test_a_second_interruption_waits_for_nothing(tmp_path: Path) -> None:
    """The transport is closed under those who wait, and what we cut short is not on the tape."""
    cut, here = threading.Event(), threading.Event()

    class Hanging(Scripted):
        def send(self, request: Request) -> Response:
            self.sent.append(request)
            here.set()
            assert cut.wait(30)
            raise NoAnswer(Failure(FailureKind.CUT, "interrupted"))

        def close(self) -> None:
            cut.set()

    def interrupt(step: Step) -> None:
        assert here.wait(30)
        raise KeyboardInterrupt

    tape, transport = tmp_path / "t.har", Hanging()
    with pytest.raises(KeyboardInterrupt):
        play(tape, [case(0)], transport, progress=interrupt)
    found = play(tape, [case(0)], again := Scripted(SERVED))
    assert (len(transport.sent), len(again.sent)) == (1, 1)
    assert [exchange.failure for exchange in found.exchanges] == [None]


class TwoEach:
    """A price table of one price."""

    currency = "EUR"

    def of(self, operation: object, request: Request) -> Decimal:
        return Decimal("2")


def test_what_is_spent_is_told_as_it_goes(tmp_path: Path) -> None:
    """Each step says what the charged requests cost so far; a refused one costs nothing."""
    steps: list[Step] = []
    transport = Scripted(SERVED, REFUSED, SERVED)
    cases = [case(i) for i in range(3)]
    scope = Scope("live:apiyi", [APIYI], prices=TwoEach())  # type: ignore[arg-type]  # what is asked of prices
    sender = Sender(scope, Sending(transport, jobs=1, progress=lambda step: steps.append(step)))
    sender.send_all(cases)
    assert [step.spent for step in steps if step.flying == 0] == [Decimal(2), Decimal(2), Decimal(4)]


def test_addresses_on_the_tape_are_not_opened_anew(tmp_path: Path) -> None:
    """The picture that an answer names is on the tape with it."""
    body = json.dumps({"model": "dall-e-3", "prompt": "a boat"}).encode()
    request = Request("POST", IMAGES.url("https://gateway.test"), (("Authorization", "Bearer $KEY"), *JSON), body)
    cases = [Case("a", IMAGES.id, request, "a", Phase.BILLABLE, "documented")]
    answer = Response(200, JSON, b'{"created": 1, "data": [{"url": "https://cdn.test/a.png"}]}')
    sent: list[list[Exchange]] = []
    for transport in (first := Scripted(answer, SERVED), again := Scripted(answer)):
        with Recorder(tmp_path / "t.har", "1.0", resume=True) as recorder:
            track = recorder.open("live:deerapi", {}, cases)
            found = run(Scope("live:deerapi", [IMAGES], Depth.PROBE), cases, Sending(transport, track=track))
            sent.append(list(found.exchanges))
    assert (len(first.sent), again.sent) == (2, [])
    assert sent[0] == sent[1]


@pytest.mark.parametrize("phase", Phase)
def test_bodies_need_not_be_json(tmp_path: Path, phase: Phase) -> None:
    """A form with a picture in it leaves as it is, and events are on the tape as they came."""
    form = b'--x\r\nContent-Disposition: form-data; name="image"\r\n\r\n\x89PNG\r\n\xff\x00\r\n--x--\r\n'
    request = Request("POST", APIYI.url("https://gateway.test"), (("Content-Type", "multipart/form-data"),), form)
    events = Response(200, (("Content-Type", "text/event-stream"),), b'data: {"a": 1}\n\ndata: [DONE]\n\n')
    cases = [Case("a", APIYI.id, request, "a form", phase, "documented")]
    first = play(tmp_path / "t.har", cases, transport := Scripted(events))
    assert ([request], first.exchanges[0].response) == (transport.sent, events)
    again = play(tmp_path / "t.har", cases, none := Scripted(REFUSED))
    assert ([], first.exchanges) == (none.sent, again.exchanges)
