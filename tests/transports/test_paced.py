"""Requests held back: no more than so many in a time, and none once it is over."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from wirecheck.errors import UsageError
from wirecheck.transports import NoAnswer
from wirecheck.transports.paced import Pace, Paced, Rate, parse
from wirecheck.wire.exchange import Request, Response

HERE, ELSEWHERE = Request("POST", "https://gateway.test/v1"), Request("GET", "https://cdn.test/p.png")


class Counting:
    """Notes when each request leaves."""

    def __init__(self) -> None:
        self.left: list[float] = []
        self.closed = False
        self.lock = threading.Lock()

    def send(self, request: Request) -> Response:
        with self.lock:
            self.left.append(time.monotonic())
        return Response(200)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10/m", Rate(10, 60)),
        ("2/s", Rate(2, 1)),
        (" 100 / H ", Rate(100, 3600)),
        ("10/min", Rate(10, 60)),
        ("1/10s", Rate(1, 10)),
    ],
)
def test_a_rate_is_read(text: str, rate: Rate) -> None:
    """Requests in a second, a minute or an hour."""
    assert parse(text) == rate


@pytest.mark.parametrize("text", ["", "10", "0/m", "-1/s", "1.5/s", "10/day", "m/10", "10/m/s", "9999999/s", "1/2d"])
def test_what_is_no_rate_is_told(text: str) -> None:
    """With what to write instead."""
    with pytest.raises(UsageError, match="is not a valid rate") as caught:
        parse(text)
    assert caught.value.hint


def test_no_more_leave_than_the_rate_allows() -> None:
    """In no second do more leave than were allowed, however many threads send."""
    counting = Counting()
    paced = Paced(counting, Pace(Rate(8, 1)), "https://gateway.test/api")
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(paced.send, [HERE] * 20))
    left = sorted(counting.left)
    assert len(left) == 20
    # the window slides: the ninth leaves a second after the first
    assert all(later - earlier >= 0.9 for earlier, later in zip(left, left[8:], strict=False))


def test_what_goes_elsewhere_is_not_held_back() -> None:
    """The host of a picture has limits of its own."""
    counting = Counting()
    paced = Paced(counting, Pace(Rate(1, 3600)), "https://gateway.test")
    paced.send(HERE)
    for _ in range(5):
        paced.send(ELSEWHERE)
    assert len(counting.left) == 6


def test_an_interruption_ends_the_wait() -> None:
    """Once nothing more is to be sent, nobody waits for a turn."""
    stop = threading.Event()
    paced = Paced(Counting(), Pace(Rate(1, 3600), stop=stop), "https://gateway.test")
    paced.send(HERE)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(NoAnswer, match="interrupted"):
        paced.send(HERE)


def test_the_window_slides() -> None:
    """By a clock of its own: ten in any minute, and not ten in each."""
    now = 50.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(Rate(10, 60), clock=lambda: now, sleep=sleep)
    turns = []
    for _ in range(35):
        assert pace.turn()
        turns.append(now)
    assert all(later - earlier >= 60 for earlier, later in zip(turns, turns[10:], strict=False))
    assert turns[-1] < 50 + 3 * 60 + 1


def test_closing_ends_the_wait() -> None:
    """Who waits for an hour is let go, and what was held back is not sent."""
    counting = Counting()
    paced = Paced(counting, Pace(Rate(1, 3600)), "https://gateway.test")
    paced.send(HERE)
    threading.Timer(0.05, paced.close).start()
    with pytest.raises(NoAnswer, match="interrupted before it was sent"):
        paced.send(HERE)
    assert (len(counting.left), counting.closed) == (1, True)
